"""PURE: who took part in all, and which counts cannot stand beside the others."""

from collections.abc import Mapping
from dataclasses import dataclass

from programme.analysis.participation import Share, retention, share_of
from programme.reports.rules.snapshot import ScaleFacts, Snapshot, WaveFacts

Concealed = tuple[str | None, str]
"""A scale's key with the code of a wave; None for the wave as a whole."""


@dataclass(frozen=True, slots=True)
class Taking:
    """Who took part at one wave: the share of the file with a value, and of the baseline's answerers.

    A share is None where it rests on too few, or, if something is concealed, to keep another count unknown.
    """

    wave: WaveFacts
    with_value: Share | None
    retained: Share | None
    is_later: bool
    is_concealed: bool = False


class Totals:
    """Counts of people over the whole file, and which of them are printed.

    A count below the threshold is hidden; what is concealed is hidden with it so that it cannot be worked out: of two
    sets in a file of N people, a and b, at least a + b - N are in both (Bonferroni 1936).
    """

    def __init__(self, snapshot: Snapshot, first: WaveFacts, last: WaveFacts | None, threshold: int) -> None:
        self._snapshot, self._first, self._last, self._threshold = snapshot, first, last, threshold
        self._people = len(snapshot.rows)
        self._answered = {wave.code: _who(snapshot, wave) for wave in snapshot.waves}
        self._given = {
            (scale.key, wave.code): _who(snapshot, wave, scale) for scale in snapshot.scales for wave in snapshot.waves
        }
        self.concealed: frozenset[Concealed] = frozenset()
        while (also := self._next_to_conceal()) is not None:
            self.concealed |= {also}

    def taking(self) -> tuple[Taking, ...]:
        """The shares that are printed, wave by wave."""
        found = []
        for wave in self._snapshot.waves:
            is_later = wave.code > self._first.code
            share = share_of(len(self._answered[wave.code]), self._people)
            kept = retention(self._answered[self._first.code], self._answered[wave.code])
            found.append(
                Taking(
                    wave,
                    None if self.answered(wave.code) is None else share,
                    None if not is_later or self.kept(wave.code) is None else kept,
                    is_later,
                    not self.concealed.isdisjoint({(None, wave.code), (None, self._first.code)}),
                )
            )
        return tuple(found)

    def answered(self, wave: str) -> int | None:
        """How many have a score at a wave; None where that is not printed."""
        count = len(self._answered[wave])
        return None if (None, wave) in self.concealed or count < self._threshold else count

    def kept(self, wave: str) -> int | None:
        """How many of the first wave's answerers have a score at a later one; None where that is not printed."""
        count = len(self._answered[self._first.code] & self._answered[wave])
        is_printed = self.answered(self._first.code) is not None and self.answered(wave) is not None
        return count if is_printed and count >= self._threshold else None

    def is_concealed(self, scale: str, wave: str) -> bool:
        """Whether a scale's figure at a wave is hidden to keep another count unknown."""
        return not self.concealed.isdisjoint({(scale, wave), (None, wave)})

    def _given_at(self, scale: str, wave: str) -> int | None:
        count = len(self._given[scale, wave])
        return None if self.is_concealed(scale, wave) or count < self._threshold else count

    def _next_to_conceal(self) -> Concealed | None:
        """What to conceal because a count below the threshold can be told from the rest; None if none can."""
        for wave in self._snapshot.waves:
            if wave.code > self._first.code and self._is_kept_told(wave.code):
                return None, wave.code
            if any(self._is_scale_told(scale.key, wave.code) for scale in self._snapshot.scales):
                return None, wave.code
        if self._last is not None:
            for scale in self._snapshot.scales:
                if self._is_pair_told(scale.key, self._last.code):
                    wanted: Concealed = scale.key, self._last.code
                    return wanted if wanted not in self.concealed else (None, self._last.code)
        return None

    def _tells(self, count: int, least: int) -> bool:
        """Whether a hidden count is told by the least that it can be: it is known to be below the threshold."""
        return count < self._threshold and least >= self._threshold - 1

    def _is_kept_told(self, wave: str) -> bool:
        first, later = self.answered(self._first.code), self.answered(wave)
        if first is None or later is None:
            return False
        count = len(self._answered[self._first.code] & self._answered[wave])
        return self._tells(count, first + later - self._people)

    def _is_scale_told(self, scale: str, wave: str) -> bool:
        is_open = self.answered(wave) is not None and not self.is_concealed(scale, wave)
        return is_open and self._tells(len(self._given[scale, wave]), self._least_given(scale, wave))

    def _is_pair_told(self, scale: str, last: str) -> bool:
        count = len(self._given[scale, self._first.code] & self._given[scale, last])
        least = [self._least_given(scale, wave) for wave in (self._first.code, last)]
        first, later, kept = self.answered(self._first.code), self.answered(last), self.kept(last)
        either = self._people
        if first is not None and later is not None and kept is not None:
            either = first + later - kept
        is_open = not {(scale, last), (None, last)} <= self.concealed
        return is_open and self._tells(count, sum(least) - either)

    def _least_given(self, scale: str, wave: str) -> int:
        """The fewest who can have a score on a scale: who has none on any other has one on this."""
        shown, everybody = self._given_at(scale, wave), self.answered(wave)
        if shown is not None:
            return shown
        if everybody is None:
            return 0
        others = [each.key for each in self._snapshot.scales if each.key != scale]
        return max(0, everybody - sum(self._most_given(other, wave, everybody) for other in others))

    def _most_given(self, scale: str, wave: str, everybody: int) -> int:
        shown = self._given_at(scale, wave)
        if shown is not None:
            return shown
        return everybody if self.is_concealed(scale, wave) else self._threshold - 1


def _who(snapshot: Snapshot, wave: WaveFacts, scale: ScaleFacts | None = None) -> frozenset[str]:
    """The tokens of those who have a score at a wave, on any scale or on this one."""
    given: Mapping[str, Mapping[str, float]]
    found = set()
    for row in snapshot.rows:
        given = row.scores
        scores = given.get(wave.code)
        if scores and (scale is None or scale.key in scores):
            found.add(row.token)
    return frozenset(found)
