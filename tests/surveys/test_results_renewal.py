"""Figures of an open wave change by fives, and at the close; nothing between two pages shows a few people."""

import random
from collections.abc import Mapping
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from programme.analysis.disclosure.attack import derivable
from programme.analysis.disclosure.figures import Figure
from programme.surveys.rules.newer import Newer, newer
from programme.surveys.rules.renewal import NOTHING, Basis, Behind, at_rest, binding, chosen, from_bytes, to_bytes
from programme.surveys.rules.results import Printed
from tests.surveys.lives import Sheet, crowd, results_of

MONDAY, FRIDAY = date(2026, 9, 7), date(2026, 9, 11)
Sheets = Mapping[str, Mapping[str, Sheet]]


def page(sheets: Sheets, before: Basis = NOTHING, *, still_open: bool = True, day: date = MONDAY) -> Newer:
    """The page of a survey with one wave when these people have answered."""
    results, living = results_of(sheets, ("T0",), still_open=("T0",) if still_open else ())
    return newer(results, living, before, day)


def first(sheets: Sheets, number: int) -> Sheets:
    """All of them, of whom only the first ones have answered."""
    return {who: each if place < number else {} for place, (who, each) in enumerate(sheets.items())}


def test_nothing_is_shown_before_five_have_answered() -> None:
    everybody = crowd(20, ("T0",))
    assert page(first(everybody, 4)).shown.waves == ()
    assert page(first(everybody, 5)).shown.waves[0].people == 5


def test_figures_stay_until_five_more_have_answered() -> None:
    everybody = crowd(20, ("T0",))
    earlier = page(first(everybody, 6))
    for number in (6, 7, 10):
        later = page(first(everybody, number), earlier.basis, day=FRIDAY)
        assert later.shown == earlier.shown
        assert later.basis == earlier.basis
    renewed = page(first(everybody, 11), earlier.basis, day=FRIDAY)
    assert (renewed.shown.waves[0].people, renewed.shown.waves[0].as_of) == (11, "2026-09-11")


def test_at_its_close_everybody_is_in_the_figures() -> None:
    everybody = crowd(20, ("T0",))
    earlier = page(first(everybody, 10))
    closed = page(first(everybody, 12), earlier.basis, still_open=False, day=FRIDAY)
    assert (closed.shown.waves[0].people, closed.shown.waves[0].is_open) == (12, False)
    assert closed.shown.scales[0].waves[0].n == 12


def test_a_closed_wave_never_changes_again() -> None:
    everybody = crowd(20, ("T0",))
    closed = page(first(everybody, 12), still_open=False)
    later = page(first(everybody, 20), closed.basis, still_open=False, day=FRIDAY)
    assert later.shown == closed.shown


def test_who_answered_later_waits_also_where_a_scale_has_fewer_new_scores() -> None:
    everybody = dict(crowd(20, ("T0",)))
    for who in list(everybody)[5:8]:
        everybody[who] = {"T0": {k: v for k, v in everybody[who]["T0"].items() if not k.startswith("isolation")}}
    earlier = page(first(everybody, 5))
    later = page(first(everybody, 10), earlier.basis)
    isolation = next(each for each in later.shown.scales if each.label == "Isolation at work")
    assert isolation.waves[0].n == 5, "only two of the five new people have a score"
    assert later.shown.scales[0].waves[0].n == 10


def test_five_new_people_who_all_gave_one_answer_are_not_told_by_subtraction() -> None:
    everybody = dict(crowd(20, ("T0",)))
    for who in list(everybody)[6:11]:
        everybody[who] = {"T0": {**everybody[who]["T0"], "data-1": 2}}
    earlier = page(first(everybody, 6))
    later = page(first(everybody, 11), earlier.basis)
    n = {item.text: item.n for part in later.shown.waves[0].sections for item in part.items}
    assert n["I start from a question, and then look for the data that could answer it."] == 6


@settings(max_examples=25, derandomize=True, deadline=None)
@given(seed=st.integers(0, 9_999))
def test_between_two_closes_no_combination_of_all_pages_rests_on_a_few(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - invented people
    everybody = crowd(chance.randint(6, 30), ("T0",), skips=chance.choice((0.0, 0.05, 0.4)), seed=seed)
    basis, number, seen = NOTHING, 0, list[Figure]()
    while number < len(everybody):
        number = min(len(everybody), number + chance.randint(1, 9))
        found = page(first(everybody, number), basis)
        basis = found.basis
        seen += [Figure(f"{number} {each.key}", each.variable, frozenset(each.answers)) for each in found.basis.printed]
    assert derivable(list({(each.variable, each.people): each for each in seen}.values()), 5) == []


def test_the_attack_sees_a_page_that_was_renewed_too_early() -> None:
    everybody = crowd(12, ("T0",))
    early, late = page(first(everybody, 6)), page(first(everybody, 8))
    seen = [
        Figure(f"{place} {each.key}", each.variable, frozenset(each.answers))
        for place, found in enumerate((early, late))
        for each in found.basis.printed
    ]
    assert derivable(seen, 5)


def test_a_close_lets_go_of_what_was_printed_before_and_nothing_else_does() -> None:
    printed = (Printed("mean ready T0", "ready T0", ("a=1.0",)),)
    now, then = Behind(frozenset("a"), True, "2026-09-07"), Behind(frozenset("a"), False, "2026-09-07")
    assert binding(Basis({"T0": now}, printed), {"T0": now}) == printed
    assert binding(Basis({"T0": now}, printed), {"T0": now, "T1": then}) == printed
    assert binding(Basis({"T0": now, "T1": then}, printed), {"T0": now, "T1": now}) == ()


def test_a_report_is_held_to_a_page_that_knows_the_same_closed_waves() -> None:
    printed = (Printed("m", "ready T0", ("a=1.0",)), Printed("n", "ready T1", ("a=2.0",)))
    basis = Basis({"T0": Behind(frozenset("a"), True, "d"), "T1": Behind(frozenset("a"), False, "d")}, printed)
    assert at_rest(basis, frozenset({"T0"})) == printed[:1]
    assert at_rest(basis, frozenset({"T0", "T1"})) == ()


def test_a_basis_comes_back_as_it_was() -> None:
    basis = page(crowd(12, ("T0",), skips=0.1)).basis
    assert from_bytes(to_bytes(basis)) == basis


def test_an_open_wave_is_renewed_by_five_whatever_the_other_waves_do() -> None:
    shown = Basis({"T0": Behind(frozenset("abcde"), False, "2026-09-07")}, ())
    sent = {"T0": frozenset("abcdefgh"), "T1": frozenset("abcde")}
    found = chosen(sent, frozenset(), shown, FRIDAY)
    assert (found["T0"].tokens, found["T1"].tokens) == (frozenset("abcde"), frozenset("abcde"))
