import pytest

from programme.analysis.disclosure import Hidden
from programme.analysis.disclosure.tables import Cell, Sum, Table, grouped, suppress

HIDDEN = Cell(None, Hidden.SMALL_COUNT)


def counts(**groups: int) -> dict[str, dict[str, int]]:
    return {name: {"n": count} for name, count in groups.items()}


def hidden_rows(table: Table, threshold: int = 5) -> set[str]:
    return {row for (row, _), cell in suppress(table, threshold).items() if cell.hidden}


def test_a_table_without_small_cells_is_printed_whole() -> None:
    cells = suppress(grouped(counts(trust=8, practice=5), "all"))
    assert cells == {("trust", "n"): Cell(8, None), ("practice", "n"): Cell(5, None), ("all", "n"): Cell(13, None)}


def test_one_small_cell_takes_the_next_smallest_with_it() -> None:
    cells = suppress(grouped(counts(trust=8, practice=3, council=6, network=20), "all"))
    assert cells["practice", "n"] == cells["council", "n"] == HIDDEN
    assert cells["trust", "n"].value == 8
    assert cells["all", "n"].value == 37


def test_two_small_cells_that_hold_five_together_need_no_third() -> None:
    assert hidden_rows(grouped(counts(trust=8, practice=3, council=2), "all")) == {"practice", "council"}


def test_two_small_cells_that_hold_four_together_take_a_third() -> None:
    assert hidden_rows(grouped(counts(trust=9, network=8, practice=3, council=1), "all")) == {
        "practice",
        "council",
        "network",
    }


def test_a_group_nobody_answered_in_is_hidden_like_a_small_one() -> None:
    assert hidden_rows(grouped(counts(trust=9, network=8, practice=0), "all")) == {"practice", "network"}


def test_nought_beside_exactly_five_would_be_guessed_and_takes_another() -> None:
    # Were only these two hidden, they would hold 5: the larger cannot be less, so the other would be nought.
    assert hidden_rows(grouped(counts(trust=9, network=5, practice=0), "all")) == {"practice", "network", "trust"}


def test_where_all_groups_are_small_the_total_stays_if_it_is_large() -> None:
    assert hidden_rows(grouped(counts(a=3, b=4), "all")) == {"a", "b"}
    assert hidden_rows(grouped(counts(a=1, b=2), "all")) == {"a", "b", "all"}


def test_one_group_alone_hides_its_total_with_it() -> None:
    assert hidden_rows(grouped(counts(a=3), "all")) == {"a", "all"}


def test_publication_hides_counts_below_ten() -> None:
    assert hidden_rows(grouped(counts(a=9, b=12, c=30), "all"), threshold=10) == {"a", "b"}


def test_forty_groups_keep_their_figures_beside_two_tiny_ones() -> None:
    groups = counts(**{f"unit {number}": 5 + number for number in range(41)}, tiny=1, small=4)
    assert hidden_rows(grouped(groups, "all")) == {"tiny", "small"}


def test_a_shown_size_does_not_give_away_what_lies_inside_it() -> None:
    # Hiding practice (1) and council (5) at T0 is not enough: council has 5 people, so T0 is 5 there and 1 in practice.
    groups = {
        "trust": {"people": 9, "T0": 8},
        "network": {"people": 12, "T0": 12},
        "council": {"people": 5, "T0": 5},
        "practice": {"people": 9, "T0": 1},
    }
    cells = suppress(grouped(groups, "all", inside=[("T0", "people")]))
    assert {row for (row, column), cell in cells.items() if cell.hidden and column == "T0"} == {
        "practice",
        "council",
        "trust",
    }
    assert not any(cell.hidden for (_, column), cell in cells.items() if column == "people")


def test_two_columns_together_do_not_give_away_what_neither_does_alone() -> None:
    # Of six people one is missing at T0, so the group of five has four or five there; less than five means four.
    groups = {"a": {"people": 0, "T0": 0}, "b": {"people": 1, "T0": 1}, "c": {"people": 5, "T0": 4}}
    cells = suppress(grouped(groups, "all", inside=[("T0", "people")]))
    assert cells["all", "T0"].hidden or cells["all", "people"].hidden


