"""Counts of people: which are hidden, and what is hidden with them so that they stay unknown."""

from collections.abc import Sequence

import pytest

from programme.reports.rules.evaluation import Evaluation, evaluate
from programme.reports.rules.findings import groups_sentence
from programme.surveys.rules.results import Row
from tests.reports.cohorts import snapshot_of

BOTH = {"T0": {"ready": 3.0}, "T2": {"ready": 4.0}}
FIRST = {"T0": {"ready": 2.0}}
LAST = {"T2": {"ready": 2.5}}
Scores = dict[str, dict[str, float]]


def rows_of(*ways: tuple[int, str | None, Scores]) -> list[Row]:
    """So many people of a place who gave these scores, for each."""
    every = [(place, scores) for count, place, scores in ways for _ in range(count)]
    return [Row(f"p{number:03}", place, scores) for number, (place, scores) in enumerate(every)]


def taking(*ways: tuple[int, Scores], scales: Sequence[str] = ("ready",)) -> tuple[Evaluation, dict[str, int | None]]:
    rows = rows_of(*((count, None, scores) for count, scores in ways))
    found = evaluate(snapshot_of(rows, scales))
    shares = {f"with {each.wave.code}": each.with_value for each in found.taking}
    shares |= {f"kept {each.wave.code}": each.retained for each in found.taking if each.is_later}
    return found, {name: share.count if share else None for name, share in shares.items()}


def table(evaluation: Evaluation) -> dict[str, list[int | None]]:
    return {group.name: [cell.value for cell in group.cells] for group in evaluation.groups}


def test_a_file_in_which_all_is_large_is_printed_whole() -> None:
    assert taking((9, BOTH), (6, FIRST), (7, LAST))[1] == {"with T0": 15, "with T2": 16, "kept T2": 9}


def test_a_small_number_kept_is_hidden() -> None:
    assert taking((3, BOTH), (9, FIRST), (9, LAST))[1] == {"with T0": 12, "with T2": 12, "kept T2": None}


def test_four_who_were_kept_do_not_follow_from_everybody_having_answered() -> None:
    # 16 + 13 - 25 people = 4: so many at least are in both, and fewer than 5 is said.
    evaluation, counts = taking((4, BOTH), (12, FIRST), (9, LAST))
    assert counts == {"with T0": 16, "with T2": None, "kept T2": None}
    last = evaluation.scales[0].waves[1]
    assert (last.n, last.mean) == (None, None)
    assert evaluation.taking[1].is_concealed


def test_four_who_were_kept_stay_unknown_where_somebody_answered_nothing() -> None:
    assert taking((4, BOTH), (12, FIRST), (9, LAST), (1, {}))[1]["with T2"] == 13


def test_four_on_one_scale_do_not_follow_from_those_on_the_other() -> None:
    other = {"T0": {"able": 3.0}}
    evaluation, counts = taking((4, FIRST), (9, other), scales=("ready", "able"))
    assert counts["with T0"] is None
    assert [result.waves[0].n for result in evaluation.scales] == [None, None]


def test_of_one_organisation_alone_no_table_is_made() -> None:
    assert evaluate(snapshot_of(rows_of((9, "Hill", BOTH)))).groups == ()


def test_without_organisations_no_table_is_made() -> None:
    assert evaluate(snapshot_of(rows_of((9, None, BOTH)))).groups == ()


def test_large_organisations_are_printed_with_a_total() -> None:
    found = evaluate(snapshot_of(rows_of((9, "Hill", BOTH), (6, "Lake", BOTH), (1, "Hill", FIRST))))
    assert table(found) == {"Hill": [10, 10, 9], "Lake": [6, 6, 6], "All": [16, 16, 15]}


def test_an_organisation_of_four_takes_the_next_smallest_with_it_in_every_column() -> None:
    found = evaluate(snapshot_of(rows_of((4, "Hill", BOTH), (6, "Lake", BOTH), (9, "Moor", BOTH))))
    assert table(found) == {
        "Hill": [None, None, None],
        "Lake": [None, None, None],
        "Moor": [9, 9, 9],
        "All": [19, 19, 19],
    }


