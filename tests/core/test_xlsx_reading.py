"""A workbook becomes the table that its reader sees on the sheet, or one fault at row and column."""

import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from programme.core.tables import assembling
from programme.core.tables.reading import read_table
from programme.core.tables.values import Table, UnreadableFile
from programme.core.tables.xlsx import budget
from tests.support.workbooks import HEADER, SHEET, saved, with_parts, with_sheet, with_texts, workbook


def fault_of(content: bytes) -> tuple[int | None, str | None, str]:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content)
    fault = caught.value.fault
    return fault.row, fault.column, fault.message


def cell_of(value: Any, number_format: str | None = None) -> str:
    """How a cell with this value is read."""

    def dress(sheet: Worksheet) -> None:
        if number_format:
            sheet["B2"].number_format = number_format

    return read_table(workbook([["a", "b"], ["x", value]], dress)).rows[0][1]


def written(kind: str, value: str, more: str = "") -> bytes:
    """A workbook whose cell B2 is stored this way."""
    return with_sheet(f'{HEADER}<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="{kind}">{more}<v>{value}</v></c></row>')


def test_a_sheet_becomes_the_same_table_as_the_csv_of_it() -> None:
    sheet = workbook([["person", "place", "ready_t0"], [1, "Riverside", 3.5], [2, "Hill", None]])
    assert read_table(sheet) == read_table(b"person,place,ready_t0\n1,Riverside,3.5\n2,Hill,\n")


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (3.0, "3"), (1.5, "1.5"), (-2.25, "-2.25"), (0.1, "0.1"), (1e21, "1" + "0" * 21), (1e-7, "0.0000001")],
)
def test_a_number_is_read_in_its_shortest_notation_without_an_exponent(value: float, text: str) -> None:
    assert cell_of(value) == text


@pytest.mark.parametrize(
    ("stored", "text"), [("3.0", "3"), ("1.1000000000000001", "1.1"), ("-0", "0"), ("1E3", "1000")]
)
def test_noise_of_storing_is_no_part_of_a_number(stored: str, text: str) -> None:
    assert read_table(written("n", stored)).rows == (("1", text),)


def test_a_long_whole_number_keeps_every_digit() -> None:
    assert read_table(written("n", "98765432109876543210")).rows[0][1] == "98765432109876543210"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 9, 1), "2026-09-01"),
        (datetime(2026, 9, 1), "2026-09-01"),
        (datetime(2026, 9, 1, 9, 30), "2026-09-01 09:30:00"),
        (time(9, 30), "09:30:00"),
        (timedelta(hours=36), "36:00:00"),
        (True, "TRUE"),
        (False, "FALSE"),
        ("  Mary Ann ", "Mary Ann"),
        ("'Neill", "'Neill"),
        ("'=1+1", "=1+1"),
        ("007", "007"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_dates_truth_and_text_are_read_as_text(value: Any, text: str) -> None:
    assert cell_of(value) == text


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "[$-809]d mmmm yyyy;@", "yyyy\\-mm\\-dd", "ddd d mmm yy"])
def test_a_number_in_any_format_of_days_is_a_day(code: str) -> None:
    assert cell_of(46266, code) == "2026-09-01"


@pytest.mark.parametrize("code", ["0.00", "#,##0.0", '0 "days"', "[Red]0", "0%", "@", "General", '[<5]0;"many"'])
def test_a_number_in_any_other_format_stays_a_number(code: str) -> None:
    assert cell_of(46266, code) == "46266"


def test_days_are_counted_from_1904_where_the_workbook_says_so() -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (["a", "b"], [date(2026, 9, 1), 1]):
        book.worksheets[0].append(row)
    assert read_table(saved(book)).rows == (("2026-09-01", "1"),)


def test_text_in_several_styles_is_one_text() -> None:
    rich = CellRichText("Mary ", TextBlock(InlineFont(b=True), "Ann"))
    assert cell_of(rich) == "Mary Ann"
    runs = "<si><r><t>Mary </t></r><r><t>Ann</t></r><rPh><t>mari</t></rPh></si>"
    named = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>0</v></c></row>'
    assert read_table(with_texts(runs, HEADER + named)).rows == (("1", "Mary Ann"),)


