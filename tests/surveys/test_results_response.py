"""Who answered a survey that is lived here: AAPOR's rates of the eligible, and who is still there."""

import pytest

from programme.analysis.participation import Share
from programme.surveys.rules.lived import evaluate_lived
from programme.surveys.rules.living import Sent, eligible
from programme.surveys.rules.responding import Responding
from programme.surveys.rules.words import response_rows, response_sentence
from tests.surveys.lives import Sheet, crowd, results_of


def part(sheet: Sheet, share: float) -> Sheet:
    """The first items of a sheet, so many that `share` of them is answered."""
    return dict(list(sheet.items())[: round(len(sheet) * share)])


def responses(sheets: dict[str, dict[str, Sheet]], *waves: str, late: tuple[str, ...] = ()) -> tuple[Responding, ...]:
    return evaluate_lived(*results_of(sheets, waves or ("T0",), late=late)).responding


@pytest.mark.parametrize(("share", "complete", "partial"), [(1.0, 12, 0), (0.8, 12, 0), (0.75, 11, 1), (0.45, 11, 0)])
def test_complete_is_four_fifths_of_the_items_and_partial_is_half(share: float, complete: int, partial: int) -> None:
    sheets = crowd(12, ("T0",))
    sheets["p000"] = {"T0": part(sheets["p000"]["T0"], share)}
    rates = responses(sheets)[0].rates
    assert rates is not None
    assert (rates.complete, rates.partial) == (complete, partial)
    assert rates.rr1 == Share(complete, 12, complete / 12)
    assert rates.rr2 == Share(complete + partial, 12, (complete + partial) / 12)


def test_who_joined_later_is_counted_and_said_but_in_no_rate() -> None:
    found = responses(crowd(12, ("T0",)), late=("p003", "p004"))[0]
    assert found.rates is not None
    assert found.rates.rr1 == Share(10, 10, 1.0)
    assert found.beside == 2
    assert "2 fellows who joined later answered too" in response_sentence(found, 5)
    assert response_rows(found, 5)[-1] == "2"


def test_retention_is_of_the_first_wave_s_answerers_alone() -> None:
    sheets = crowd(12, ("T0", "T2"))
    sheets |= {who: {"T2": sheets[who]["T2"]} for who in ("p000", "p001")}
    sheets |= {who: {"T0": sheets[who]["T0"]} for who in ("p002", "p003", "p004")}
    found = responses(sheets, "T0", "T2")[1]
    assert found.retained == Share(7, 10, 0.7)
    assert found.rates is not None
    assert found.rates.rr2.count == 9


def test_fewer_than_five_are_not_counted_out() -> None:
    found = responses(crowd(4, ("T0",)))[0]
    assert (found.rates, found.beside) == (None, 0)
    assert response_rows(found, 5)[3:6] == ["Fewer than 5", "Fewer than 5", "Starting point"]


def test_answers_of_who_was_erased_count_for_the_fellows_without_a_link_and_no_more() -> None:
    sent = [Sent(token, "T0", 10, 10, False, {}) for token in "abc"]
    assert [each.is_eligible for each in eligible(sent, 2)] == [True, True, False]
    assert [each.is_eligible for each in eligible(sent, 9)] == [True, True, True]


def test_baseline_is_compared_with_the_end_of_year_once_it_has_closed() -> None:
    sheets = crowd(12, ("T0", "T1", "T2", "T3"))
    compared = {
        still_open: evaluate_lived(*results_of(sheets, ("T0", "T1", "T2", "T3"), still_open=still_open)).last
        for still_open in ((), ("T3",), ("T2", "T3"), ("T1", "T2", "T3"), ("T0", "T1", "T2", "T3"))
    }
    assert [last.code if last else None for last in compared.values()] == ["T2", "T2", "T1", None, None]


def test_a_wave_with_too_few_pairs_is_passed_over_while_another_has_enough() -> None:
    sheets = crowd(12, ("T0", "T1", "T2"))
    few = {
        who: each if place < 4 else {"T0": each["T0"], "T1": each["T1"]}
        for place, (who, each) in enumerate(sheets.items())
    }
    last = evaluate_lived(*results_of(few, ("T0", "T1", "T2"))).last
    assert last is not None
    assert last.code == "T1"
