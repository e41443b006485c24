"""PURE: who answered a survey that is lived here, wave by wave, with AAPOR's rates."""

from dataclasses import dataclass

from programme.analysis.participation import ResponseRates, Share, response_rates, retention
from programme.surveys.rules.living import Living
from programme.surveys.rules.results import Results, WaveFacts
from programme.surveys.rules.taking import Totals


@dataclass(frozen=True, slots=True)
class Responding:
    """Response at one wave. `rates` and `retained` are None where too few answered, or where the count is concealed.

    `beside` is how many more answered who joined after the wave had opened; they are in no rate.
    """

    wave: WaveFacts
    eligible: int
    invited: int
    rates: ResponseRates | None
    beside: int
    retained: Share | None
    is_later: bool
    is_concealed: bool = False


def responding(living: Living, results: Results, totals: Totals, first: WaveFacts) -> tuple[Responding, ...]:
    """Response at each wave of the results that has opened.

    RR1 and RR2 are of the eligible (AAPOR 2023); retention is the share of the first wave's answerers, complete or
    partial, who also answered a later one.
    """
    answered = {wave.code: _answerers(living, wave.code) for wave in results.waves}
    return tuple(_at(living, results, totals, first, wave, answered) for wave in results.waves)


def _answerers(living: Living, code: str) -> frozenset[str]:
    return frozenset(each.token for each in living.at(code) if each.is_response)


def _at(
    living: Living,
    results: Results,
    totals: Totals,
    first: WaveFacts,
    wave: WaveFacts,
    answered: dict[str, frozenset[str]],
) -> Responding:
    opened = living.wave(wave.code)
    counted = [(each.answered, each.asked) for each in living.at(wave.code) if each.is_eligible]
    beside = sum(not each.is_eligible and each.is_response for each in living.at(wave.code))
    rates = response_rates(counted, opened.eligible, opened.invited)
    is_later, few = wave.code > first.code, results.threshold
    kept = retention(answered[first.code], answered[wave.code]) if is_later else None
    is_shown = totals.answered(wave.code) is not None and rates.complete + rates.partial >= few
    is_kept = is_shown and kept is not None and kept.count >= few and totals.kept(wave.code) is not None
    return Responding(
        wave=wave,
        eligible=opened.eligible,
        invited=opened.invited,
        rates=rates if is_shown else None,
        beside=beside if is_shown else 0,
        retained=kept if is_kept else None,
        is_later=is_later,
        is_concealed=not totals.concealed.isdisjoint({(None, wave.code), (None, first.code)}),
    )
