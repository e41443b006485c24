"""The report of a survey that is lived here: closed waves alone, response with its rates, items, comparators."""

import csv
import hashlib
import io
import re
import subprocess
from pathlib import Path

import page
import pytest
from sqlalchemy import select

from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Fellow, Profession, Programme
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.reports import queries
from programme.reports import service as reports
from programme.reports.jobs import endorsements, print_version
from programme.reports.models import ReportFile, ReportSnapshot, ReportVersion
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import from_bytes, to_bytes
from programme.surveys.models import Survey
from programme.surveys.queries import results as survey_queries
from programme.surveys.rules.plain import from_plain
from programme.surveys.rules.shown import Shown
from tests.support import living
from tests.support.world import World
from tests.surveys.lives import crowd
from tests.surveys.living_surveys import answered, computed, fellows, lived


@pytest.fixture
def now(programme: Programme) -> Cohort:
    return living.cohort_now(programme, began=100)


def words(html: str) -> str:
    html = re.sub(r'<span class="report-table__label".*?</span>', "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)).split())


def lines(file: ReportFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.csv)))


def made(world: World, survey: Survey, director: Person, *, for_publication: bool = False) -> ReportFile:
    return queries.printed_file(version=world.version(survey, director, for_publication=for_publication))


def test_it_says_who_answered_what_they_say_and_what_others_published(
    world: World, now: Cohort, programme: Programme, director: Person
) -> None:
    host = world.organisation(programme)
    survey = lived(world, now, 24, ("T0", "T1", "T2"), skips=0.02, host_id=host.id)
    with transaction() as session:
        for place, row in enumerate(session.scalars(select(Fellow).where(Fellow.cohort_id == now.id))):
            row.profession = Profession.NURSING if place % 3 else Profession.MEDICINE
    computed(world, survey)
    file = made(world, survey, director)
    said = words(file.html)
    assert "Baseline (T0): 24 of 24 fellows (100%) answered." in said
    assert "Complete (RR1)" in said
    assert "Complete or partial (RR2)" in said
    assert "Do fellows lead less alone?" in said
    for published in ("90% [Conn et al. 2015]", "94% [Conn et al. 2015]", "85% [Conn et al. 2015]"):
        assert published in said
    assert "They are no control group" in said
    assert "Eight principles are said to make programmes of this kind work [Malby" in said
    assert "Nursing 16 of 24 (67%) Medicine 8 of 24 (33%)" in said.replace(" Fellows ", " ")
    assert re.search(r"\d+ of \d+ \(\d+%; 95% CI \d+% to \d+%\), at End of year \(T2\)", said)
    assert "Leadership Outcomes, version 1, licence CC BY 4.0. It has not been validated." in said
    assert re.search(r"T0: \d+ \w+ \d{4} to \d+ \w+ \d{4}; T1: ", said)
    assert "imported" not in said
    assert "before saying that it lasted" not in said, "no wave follows"
    ids = re.findall(r'\bid="([^"]+)"', file.html)
    assert len(ids) == len(set(ids))


def test_after_a_follow_up_it_says_what_lasted_who_is_not_alone_and_how_reliable_the_scales_are(
    world: World, now: Cohort, director: Person
) -> None:
    file = made(world, lived(world, now, 24, ("T0", "T2", "T3"), skips=0.02), director)
    said = words(file.html)
    assert "Has it lasted? At 1 year after the end (T3), of 9 scales" in said
    assert re.search(r"Of those who answered the first wave, \d+ of 24 \(\d+%\) answered at 1 year after", said)
    assert re.search(
        r"(had a score below the middle of the scale|no share of fellows who are not alone is printed)", said
    )
    assert re.search(r"Systems thinking Baseline \(T0\) 4 \d+ ", said)
    assert "those without a later score taken to be unchanged" in said
    annexed = {(each["section"], each["figure"]) for each in lines(file)}
    assert {("all who answered", "estimated mean"), ("reliability", "alpha"), ("reliability", "omega")} <= annexed


def test_it_is_accessible_and_its_summary_is_one_page(
    world: World, now: Cohort, director: Person, tmp_path: Path
) -> None:
    file = made(world, lived(world, now, 24, ("T0", "T1", "T2", "T3")), director)
    path = tmp_path / "living.pdf"
    path.write_bytes(file.pdf)
    assert [(each.rule_id, each.message) for each in page.validate_pdf(path, profile="ua1").failures] == []
    command = ["/usr/bin/env", "pdftotext", "-layout", "-f", "1", "-l", "1", str(path), "-"]
    first = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own words
    assert "Data fingerprint" in first
    assert "before saying that it lasted" not in words(file.html), "it is told whether it has"
    assert "At 1 year after the end (T3), of 9 scales" in first


