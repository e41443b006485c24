"""PURE: whether change has lasted, and what it is if everybody is counted who answered, or who was lost."""

from collections import Counter
from collections.abc import Mapping

from programme.analysis.disclosure.printing import printed, wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.finding import Verdict, holds_zero
from programme.analysis.lost import WorstCase, nobody_lost_changed
from programme.analysis.waves import Estimate
from programme.core.words import count_words, listed
from programme.reports.rules.evaluation import Evaluation
from programme.surveys.rules.evaluation import ScaleResult
from programme.surveys.rules.results import WaveFacts
from programme.surveys.rules.sentences import EARLIER, between_words, disagreement, range_sentence
from programme.surveys.rules.spans import Pair
from programme.surveys.rules.weighing import change_between, end_of_year, lasting
from programme.surveys.rules.words import end_words, interval_words, lower_first, share_words, wave_words

CHANGES = [
    "Scale",
    "Waves",
    "People with both",
    "Change, both waves",
    "Change, all who answered",
    "People at the first",
    "Change, nobody lost changed",
]


def lasting_sentences(result: ScaleResult, evaluation: Evaluation) -> list[str]:
    """From baseline to the follow-up, then from end of year to it: one sentence each. Empty without a follow-up."""
    return [_lasting(result, pair, evaluation.threshold) for pair in reversed(evaluation.spans.lasting)]


def _lasting(result: ScaleResult, pair: Pair, threshold: int) -> str:
    name, found, change = result.scale.label, lasting(result, pair), change_between(result, pair)
    between, codes = between_words(*pair), [wave.code for wave in pair]
    if found.verdict is Verdict.UNCERTAIN:
        return disagreement(name, found, *pair)
    if change is not None and change.range is not None:
        return f"{name} {between}: {range_sentence(change.range)}."
    estimate, ci, n = found.model.estimate, found.model.ci, found.model.n
    if estimate is None or ci is None:
        return f"{name}: no change {between} is printed. {why_no_model(result, threshold, *codes)}."
    basis = f"{n:,} people have a score at {pair[1].code}" if n else f"the number of people at {pair[1].code} is hidden"
    earlier = EARLIER if result.model.is_earlier else ""
    if holds_zero(found.model):
        said = f"{printed(estimate)} points (95% CI {interval_words(ci)}; {basis})"
        return f"No change of {lower_first(name)} {between} can be told: the estimate is {said}.{earlier}"
    verb = "rose" if estimate > 0 else "fell"
    ends = " to ".join(end_words(end) for end in sorted((abs(ci.low), abs(ci.high))))
    return f"{name} {verb} by {printed(abs(estimate))} points {between} (95% CI {ends}; {basis}).{earlier}"


def why_no_model(result: ScaleResult, threshold: int, *codes: str) -> str:
    """Why a scale's model prints nothing of the waves of these codes: the rule that hides it, or why there is none."""
    model = result.model
    if model.reason:
        return f"The mixed model cannot be estimated: {model.reason}"
    left_out = [hidden for code in codes if code not in model.waves and (hidden := result.at(code).hidden)]
    if left_out and model.hidden in (None, Hidden.SMALL_COUNT):
        return wording(left_out[0], threshold)
    return wording(model.hidden or Hidden.SMALL_COUNT, threshold)


def lasting_lead(evaluation: Evaluation, improves: Mapping[str, str]) -> str:
    """On how many scales a change from baseline was there at the follow-up, in a sentence or two.

    `improves` says by scale whether "up" or "down" is better; without it scales are higher or lower.
    """
    to = evaluation.spans.follow_up
    if to is None:
        return ""
    known, scales = bool(improves), count_words(len(evaluation.scales), "scale")
    since_first, since_last = (
        Counter(_way(each, pair, improves.get(each.scale.key, "up")) for each in evaluation.scales)
        for pair in reversed(evaluation.spans.lasting)
    )
    up, down = ("better", "worse") if known else ("higher", "lower")
    first, last = (f"{lower_first(pair[0].label)} ({pair[0].code})" for pair in reversed(evaluation.spans.lasting))
    return (
        f"At {lower_first(to.label)} ({to.code}), of {scales} {_said(since_first, up, down)}, compared with {first}. "
        f"Compared with {last}, {_said(since_last, up, down)}."
    )


def _said(ways: Counter[str], up: str, down: str) -> str:
    said = [f"{_were(ways[key])} {word}" for key, word in (("up", up), ("down", down)) if ways[key] or key == "up"]
    said += [f"for {ways['uncertain']} no change can be told"] if ways["uncertain"] else []
    said += [f"for {ways['hidden']} no figure is printed"] if ways["hidden"] else []
    return listed(said)


def _were(count: int) -> str:
    return f"{count} were" if count > 1 else "1 was" if count else "none was"


def _way(result: ScaleResult, pair: Pair, improves: str) -> str:
    found = lasting(result, pair)
    if found.model.estimate is None:
        return "hidden"
    if found.verdict is Verdict.UNCERTAIN or holds_zero(found.model):
        return "uncertain"
    return "up" if (found.model.estimate > 0) == (improves == "up") else "down"


