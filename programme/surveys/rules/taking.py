"""PURE: who took part in all, and which counts cannot stand beside the others."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from programme.analysis.participation import Share, share_of
from programme.surveys.rules.results import Results, WaveFacts
from programme.surveys.rules.spans import Spans

Score = tuple[str, str]
"""A scale's key and a wave's code."""
Way = frozenset[Score]
"""The scores that somebody has."""
Count = tuple[str, ...]
"""What is counted: ANSWERED or KEPT with a wave, GIVEN with a scale and a wave, or PAIRS with a scale and
two waves."""
ANSWERED, KEPT, GIVEN, PAIRS = "answered", "kept", "given", "pairs"
MOST_MOVED = 2
"""How many scores two people exchange at most in a file that is tried in place of the true one."""
MOST_TRIED = 100_000
"""How many such files are tried: where none of them will do, more is concealed rather than risked."""


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

    A count below the threshold is hidden. It is safe if readers cannot tell it: if an exchange of scores between two
    people gives a file in which it is another and all that is printed the same. Where there is none, more is concealed.
    """

    def __init__(self, results: Results, spans: Spans) -> None:
        self._results, self._first, self._threshold = results, spans.first, results.threshold
        self._pairs = [(first.code, last.code) for first, last in spans.pairs]
        self._ways = Counter(
            frozenset((scale, wave) for wave, scores in row.scores.items() for scale in scores) for row in results.rows
        )
        self._parts = {way: self._counts_of(way) for way in self._ways}
        self._counts: Counter[Count] = Counter()
        for way, people in self._ways.items():
            self._counts.update(dict.fromkeys(self._parts[way], people))
        self.concealed: frozenset[tuple[str | None, str]] = frozenset()
        while (also := self._next_to_conceal()) is not None:
            self.concealed |= {also}

    def taking(self) -> tuple[Taking, ...]:
        """The shares that are printed, wave by wave."""
        found = []
        for wave in self._results.waves:
            answered, kept = self.answered(wave.code), self.kept(wave.code)
            found.append(
                Taking(
                    wave,
                    None if answered is None else share_of(answered, len(self._results.rows)),
                    None if kept is None else share_of(kept, self._counts[ANSWERED, self._first.code]),
                    wave.code > self._first.code,
                    not self.concealed.isdisjoint({(None, wave.code), (None, self._first.code)}),
                )
            )
        return tuple(found)

    def answered(self, wave: str) -> int | None:
        """How many have a score at a wave; None where that is not printed."""
        return self._printed((ANSWERED, wave))

    def kept(self, wave: str) -> int | None:
        """How many of the first wave's answerers have a score at a later one; None where that is not printed."""
        return self._printed((KEPT, wave)) if wave > self._first.code else None

    def is_concealed(self, scale: str, wave: str) -> bool:
        """Whether a scale's figure at a wave is hidden to keep another count unknown."""
        return not self.concealed.isdisjoint({(scale, wave), (None, wave)})

    def _counts_of(self, way: Way) -> frozenset[Count]:
        """The counts that somebody is part of who has these scores."""
        first = self._first.code
        waves = {wave for _, wave in way}
        found: set[Count] = {(ANSWERED, wave) for wave in waves} | {(GIVEN, scale, wave) for scale, wave in way}
        if first in waves:
            found |= {(KEPT, wave) for wave in waves if wave > first}
        scales = {scale for scale, _ in way}
        found |= {(PAIRS, s, a, b) for s in scales for a, b in self._pairs if (s, a) in way and (s, b) in way}
        return frozenset(found)

    def _printed(self, count: Count) -> int | None:
        return self._counts[count] if self._is_printed(count) else None

    def _is_printed(self, count: Count) -> bool:
        return self._counts[count] >= self._threshold and not self._is_hidden_with_others(count)

    def _is_hidden_with_others(self, count: Count) -> bool:
        if count[0] == PAIRS:
            # Pairs up to the follow-up give way with their waves; those of the change itself are kept.
            is_main = count[2:] == self._pairs[0]
            return not is_main and any(self.is_concealed(count[1], wave) for wave in count[2:])
        if count[0] == KEPT:
            return not self.concealed.isdisjoint({(None, count[1]), (None, self._first.code)})
        return self.is_concealed(count[1] if count[0] == GIVEN else "", count[-1])

    def _next_to_conceal(self) -> tuple[str | None, str] | None:
        """What to conceal because a count below the threshold can be told from the rest; None if none can."""
        for count in self._hidden():
            remedies = [each for each in self._remedies(count) if self._would_hide(each)]
            if remedies and not self._could_be_another(count):
                return remedies[0]
        return None

    def _hidden(self) -> Iterator[Count]:
        codes = [wave.code for wave in self._results.waves]
        scales = [scale.key for scale in self._results.scales]
        every: list[Count] = [(ANSWERED, code) for code in codes]
        every += [(KEPT, code) for code in codes if code > self._first.code]
        every += [(GIVEN, scale, code) for scale in scales for code in codes]
        every += [(PAIRS, scale, *pair) for pair in self._pairs for scale in scales]
        return (count for count in every if self._counts[count] < self._threshold)

    def _remedies(self, count: Count) -> Sequence[tuple[str | None, str]]:
        if count[0] != PAIRS:
            return [(None, count[-1])]
        _, scale, first, last = count
        return [(scale, last), (None, last), (scale, first), (None, first)]

    def _would_hide(self, wanted: tuple[str | None, str]) -> bool:
        """Whether concealing this takes away something that is printed."""
        scale, wave = wanted
        return self._is_printed((ANSWERED, wave) if scale is None else (GIVEN, scale, wave))

    def _could_be_another(self, count: Count) -> bool:
        tried = islice(self._exchanges(), MOST_TRIED)
        return any(self._agrees(count, before, after) for before, after in tried)

    def _exchanges(self) -> Iterator[tuple[tuple[Way, ...], tuple[Way, ...]]]:
        """One person with other scores, or two after an exchange: (ways before, ways after)."""
        every = [(scale.key, wave.code) for scale in self._results.scales for wave in self._results.waves]
        ways = sorted(self._ways, key=sorted)
        for way in ways:
            for changed in _up_to(every):
                yield (way,), (way ^ changed,)
        for one in ways:
            for other in ways:
                if one != other or self._ways[one] > 1:
                    for changed in _up_to(sorted(one ^ other)):
                        yield (one, other), (one ^ changed, other ^ changed)

    def _agrees(self, count: Count, before: tuple[Way, ...], after: tuple[Way, ...]) -> bool:
        change = Counter(each for way in after for each in self._of(way))
        change.subtract(each for way in before for each in self._of(way))
        return change[count] != 0 and all(
            by == 0 or (not self._is_printed(each) and self._stays_hidden(each, by)) for each, by in change.items()
        )

    def _of(self, way: Way) -> frozenset[Count]:
        if way not in self._parts:
            self._parts[way] = self._counts_of(way)
        return self._parts[way]

    def _stays_hidden(self, count: Count, by: int) -> bool:
        """What is said to be below the threshold is so in every file that readers can think of."""
        return self._is_hidden_with_others(count) or self._counts[count] + by < self._threshold


def _up_to(scores: Sequence[Score]) -> Iterator[Way]:
    """Every choice of one score, then of two, up to `MOST_MOVED`."""
    for size in range(1, MOST_MOVED + 1):
        yield from (frozenset(chosen) for chosen in combinations(scores, size))
