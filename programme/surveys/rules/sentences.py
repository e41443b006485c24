"""PURE: what the figures of a scale say in a sentence, which never claims more than figures and design allow."""

from programme.analysis.change import PairedChange
from programme.analysis.disclosure.printing import printed, wording
from programme.analysis.finding import Finding, Reading, Verdict
from programme.analysis.values import Interval
from programme.surveys.rules.evaluation import ChangeResult, ScaleResult, WaveResult
from programme.surveys.rules.results import WaveFacts
from programme.surveys.rules.weighing import end_of_year
from programme.surveys.rules.words import end_words, interval_words, lower_first

EARLIER = " This figure is the earlier version's: too few answers are new."
SIZES = ((0.8, "large"), (0.5, "medium"), (0.2, "small"))


def change_sentence(result: ScaleResult, first: WaveFacts, last: WaveFacts, threshold: int) -> str:
    """What changed on one scale between two waves, in one sentence with the number, its interval and n."""
    name, found = result.scale.label, result.change
    if found is None:
        return f"{name} was asked at one wave only, so nothing can be said about change."
    if found.hidden is not None and found.change is None:
        return f"{name}: no change is printed. {wording(found.hidden, threshold)}."
    if found.range is not None:
        return f"{name}: {range_sentence(found.range)} ({found.n} people have a score at both waves)."
    finding = end_of_year(result, first, last)
    if finding.verdict is Verdict.UNCERTAIN:
        return f"{disagreement(name, finding, first, last)}{EARLIER if found.is_earlier else ''}"
    return _estimated(name, found, first, last)


def disagreement(name: str, finding: Finding, first: WaveFacts, last: WaveFacts) -> str:
    """Two estimates that differ in sign, or in whether the interval holds zero: both are told, and no direction."""
    paired, model = finding.paired, finding.model
    return (
        f"Whether {lower_first(name)} changed {between_words(first, last)} is uncertain, because two estimates "
        f"disagree: for the {paired.n:,} people with a score at both waves the mean moved by {_moved(paired)}, for "
        f"all who answered any wave by {_moved(model)}."
    )


def between_words(first: WaveFacts, last: WaveFacts) -> str:
    """Two waves within a sentence: "between baseline (T0) and end of year (T2)"."""
    return f"between {lower_first(first.label)} ({first.code}) and {lower_first(last.label)} ({last.code})"


def _moved(reading: Reading) -> str:
    if reading.estimate is None or reading.ci is None:
        return "what cannot be estimated"
    return f"{printed(reading.estimate)} points (95% CI {interval_words(reading.ci)})"


def range_sentence(band: Interval) -> str:
    """What is told of a change of which only the band is printed."""
    why = "Everybody answered alike at a wave or changed alike, so only a range is printed"
    if band.low < 0 < band.high:
        return f"the mean changed by less than {printed(band.high)} points. {why}"
    direction = "rose" if band.high > 0 else "fell"
    return f"the mean {direction} by {printed(min(abs(band.low), abs(band.high)))} points or more. {why}"


def _estimated(name: str, found: ChangeResult, first: WaveFacts, last: WaveFacts) -> str:
    change = found.change
    if change is None or change.mean is None or change.ci is None:
        return f"{name}: too few answers to estimate a change."
    base = f"{change.n:,} people have a score at both waves"
    between = between_words(first, last)
    mean, low, high = change.mean, change.ci.low, change.ci.high
    earlier = EARLIER if found.is_earlier else ""
    if low <= 0 <= high:
        interval = f"95% CI {interval_words(change.ci)}"
        return (
            f"Whether {lower_first(name)} changed {between} is uncertain: the mean moved by {printed(mean)} points "
            f"({interval}; {base}).{earlier}"
        )
    verb = "rose" if mean > 0 else "fell"
    ends = sorted((abs(low), abs(high)))
    interval = f"95% CI {end_words(ends[0])} to {end_words(ends[1])}"
    return f"{name} {verb} by {printed(abs(mean))} points {between} ({interval}; {base}).{earlier}"


def size_words(change: PairedChange | None) -> str:
    """The effect size with its word beside the number; the limits belong to d, the figure before g's correction."""
    if change is None or change.g is None:
        return "The effect size cannot be computed."
    word = next((text for least, text in SIZES if abs(change.g) >= least), None)
    called = f"which is called {word}" if word else "which is below what is called small (0.20)"
    limits = f" The 95% limits of d are {interval_words(change.d_ci)}." if change.d_ci else ""
    return f"Effect size g = {printed(change.g)}, {called}.{limits}"


def mean_words(result: WaveResult) -> str:
    """A wave's mean as a cell: the number, a range, or that it is hidden."""
    if result.mean is not None and result.mean.mean is not None:
        return printed(result.mean.mean)
    return interval_words(result.range) if result.range else "Hidden"
