"""The printed report: accessible, whole, its summary on one page, its figures attached."""

import csv
import io
import re
import subprocess
import zlib
from pathlib import Path

import page
import pytest

from programme.accounts.models import Person
from programme.cohorts.models import Cohort
from programme.core.db import db
from programme.reports import queries
from programme.reports.models import ReportFile, ReportVersion
from programme.surveys.models import Survey
from tests.support.importing import REAL
from tests.support.world import World

SCALES = ("jobsat", "commit", "ready")


@pytest.fixture
def real(world: World, cohort: Cohort, director: Person) -> Survey:
    """The real results, their organisations by company alone."""
    return world.results(cohort, director, REAL.read_bytes().replace(b'"company"', b'"place"', 1), SCALES)


def text_of(path: Path, *options: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own words
        ["/usr/bin/env", "pdftotext", "-layout", *options, str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def embedded(pdf: bytes) -> list[bytes]:
    parts = re.findall(rb"/Type /EmbeddedFile.*?stream\n(.*?)\nendstream", pdf, flags=re.DOTALL)
    return [zlib.decompress(part) for part in parts]


def assert_accessible(path: Path) -> None:
    verdict = page.validate_pdf(path, profile="ua1")
    assert [(each.rule_id, each.message) for each in verdict.failures] == []
    assert verdict.is_compliant


def test_every_state_of_the_real_report_is_accessible_whole_and_carries_its_figures(
    world: World, real: Survey, director: Person, tmp_path: Path
) -> None:
    version = world.version(real, director)
    draft = queries.printed_file(version=version)
    assert_whole(draft, tmp_path / "draft.pdf", "draft")
    released = world.release(db.session.get_one(ReportVersion, version.id), director)
    db.session.expire_all()
    assert_whole(queries.printed_file(version=released), tmp_path / "released.pdf", "released")
    public = world.version(real, director, for_publication=True)
    assert_whole(queries.printed_file(version=public), tmp_path / "public.pdf", "draft")


def assert_whole(file: ReportFile, path: Path, state: str) -> None:
    path.write_bytes(file.pdf)
    assert_accessible(path)
    first, whole = text_of(path, "-f", "1", "-l", "1"), text_of(path)
    for heading in ("Summary", "Data fingerprint", f"version {'2' if path.stem == 'public' else '1'}, {state}"):
        assert heading in first, heading
    for scale in SCALES:
        assert re.search(rf"{scale.title()} (rose|fell)|Whether {scale} changed", " ".join(first.split()))
    for heading in ("Who took part?", "What changed?", "Limits", "People by organisation"):
        assert heading in whole
    assert whole.index("Data fingerprint") < whole.index("Who took part?")
    assert embedded(file.pdf) == [file.csv.encode("utf-8-sig")]
    assert len(list(csv.reader(io.StringIO(file.csv)))) > 30


def test_every_picture_has_its_finding_as_title(world: World, survey: Survey, director: Person) -> None:
    html = queries.printed_file(version=world.version(survey, director)).html
    pictures = re.findall(r"<svg.*?</svg>", html, flags=re.DOTALL)
    assert len(pictures) == 4, "participation and one scale, each wide and narrow"
    for picture in pictures:
        found = re.match(r"<svg[^>]*>\s*<title[^>]*>([^<]+)</title>", picture)
        assert found is not None
        assert found[1].endswith(".")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_the_pdf_names_the_state_and_who_did_what(
    world: World, survey: Survey, director: Person, tmp_path: Path
) -> None:
    version = world.version(survey, director)
    path = tmp_path / "report.pdf"
    path.write_bytes(queries.printed_file(version=version).pdf)
    draft = " ".join(text_of(path).split())
    assert "Drafted by Dora Director" in draft
    assert "Reviewed by" not in draft
    released = world.release(db.session.get_one(ReportVersion, version.id), director)
    db.session.expire_all()
    path.write_bytes(queries.printed_file(version=released).pdf)
    final = " ".join(text_of(path).split())
    assert "Reviewed by Dora Director" in final
    assert "Released by Dora Director" in final
    assert "not for passing on" not in final


def test_no_person_stands_in_any_part_of_a_report(world: World, survey: Survey, director: Person) -> None:
    version = world.version(survey, director)
    file, kept = queries.printed_file(version=version), queries.snapshot(version_id=version.id)
    assert kept is not None
    tokens = re.findall(r'"token":"([0-9a-f]{32})"', zlib.decompress(kept.content).decode())
    assert len(tokens) == 24
    for token in tokens:
        assert token not in file.html
        assert token not in file.csv
        assert token.encode() not in file.pdf
