"""Every row read by a mapping; what cannot be is named by row and column, and never by its value."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.core.tables.reading import read_table
from programme.core.tables.values import Table
from programme.surveys.rules.checking import MOST_FAULTS, DryRun, dry_run
from programme.surveys.rules.mapping import Columns, Mapping, ScaleMap, WaveMap
from programme.surveys.rules.people import CheckedPerson

HEADER = "person,town,site,ready_t0,ready_t1"
MAPPING = Mapping(
    Columns("Study", "person", ("town", "site"), "{scale}_t{wave}"),
    (ScaleMap("ready", "Readiness", 1, 5),),
    (WaveMap("0", "T0"), WaveMap("1", "T2")),
)


def run_of(*rows: str, header: str = HEADER, mapping: Mapping = MAPPING) -> DryRun:
    return dry_run(read_table("\n".join([header, *rows]).encode()), mapping)


def only_fault(*rows: str, header: str = HEADER) -> tuple[int | None, str | None, str]:
    faults = run_of(*rows, header=header).faults
    assert len(faults) == 1, faults
    return faults[0].row, faults[0].column, faults[0].message


def test_a_good_row_comes_in_with_its_organisation_and_its_scores_by_wave() -> None:
    run = run_of("7,Leeds,North,2,4.5", "8,Leeds,,,3")
    assert tuple(run.people) == (
        CheckedPerson(2, "Leeds · North", {"T0": {"ready": 2.0}, "T2": {"ready": 4.5}}),
        CheckedPerson(3, "Leeds", {"T2": {"ready": 3.0}}),
    )
    assert run.organisations == ("Leeds", "Leeds · North")
    assert run.faults == ()


def test_a_row_without_scores_and_without_organisation_is_still_a_person() -> None:
    assert tuple(run_of("7,,,,").people) == (CheckedPerson(2, None, {}),)


@pytest.mark.parametrize("score", ["1", "5", "+2", "3.", "1.25", "5.0", "3.3333333333333335"])
def test_numbers_within_the_range_are_taken_its_ends_too(score: str) -> None:
    assert run_of(f"7,,,{score},").people[0].scores["T0"]["ready"] == float(score)


@pytest.mark.parametrize("score", ["0.99", "5.01", "-3", "99", "0"])
def test_a_number_outside_the_range_is_named_with_the_range(score: str) -> None:
    row, column, message = only_fault(f"7,,,{score},")
    assert (row, column) == (2, "ready_t0")
    assert "1 to 5" in message


@pytest.mark.parametrize(
    "text", ["agree", "nan", "inf", "-inf", "1e0", "0x3", "1_0", "N/A", "3 4", "--3", "3%", "1" * 400]
)
def test_text_in_a_number_is_named_and_not_repeated(text: str) -> None:
    row, column, message = only_fault(f"7,,,,{text}")
    assert (row, column) == (2, "ready_t1")
    assert "not a number" in message
    assert text not in message


def test_a_decimal_comma_is_explained() -> None:
    row, column, message = only_fault('7,,,"3,5",')
    assert (row, column) == (2, "ready_t0")
    assert "comma" in message


def test_a_person_who_comes_twice_is_named_by_both_rows() -> None:
    row, column, message = only_fault("secret-7,,,1,", "8,,,1,", "secret-7,,,2,")
    assert (row, column) == (4, "person")
    assert "row 2" in message
    assert "secret-7" not in message


def test_a_row_without_a_person_is_named() -> None:
    assert only_fault(",Leeds,,1,")[:2] == (2, "person")


def test_an_organisation_s_name_may_not_be_endless() -> None:
    assert only_fault(f"7,{'x' * 150},{'y' * 150},1,")[:2] == (2, "town")


def test_every_fault_of_every_row_is_found_at_once() -> None:
    run = run_of("7,,,9,x", "7,,,1,1", ",,,0,")
    assert [(fault.row, fault.column) for fault in run.faults] == [
        (2, "ready_t0"),
        (2, "ready_t1"),
        (3, "person"),
        (4, "person"),
        (4, "ready_t0"),
    ]
    assert run.faulty_rows == {2, 3, 4}


def test_only_so_many_faults_are_listed_and_the_rest_are_counted() -> None:
    run = run_of(*(f"{number},,,x,x" for number in range(MOST_FAULTS)))
    assert len(run.faults) == MOST_FAULTS
    assert run.more_faults == MOST_FAULTS


@pytest.mark.parametrize(
    ("header", "lacking"),
    [
        ("id,town,site,ready_t0,ready_t1", "person"),
        ("person,town,place,ready_t0,ready_t1", "site"),
        ("person,town,site,steady_t0,steady_t1", "the scale ready"),
        ("person,town,site,ready_t0,ready_t9", "the wave 1"),
    ],
)
def test_a_chosen_column_that_is_not_in_the_file_is_named(header: str, lacking: str) -> None:
    run = run_of("7,a,b,1,1", header=header)
    assert len(run.people) == 0
    assert any(lacking in (fault.column or "") + fault.message and fault.row == 1 for fault in run.faults)


def test_two_columns_for_one_scale_at_one_wave_are_a_fault_and_not_the_last_one_wins() -> None:
    row, _, message = only_fault("7,a,b,1,1,5", header=f"{HEADER},ready_T1")
    assert row == 1
    assert "both hold the scale ready at wave 1" in message


def test_columns_that_nobody_chose_are_left_alone() -> None:
    assert run_of("7,a,b,1,1,whatever", header=f"{HEADER},note").faults == ()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8"), max_size=6)] * 5), min_size=1, max_size=5))
def test_no_cells_whatever_stop_the_dry_run_and_every_row_is_read(rows: list[tuple[str, ...]]) -> None:
    table = Table(tuple(HEADER.split(",")), tuple(rows), tuple(range(2, 2 + len(rows))))
    run = dry_run(table, MAPPING)
    assert len(run.people) == len(rows)
    assert all(
        1 <= score <= 5 for person in run.people for scores in person.scores.values() for score in scores.values()
    )
    assert run.faulty_rows == {fault.row for fault in run.faults}
