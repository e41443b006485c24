"""Earlier results in a workbook come in as they do from CSV."""

from typing import Any

import pytest
from sqlalchemy import select

from programme.core.db import db
from programme.organisations.models import Organisation
from programme.surveys.models import Response, ResultsImport
from tests.support.importing import Walk, counts
from tests.support.workbooks import workbook
from tests.support.world import csv_of

LINES: list[tuple[str, list[float | None]]] = [("O'Neill House", [1, 2]), ("Hill", [3.5, None]), ("Hill", [5, 4])]
FROM_CSV = csv_of(LINES)
FROM_XLSX = workbook(
    [["person", "place", "ready_t0", "ready_t2"]]
    + [[number, place, *scores] for number, (place, scores) in enumerate(LINES, 1)]
)


def bring_in(walk: Walk, content: bytes, name: str) -> tuple[dict[str, int], list[Any], list[str]]:
    """What there is after an import of this file."""
    walk.upload(content, name)
    walk.columns(title="Study", organisation=["place"])
    walk.scales([(1, 5)], ["T0", "T2"])
    walk.start()
    walk.do()
    scores = sorted(db.session.scalars(select(Response.scores)), key=str)
    return counts(), scores, sorted(db.session.scalars(select(Organisation.name)))


@pytest.mark.parametrize(("content", "name"), [(FROM_CSV, "a.csv"), (FROM_XLSX, "a.xlsx"), (FROM_XLSX, "a.csv")])
def test_results_come_in_the_same_from_either_kind_of_file_whatever_its_name(
    walk: Walk, content: bytes, name: str
) -> None:
    assert bring_in(walk, content, name) == (
        {"Organisation": 2, "Participant": 3, "Response": 5, "Survey": 1},
        [{"ready": 1.0}, {"ready": 2.0}, {"ready": 3.5}, {"ready": 4.0}, {"ready": 5.0}],
        ["Hill", "O'Neill House"],
    )


def test_a_workbook_can_take_the_place_of_a_csv_file(walk: Walk) -> None:
    walk.upload(FROM_CSV)
    walk.columns(title="Study", organisation=["place"])
    walk.scales([(1, 5)], ["T0", "T2"])
    assert walk.replace(FROM_XLSX, "mended.xlsx").location == walk.address
    assert "3 people in 2 organisations would come in" in walk.check().text
    assert db.session.get_one(ResultsImport, walk.import_id).content == FROM_XLSX


def test_the_upload_page_says_that_a_workbook_will_do(walk: Walk) -> None:
    page = walk.client.get(f"/cohorts/{walk.cohort_id}/surveys/import").text
    assert "Results file (CSV or XLSX)" in page
    assert "an Excel workbook (.xlsx)" in page
