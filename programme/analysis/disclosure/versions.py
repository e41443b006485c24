"""When a figure that people have seen may be replaced by a newer one."""

from collections.abc import Set
from enum import Enum

from programme.analysis.disclosure.rules import THRESHOLD, Rules


class Renewal(Enum):
    """What happens to a released figure when the answers under it are looked at again."""

    UNCHANGED = "unchanged"
    FROZEN = "frozen"
    RENEWED = "renewed"


def renewed(released: Set[str], now: Set[str], threshold: int = THRESHOLD) -> Renewal:
    """Whether a released figure may be replaced, given the tokens of the answers then and now.

    It stays frozen until as many answers as the threshold are new, and as long as fewer than that are gone but some:
    the two figures would show the few. An edited answer is one gone and one new.
    """
    fewest = Rules(threshold).threshold
    added, gone = len(now - released), len(released - now)
    if added == gone == 0:
        return Renewal.UNCHANGED
    if added < fewest or 0 < gone < fewest:
        return Renewal.FROZEN
    return Renewal.RENEWED


def may_renew(shown_n: int, answered_n: int, is_closed: bool, threshold: int = THRESHOLD) -> bool:
    """Whether the figures of a wave may be computed anew: at its close, else when enough more people answered.

    `shown_n` is the number of people in the figures shown now, 0 where there are none yet.
    """
    return is_closed or answered_n - shown_n >= Rules(threshold).threshold