def test_made_again_from_its_snapshot_it_is_the_same_to_the_byte(world: World, now: Cohort, director: Person) -> None:
    version = world.version(lived(world, now, 12), director)
    db.session.expire_all()
    stored = db.session.get_one(ReportFile, version.id)
    content = db.session.get_one(ReportSnapshot, version.id).content
    snapshot = from_bytes(content)
    again = print_version(snapshot, evaluate(snapshot), endorsements(version))
    assert hashlib.sha256(again.pdf).hexdigest() == version.pdf_digest
    assert (again.html, again.csv) == (stored.html, stored.csv)
    assert from_bytes(to_bytes(snapshot)) == snapshot


def test_an_open_wave_is_in_no_report_and_without_a_closed_one_there_is_none(
    world: World, now: Cohort, director: Person
) -> None:
    people, sheets = fellows(world, now, 12), list(crowd(12, ("T0", "T1")).values())
    survey = living.asked(now, ("T0", "T1"))
    answered(survey, "T0", people, sheets)
    with pytest.raises(DomainError, match="No wave of this survey has closed"), transaction():
        reports.ask_for_version(world.actor(director), survey, "Dora", for_publication=False)
    living.close_now(living.wave_of(survey, "T0"))
    living.open_now(living.wave_of(survey, "T1"))
    answered(survey, "T1", people, sheets)
    file = made(world, survey, director)
    assert {each["wave"] for each in lines(file)} == {"Baseline (T0)"}
    assert "T1" not in words(file.html)


@pytest.mark.parametrize("codes", [("T0", "T1", "T2"), ("T0", "T2", "T3")])
def test_page_and_report_print_the_same_figures(
    world: World, now: Cohort, director: Person, codes: tuple[str, ...]
) -> None:
    survey = lived(world, now, 24, codes, skips=0.02)
    shown = from_plain(Shown, computed(world, survey).content)
    said = words(made(world, survey, director).html)
    for scale in shown.scales:
        assert scale.answer in said
        assert scale.change is not None
        assert " ".join(each for each in scale.change.row if each) in said
    for wave in shown.waves:
        assert " ".join(wave.row[3:6]) in said


def test_the_annex_holds_the_items_that_are_shown(world: World, now: Cohort, director: Person) -> None:
    file = made(world, lived(world, now, 24, skips=0.02), director)
    items = [each for each in lines(file) if each["section"] == "answers to items"]
    assert {each["wave"] for each in items} == {"End of year (T2)"}
    assert len({each["about"] for each in items}) == 37
    for text in {each["about"] for each in items}:
        mine = [each for each in items if each["about"] == text]
        counts = [int(each["value"]) for each in mine if each["figure"].startswith("answered: ")]
        assert (sum(counts) == int(mine[0]["n"])) if counts else mine[0]["note"].startswith("Hidden")


def test_for_publication_nothing_rests_on_fewer_than_ten(world: World, now: Cohort, director: Person) -> None:
    survey = lived(world, now, 14, leaves=0.5)
    computed(world, survey)
    file = made(world, survey, director, for_publication=True)
    assert "Hidden: fewer than 10 people" in words(file.html)
    counted = [each for each in lines(file) if each["n"] and each["figure"] not in ("eligible", "invited")]
    assert all(int(each["n"]) >= 10 for each in counted)


def test_a_cohort_of_four_prints_no_figure(world: World, now: Cohort, director: Person) -> None:
    file = made(world, lived(world, now, 4), director)
    assert "fewer than 5 have answered" in words(file.html)
    assert {each["value"] for each in lines(file)} == {""}


def test_no_person_stands_in_any_part_of_it(world: World, now: Cohort, director: Person) -> None:
    survey = lived(world, now, 12)
    file = made(world, survey, director)
    rows = survey_queries.lived(survey=survey, with_open=False)[0].rows
    for row in rows:
        assert row.token not in file.html + file.csv
        assert row.token.encode() not in file.pdf


def test_hosts_of_fellows_may_receive_it(world: World, now: Cohort, programme: Programme, director: Person) -> None:
    host = world.organisation(programme, "Hill Practice")
    version = world.version(lived(world, now, 6, host_id=host.id), director)
    row = db.session.get_one(ReportVersion, version.id).report
    assert (host.id, "Hill Practice") in queries.recipients(row=row)
