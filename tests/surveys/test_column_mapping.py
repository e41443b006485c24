"""Which columns of a file hold what."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.surveys.rules.mapping import (
    PATTERNS,
    STAGES,
    Cell,
    Columns,
    Mapping,
    ScaleMap,
    WaveMap,
    fault_in_cells,
    fault_in_pattern,
    fault_in_stages,
    find_cells,
    mapping_from,
    scale_keys,
    suggest_columns,
    suggest_label,
    suggest_stages,
    to_data,
    wave_keys,
)

HEADER = ("person", "battalion", "company", "jobsat_t0", "jobsat_t1", "ready_t0", "ready_t1")


def test_a_pattern_finds_each_scale_at_each_wave_in_the_files_order() -> None:
    found = find_cells(HEADER, "{scale}_t{wave}")
    assert found[:2] == (Cell("jobsat_t0", "jobsat", "0"), Cell("jobsat_t1", "jobsat", "1"))
    assert scale_keys(found) == ("jobsat", "ready")
    assert wave_keys(found) == ("0", "1")


def test_columns_taken_for_something_else_hold_no_scores() -> None:
    header = ("unit_t1", "ready_t1")
    assert find_cells(header, "{scale}_t{wave}", taken=["unit_t1"]) == (Cell("ready_t1", "ready", "1"),)


def test_a_scale_may_itself_hold_the_mark_between_scale_and_wave() -> None:
    assert find_cells(["job_total_2"], "{scale}_{wave}") == (Cell("job_total_2", "job_total", "2"),)


def test_without_a_mark_between_them_the_wave_is_the_digits_at_the_end() -> None:
    assert find_cells(["ready12", "ready"], "{scale}{wave}") == (Cell("ready12", "ready", "12"),)


def test_a_wave_may_come_first_and_be_a_word() -> None:
    assert find_cells(["after: ready"], "{wave}: {scale}") == (Cell("after: ready", "ready", "after"),)


def test_marks_that_mean_something_to_a_search_are_taken_as_they_are() -> None:
    assert find_cells(["ready.(1)", "readyx(1)"], "{scale}.({wave})") == (Cell("ready.(1)", "ready", "1"),)


@pytest.mark.parametrize("pattern", ["", "{scale}", "{wave}", "{scale}{scale}_{wave}", "{scale}_{wave}_{wave}"])
def test_a_pattern_needs_scale_and_wave_once_each(pattern: str) -> None:
    assert fault_in_pattern(pattern)
    assert find_cells(HEADER, pattern) == ()


def test_two_columns_for_one_scale_at_one_wave_are_named() -> None:
    cells = find_cells(["ready_t0", "ready_T0"], "{scale}_t{wave}")
    said = fault_in_cells(cells)
    assert said is not None
    assert "ready_t0 and ready_T0" in said
    assert fault_in_cells(find_cells(HEADER, "{scale}_t{wave}")) is None


def test_the_suggestion_for_a_usual_file_needs_no_change() -> None:
    assert suggest_columns(HEADER) == Columns("", "person", ("battalion", "company"), "{scale}_t{wave}")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_usual_pattern_is_recognised(pattern: str) -> None:
    header = ["person", *(pattern.format(scale=s, wave=w) for s in ("aa", "bb") for w in (1, 2))]
    cells = find_cells(header, suggest_columns(header).pattern)
    assert len(cells) == 4
    assert fault_in_cells(cells) is None


def test_waves_come_by_number_and_then_by_word() -> None:
    cells = [Cell("", "s", wave) for wave in ("10", "post", "2", "pre")]
    assert wave_keys(cells) == ("2", "10", "post", "pre")


def test_the_first_wave_is_suggested_as_the_baseline() -> None:
    assert suggest_stages(["2", "5"]) == {"2": "T0", "5": "T1"}
    assert set(suggest_stages([str(n) for n in range(9)]).values()) == set(STAGES)


def test_two_waves_cannot_stand_for_one_stage() -> None:
    assert fault_in_stages([WaveMap("0", "T0"), WaveMap("1", "T0")])
    assert fault_in_stages([WaveMap("0", "T0"), WaveMap("1", "T1")]) is None


def test_a_label_is_made_of_the_name_in_the_file() -> None:
    assert suggest_label("job_satisfaction.total") == "Job satisfaction total"
    assert suggest_label("_") == "_"


def test_a_mapping_survives_being_kept_as_json() -> None:
    mapping = Mapping(
        Columns("Study", "person", ("a", "b"), "{scale}_{wave}"), (ScaleMap("x", "X", 1, 5),), (WaveMap("0", "T0"),)
    )
    assert mapping_from(json.loads(json.dumps(to_data(mapping)))) == mapping


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=30))
def test_no_header_and_no_pattern_make_it_stumble(header: list[str], words: str) -> None:
    for pattern in (words, f"{{scale}}{words}{{wave}}", f"{words}{{wave}}{{scale}}"):
        for cell in find_cells(header, pattern):
            assert cell.column in header
            assert cell.scale
            assert cell.wave.isalnum()
