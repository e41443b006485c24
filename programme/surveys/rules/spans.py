"""PURE: between which waves change is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.analysis.disclosure.rules import THRESHOLD
from programme.surveys.rules.results import Results, WaveFacts

BASELINE, END_OF_YEAR = "T0", "T2"

Pair = tuple[WaveFacts, WaveFacts]


@dataclass(frozen=True, slots=True)
class Spans:
    """The waves compared, the follow-up by which lasting is judged, and those that the mixed model holds.

    `last` is None where there is one wave only. There is a follow-up only after the end of the year.
    """

    first: WaveFacts
    last: WaveFacts | None
    follow_up: WaveFacts | None = None
    modelled: tuple[WaveFacts, ...] = ()

    @property
    def lasting(self) -> tuple[Pair, ...]:
        """From end of year and from baseline to the follow-up."""
        if self.last is None or self.follow_up is None:
            return ()
        return (self.last, self.follow_up), (self.first, self.follow_up)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """All pairs of waves of which the same people are compared."""
        return (() if self.last is None else ((self.first, self.last),)) + self.lasting


def spans_of(results: Results, first: WaveFacts, last: WaveFacts | None, closed: Sequence[WaveFacts]) -> Spans:
    """The spans where `first` and `last` are compared and these waves are closed.

    The follow-up is the latest wave after the end of the year at which enough people have a score at the first wave
    too, on some scale; if there is none, the latest.
    """
    if last is None:
        return Spans(first, None)
    later = [wave for wave in closed if last.code == END_OF_YEAR and wave.code > last.code]
    enough = [wave for wave in later if most_pairs(results, first, wave) >= THRESHOLD]
    best = enough or later
    modelled = tuple(wave for wave in closed if wave.code >= first.code)
    return Spans(first, last, best[-1] if best else None, modelled)


def compared_waves(waves: Sequence[WaveFacts]) -> tuple[WaveFacts, WaveFacts | None]:
    """Baseline and end of year; where the survey lacks one of them, its first and its last wave."""
    by_code = {wave.code: wave for wave in waves}
    first = by_code.get(BASELINE, waves[0])
    later = [wave for wave in waves if wave.code > first.code]
    return first, by_code[END_OF_YEAR] if by_code.get(END_OF_YEAR) in later else later[-1] if later else None


def most_pairs(results: Results, first: WaveFacts, wave: WaveFacts) -> int:
    """How many people have a score at both waves, on the scale on which most do."""
    codes = (first.code, wave.code)
    counts = (
        sum(all(row.score(code, scale.key) is not None for code in codes) for row in results.rows)
        for scale in results.scales
    )
    return max(counts, default=0)
