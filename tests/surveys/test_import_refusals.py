"""Files that cannot come in: a message at row and column, nothing half-imported, what was mapped is kept."""

import json
import re
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from programme.core.db import db
from programme.core.jobs.models import Job
from programme.surveys.models import ResultsImport
from tests.support.importing import Walk, counts
from tests.support.workbooks import SHEET, with_parts, workbook

NOTHING = {"Organisation": 0, "Participant": 0, "Response": 0, "Survey": 0}
HEADER = "person,place,ready_t0,ready_t2"
GOOD = f"{HEADER}\n1,Riverside,3,4\n2,Hill,2,\n".encode()
SECRET = "31415926"


@dataclass(frozen=True)
class Bad:
    """A file, what is said of it, and where: as a person reads it."""

    content: bytes
    said: str


def rows(*lines: str) -> bytes:
    return "\n".join([HEADER, *lines]).encode()


UNREADABLE = {
    "latin-1": Bad(
        rows("1,Riverside,3,4", "2,Café,2,3").decode().encode("latin-1"), "Row 3, column 2: A character here"
    ),
    "utf-16": Bad(GOOD.decode().encode("utf-16"), "The text is stored as UTF-16"),
    "utf-16 without mark": Bad(GOOD.decode().encode("utf-16-le"), "Row 1: There is a character here"),
    "semicolons": Bad(GOOD.replace(b",", b";"), "Row 1: The columns are separated by semicolons"),
    "tabs": Bad(GOOD.replace(b",", b"\t"), "Row 1: The columns are separated by tabs"),
    "empty": Bad(b"", "The file is empty"),
    "header only": Bad(HEADER.encode(), "The file has a header and no rows below it"),
    "workbook": Bad(b"PK\x03\x04\x14\x00\x06\x00" + bytes(range(256)), "This is a spreadsheet or an archive"),
    "old workbook": Bad(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "This is a spreadsheet or an archive"),
    "formula": Bad(
        workbook([HEADER.split(","), [1, "Riverside", "=1+2", 4]]), "Row 2, column C: This cell holds a formula"
    ),
    "nameless": Bad(workbook([["person", None, "ready_t0"], [1, SECRET, 3]]), "Row 1, column B: This column has no"),
    "bomb": Bad(with_parts(workbook([["a"]]), {SHEET: b" " * 21 * 1024 * 1024}), "This workbook is too large once"),
    "ragged": Bad(rows("1,Riverside,3,4", "2,Hill,2"), "Row 3: This row has 3 cells and the header has 4"),
    "decimal commas without quotes": Bad(rows("1,Riverside,3,5,4"), "Row 2: This row has 5 cells"),
    "open quote": Bad(rows('1,"Riverside,3,4', "2,Hill,2,3"), "Row 2: The quotation marks of this row do not match"),
    "one name twice": Bad(b"person,ready_t0,ready_t0\n1,3,4\n", "Row 1, column ready_t0: Two columns have this name"),
    "long cell": Bad(rows(f"1,{'x' * 1001},3,4"), "Row 2, column 2: A cell can hold 1,000 characters"),
    "endless cell": Bad(rows(f"1,{'x' * 400_000},3,4"), "Row 2: A cell can hold 1,000 characters"),
}
FAULTY = {
    "person twice": Bad(rows(f"{SECRET},Riverside,3,4", f"{SECRET},Hill,3,4"), "Row 3 person This person is in row 2"),
    "no person": Bad(rows(",Riverside,3,4"), "Row 2 person The person is missing"),
    "out of range": Bad(rows("1,Riverside,3,4", f"2,Hill,{SECRET},4"), "Row 3 ready_t0 This number is outside"),
    "below the range": Bad(rows("1,Riverside,0,4"), "Row 2 ready_t0 This number is outside the range of 1 to 5"),
    "text": Bad(rows(f"1,Riverside,3,about {SECRET}"), "Row 2 ready_t2 This is not a number"),
    "decimal comma": Bad(rows(f'1,Riverside,"3,{SECRET}",4'), "Row 2 ready_t0 This number has a comma"),
    "no number": Bad(rows("1,Riverside,nan,4"), "Row 2 ready_t0 This is not a number"),
    "person column gone": Bad(GOOD.replace(b"person", b"number"), "Row 1 person This column was chosen and is not"),
    "place column gone": Bad(GOOD.replace(b"place", b"town"), "Row 1 place This column was chosen and is not"),
    "scale gone": Bad(GOOD.replace(b"ready", b"steady"), "Row 1 No column of the file holds the scale ready"),
    "wave gone": Bad(GOOD.replace(b"_t2", b"_t3"), "Row 1 No column of the file holds the wave 2"),
    "two columns for one": Bad(GOOD.replace(b"place", b"ready_T2"), "Row 1 The columns ready_T2 and ready_t2 both"),
}  # fmt: skip


def words(html: str) -> str:
    """The page's text as it is read, without the hidden labels that cards on a phone show."""
    return " ".join(re.sub(r'<span class="canopy-table__label".*?</span>|<[^>]+>', " ", html).split())


