"""PURE: estimates of the mixed model and plain means as sums of answers: what each answer adds to a figure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from programme.analysis.waves.weights import weights_of
from programme.surveys.rules.leaks import Form
from programme.surveys.rules.results import Printed

Scores = Mapping[str, Mapping[str, float]]
"""By person: scores by wave."""
Answers = Set[str]
"""Answers as the disclosure rules count them: a person and what they answered."""


def mean_forms(scores: Scores, waves: Sequence[str], icc: float) -> dict[str, Form]:
    """The estimated mean of each wave, of a model with this intraclass correlation below 1."""
    ways = {who: frozenset(given) for who, given in scores.items()}
    weights = {way: each.tolist() for way, each in weights_of(ways.values(), waves, icc / (1 - icc)).items()}
    cells = [
        ((who, other), weights[way], column)
        for who, way in ways.items()
        for column, other in enumerate(waves)
        if other in way
    ]
    return {wave: {cell: found[row][column] for cell, found, column in cells} for row, wave in enumerate(waves)}


def change_form(means: Mapping[str, Form], first: str, last: str) -> Form:
    """The change between two waves: the difference of their estimated means."""
    return {cell: means[last].get(cell, 0.0) - means[first].get(cell, 0.0) for cell in {*means[first], *means[last]}}


def plain_forms(now: Mapping[str, Answers], printed: Iterable[Printed]) -> Iterator[Form]:
    """The printed means of a scale, whose answers of now are given by variable.

    An answer that is another by now counts as one of another wave.
    """
    for each in printed:
        if each.variable in now and each.answers:
            wave, answers, part = each.variable.rpartition(" ")[2], now[each.variable], 1 / len(each.answers)
            yield {
                (answer.rpartition("=")[0], wave if answer in answers else f"{wave} before"): part
                for answer in each.answers
            }
