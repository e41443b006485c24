"""PURE: all figures of a survey that is lived here; its page and its report print the same."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from programme.analysis.disclosure.rules import THRESHOLD
from programme.surveys.rules.evaluation import ScaleResult, evaluate_scales
from programme.surveys.rules.items import Items, evaluate_items
from programme.surveys.rules.living import Living
from programme.surveys.rules.responding import Responding, responding
from programme.surveys.rules.results import Printed, Results, Row, WaveFacts
from programme.surveys.rules.spans import Spans, compared_waves, most_pairs, spans_of
from programme.surveys.rules.taking import Totals


@dataclass(frozen=True, slots=True)
class Lived:
    """The figures of all waves that have any. `last` is the closed wave that the first is compared with, if any is.

    `printed` is what readers have seen once this is out, with all that they had seen before.
    """

    threshold: int
    people: int
    waves: tuple[WaveFacts, ...]
    first: WaveFacts
    last: WaveFacts | None
    responding: tuple[Responding, ...]
    scales: tuple[ScaleResult, ...]
    items: Items
    printed: tuple[Printed, ...]
    totals: Totals
    spans: Spans


def evaluate_lived(results: Results, living: Living) -> Lived:
    """All figures of a survey; the results have at least one wave. The same arguments give the same figures."""
    first, last = compared(results, living)
    closed = [wave for wave in results.waves if not living.wave(wave.code).is_open]
    spans = spans_of(results, first, last, closed)
    totals = Totals(results, spans)
    evaluated = evaluate_scales(results, spans, totals)
    items = evaluate_items(results, living, evaluated, totals)
    seen = set(results.published)
    new = [each for each in (*evaluated.printed, *items.printed) if each not in seen]
    return Lived(
        threshold=results.threshold,
        people=len(results.rows),
        waves=results.waves,
        first=first,
        last=last,
        responding=responding(living, results, totals, first),
        scales=evaluated.scales,
        items=items,
        printed=(*results.published, *new),
        totals=totals,
        spans=spans,
    )


def compared(results: Results, living: Living) -> tuple[WaveFacts, WaveFacts | None]:
    """Baseline and end of year, or the first and the last wave that has closed.

    Waves that are open, or at which no scale has enough people with a score at the first wave too, are passed over
    while another is left.
    """
    first, _ = compared_waves(results.waves)
    if living.wave(first.code).is_open:
        return first, None
    closed = [wave for wave in results.waves if not living.wave(wave.code).is_open]
    enough = [wave for wave in closed if wave == first or most_pairs(results, first, wave) >= THRESHOLD]
    return compared_waves(enough if len(enough) > 1 else closed)


def narrowed(results: Results, living: Living, tokens: Mapping[str, frozenset[str]]) -> tuple[Results, Living]:
    """Only these waves, and at each only the answers of these people; everybody stays in the rows."""
    waves = tuple(wave for wave in results.waves if wave.code in tokens)
    rows = tuple(
        Row(
            row.token,
            row.organisation,
            {code: scores for code, scores in row.scores.items() if row.token in tokens.get(code, ())},
        )
        for row in results.rows
    )
    sent = tuple(each for each in living.sent if each.token in tokens.get(each.wave, ()))
    return replace(results, waves=waves, rows=rows), replace(living, sent=sent)


def sent_by_wave(living: Living) -> dict[str, frozenset[str]]:
    """The tokens of who sent anything, by wave that has opened."""
    return {each.code: frozenset(one.token for one in living.at(each.code)) for each in living.opened}
