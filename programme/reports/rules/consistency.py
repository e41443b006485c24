"""PURE: how consistently the items of each scale were answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.analysis.disclosure.printing import printed, wording
from programme.analysis.disclosure.rules import Hidden
from programme.analysis.reliability import Reliability, reliability
from programme.surveys.rules.evaluation import ScaleResult
from programme.surveys.rules.lived import Lived
from programme.surveys.rules.living import ItemFacts, Living
from programme.surveys.rules.results import WaveFacts
from programme.surveys.rules.words import interval_words, wave_words

HEADERS = ["Scale", "Wave", "Items", "People", "Cronbach’s α", "95% interval (Feldt)", "McDonald’s ω"]


@dataclass(frozen=True, slots=True)
class Consistency:
    """A scale's reliability at one wave, of those who answered every item. Where `found` is None, `hidden` says why."""

    scale: str
    wave: WaveFacts | None
    found: Reliability | None
    hidden: Hidden | None = None


def consistency_of(lived: Lived, living: Living) -> tuple[Consistency, ...]:
    """Each scale at the first wave, or, where that has too few, at the wave with the most complete answers."""
    return tuple(_of_scale(each, lived, living) for each in lived.scales)


def _of_scale(result: ScaleResult, lived: Lived, living: Living) -> Consistency:
    enough = []
    for wave in lived.waves:
        items = [item for item in living.items if result.scale.key in item.scales and wave.code in item.waves]
        if items and not lived.totals.is_concealed(result.scale.key, wave.code) and result.at(wave.code).range is None:
            whole = [each for each in _answers(living, wave, items) if None not in each]
            enough += [(wave, whole, len(items))] if len(whole) >= lived.threshold else []
    if not enough:
        return Consistency(result.scale.label, None, None, Hidden.TOO_FEW)
    at_first = [each for each in enough if each[0] == lived.first]
    wave, whole, asked = (at_first or sorted(enough, key=lambda each: -len(each[1])))[0]
    return Consistency(result.scale.label, wave, reliability(whole, asked))


def _answers(living: Living, wave: WaveFacts, items: Sequence[ItemFacts]) -> list[list[float | None]]:
    return [[_value(item, sent.answers.get(item.key)) for item in items] for sent in living.at(wave.code)]


def _value(item: ItemFacts, answer: int | None) -> float | None:
    """An answer as it counts in the scale: the other way round where the item is worded so."""
    if answer is None or not item.is_reversed:
        return answer
    values = [value for value, _ in item.options]
    return min(values) + max(values) - answer


def consistency_row(each: Consistency, threshold: int) -> list[str]:
    """The row of the table: scale, wave, items, people, α, its interval, ω."""
    found = each.found
    if found is None or each.wave is None:
        return [each.scale, "", "", "", wording(each.hidden or Hidden.TOO_FEW, threshold), "", ""]
    return [
        each.scale,
        wave_words(each.wave),
        f"{found.k}",
        f"{found.n:,}",
        printed(found.alpha) if found.alpha is not None else "Not defined",
        interval_words(found.alpha_ci) if found.alpha_ci else "",
        printed(found.omega) if found.omega is not None else "Not defined",
    ]


def undefined_words(found: Sequence[Consistency]) -> list[str]:
    """Why a figure of reliability is not defined, a sentence a scale."""
    return [
        f"{each.scale}: {name} is not defined, because {each.found.reasons[field]}."
        for each in found
        if each.found is not None
        for name, field in (("α", "alpha"), ("ω", "omega"))
        if field in each.found.reasons
    ]
