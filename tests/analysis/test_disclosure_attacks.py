"""A reader who subtracts: every small set stays unknown, by means other than those that planned it."""

from itertools import combinations_with_replacement, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from programme.analysis.disclosure import Figure, Hidden, attack, plan
from programme.analysis.disclosure.attack import derivable
from programme.analysis.disclosure.bounds import CellId
from programme.analysis.disclosure.tables import Cell, Table, grouped, suppress

few = settings(max_examples=40, derandomize=True, deadline=None)
fewer = settings(max_examples=30, derandomize=True, deadline=None)

sets = st.frozensets(st.sampled_from([f"p{number:02}" for number in range(16)]), min_size=4)
families = st.lists(sets, min_size=1, max_size=7)


def figures(family: list[frozenset[str]], start: int = 0) -> list[Figure]:
    return [Figure(f"figure {start + place}", "scale", people) for place, people in enumerate(family)]


def test_the_attacker_finds_what_one_subtraction_gives() -> None:
    family = [frozenset("abcdefgh"), frozenset("abcdef")]
    assert derivable(figures(family), 5) == [frozenset("gh")]


def test_the_attacker_finds_what_three_figures_give_only_together() -> None:
    # all - north - south leaves the three of no region; no two of the sets differ by fewer than five.
    family = [frozenset("abcdefghijklm"), frozenset("abcde"), frozenset("fghij")]
    assert derivable(figures(family), 5) == [frozenset("klm")]
    assert not any(derivable(figures(list(pair)), 5) for pair in zip(family, family[1:], strict=False))


def test_the_attacker_finds_an_edited_answer() -> None:
    family = [frozenset({*"abcdefg", "h first"}), frozenset({*"abcdefg", "h edited"})]
    assert derivable(figures(family), 5) == [frozenset({"h first", "h edited"})]


def test_the_attacker_gives_up_loudly_rather_than_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attack, "MOST_SETS", 10)
    people = [f"p{number}" for number in range(16)]
    family = [frozenset(person for place, person in enumerate(people) if place >> bit & 1) for bit in range(4)]
    with pytest.raises(ValueError, match="too many"):
        derivable(figures(family), 5)


@few
@given(families, st.sampled_from([5, 6]))
def test_no_combination_of_printed_figures_rests_on_a_few(family: list[frozenset[str]], threshold: int) -> None:
    result = plan(figures(family), threshold=threshold)
    assert derivable(result.shown, threshold) == []


@few
@given(families)
def test_nothing_is_hidden_that_could_stand(family: list[frozenset[str]]) -> None:
    result = plan(figures(family))
    for place, wanted in enumerate(figures(family)):
        if result.decision(wanted.key).hidden is Hidden.NESTED:
            before = [each for each in figures(family)[:place] if each in result.shown]
            assert derivable([*before, wanted], 5)


@fewer
@given(st.lists(families, min_size=2, max_size=3))
def test_no_combination_across_versions_rests_on_a_few(versions: list[list[frozenset[str]]]) -> None:
    published: list[Figure] = []
    for number, family in enumerate(versions):
        published += plan(figures(family, start=number % 2), published).shown
        assert derivable(published, 5) == []


@few
@given(sets, sets, st.integers(0, 4))
def test_an_edited_answer_cannot_be_seen_by_comparing_two_versions(
    first: frozenset[str], joined: frozenset[str], edits: int
) -> None:
    edited = frozenset(f"{person} edited" for person in sorted(first)[:edits])
    now = (first - frozenset(sorted(first)[:edits])) | edited | joined
    published = list(plan(figures([first])).shown)
    published += plan(figures([now]), published).shown
    assert derivable(published, 5) == []


@few
@given(families, st.lists(st.integers(0, 3), min_size=7, max_size=7))
def test_priority_decides_who_gives_way_and_never_whether_it_is_safe(
    family: list[frozenset[str]], priorities: list[int]
) -> None:
    wanted = [
        Figure(each.key, each.variable, each.people, priority)
        for each, priority in zip(figures(family), priorities, strict=False)
    ]
    result = plan(wanted)
    assert derivable(result.shown, 5) == []
    large = [each for each in wanted if len(each.people) >= 5]
    if large:
        first = max(large, key=lambda each: each.priority)
        assert result.decision(first.key).hidden is None


@few
@given(st.lists(st.tuples(sets, sets), min_size=1, max_size=4))
def test_both_waves_of_every_change_withstand_the_attack(pairs: list[tuple[frozenset[str], frozenset[str]]]) -> None:
    wanted = [
        Figure(f"change {place}", variable, people)
        for place, pair in enumerate(pairs)
        for variable, people in zip(("T0", "T2"), pair, strict=True)
    ]
    result = plan(wanted)
    assert derivable(result.shown, 5) == []
    assert len(result.shown) == 2 * sum(decision.hidden is None for decision in result.decisions)


