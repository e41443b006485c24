"""Small cohorts made of chance, and snapshots of them."""

import random
from collections.abc import Sequence
from dataclasses import replace

from programme.reports.rules.snapshot import About, Snapshot
from programme.surveys.rules.results import Printed, Row, ScaleFacts, WaveFacts

LABELS = {"T0": "Baseline", "T1": "Mid-programme", "T2": "End of year", "T3": "1 year after the end"}
ABOUT = About(
    title="Evaluation report: Study",
    number=1,
    programme="Fellowship",
    purpose="To lead change.",
    cohort="2024 to 2025",
    starts_on="2024-09-02",
    ends_on="2025-08-31",
    survey="Study",
    imported_on="2026-01-05",
    for_publication=False,
    made_on="2026-01-06",
    made_by="Dora Director",
)


def snapshot_of(
    rows: Sequence[Row],
    scales: Sequence[str] = ("ready",),
    waves: Sequence[str] = ("T0", "T2"),
    *,
    published: tuple[Printed, ...] = (),
    number: int = 1,
    for_publication: bool = False,
    ends: tuple[float, float] = (1, 5),
) -> Snapshot:
    """A snapshot of these people on scales from 1 to 5."""
    return Snapshot(
        about=replace(ABOUT, number=number, for_publication=for_publication),
        scales=tuple(ScaleFacts(key, key.title(), *ends) for key in scales),
        waves=tuple(WaveFacts(code, LABELS[code]) for code in waves),
        rows=tuple(sorted(rows, key=lambda row: row.token)),
        published=published,
    )


def people(
    *scores: Sequence[float | None], waves: Sequence[str] = ("T0", "T2"), place: str | None = "Hill"
) -> list[Row]:
    """One person a row of scores on the scale "ready", one score a wave, None where missing."""
    return [
        Row(f"p{number:03}", place, {w: {"ready": s} for w, s in zip(waves, row, strict=True) if s is not None})
        for number, row in enumerate(scores)
    ]


def invented(seed: int, scales: Sequence[str], waves: Sequence[str]) -> list[Row]:
    """20 to 40 people of 2 to 6 organisations, and who of them gave which scores.

    In half of the cohorts who answers is left to chance, more in one organisation than in another. In the other half a
    few ways to answer occur, each as often as a small count that is hidden or just not.
    """
    chance = random.Random(seed)  # noqa: S311 - invented people
    places = [f"Place {number}" for number in range(chance.randint(2, 6))]
    weights = [chance.choice((1, 2, 6)) for _ in places]
    ways = _counted_ways(chance, scales, waves) if chance.random() < 0.5 else _any_ways(chance, scales, waves)
    rows = []
    for number, asked in enumerate(ways):
        given: dict[str, dict[str, float]] = {}
        for scale, wave in asked:
            given.setdefault(wave, {})[scale] = chance.randint(4, 20) / 4
        place = chance.choices(places, weights)[0]
        rows.append(Row(f"p{seed:05}.{number:03}", place if chance.random() < 0.97 else None, given))
    return rows


Way = list[tuple[str, str]]
"""The scales and waves of which somebody has a score."""


def _any_ways(chance: random.Random, scales: Sequence[str], waves: Sequence[str]) -> list[Way]:
    rate = {wave: chance.choice((0.2, 0.6, 0.9, 1.0)) for wave in waves}
    share = {scale: chance.choice((0.5, 0.9, 1.0)) for scale in scales}
    ways = []
    for _ in range(chance.randint(20, 40)):
        answered = [wave for wave in waves if chance.random() < rate[wave]]
        ways.append([(scale, wave) for wave in answered for scale in scales if chance.random() < share[scale]])
    return ways


def _counted_ways(chance: random.Random, scales: Sequence[str], waves: Sequence[str]) -> list[Way]:
    cells = [(scale, wave) for scale in scales for wave in waves]
    ways: list[Way] = [[cells[0]]] * chance.randint(5, 12)
    while len(ways) < 20:
        way = [cell for cell in cells if chance.random() < 0.5]
        ways += [way] * chance.choice((1, 3, 4, 4, 4, 5, 9))
    chance.shuffle(ways)
    return ways[:40]


def grown(rows: Sequence[Row], seed: int, scales: Sequence[str], waves: Sequence[str]) -> list[Row]:
    """The same people some time later: up to eight more, and some who lacked an answer have given it."""
    chance = random.Random(seed)  # noqa: S311 - invented people
    newcomers = invented(seed + 100_000, scales, waves)[: chance.randint(0, 8)]
    later = chance.choice((0.0, 0.1, 0.5))
    found = []
    for row in rows:
        scores = {code: dict(given) for code, given in row.scores.items()}
        for wave in waves:
            for scale in scales:
                if scale not in scores.get(wave, {}) and chance.random() < later:
                    scores.setdefault(wave, {})[scale] = chance.randint(4, 20) / 4
        found.append(Row(row.token, row.organisation, scores))
    return [*found, *newcomers]
