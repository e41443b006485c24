"""PURE: items in words: why one is not shown, and how many agree."""

from programme.analysis.disclosure.printing import wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.likert import LikertItem, likert_of_counts
from programme.analysis.participation import Share
from programme.analysis.values import Interval
from programme.surveys.rules.items import ItemResult
from programme.surveys.rules.words import share_words, wave_words

ALIKE = "Hidden: everybody gave one answer to an item of this scale"
EARLIER = "Not renewed: too few answers are new"


def likert_of(result: ItemResult) -> LikertItem | None:
    """The figures of an item; None where its counts are not printed."""
    if result.counts is None:
        return None
    return likert_of_counts(result.counts, [value for value, _ in result.item.options])


def note_of(result: ItemResult, threshold: int) -> str:
    """Why an item's counts are not printed, or not renewed; nothing where they are."""
    if result.range is not None:
        return f"Everybody gave one answer, so only a range is printed: {_range_words(result)}"
    if result.hidden is Hidden.ALL_ALIKE:
        return ALIKE
    if result.hidden is not None:
        return wording(result.hidden, threshold)
    return EARLIER if result.is_earlier else ""


def _range_words(result: ItemResult) -> str:
    words = dict(result.item.options)
    ends = result.range or Interval(0, 0)
    return f"{words[int(ends.low)].lower()} to {words[int(ends.high)].lower()}"


def agree_words(result: ItemResult, threshold: int) -> str:
    """How many agree with an item, with the interval and n: "22 of 24 (92%; 95% CI 74% to 98%) agree"."""
    found = likert_of(result)
    if found is None:
        return note_of(result, threshold)
    if found.agree is None or found.agree_ci is None:
        return "Its answers do not run from disagreement to agreement"
    return f"{agree_share_words(found.agree, found.agree_ci)} agreed at {wave_words(result.wave)}"


def agree_share_words(share: Share, ci: Interval) -> str:
    """A share with its count and interval: "22 of 24 (92%; 95% CI 74% to 98%)"."""
    return f"{share_words(share)[:-1]}; 95% CI {percent(ci.low)} to {percent(ci.high)})"


def percent(value: float) -> str:
    """A share from 0 to 1 as a whole percentage."""
    return f"{value * 100:.0f}%"
