"""PURE: what the figures of a scale say in a sentence, which never claims more than figures and design allow."""

from programme.analysis.change import PairedChange
from programme.analysis.disclosure.printing import printed, wording
from programme.analysis.values import Interval
from programme.surveys.rules.evaluation import ChangeResult, ScaleResult, WaveResult
from programme.surveys.rules.results import WaveFacts
from programme.surveys.rules.words import end_words, interval_words, lower_first

SIZES = ((0.8, "large"), (0.5, "medium"), (0.2, "small"))


def change_sentence(result: ScaleResult, first: WaveFacts, last: WaveFacts, threshold: int) -> str:
    """What changed on one scale between two waves, in one sentence with the number, its interval and n."""
    name, found = result.scale.label, result.change
    if found is None:
        return f"{name} was asked at one wave only, so nothing can be said about change."
    if found.hidden is not None and found.change is None:
        return f"{name}: no change is printed. {wording(found.hidden, threshold)}."
    if found.range is not None:
        return f"{name}: {_range_sentence(found.range)} ({found.n} people have a score at both waves)."
    return _estimated(name, found, first, last)


def _range_sentence(band: Interval) -> str:
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
    between = f"between {first.label.lower()} ({first.code}) and {last.label.lower()} ({last.code})"
    mean, low, high = change.mean, change.ci.low, change.ci.high
    earlier = " This figure is the earlier version's: too few answers are new." if found.is_earlier else ""
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