def test_where_the_size_is_hidden_no_other_count_of_the_organisation_is_printed() -> None:
    # Lake's five at the end would say that it has five at least, and so that Hill, with six in both, has one.
    found = evaluate(snapshot_of(rows_of((1, "Hill", FIRST), (5, "Lake", BOTH), (9, "Moor", BOTH), (7, "Wood", FIRST))))
    for cells in table(found).values():
        assert cells[0] is not None or cells[1:] == [None, None]


def test_a_name_like_that_of_the_total_is_told_apart() -> None:
    found = evaluate(snapshot_of(rows_of((9, "All", BOTH), (6, "Lake", BOTH))))
    assert [group.name for group in found.groups] == ["All", "Lake", "All groups"]


def test_people_without_an_organisation_are_a_group_and_no_organisation() -> None:
    found = evaluate(snapshot_of(rows_of((9, "Hill", BOTH), (6, "Lake", BOTH), (7, None, BOTH))))
    assert table(found)["No organisation named"] == [7, 7, 7]
    assert "came from 2 organisations" in groups_sentence(found)


@pytest.mark.parametrize("more", [1, 4])
def test_a_released_table_is_not_printed_anew_for_a_few_people(more: int) -> None:
    before = [(9, "Hill", BOTH), (8, "Lake", BOTH)]
    first = evaluate(snapshot_of(rows_of(*before)))
    second = evaluate(snapshot_of(rows_of(*before, (more, "Lake", BOTH)), published=first.printed))
    assert second.groups == ()
    assert second.are_groups_withheld
    assert "not printed anew" in groups_sentence(second)


def test_a_released_table_is_printed_again_as_it_was_and_anew_for_five() -> None:
    before = [(9, "Hill", BOTH), (8, "Lake", BOTH)]
    first = evaluate(snapshot_of(rows_of(*before)))
    assert evaluate(snapshot_of(rows_of(*before), published=first.printed)).groups == first.groups
    second = evaluate(snapshot_of(rows_of(*before, (5, "Lake", BOTH)), published=first.printed))
    assert table(second)["Lake"] == [13, 13, 13]


def test_what_a_released_table_hid_stays_hidden_so_that_the_two_cannot_be_compared() -> None:
    before = [(4, "Hill", BOTH), (6, "Lake", BOTH), (9, "Moor", BOTH)]
    first = evaluate(snapshot_of(rows_of(*before)))
    second = evaluate(snapshot_of(rows_of(*before, (5, "Hill", BOTH)), published=first.printed))
    assert table(second)["Hill"] == table(second)["Lake"] == [None, None, None]
    assert table(second)["Moor"] == [9, 9, 9]


def test_five_named_organisations_do_not_follow_from_a_sum_of_five() -> None:
    # Each of them has somebody, so five people in five organisations are one in each.
    ones = [(1, f"Place {number}", BOTH) for number in range(5)]
    found = evaluate(snapshot_of(rows_of(*ones, (7, "Lake", BOTH), (11, "Moor", BOTH))))
    assert table(found)["Lake"] == [None, None, None]
    assert table(found)["Moor"] == [11, 11, 11]


def test_a_table_is_withheld_if_a_few_are_new_in_one_of_its_columns_alone() -> None:
    before = [(9, "Hill", BOTH), (8, "Lake", BOTH)]
    first = evaluate(snapshot_of(rows_of(*before)))
    more = [*before, (6, "Lake", LAST), (1, "Lake", BOTH)]
    assert evaluate(snapshot_of(rows_of(*more), published=first.printed)).are_groups_withheld
    more = [*before, (6, "Lake", LAST)]
    assert not evaluate(snapshot_of(rows_of(*more), published=first.printed)).are_groups_withheld


def test_a_table_of_which_every_part_would_tell_a_small_count_is_not_made() -> None:
    assert evaluate(snapshot_of(rows_of((1, "Hill", BOTH), (1, "Lake", BOTH)))).groups == ()
