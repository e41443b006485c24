"""PURE: shares, intervals and waves in words."""

from programme.analysis.disclosure.printing import printed
from programme.analysis.participation import Share
from programme.analysis.values import Interval
from programme.surveys.rules.responding import Responding
from programme.surveys.rules.results import WaveFacts

RESPONSE = ("Wave", "Eligible", "Invited", "Complete (RR1)", "Complete or partial (RR2)", "Still there", "Joined later")
"""The headers over `response_rows`."""
CHANGES = ("Scale", "People", "Before", "After", "Change", "95% interval", "g", "95% limits of d", "p")
"""The headers over a scale's row of its change between two waves."""


def wave_words(wave: WaveFacts) -> str:
    """A wave in words with its code: "End of year (T2)"."""
    return f"{wave.label} ({wave.code})"


def interval_words(interval: Interval) -> str:
    """An interval as printed: "0.20 to 0.64"; an end that only rounds to 0 says on which side of it."""
    return f"{end_words(interval.low)} to {end_words(interval.high)}"


def end_words(value: float) -> str:
    """One end of an interval: a reader must see whether the interval holds 0, so "0.00" stands for 0 alone."""
    if value != 0 and float(f"{value:.2f}") == 0:
        return "just above 0" if value > 0 else "just below 0"
    return printed(value)


def share_words(share: Share) -> str:
    """A share with its count: "470 of 495 (95%)"; never rounded to all or none where it is not."""
    if share.share is None:
        return f"{share.count} of {share.total}"
    percent = f"{share.percent}%"
    if share.count < share.total and percent == "100%":
        percent = "over 99%"
    if share.count and percent == "0%":
        percent = "under 1%"
    return f"{share.count:,} of {share.total:,} ({percent})"


def lower_first(name: str) -> str:
    """A scale's name within a sentence: "Job satisfaction" becomes "job satisfaction", "NHS values" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def p_words(p: float | None) -> str:
    """A p-value as it stands in a table; nothing where there is none."""
    if p is None:
        return ""
    return "under 0.001" if p < 0.001 else f"{p:.3f}"


def after_sentence(first: str, last: str) -> str:
    """For a change that later waves follow: nobody should take it for a lasting one. The waves' names are in words."""
    return (
        f"The change is counted from {first} to {last}. What came after it is in the pictures and tables: look there "
        "before saying that it lasted."
    )


def response_sentence(each: Responding, threshold: int) -> str:
    """Who answered a wave, in one sentence or two: "Baseline (T0): 22 of 24 fellows (92%) answered, 20 of them ...".

    How many answered at least 80% of the questions is left out where all of them did.
    """
    name, rates = wave_words(each.wave), each.rates
    if rates is None:
        few = "How many answered is hidden" if each.is_concealed else f"Fewer than {threshold} have answered"
        return f"{name}: {lower_first(few)}."
    share = share_words(rates.rr2).replace(" (", " fellows (", 1)
    most = f", {rates.complete:,} of them at least 80% of the questions" if rates.complete < rates.rr2.count else ""
    said = f"{name}: {share} answered{most}."
    if each.beside:
        joined = "1 fellow" if each.beside == 1 else f"{each.beside:,} fellows"
        return f"{said} {joined} who joined later answered too: they are in the figures, not in the rates."
    return said


def response_rows(each: Responding, threshold: int) -> list[str]:
    """A wave's row of the table of response."""
    none = "Hidden" if each.is_concealed else f"Fewer than {threshold}"
    kept = none if each.is_later else "Starting point"
    return [
        wave_words(each.wave),
        f"{each.eligible:,}",
        f"{each.invited:,}",
        share_words(each.rates.rr1) if each.rates else none,
        share_words(each.rates.rr2) if each.rates else none,
        share_words(each.retained) if each.retained else kept,
        f"{each.beside:,}",
    ]
