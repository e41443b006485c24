"""Answers to items: counted as given, hidden where they would give somebody away, and attacked by subtraction."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.analysis.disclosure.rules import Hidden
from programme.surveys.rules.items import ItemResult
from programme.surveys.rules.leaks import leaks
from programme.surveys.rules.lived import Lived, evaluate_lived
from programme.surveys.rules.living import Living
from programme.surveys.rules.newer import newer
from programme.surveys.rules.renewal import NOTHING
from tests.surveys.lives import Sheet, crowd, results_of, sheet

ISOLATION = ("isolation-1", "isolation-2", "isolation-3")
Sheets = Mapping[str, Mapping[str, Sheet]]


def at(lived: Lived, key: str, wave: str = "T0") -> ItemResult:
    return next(each for each in lived.items.at(wave) if each.item.key == key)


def evaluated(sheets: Sheets, *waves: str) -> Lived:
    return evaluate_lived(*results_of(sheets, waves or ("T0",)))


def test_every_option_is_counted_as_it_was_given_also_in_a_reversed_item() -> None:
    sheets = crowd(20, ("T0",))
    found = at(evaluated(sheets), "systems-3")
    given_values = [each["T0"]["systems-3"] for each in sheets.values()]
    assert found.item.is_reversed
    assert found.counts == tuple(given_values.count(value) for value in range(1, 6))
    assert found.n == 20


def test_not_able_to_say_is_no_answer() -> None:
    sheets = {who: {"T0": {**each["T0"], "data-1": "unable"}} for who, each in crowd(20, ("T0",)).items()}
    assert at(evaluated(sheets), "data-1").hidden is Hidden.TOO_FEW


def test_fewer_than_five_people_show_no_item() -> None:
    lived = evaluated(crowd(4, ("T0",)))
    assert {(each.n, each.counts, each.range) for each in lived.items.results} == {(None, None, None)}
    assert {each.hidden for each in lived.items.results} == {Hidden.TOO_FEW}


def test_where_everybody_gave_one_answer_no_item_of_the_scale_is_printed() -> None:
    sheets = {who: {"T0": {**each["T0"], "isolation-2": 4}} for who, each in crowd(20, ("T0",)).items()}
    lived = evaluated(sheets)
    assert {at(lived, key).hidden for key in ISOLATION} == {Hidden.ALL_ALIKE}
    assert at(lived, "systems-1").counts is not None


def test_an_item_outside_all_scales_prints_only_the_half_that_holds_everybody() -> None:
    sheets = {who: {"T1": {**sheet(place, "T1"), "worthwhile": 5}} for place, who in enumerate("abcdefgh")}
    found = at(evaluated(sheets, "T1"), "worthwhile", "T1")
    assert found.counts is None
    assert found.range is not None
    assert (found.range.low, found.range.high) == (3, 5)


def test_one_who_skipped_an_item_hides_one_item_of_the_scale() -> None:
    sheets = crowd(20, ("T0",))
    lone = {key: value for key, value in sheets["p007"]["T0"].items() if key != "isolation-1"}
    lived = evaluated(sheets | {"p007": {"T0": lone}})
    hidden = [key for key in ISOLATION if at(lived, key).hidden]
    assert hidden == ["isolation-1"]
    assert at(lived, "isolation-1").hidden is Hidden.NESTED
    assert at(lived, "systems-1").counts is not None


def test_five_who_skipped_an_item_hide_nothing() -> None:
    sheets = {
        who: {"T0": {k: v for k, v in each["T0"].items() if k != "isolation-1" or place >= 5}}
        for place, (who, each) in enumerate(crowd(20, ("T0",)).items())
    }
    assert [at(evaluated(sheets), key).hidden for key in ISOLATION] == [None, None, None]


def test_items_rest_on_the_people_of_the_change_where_the_mean_of_all_is_hidden() -> None:
    sheets = crowd(20)
    stayed = {who: each if place >= 3 else {"T0": each["T0"]} for place, (who, each) in enumerate(sheets.items())}
    lived = evaluated(stayed, "T0", "T2")
    assert lived.scales[0].waves[0].hidden is Hidden.NESTED
    assert {each.n for each in lived.items.at("T0")} == {17}


def test_a_sum_that_only_one_person_makes_different_is_a_leak() -> None:
    people = [f"p{place}" for place in range(9)]
    mean = {(who, item): 0.5 for who in people[:8] for item in ("a", "b")} | {("p8", "a"): 1.0}
    items = [{(who, "a"): 1.0 for who in people}, {(who, "b"): 1.0 for who in people[:8]}]
    assert leaks([mean], items, 5)
    assert not leaks([mean], items[:1], 5)
    assert not leaks([], items, 5)


def forms_of(living: Living, lived: Lived, code: str, scale: str) -> Iterator[dict[tuple[str, str], float]]:
    """What a reader has of a scale at a wave: of each printed sum, what every single answer adds to it."""
    sent = {each.token: each.answers for each in living.at(code)}
    mine = [item for item in living.items if scale in item.scales and code in item.waves]
    for each in lived.printed:
        who = [answer.rpartition("=")[0] for answer in each.answers]
        if each.variable == f"{scale} {code}":
            parts = {one: [item for item in mine if item.key in sent[one]] for one in who}
            yield {
                (one, item.key): (-1 if item.is_reversed else 1) / len(items)
                for one, items in parts.items()
                for item in items
            }
        elif each.variable in {f"item {item.key} {code}" for item in mine}:
            yield {(one, each.variable.split(" ")[1]): 1.0 for one in who}


def few_behind(forms: list[dict[tuple[str, str], float]], fewest: int) -> tuple[str, ...] | None:
    """Some people, fewer than `fewest`, on whom a combination of the forms rests; tried one set after the other."""
    columns = sorted({key for form in forms for key in form})
    matrix = np.array([[form.get(key, 0.0) for key in columns] for form in forms])
    people = sorted({who for who, _ in columns})
    rank = np.linalg.matrix_rank(matrix) if matrix.size else 0
    for size in range(1, fewest):
        for some in combinations(people, size):
            kept = [place for place, (who, _) in enumerate(columns) if who not in some]
            if np.linalg.matrix_rank(matrix[:, kept]) < rank:
                return some
    return None


@settings(max_examples=12, derandomize=True, deadline=None)
@given(seed=st.integers(0, 9_999), number=st.integers(5, 9))
def test_no_combination_of_means_and_items_rests_on_a_few(seed: int, number: int) -> None:
    chance = seed % 3
    sheets = crowd(number, ("T0", "T2"), skips=(0.02, 0.1, 0.3)[chance], leaves=0.2, seed=seed)
    results, living = results_of(sheets, ("T0", "T2"))
    lived = evaluate_lived(results, living)
    for scale in ("isolation", "resilience"):
        for code in ("T0", "T2"):
            forms = list(forms_of(living, lived, code, scale))
            assert few_behind(forms, 5) is None, (scale, code)


def test_the_attack_sees_through_an_item_that_is_not_hidden() -> None:
    sheets = crowd(8, ("T0",))
    lone = {key: value for key, value in sheets["p003"]["T0"].items() if key != "isolation-1"}
    results, living = results_of(sheets | {"p003": {"T0": lone}}, ("T0",))
    forms = list(forms_of(living, evaluate_lived(results, living), "T0", "isolation"))
    careless = {(who, "isolation-1"): 1.0 for who in sheets if who != "p003"}
    assert few_behind(forms, 5) is None
    assert few_behind([*forms, careless], 5) == ("p003",)


@pytest.mark.parametrize("number", [0, 1, 4, 5, 12])
def test_a_page_is_made_of_any_number_of_people(number: int) -> None:
    results, living = results_of(crowd(number), ("T0", "T2"))
    found = newer(results, living, NOTHING, date(2026, 11, 22))
    assert len(found.shown.waves) == 2
    assert all(("fewer than 5" in each.answer) == (number < 5) for each in found.shown.waves)