def test_how_many_did_not_answer_is_no_secret() -> None:
    groups = {"trust": {"people": 9, "T0": 8}, "network": {"people": 12, "T0": 10}}
    assert not any(cell.hidden for cell in suppress(grouped(groups, "all", inside=[("T0", "people")])).values())


def test_a_small_cell_stays_hidden_through_two_levels() -> None:
    parents = {"a1": "A", "a2": "A", "b1": "B", "b2": "B"}
    table = grouped(counts(a1=2, a2=9, b1=10, b2=11), "all", parents=parents)
    assert hidden_rows(table) == {"a1", "a2"}


def test_a_small_parent_takes_the_next_parent_or_its_parts_with_it() -> None:
    parents = {"a1": "A", "a2": "A", "b1": "B", "b2": "B", "c1": "C", "c2": "C"}
    table = grouped(counts(a1=1, a2=1, b1=10, b2=11, c1=30, c2=7), "all", parents=parents)
    hidden = hidden_rows(table)
    assert {"a1", "a2", "A"} <= hidden
    assert "B" in hidden
    assert len(hidden & {"b1", "b2"}) >= 1
    assert not hidden & {"all", "C", "c1", "c2"}


def test_a_cross_table_hides_by_rows_and_columns_together() -> None:
    inner = {("gp", "north"): 2, ("gp", "south"): 9, ("nurse", "north"): 8, ("nurse", "south"): 7}
    rows = [Sum((row, "all"), frozenset({(row, "north"), (row, "south")})) for row in ("gp", "nurse")]
    columns = [Sum(("all", column), frozenset({("gp", column), ("nurse", column)})) for column in ("north", "south")]
    totals = {each.total: sum(inner[part] for part in each.parts) for each in [*rows, *columns]}
    grand = [Sum(("all", "all"), frozenset(each.total for each in way)) for way in (rows, columns)]
    table = Table(inner | totals | {("all", "all"): 26}, (*rows, *columns, *grand))
    cells = suppress(table)
    # With all totals shown one cell gives the other three, so nothing inside can stay.
    assert all(cells[cell] == HIDDEN for cell in inner)
    assert not any(cells[cell].hidden for cell in totals)


def test_a_table_is_held_to_the_cells_that_stand_elsewhere() -> None:
    table = grouped(counts(trust=8, practice=3, council=6, network=20), "all")
    cells = suppress(table, printed=[("council", "n")])
    assert cells["council", "n"].value == 6
    assert cells["trust", "n"] == cells["practice", "n"] == HIDDEN


def test_sums_that_do_not_add_up_are_refused() -> None:
    table = Table({("a", "n"): 7, ("all", "n"): 8}, (Sum(("all", "n"), frozenset({("a", "n")})),))
    with pytest.raises(ValueError, match="sum of its parts"):
        suppress(table)


def test_a_cell_that_is_part_of_itself_is_refused() -> None:
    one, other = ("a", "n"), ("b", "n")
    table = Table({one: 7, other: 7}, (Sum(one, frozenset({other})), Sum(other, frozenset({one}))))
    with pytest.raises(ValueError, match="part of itself"):
        suppress(table)


def test_a_total_divided_in_two_unconnected_ways_is_refused() -> None:
    table = Table(
        {("gp", "n"): 7, ("north", "n"): 7, ("all", "n"): 7},
        (Sum(("all", "n"), frozenset({("gp", "n")})), Sum(("all", "n"), frozenset({("north", "n")}))),
    )
    with pytest.raises(ValueError, match="whichever way"):
        suppress(table)


def test_groups_with_other_columns_or_the_name_of_the_total_are_refused() -> None:
    with pytest.raises(ValueError, match="columns"):
        grouped({"a": {"T0": 5}, "b": {"T1": 5}}, "all")
    with pytest.raises(ValueError, match="names"):
        grouped(counts(all=5), "all")