@pytest.fixture
def mapped(walk: Walk) -> Walk:
    """A good file, mapped."""
    walk.upload(GOOD)
    walk.columns(title="Study", organisation=["place"])
    walk.scales([(1, 5)], ["T0", "T2"])
    return walk


def test_a_file_that_is_no_table_is_refused_at_the_door(walk: Walk) -> None:
    for name, bad in UNREADABLE.items():
        answer = walk.upload(bad.content)
        assert answer.status_code == 200, name
        assert bad.said in words(answer.text), name
        assert "<title>Error: " in answer.text, name
    assert counts() == NOTHING
    assert db.session.scalars(select(ResultsImport)).all() == []


def test_a_mended_file_that_is_no_table_leaves_the_first_in_its_place(mapped: Walk) -> None:
    before = mapping_of(mapped)
    for name, bad in UNREADABLE.items():
        assert bad.said in words(mapped.replace(bad.content).text), name
    row = db.session.get_one(ResultsImport, mapped.import_id)
    assert (row.content, row.filename) == (GOOD, "results.csv")
    assert mapping_of(mapped) == before
    assert counts() == NOTHING


def test_a_fault_is_named_at_its_row_and_column_and_nothing_comes_in(mapped: Walk) -> None:
    before = mapping_of(mapped)
    for name, bad in FAULTY.items():
        assert mapped.replace(bad.content).location == mapped.address, name
        page = words(mapped.check().text)
        assert bad.said in page, name
        assert "Nothing was imported" in page, name
        assert SECRET not in page, name
        mapped.start()
        assert db.session.scalars(select(Job)).all() == [], name
        assert mapping_of(mapped) == before, name
    assert counts() == NOTHING


def test_what_was_mapped_is_kept_for_the_mended_file(mapped: Walk) -> None:
    mapped.replace(FAULTY["text"].content)
    mapped.replace(GOOD)
    assert "2 people in 2 organisations would come in" in mapped.check().text
    mapped.start()
    mapped.do()
    assert counts() == {"Organisation": 2, "Participant": 2, "Response": 3, "Survey": 1}


def test_a_fault_that_appears_between_check_and_import_stops_the_import(mapped: Walk) -> None:
    mapped.start()
    db.session.get_one(ResultsImport, mapped.import_id).content = FAULTY["out of range"].content
    db.session.commit()
    mapped.do()
    assert counts() == NOTHING
    page = words(mapped.check().text)
    assert "The import did not go through: The file has faults" in page
    assert FAULTY["out of range"].said in page


def test_many_faults_are_counted_and_the_first_hundred_listed(mapped: Walk) -> None:
    mapped.replace(rows(*(f"{number},Hill,9,9" for number in range(600))))
    page = words(mapped.check().text)
    assert "1,200 faults in 600 rows" in page
    assert "the first 100" in page
    assert page.count("outside the range") == 100


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"pattern": "{scale}"}, "Use {scale} once and {wave} once"),
        ({"pattern": "{scale}-{wave}"}, "No column of the file follows this pattern"),
        ({"person": "place"}, "cannot also name the organisation"),
        ({"person": ""}, "Choose the column that names the person"),
        ({"title": " "}, "Enter a name for these results"),
    ],
)
def test_columns_that_cannot_be_are_refused_at_their_field(walk: Walk, changed: dict[str, str], said: str) -> None:
    walk.upload(GOOD)
    answer = walk.columns(**{"title": "Study", "organisation": ["place"], **changed})
    assert answer.status_code == 200
    assert said in words(answer.text)
    assert mapping_of(walk) is None


@pytest.mark.parametrize(
    ("ranges", "stages", "said"),
    [
        ([(5, 1)], ["T0", "T2"], "must be above the lowest"),
        ([(3, 3)], ["T0", "T2"], "must be above the lowest"),
        ([(1, 5)], ["T0", "T0"], "Two waves have the same stage"),
        ([("a", 5)], ["T0", "T2"], "Enter a number"),
        ([("nan", 5)], ["T0", "T2"], "Enter a number"),
        ([(1, 5)], ["T0", "T9"], "Not a valid choice"),
    ],
)
def test_scales_that_cannot_be_are_refused_at_their_field(
    walk: Walk, ranges: list[tuple[float, float]], stages: list[str], said: str
) -> None:
    walk.upload(GOOD)
    walk.columns(title="Study", organisation=["place"])
    before = mapping_of(walk)
    answer = walk.scales(ranges, stages)
    assert answer.status_code == 200
    assert said in words(answer.text)
    assert mapping_of(walk) == before


def test_a_second_survey_of_one_name_in_a_cohort_is_refused(mapped: Walk) -> None:
    mapped.start()
    mapped.do()
    mapped.upload(GOOD)
    assert "has a survey of this name already" in words(mapped.columns(title="Study", organisation=["place"]).text)


def test_an_address_without_a_file_says_so_and_loses_nothing(walk: Walk) -> None:
    answer = walk.send(f"/cohorts/{walk.cohort_id}/surveys/import")
    assert "Choose a file" in words(answer.text)


def mapping_of(walk: Walk) -> object:
    db.session.rollback()
    kept = db.session.get_one(ResultsImport, walk.import_id).mapping
    return None if kept is None else json.loads(kept)
