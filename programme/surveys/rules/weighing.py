"""PURE: which of two estimates of a scale's change is the finding, and whether the other bears it out."""

from programme.analysis.finding import Finding, Question, Reading, weigh
from programme.surveys.rules.evaluation import ChangeResult, ScaleResult
from programme.surveys.rules.results import WaveFacts
from programme.surveys.rules.spans import Pair


def end_of_year(result: ScaleResult, first: WaveFacts, last: WaveFacts) -> Finding:
    """The change of the same people between the waves compared, with that of the mixed model beside it."""
    paired = _of_pairs(result.change)
    return weigh(Question.END_OF_YEAR, paired=paired, model=_of_model(result, (first, last)))


def lasting(result: ScaleResult, pair: Pair) -> Finding:
    """The change of the mixed model from a wave to the follow-up, with that of the same people beside it."""
    return weigh(Question.LASTING, paired=_of_pairs(change_between(result, pair)), model=_of_model(result, pair))


def change_between(result: ScaleResult, pair: Pair) -> ChangeResult | None:
    """The change of the same people between two waves, that to the follow-up or else the main one."""
    found = (each.change for each in result.lasting if (each.first, each.last) == pair)
    return next(found, result.change)


def _of_pairs(found: ChangeResult | None) -> Reading:
    change = found.change if found else None
    return Reading(0, None, None) if change is None else Reading(change.n, change.mean, change.ci)


def _of_model(result: ScaleResult, pair: Pair) -> Reading:
    estimate = result.model.changes.get((pair[0].code, pair[1].code))
    n = result.at(pair[1].code).n or 0
    return Reading(n, estimate.estimate, estimate.ci) if estimate else Reading(n, None, None)
