"""Tables that go out as CSV and XLSX: safe in a spreadsheet, and the same when they come in again."""

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from programme.core.tables.cells import marked, number_text, plain, unmarked
from programme.core.tables.reading import read_table
from programme.core.tables.writing import Cell, to_csv, to_xlsx

many = settings(max_examples=300, derandomize=True, deadline=None)
NAMES = ("fellow", "joined", "score", "note")
LINES: list[list[Cell]] = [
    ["Siân O'Neill", date(2026, 9, 1), 3.5, "=1+1"],
    ["'Neill", None, 4, "-"],
    ["Łukasz", date(1899, 1, 2), -1.25, '"so", he\r\nsaid'],
]
Write = Callable[[list[str], list[list[Cell]]], bytes]


def as_xlsx(header: list[str], rows: list[list[Cell]]) -> bytes:
    return to_xlsx(header, rows, "A title")


both = pytest.mark.parametrize("write", [to_csv, as_xlsx])


@both
def test_what_goes_out_comes_in_again(write: Write) -> None:
    table = read_table(write(list(NAMES), LINES))
    assert table.header == NAMES
    assert table.rows == (
        ("Siân O'Neill", "2026-09-01", "3.5", "=1+1"),
        ("'Neill", "", "4", "-"),
        ("Łukasz", "1899-01-02", "-1.25", '"so", he\r\nsaid'),
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20 7946 0000", "'+44 20 7946 0000"),
        ("-3", "'-3"),
        ("@home", "'@home"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("'=1", "''=1"),
        ("''@", "'''@"),
        ("'Neill", "'Neill"),
        ("O'Neill", "O'Neill"),
        ("a=1", "a=1"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_a_text_that_could_be_a_formula_is_marked_and_names_are_not(text: str, written: str) -> None:
    assert marked(text) == written
    assert unmarked(written) == text


@many
@given(st.text(st.sampled_from("'=+-@\t\r\n a"), max_size=8))
def test_marking_is_taken_back_exactly_and_no_two_texts_become_one(text: str) -> None:
    assert unmarked(marked(text)) == text
    assert marked(text)[:1] not in ("=", "+", "-", "@", "\t", "\r")


def test_numbers_stay_numbers_in_csv_even_below_zero() -> None:
    content = to_csv(["a", "b"], [[-3, -0.5], ["-3", "+1"]])
    assert content == b"\xef\xbb\xbfa,b\r\n-3,-0.5\r\n'-3,'+1\r\n"


def test_a_name_of_a_column_is_a_text_as_others_are() -> None:
    assert b"'=a" in to_csv(["=a", "b"], [])
    assert read_table(to_csv(["=a", "b"], [["1", "2"]])).header == ("=a", "b")


def test_another_program_finds_texts_numbers_and_dates_as_such() -> None:
    book = load_workbook(io.BytesIO(to_xlsx(list(NAMES), LINES, "Roster [2026/27]: 'Darzi' fellows of London")))
    sheet = book.worksheets[0]
    assert sheet.title == "Roster  2026 27   'Darzi' fello"
    assert book.properties.title == "Roster [2026/27]: 'Darzi' fellows of London"
    assert [cell.value for cell in sheet[2]] == ["Siân O'Neill", datetime(2026, 9, 1), 3.5, "'=1+1"]
    assert [cell.data_type for cell in sheet[2]] == ["s", "d", "n", "s"]
    assert [cell.font.b for cell in sheet[1]] == [True] * 4
    assert [cell.font.b for cell in sheet[2]] == [False] * 4
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("text", ["007", "1.50", "TRUE", "2026-09-01", "1E5", "#N/A", "=1", "_x0041_", "a\rb"])
def test_text_that_looks_like_something_else_stays_text_in_a_workbook(text: str) -> None:
    content = to_xlsx(["a", "b"], [[text, "x"]], "t")
    assert load_workbook(io.BytesIO(content)).worksheets[0]["A2"].data_type == "s"
    assert read_table(content).rows == ((text, "x"),)


@pytest.mark.parametrize(
    ("title", "name"), [("", "Table"), ("History", "Table"), ("''", "Table"), ("a\nb", "a b"), ("x" * 40, "x" * 31)]
)
def test_a_title_that_no_sheet_can_have_becomes_one_that_it_can(title: str, name: str) -> None:
    assert load_workbook(io.BytesIO(to_xlsx(["a"], [], title))).sheetnames == [name]


def test_the_same_arguments_give_the_same_bytes_for_no_part_says_when_it_was_made() -> None:
    content = to_xlsx(list(NAMES), LINES, "t")
    assert to_xlsx(list(NAMES), LINES, "t") == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"modified" not in archive.read("docProps/core.xml")


@both
@pytest.mark.parametrize("cell", [float("nan"), float("inf"), "\ud800"])
def test_what_no_file_can_hold_is_refused(write: Write, cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"finite|surrogates"):
        write(["a", "b"], [[cell, 1]])


@both
def test_a_row_of_another_width_is_refused(write: Write) -> None:
    with pytest.raises(ValueError, match="3 cells"):
        write(["a", "b"], [[1, 2, 3]])


def may_stand_in_a_cell(text: str) -> bool:
    return text == text.strip() and "\0" not in text


texts = st.text(st.characters(codec="utf-8"), max_size=12).filter(may_stand_in_a_cell)
awkward = st.text(st.sampled_from("'=+-@\t\r\n,;\"_x00D41\ufffe\x0b"), max_size=10).filter(may_stand_in_a_cell)
any_text = texts | awkward
grids = st.integers(2, 4).flatmap(
    lambda width: st.tuples(
        st.lists(any_text.filter(bool), min_size=width, max_size=width, unique=True),
        st.lists(st.lists(any_text, min_size=width, max_size=width).filter(any), min_size=1, max_size=5),
    )
)


@both
@many
@given(grid=grids)
def test_every_text_without_white_space_around_it_comes_back_as_it_was(
    write: Write, grid: tuple[list[str], list[list[Cell]]]
) -> None:
    header, rows = grid
    table = read_table(write(header, rows))
    assert table.header == tuple(header)
    assert [list(row) for row in table.rows] == rows


@both
@many
@given(numbers=st.lists(st.integers() | st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=2))
def test_every_number_comes_back_in_full(write: Write, numbers: list[int | float]) -> None:
    read = read_table(write(["a", "b"], [list(numbers)])).rows[0]
    assert read == tuple(number_text(number) for number in numbers)
    assert [type(number)(text) for number, text in zip(numbers, read, strict=True)] == numbers
    assert not any("e" in text for text in read)


@both
@many
@given(day=st.dates())
def test_every_day_comes_back(write: Write, day: date) -> None:
    assert read_table(write(["a", "b"], [[day, 1]])).rows == ((day.isoformat(), "1"),)


@many
@given(texts)
def test_a_spreadsheet_that_reads_the_csv_finds_no_formula(text: str) -> None:
    cell = next(csv.reader(io.StringIO(to_csv([text, "b"], []).decode("utf-8-sig"), newline="")))[0]
    assert not cell.startswith(("=", "+", "-", "@"))
    assert plain(cell) == text
