"""Who is no longer alone, in words; and how reliable the scales are, from items turned the right way round."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from programme.analysis.disclosure.rules import Hidden
from programme.analysis.reliability import reliability
from programme.reports.rules import alone as words
from programme.reports.rules.alone import Alone, alone_of, alone_row, alone_sentence
from programme.reports.rules.consistency import Consistency, consistency_of, consistency_row, undefined_words
from programme.surveys.rules.lived import evaluate_lived
from tests.surveys.lives import Sheet, crowd, results_of

KEYS = ("isolation-1", "isolation-2", "isolation-3")
Sheets = Mapping[str, Mapping[str, Sheet]]


def sheets_of(*scores: Sequence[int | None]) -> dict[str, dict[str, Sheet]]:
    """One person a row of isolation at T0 and T2, in whole points; the rest of the sheets is chance."""
    found: dict[str, dict[str, Sheet]] = {}
    for place, (who, given) in enumerate(crowd(len(scores)).items()):
        found[who] = {
            code: {**given[code], "isolation-1": score, "isolation-2": score, "isolation-3": 6 - score}
            for code, score in zip(("T0", "T2"), scores[place], strict=True)
            if score is not None
        }
    return found


def alone(sheets: Sheets, **facts: object) -> Alone:
    results, living = results_of(sheets, **facts)  # type: ignore[arg-type]
    lived = evaluate_lived(results, living)
    (found,) = alone_of(results, lived.spans, lived.scales)
    return found


LESS = [(4, 2)] * 8 + [(5, 1), (2, 2), (4, 4), (5, 5)]
MIXED = [(4, 2), (2, 4), (5, 2), (4, 4), (2, 2), (1, 1), (5, 5), (2, 5)]


def test_a_rise_of_those_not_alone_is_told_with_both_shares_interval_and_people() -> None:
    found = alone(sheets_of(*LESS))
    assert alone_sentence(found, 5) == (
        "At End of year (T2) 10 of 12 (83%) had a score below the middle of the scale (3.00), that is, were alone less "
        "often than not; of the same people 1 of 12 (8%) at Baseline (T0). The share rose by 75.0 percentage points "
        "(95% CI 36.0 to 88.8)."
    )
    assert alone_row(found)[-1] == "0.004"


def test_a_fall_is_a_fall_by_positive_numbers() -> None:
    said = alone_sentence(alone(sheets_of(*[(after, before) for before, after in LESS])), 5)
    assert "The share fell by 75.0 percentage points (95% CI 36.0 to 88.8)." in said


def test_an_interval_that_holds_zero_is_uncertain() -> None:
    said = alone_sentence(alone(sheets_of(*MIXED)), 5)
    assert "Whether the share changed is uncertain: by 0.0 percentage points" in said
    assert "rose" not in said
    assert "fell" not in said


def test_a_score_on_the_middle_is_not_below_it() -> None:
    found = alone(sheets_of(*LESS, (3, 3), (3, 2)))
    assert found.before is not None
    assert found.after is not None
    assert (found.before.count, found.after.count, found.n) == (1, 11, 14)


def test_too_few_print_no_share_but_the_rule() -> None:
    said = alone_sentence(alone(sheets_of(*LESS[6:10])), 5)
    assert said == "At End of year (T2) no share of fellows who are not alone is printed. Hidden: fewer than 5 people."


def test_where_everybody_is_on_one_side_no_share_is_printed() -> None:
    found = alone(sheets_of(*[(4 + n % 2, 1 + n % 3) for n in range(12)]))
    assert found.hidden is Hidden.ALL_ALIKE
    assert found.before is None
    assert "Hidden" in alone_row(found)


def test_a_figure_of_an_earlier_version_is_not_counted_anew() -> None:
    first = evaluate_lived(*results_of(sheets_of(*LESS)))
    found = alone(sheets_of(*LESS, (2, 5)), published=first.printed)
    assert found.hidden is Hidden.FROZEN


def test_without_a_scale_of_isolation_there_is_nothing() -> None:
    results, living = results_of(sheets_of(*LESS))
    lived = evaluate_lived(results, living)
    assert alone_of(results, lived.spans, lived.scales[:1]) == ()
    assert words.ISOLATION == "isolation"


def in_step(number: int, seed: int = 1) -> dict[str, dict[str, Sheet]]:
    """People whose answers on isolation go together at baseline, the reversed item the other way round."""
    chance = random.Random(seed)  # noqa: S311 - invented answers
    found: dict[str, dict[str, Sheet]] = {}
    for who, given in crowd(number).items():
        trait = chance.randint(2, 4)
        near = [max(1, min(5, trait + chance.choice((-1, 0, 0, 1)))) for _ in KEYS]
        first = {**given["T0"], "isolation-1": near[0], "isolation-2": near[1], "isolation-3": 6 - near[2]}
        found[who] = {**given, "T0": first}
    return found


def consistency(sheets: Sheets, **facts: object) -> Consistency:
    results, living = results_of(sheets, **facts)  # type: ignore[arg-type]
    found = consistency_of(evaluate_lived(results, living), living)
    return next(each for each in found if each.scale == "Isolation at work")


def test_reliability_is_of_the_items_of_the_first_wave_with_reversed_ones_turned() -> None:
    sheets = in_step(24)
    found = consistency(sheets)
    assert found.found is not None
    assert found.wave is not None
    answers = [[float(str(given["T0"][key])) for key in KEYS] for given in sheets.values()]
    turned = reliability([[a, b, 6 - c] for a, b, c in answers], 3)
    left = reliability(answers, 3)
    assert (found.wave.code, found.found.n) == ("T0", 24)
    assert found.found.alpha == pytest.approx(turned.alpha)
    assert left.alpha is not None
    assert turned.alpha is not None
    assert left.alpha < 0.3 < turned.alpha


def test_where_the_first_wave_has_too_few_the_largest_other_stands_in() -> None:
    sheets = {who: dict(given) for who, given in in_step(12).items()}
    for who in list(sheets)[:9]:
        del sheets[who]["T0"]
    found = consistency(sheets)
    assert found.wave is not None
    assert found.wave.code == "T2"


def test_of_too_few_nothing_is_said_but_the_rule() -> None:
    found = consistency(in_step(4))
    assert consistency_row(found, 5) == ["Isolation at work", "", "", "", "Hidden: fewer than 5 people", "", ""]
    assert consistency(in_step(9), threshold=10).found is None


def test_what_is_not_defined_says_why() -> None:
    flat = reliability([[float(n % 5), 3.0, 1.0 + n % 3] for n in range(9)], 3)
    found = replace(consistency(in_step(12)), found=flat)
    assert consistency_row(found, 5)[-1] == "Not defined"
    assert undefined_words([found]) == [
        "Isolation at work: ω is not defined, because everybody gave the same answer to an item."
    ]