def test_characters_that_xml_cannot_hold_are_read_as_they_were_typed() -> None:
    assert read_table(written("str", "one_x000A_two_x005F_x000A_")).rows[0][1] == "one\ntwo_x000A_"
    assert read_table(written("str", "_xD83D_")).rows[0][1] == "_xD83D_"


def test_an_apostrophe_is_taken_off_once_from_a_text_that_many_cells_share() -> None:
    rows = '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>0</v></c></row>'
    assert read_table(with_texts("<si><t> ''=1 </t></si>", HEADER + rows)).rows == (("'=1", "'=1"),)


def test_blank_rows_are_passed_over_and_the_numbers_stay_those_of_the_sheet() -> None:
    assert read_table(workbook([["a", "b"], [], [1, 2], [" ", None], [3, 4]])).numbers == (3, 5)


def test_what_is_empty_at_the_end_is_no_part_of_the_table() -> None:
    def dress(sheet: Worksheet) -> None:
        for address in ("E1", "D2", "A900", "XFD1048576"):
            sheet[address].number_format = "0.00"

    assert read_table(workbook([["a", "b"], [1, 2]], dress)) == Table(("a", "b"), (("1", "2"),), (2,))


def test_hidden_rows_and_columns_are_read_as_others_are() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[2].hidden = True
        sheet.column_dimensions["A"].hidden = True

    assert read_table(workbook([["a", "b"], [1, 2]], hide)).rows == (("1", "2"),)


@pytest.mark.parametrize("said", ["A1", "A1:A1", "A1:XFD1048576", "nonsense"])
def test_what_a_sheet_says_of_its_own_size_plays_no_part(said: str) -> None:
    rows = f'{HEADER}<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    table = read_table(with_sheet(rows, before=f'<dimension ref="{said}"/>'))
    assert table == Table(("a", "b"), (("1", "2"),), (2,))


def test_cells_without_addresses_stand_where_they_are_written() -> None:
    rows = '<row><c t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row/><row><c/><c><v>2</v></c></row>'
    assert read_table(with_sheet(rows)) == Table(("a", "b"), (("", "2"),), (3,))


def test_a_sheet_whose_elements_have_a_prefix_is_read() -> None:
    rows = '<x:row r="1"><x:c t="str"><x:v>a</x:v></x:c><x:c t="str"><x:v>b</x:v></x:c></x:row>'
    rows += "<x:row><x:c><x:v>1</x:v></x:c></x:row>"
    markup = f'<x:worksheet xmlns:x="urn:x"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert read_table(with_parts(workbook([["a"]]), {SHEET: markup})).rows == (("1", ""),)


@pytest.mark.parametrize("formula", ["=1+1", "=SUM(A1:A2)", "=HYPERLINK(A1)"])
def test_a_formula_is_refused_at_its_row_and_column(formula: str) -> None:
    words = "This cell holds a formula. Paste its value instead."
    assert fault_of(workbook([["a", "b"], [1, 2], [3, formula]])) == (3, "B", words)


def test_the_value_that_a_formula_had_when_it_was_saved_is_not_taken_for_it() -> None:
    assert fault_of(written("n", "5", more="<f>2+3</f>"))[:2] == (2, "B")
    assert fault_of(written("n", "5", more='<f t="shared" si="0"/>'))[:2] == (2, "B")


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_an_error_is_refused_by_its_name(error: str) -> None:
    row, column, message = fault_of(written("e", error))
    assert (row, column) == (2, "B")
    assert message.startswith(f"This cell holds the error {error}.")


@pytest.mark.parametrize(
    ("kind", "value"),
    [("n", "x"), ("n", "nan"), ("n", "1e999"), ("s", "7000"), ("s", "-1"), ("b", "2"), ("d", "2026-02-30"), ("q", "1")],
)
def test_a_value_that_cannot_be_is_refused_at_its_place(kind: str, value: str) -> None:
    assert fault_of(written(kind, value))[:2] == (2, "B")


@pytest.mark.parametrize("number", [-1, 60, 2_958_466, 1e300])
def test_a_day_that_never_was_is_refused_at_its_place(number: float) -> None:
    with pytest.raises(UnreadableFile) as caught:
        cell_of(number, "dd/mm/yyyy")
    assert (caught.value.fault.row, caught.value.fault.column) == (2, "B")


