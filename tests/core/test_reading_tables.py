"""A file's bytes become a table, or one fault that names its place."""

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.core.tables import assembling
from programme.core.tables.reading import read_table
from programme.core.tables.values import LONGEST_CELL, MOST_COLUMNS, Table, UnreadableFile

many = settings(max_examples=300, derandomize=True, deadline=None)
GOOD = b"person,place,ready_t0\n1,Riverside,3.5\n2,Hill,\n"


def fault_of(content: bytes) -> tuple[int | None, str | None, str]:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content)
    fault = caught.value.fault
    return fault.row, fault.column, fault.message


def table_or_none(content: bytes) -> Table | None:
    try:
        return read_table(content)
    except UnreadableFile:
        return None


def test_a_plain_file_becomes_a_header_and_rows_with_their_numbers() -> None:
    header = ("person", "place", "ready_t0")
    assert read_table(GOOD) == Table(header, (("1", "Riverside", "3.5"), ("2", "Hill", "")), (2, 3))


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert read_table(b"\xef\xbb\xbf" + GOOD).header[0] == "person"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_ending_is_read(ending: str) -> None:
    assert read_table(GOOD.replace(b"\n", ending.encode())) == read_table(GOOD)


def test_quoted_cells_may_hold_commas_quotes_and_line_breaks() -> None:
    table = read_table(b'a,b\n"x, ""y""","one\ntwo"\n3,4\n')
    assert table.rows == (('x, "y"', "one\ntwo"), ("3", "4"))
    assert table.numbers == (2, 3)


def test_blank_rows_are_passed_over_and_the_numbers_stay_those_of_the_file() -> None:
    assert read_table(b"a,b\n\n1,2\n,\n3,4\n").numbers == (3, 5)


def test_an_apostrophe_before_a_formula_sign_is_taken_off_again() -> None:
    assert read_table(b"a,b\n'=1+1,'-3\n").rows == (("=1+1", "-3"),)
    assert read_table(b"a,b\n'tis,''=x\n").rows == (("'tis", "'=x"),)


@pytest.mark.parametrize("content", [b"", b"  \r\n\t ", b"\n\n"])
def test_an_empty_file_is_called_empty(content: bytes) -> None:
    assert fault_of(content) == (None, None, "The file is empty.")


def test_a_header_alone_is_no_table() -> None:
    assert fault_of(b"person,ready_t0\n") == (None, None, "The file has a header and no rows below it.")


def test_a_blank_first_row_is_named() -> None:
    row, _, message = fault_of(b"\nperson,ready_t0\n1,3\n")
    assert row == 1
    assert message.startswith("The first row is empty")


def test_latin_1_is_refused_at_its_row_and_column() -> None:
    row, column, message = fault_of("person,place,ready_t0\n1,Riverside,3\n2,Café,4\n".encode("latin-1"))
    assert (row, column) == (3, "2")
    assert "UTF-8" in message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_with_and_without_its_mark(encoding: str) -> None:
    assert "UTF-8" in fault_of("person,place\n1,Hill\n".encode(encoding))[2]


@pytest.mark.parametrize(("mark", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators_are_named(mark: str, word: str) -> None:
    row, _, message = fault_of(GOOD.replace(b",", mark.encode()))
    assert row == 1
    assert word in message


def test_one_column_is_no_table() -> None:
    assert "one column" in fault_of(b"person\n1\n")[2]


@pytest.mark.parametrize("content", [b"PK\x03\x04 and so on", b"\xd0\xcf\x11\xe0 and so on"])
def test_a_spreadsheet_is_told_by_its_content(content: bytes) -> None:
    assert "spreadsheet" in fault_of(content)[2]


def test_a_ragged_row_is_named_with_both_widths() -> None:
    row, _, message = fault_of(b"a,b,c\n1,2,3\n1,2\n")
    assert row == 3
    assert "2 cells" in message
    assert "has 3" in message


@pytest.mark.parametrize("content", [b'a,b\n1,"2\n', b'a,b\n1,"2"x\n', b'"a,b\n1,2\n'])
def test_quotes_that_do_not_match_are_named(content: bytes) -> None:
    assert "quotation marks" in fault_of(content)[2]


def test_two_columns_of_one_name_are_refused_by_that_name() -> None:
    assert fault_of(b"person,ready_t0,ready_t0\n1,2,3\n")[:2] == (1, "ready_t0")


def test_a_column_without_a_name_is_refused_by_its_place() -> None:
    assert fault_of(b"person,,ready_t0\n1,2,3\n")[:2] == (1, "2")


def test_a_long_cell_is_refused_at_its_place_and_the_longest_is_read() -> None:
    assert read_table(b"a,b\n1," + b"x" * LONGEST_CELL).rows[0][1] == "x" * LONGEST_CELL
    assert fault_of(b"a,b\n1," + b"x" * (LONGEST_CELL + 1))[:2] == (2, "2")


def test_a_cell_past_the_reader_s_own_limit_is_called_too_long_and_no_quotation_fault() -> None:
    message = fault_of(b"a,b\n1," + b"x" * 300_000)[2]
    assert "A cell can hold 1,000 characters" in message


def test_too_many_columns_are_refused() -> None:
    names = ",".join(f"c{number}" for number in range(MOST_COLUMNS + 1))
    assert "500 columns" in fault_of(f"{names}\n".encode())[2]


def test_too_many_rows_are_refused_at_the_first_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembling, "MOST_ROWS", 2)
    assert fault_of(b"a,b\n1,2\n3,4\n5,6\n")[0] == 4


def test_a_null_character_is_refused_at_its_row() -> None:
    assert fault_of(b"a,b\n1,2\n3,\x00\n")[0] == 3


@many
@given(st.binary(max_size=400))
def test_no_bytes_whatever_do_more_than_be_refused(content: bytes) -> None:
    table = table_or_none(content)
    assert table is None or all(len(row) == len(table.header) for row in table.rows)


@many
@given(
    st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\r", b";", b"\t", b"\xe9", b"\0", b"'=", b" "]), max_size=60)
)
def test_no_mixture_of_awkward_marks_does_more_than_be_refused(parts: list[bytes]) -> None:
    table = table_or_none(b"".join(parts))
    assert table is None or (table.rows and len(set(table.header)) == len(table.header) > 1)


@many
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(
                st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
                min_size=width,
                max_size=width,
            ),
            min_size=1,
            max_size=6,
        )
    )
)
def test_what_a_spreadsheet_writes_is_read_back(rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([f"c{number}" for number in range(len(rows[0]))])
    writer.writerows(rows)
    plain = [[cell.strip() for cell in row] for row in rows]
    expected = [[re.sub(r"^'(?='*[=+\-@\t\r\n])", "", cell) for cell in row] for row in plain]
    filled = tuple(tuple(row) for row, before in zip(expected, plain, strict=True) if any(before))
    if not filled:
        assert "no rows" in fault_of(out.getvalue().encode())[2]
    else:
        assert read_table(out.getvalue().encode()).rows == filled
