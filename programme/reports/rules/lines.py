"""PURE: what lines of the annex are made of."""

from programme.analysis.disclosure.printing import MINUS, printed, wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.participation import Share
from programme.analysis.values import Interval
from programme.surveys.rules.results import WaveFacts
from programme.surveys.rules.words import wave_words

Line = tuple[str, ...]
"""Section, about, wave, figure, value, low, high, n, note."""


def number(value: float | None) -> str:
    """As printed, with a sign that spreadsheets know; nothing for what is not defined."""
    return "" if value is None else printed(value).replace(MINUS, "-")


def ends(interval: Interval | None) -> tuple[str, str]:
    """The two ends of an interval; nothing where there is none."""
    return ("", "") if interval is None else (number(interval.low), number(interval.high))


def hiding(threshold: int, is_concealed: bool) -> str:
    """By which rule a count of who took part is not printed."""
    return wording(Hidden.SMALL_COUNT if is_concealed else Hidden.TOO_FEW, threshold)


def share_line(figure: str, wave: WaveFacts, share: Share | None, hidden: str) -> Line:
    """A share of people at one wave; `hidden` says by which rule there is none."""
    if share is None:
        return ("who took part", "all", wave_words(wave), figure, "", "", "", "", hidden)
    value = "" if share.share is None else number(share.share)
    return ("who took part", "all", wave_words(wave), figure, value, "", "", str(share.count), f"of {share.total}")