def retention_words(evaluation: Evaluation) -> str:
    """How many of the first wave's answerers answered the follow-up."""
    to = evaluation.spans.follow_up
    if to is None:
        return ""
    at = evaluation.lived.responding if evaluation.lived else evaluation.taking
    kept = next((each.retained for each in at if each.wave == to), None)
    if kept is None:
        return f"How many of those who answered the first wave are still there at {wave_words(to)} is hidden."
    return f"Of those who answered the first wave, {share_words(kept)} answered at {wave_words(to)}."


def agreement_words(evaluation: Evaluation) -> str:
    """On how many scales counting all who answered says the same as the same people at both waves."""
    if evaluation.last is None:
        return ""
    found = [end_of_year(each, evaluation.first, evaluation.last).verdict for each in evaluation.scales]
    compared = [each for each in found if each in (Verdict.AGREED, Verdict.UNCERTAIN)]
    if not compared:
        return "On no scale can the two estimates be compared."
    agreed = sum(each is Verdict.AGREED for each in compared)
    scales = count_words(len(compared), "scale")
    return (
        f"On {agreed} of {scales} all who answered show the same as the people with a score at both waves: "
        "the same direction, and whether the interval holds zero."
    )


def change_rows(evaluation: Evaluation) -> list[list[str]]:
    """Three ways to estimate each change: those with both scores, all who answered, and nobody lost changed."""
    return [
        _change_row(each, pair, evaluation)
        for each in evaluation.scales
        for pair in sorted(evaluation.spans.pairs, key=lambda pair: (pair[0].code, pair[1].code))
    ]


def _change_row(result: ScaleResult, pair: Pair, evaluation: Evaluation) -> list[str]:
    found, model = change_between(result, pair), result.model.changes.get((pair[0].code, pair[1].code))
    change = found.change if found else None
    if change is None or change.mean is None or change.ci is None:
        of_pairs = interval_words(found.range) if found and found.range else "Hidden"
    else:
        of_pairs = f"{printed(change.mean)} ({interval_words(change.ci)})"
    worst = worst_case(result, pair, evaluation)
    is_asked = pair[0] == evaluation.first
    return [
        result.scale.label,
        f"{pair[0].code} to {pair[1].code}",
        "Hidden" if found is None or found.n is None else f"{found.n:,}",
        of_pairs,
        estimate_words(model) if model else "Not estimated" if result.model.reason else "Hidden",
        f"{worst.n:,}" if worst else "",
        f"{printed(worst.mean)} ({interval_words(worst.ci)})"
        if worst
        else "Hidden"
        if is_asked
        else f"Only from {evaluation.first.code}",
    ]


def estimate_words(each: Estimate) -> str:
    """An estimate of the model with its interval: "3.41 (3.20 to 3.62)"."""
    return f"{printed(each.estimate)} ({interval_words(each.ci)})"


def worst_case(result: ScaleResult, pair: Pair, evaluation: Evaluation) -> WorstCase | None:
    """The change from baseline if everybody lost had stayed at it; it follows from figures that are printed.

    None from another wave, since then what was lost would be told from the answers of those who left; and where the
    number of people at baseline, or the change of the pairs, is not printed or not of the same version.
    """
    found, at_first = change_between(result, pair), result.at(evaluation.first.code)
    if pair[0] != evaluation.first or found is None or found.change is None or at_first.n is None:
        return None
    if found.is_earlier != at_first.is_earlier or at_first.n < found.change.n:
        return None
    return nobody_lost_changed(found.change, at_first.n - found.change.n)


def mean_headers(evaluation: Evaluation) -> list[str]:
    """The headers of the table of estimated means."""
    return ["Scale", *(wave_words(wave) for wave in evaluation.spans.modelled)]


def mean_rows(evaluation: Evaluation) -> list[list[str]]:
    """The estimated mean at each closed wave, a row a scale."""
    return [
        [each.scale.label, *(_mean_cell(each, wave) for wave in evaluation.spans.modelled)]
        for each in evaluation.scales
    ]


def _mean_cell(result: ScaleResult, wave: WaveFacts) -> str:
    found = result.model.means.get(wave.code)
    if found is not None:
        return estimate_words(found)
    return "Not estimated" if result.model.reason else "Hidden"


def model_notes(evaluation: Evaluation) -> list[str]:
    """Why estimates of the model are not printed, a sentence for each reason."""
    found = {
        why_no_model(each, evaluation.threshold)
        for each in evaluation.scales
        if each.model.hidden or each.model.reason or not each.model.changes
    }
    return [f"{each}." for each in sorted(found)]


def how_words(evaluation: Evaluation) -> list[str]:
    """What the three estimates rest on, and which of them is the finding."""
    said = [
        "All who answered: a mixed model with every score at every closed wave, also of people who answered one wave "
        "only. It takes those who are missing to be like those who answered and had the same scores.",
        "Nobody lost changed: everybody with a score at the first wave but none at the later one is given the "
        "first score there too: the worst case for a change that people hope for, not the worst that is possible.",
    ]
    lasting_rule = (
        "Whether change has lasted is answered by all who answered. Where the people with both scores show another "
        "direction, or one interval holds zero and the other does not, it is called uncertain and both are given."
    )
    return [*said, lasting_rule] if evaluation.spans.follow_up else said