def reachable(table: Table, cells: dict[CellId, Cell], threshold: int) -> dict[CellId, tuple[int, int]]:
    """The least and greatest count of each hidden cell that all that is printed allows, by integer programming.

    The reader even knows which of the hidden cells are below the threshold.
    """
    names = list(table.counts)
    place = {cell: number for number, cell in enumerate(names)}
    low, high = np.zeros(len(names)), np.full(len(names), 200.0)
    for cell, count in table.counts.items():
        value = cells[cell].value
        if value is not None:
            low[place[cell]] = high[place[cell]] = value
        elif count < threshold:
            high[place[cell]] = threshold - 1
        else:
            low[place[cell]] = threshold
    rows, least = [], []
    for each in table.sums:
        row = np.zeros(len(names))
        row[place[each.total]] = -1
        row[[place[part] for part in each.parts]] = 1
        rows, least = [*rows, row], [*least, 0.0]
    for inner, outer in table.inside:
        row = np.zeros(len(names))
        row[place[inner]], row[place[outer]] = -1, 1
        rows, least = [*rows, row], [*least, 0.0]
    most = [0.0] * len(table.sums) + [np.inf] * len(table.inside)
    found = {}
    for cell in (cell for cell in names if cells[cell].hidden):
        target = np.eye(len(names))[place[cell]]
        ends = [
            milp(
                sign * target, integrality=1, bounds=Bounds(low, high), constraints=LinearConstraint(rows, least, most)
            )
            for sign in (1, -1)
        ]
        found[cell] = (round(ends[0].fun), round(-ends[1].fun))
    return found


def assert_small_counts_unknown(table: Table, threshold: int = 5) -> None:
    cells = suppress(table, threshold)
    for cell, count in table.counts.items():
        assert cells[cell].value in (None, count)
        assert count >= threshold or cells[cell].hidden is not None
    for cell, (least, greatest) in reachable(table, cells, threshold).items():
        assert least <= table.counts[cell] <= greatest
        assert table.counts[cell] >= threshold or least < greatest, cell


small_counts = st.integers(0, 12)


@fewer
@given(st.lists(small_counts, min_size=1, max_size=7), st.sampled_from([5, 10]))
def test_a_hidden_count_of_a_table_stays_unknown(counts: list[int], threshold: int) -> None:
    groups = {f"group {place}": {"n": count} for place, count in enumerate(counts)}
    assert_small_counts_unknown(grouped(groups, "all"), threshold)


@fewer
@given(st.lists(st.tuples(small_counts, small_counts, small_counts), min_size=1, max_size=6))
def test_columns_inside_each_other_do_not_betray_a_hidden_count(rows: list[tuple[int, int, int]]) -> None:
    groups = {
        f"group {place}": {"people": sum(row), "T0": row[0] + row[1], "both": row[0]} for place, row in enumerate(rows)
    }
    assert_small_counts_unknown(grouped(groups, "all", inside=[("T0", "people"), ("both", "T0")]))


@fewer
@given(st.lists(st.lists(small_counts, min_size=1, max_size=3), min_size=1, max_size=4))
def test_a_hidden_count_stays_unknown_through_levels(units: list[list[int]]) -> None:
    groups = {f"{a}.{b}": {"n": count} for a, unit in enumerate(units) for b, count in enumerate(unit)}
    parents = {name: f"unit {name.split('.')[0]}" for name in groups}
    assert_small_counts_unknown(grouped(groups, "all", parents=parents))


@few
@given(st.lists(small_counts, min_size=1, max_size=8))
def test_the_hidden_cells_of_a_shown_total_hold_five_people_together(counts: list[int]) -> None:
    groups = {f"group {place}": {"n": count} for place, count in enumerate(counts)}
    cells = suppress(grouped(groups, "all"))
    hidden = [count for name, count in zip(groups, counts, strict=True) if cells[name, "n"].hidden]
    if cells["all", "n"].hidden is None and hidden:
        assert len(hidden) >= 2
        assert sum(hidden) >= 5


def test_every_small_table_with_one_total_is_safe() -> None:
    for counts in combinations_with_replacement((0, 1, 4, 5, 6, 7), 3):
        groups = {f"group {place}": {"n": count} for place, count in enumerate(counts)}
        cells = suppress(grouped(groups, "all"))
        possible = [
            guess
            for guess in product(range(12), repeat=3)
            if all(cells[name, "n"].value in (None, value) for name, value in zip(groups, guess, strict=True))
            and cells["all", "n"].value in (None, sum(guess))
        ]
        for place, count in enumerate(counts):
            assert count >= 5 or len({guess[place] for guess in possible}) >= 2, counts
