"""Invented people who answer Leadership Outcomes, as results and as what was sent, without a database."""

import random
from collections.abc import Mapping, Sequence

from programme.questionnaires.rules.answers import Answer, completion_counts
from programme.questionnaires.rules.definition import Questionnaire, at_wave
from programme.questionnaires.rules.scoring import score
from programme.surveys.rules.living import Living, Opened, Sent, asking_of, items_of
from programme.surveys.rules.mapping import STAGES
from programme.surveys.rules.results import Printed, Results, Row, ScaleFacts, WaveFacts
from tests.support.living import outcomes

Sheet = Mapping[str, Answer]
"""What one person answered at one wave, by item."""


def results_of(
    sheets: Mapping[str, Mapping[str, Sheet]],
    waves: Sequence[str] = ("T0", "T2"),
    *,
    still_open: Sequence[str] = (),
    late: Sequence[str] = (),
    published: tuple[Printed, ...] = (),
    threshold: int = 5,
    questionnaire: Questionnaire | None = None,
) -> tuple[Results, Living]:
    """Results of these people: `sheets` by person and wave. Who is in `late` joined after every wave had opened."""
    asked = questionnaire or outcomes()
    at = {code: at_wave(asked, code) for code in waves}
    rows = tuple(
        Row(who, "Hill", {code: score(at[code], sheet) for code, sheet in given.items() if code in at})
        for who, given in sorted(sheets.items())
    )
    sent = tuple(
        Sent(
            token=who,
            wave=code,
            answered=completion_counts(at[code], given[code])[0],
            asked=completion_counts(at[code], given[code])[1],
            is_eligible=who not in late,
            answers={key: value for key, value in given[code].items() if isinstance(value, int)},
        )
        for code in waves
        for who, given in sorted(sheets.items())
        if code in given
    )
    people = len(sheets) - len(late)
    opened = tuple(Opened(code, "2026-09-01", "2026-09-21", code in still_open, people, len(sheets)) for code in waves)
    scales = tuple(ScaleFacts(each.key, each.label, each.low, each.high) for each in asked.scales)
    facts = tuple(WaveFacts(code, STAGES[code]) for code in waves)
    improves = {scale.key: scale.improves for scale in asked.scales}
    living = Living(asking_of(asked), improves, items_of(asked), opened, sent)
    return Results(scales, facts, rows, published, threshold), living


def sheet(seed: int, code: str, *, skips: float = 0.0, shift: int = 0) -> dict[str, Answer]:
    """Answers by chance at one wave; each item is skipped with probability `skips`."""
    chance = random.Random(f"{seed} {code}")  # noqa: S311 - invented answers
    return {
        item.key: max(1, min(5, chance.choice((2, 3, 3, 4, 4, 5)) + (-shift if item.reverse else shift)))
        for item in at_wave(outcomes(), code).choice_items
        if chance.random() >= skips
    }


def crowd(
    number: int, waves: Sequence[str] = ("T0", "T2"), *, skips: float = 0.0, leaves: float = 0.0, seed: int = 0
) -> dict[str, dict[str, Sheet]]:
    """People by chance; at each wave after the first somebody answers with probability 1 - `leaves`."""
    chance = random.Random(seed)  # noqa: S311 - invented people
    return {
        f"p{place:03}": {
            code: sheet(seed * 1000 + place, code, skips=skips)
            for code in waves
            if code == waves[0] or chance.random() >= leaves
        }
        for place in range(number)
    }