@pytest.mark.parametrize(("stored", "text"), [("2026-09-01", "2026-09-01"), ("2026-09-01T00:00:00", "2026-09-01")])
def test_days_stored_as_words_are_read(stored: str, text: str) -> None:
    assert read_table(written("d", stored)).rows[0][1] == text


def test_merged_cells_in_the_table_are_refused_at_their_first() -> None:
    fault = fault_of(workbook([["a", "b"], [1, 2], [3, 4]], lambda sheet: sheet.merge_cells("A2:A3")))
    assert fault == (2, "A", "Cells are merged here. Unmerge them and fill in each one.")


def test_merged_cells_beside_and_below_the_table_do_not_matter() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("D1:F2")
        sheet.merge_cells("A9:B9")

    assert read_table(workbook([["a", "b"], [1, 2]], merge)).rows == (("1", "2"),)


def test_several_sheets_with_content_are_named() -> None:
    book = Workbook()
    for name in ("First", "Empty", "Second <b>"):
        sheet = book.create_sheet(name)
        if name != "Empty":
            sheet.append(["a", "b"])
    words = "The workbook has 2 sheets with content: “First”, “Second <b>”. Leave one."
    assert fault_of(saved(book)) == (None, None, words)


def test_the_one_visible_sheet_with_content_is_read_wherever_it_stands() -> None:
    book = Workbook()
    book.create_sheet("Lists").append(["x", "y"])
    book.worksheets[1].sheet_state = "hidden"
    book.create_sheet("Secret").append(["x", "y"])
    book.worksheets[2].sheet_state = "veryHidden"
    book.create_chartsheet("Picture")
    for row in (["a", "b"], [1, 2]):
        book.create_sheet("People").append(row) if row == ["a", "b"] else book["People"].append(row)
    assert read_table(saved(book)).header == ("a", "b")


def test_a_workbook_without_content_says_so() -> None:
    assert fault_of(workbook([])) == (None, None, "The workbook has no visible sheet with content.")


@pytest.mark.parametrize(
    ("rows", "place", "words"),
    [
        ([["a", "b"]], (None, None), "The file has a header and no rows below it."),
        ([[], ["a", "b"], [1, 2]], (1, None), "The first row is empty"),
        ([["a", None, "c"], [1, 2, 3]], (1, "B"), "This column has no name"),
        ([["a", "b"], [1, 2, 3]], (2, "C"), "This column has no name"),
        ([["a", "b", "a"], [1, 2, 3]], (1, "a"), "Two columns have this name"),
        ([["a"], [1]], (1, None), "There is one column only"),
        ([[f"c{number}" for number in range(501)], [1]], (1, "SG"), "A file can hold 500 columns."),
        ([["a", "b"], [1, "x" * 1001]], (2, "B"), "A cell can hold 1,000 characters."),
        ([["a", "b"], [1, " " * 1001 + "x"]], (2, "B"), "A cell can hold 1,000 characters."),
    ],
)
def test_what_is_refused_in_csv_is_refused_here(
    rows: list[list[Any]], place: tuple[int | None, str | None], words: str
) -> None:
    row, column, message = fault_of(workbook(rows))
    assert (row, column) == place
    assert message.startswith(words)


def test_the_longest_cell_is_read_with_its_apostrophe_before() -> None:
    assert cell_of("x" * 1000) == "x" * 1000
    assert cell_of("'=" + "x" * 999) == "=" + "x" * 999


def test_too_many_rows_are_refused_at_the_first_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "MOST_ROWS", 2)
    assert fault_of(workbook([["a", "b"], [1, 2], [], [3, 4], [5, 6]]))[0] == 5


def test_empty_cells_count_so_that_few_values_cannot_make_a_vast_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget.Budget.__init__, "__defaults__", (budget.MOST_UNPACKED, budget.MOST_ELEMENTS, 30, 9999))
    header = [f"c{number}" for number in range(10)]
    assert len(read_table(workbook([header, [1], [2]])).rows) == 2
    assert "1,000,000 cells" in fault_of(workbook([header, [1], [2], [3]]))[2]


def test_reading_and_writing_workbooks_loads_no_numerical_library() -> None:
    code = "import programme.core.tables.reading, programme.core.tables.writing, sys; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603 (fixed words)
