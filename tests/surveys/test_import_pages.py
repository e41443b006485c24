"""From a file to a survey, page by page, with real results as they are."""

import csv
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from programme.access.policy import Role
from programme.accounts.models import GrantRow, Person
from programme.cohorts.models import Cohort, Programme
from programme.cohorts.service import uploads
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.organisations.models import Organisation
from programme.surveys.models import ResultsImport
from programme.surveys.queries.surveys import answerers
from programme.surveys.queries.surveys import survey as survey_of
from programme.surveys.service import bringing_in
from programme.surveys.service import imports as service
from tests.support.databases import everything_stored
from tests.support.importing import REAL, Walk, counts
from tests.support.world import World, csv_of

SMALL = csv_of([("Riverside", [1, 2]), ("Hill", [3, None]), ("Riverside", [5, 4])])
SMALL_COLUMNS = {"title": "Small study", "organisation": ["place"]}


@pytest.fixture
def mapped(walk: Walk) -> Walk:
    """A small import, mapped and not yet started."""
    walk.upload(SMALL)
    walk.columns(**SMALL_COLUMNS)
    walk.scales([(1, 5)], ["T0", "T2"])
    return walk


def test_real_results_come_in_as_they_are(walk: Walk) -> None:
    assert walk.upload(REAL.read_bytes(), REAL.name).status_code == 302
    page = walk.client.get(f"{walk.address}/columns").text
    assert "12 columns" in page
    assert "9 columns follow" in page
    assert walk.columns().location.endswith("/scales")
    assert "3 scales at 3 waves" in walk.client.get(f"{walk.address}/scales").text
    assert walk.scales([(1, 5)] * 3, ["T0", "T1", "T2"]).location == walk.address
    page = walk.check().text
    assert "495 people in 43 organisations would come in" in page
    assert "Showing 1 to 50 of 495" in page
    assert counts() == {"Organisation": 0, "Participant": 0, "Response": 0, "Survey": 0}
    walk.start()
    assert "Waiting to start" in walk.check().text
    walk.do()
    after = walk.check()
    page = walk.client.get(after.location).text
    assert "495 people took part" in page
    assert "43 organisations" in page
    # 473, 476 and 472 people have a score at the three waves.
    assert counts() == {"Organisation": 43, "Participant": 495, "Response": 1421, "Survey": 1}


def test_every_real_answer_arrives_under_the_right_organisation_and_no_other(walk: Walk) -> None:
    walk.upload(REAL.read_bytes())
    walk.columns()
    walk.scales([(1, 5)] * 3, ["T0", "T1", "T2"])
    walk.start()
    walk.do()
    with REAL.open(newline="") as source:
        expected = sorted(
            (
                f"{row['battalion']} · {row['company']}",
                sorted(
                    (f"T{wave}", scale, float(row[f"{scale}_t{wave}"]))
                    for wave in "012"
                    for scale in ("jobsat", "commit", "ready")
                    if row[f"{scale}_t{wave}"]
                ),
            )
            for row in csv.DictReader(source)
        )
    row = db.session.get_one(ResultsImport, walk.import_id)
    assert row.survey_id is not None
    names = {each.id: each.name for each in db.session.scalars(select(Organisation))}
    found = sorted(
        (
            names[each.organisation_id] if each.organisation_id else "",
            sorted((code, scale, score) for code, given in each.scores.items() for scale, score in given.items()),
        )
        for each in answerers(survey_id=row.survey_id)
    )
    assert found == expected


def test_what_was_mapped_becomes_the_survey(walk: Walk, cohort: Cohort) -> None:
    walk.upload(SMALL)
    walk.columns(**SMALL_COLUMNS)
    walk.scales([(0, 10)], ["T1", "T3"])
    walk.start()
    walk.do()
    survey_id = db.session.get_one(ResultsImport, walk.import_id).survey_id
    assert survey_id is not None
    survey = survey_of(cohort_id=cohort.id, survey_id=survey_id)
    assert (survey.title, survey.imported_rows, survey.imported_on) == ("Small study", 3, clock.today())
    assert [(each.key, each.label, each.low, each.high) for each in survey.scales] == [("ready", "Scale 0", 0, 10)]
    assert [(each.code, each.label) for each in survey.waves] == [
        ("T1", "Mid-programme"),
        ("T3", "1 year after the end"),
    ]


def test_an_organisation_that_the_programme_has_already_is_not_made_again(
    mapped: Walk, world: World, programme: Programme
) -> None:
    world.organisation(programme, "Riverside")
    mapped.start()
    mapped.do()
    assert counts()["Organisation"] == 2


def test_an_organisation_of_another_programme_is_another_organisation(mapped: Walk, world: World) -> None:
    world.organisation(world.programme("Elsewhere"), "Riverside")
    mapped.start()
    mapped.do()
    assert counts()["Organisation"] == 3


def test_only_the_uploader_sees_a_file(mapped: Walk, world: World, programme: Programme, cohort: Cohort) -> None:
    other = Walk.of(world, cohort, world.person("Cora Other", role=Role.DIRECTOR, scope_id=programme.id))
    other.address = mapped.address
    for answer in (other.check(), other.start(), other.replace(SMALL), other.columns(), other.scales([], [])):
        assert answer.status_code == 404
    assert mapped.check().status_code == 200


def test_a_file_is_not_reached_through_another_cohort(mapped: Walk, world: World, programme: Programme) -> None:
    other = world.cohort(programme, "Next year")
    assert mapped.client.get(mapped.address.replace(str(mapped.cohort_id), str(other.id))).status_code == 404


def test_an_uploader_whose_grant_ended_sees_the_file_no_more(mapped: Walk, director: Person) -> None:
    with transaction() as session:
        session.execute(update(GrantRow).where(GrantRow.person_id == director.id).values(ends_at=clock.now()))
    assert mapped.check().status_code == 404


def test_a_file_is_forgotten_after_24_hours(mapped: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=23, minutes=55))
    with transaction():
        assert uploads.forget_old(ResultsImport) == 0
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=24, minutes=1))
    with transaction():
        assert uploads.forget_old(ResultsImport) == 1
    assert db.session.get(ResultsImport, mapped.import_id) is None


def test_a_file_past_its_24_hours_is_out_of_reach_even_before_it_is_deleted(mapped: Walk, director: Person) -> None:
    with transaction() as session:
        session.get_one(ResultsImport, mapped.import_id).uploaded_at = clock.now() - timedelta(hours=24, seconds=1)
    assert mapped.check().status_code == 404


def test_the_file_is_encrypted_in_the_database_and_gone_after_the_import(walk: Walk) -> None:
    secret = b"a place that nobody else has"
    content = SMALL.replace(b"Riverside", secret)
    walk.upload(content, "very private name.csv")
    walk.columns(**SMALL_COLUMNS)
    walk.scales([(1, 5)], ["T0", "T2"])
    for word in (secret, b"very private name", b"ready_t0", b"Small study"):
        assert word not in everything_stored()
    row = db.session.get_one(ResultsImport, walk.import_id)
    assert (row.content, row.filename) == (content, "very private name.csv")
    walk.start()
    walk.do()
    db.session.expire_all()
    assert (row.content, row.mapping) == (None, None)
    assert stored("SELECT content FROM results_imports") == [(None,)]


def test_an_import_that_has_begun_cannot_be_changed_or_begun_twice(mapped: Walk) -> None:
    mapped.start()
    mapped.start()
    mapped.replace(SMALL)
    mapped.columns(title="Another name")
    mapped.scales([(1, 4)], ["T0", "T1"])
    assert db.session.get_one(ResultsImport, mapped.import_id).filename == "results.csv"
    assert len(stored_jobs()) == 1
    mapped.do()
    assert counts()["Survey"] == 1
    assert mapped.check().location.startswith(f"/cohorts/{mapped.cohort_id}/surveys/")


def test_an_import_that_failed_can_be_mended_and_started_again(mapped: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    mapped.start()
    with monkeypatch.context() as patch:
        patch.setattr(bringing_in, "_insert_shuffled", fail)
        mapped.do()
    job = jobs.latest(service.JOB, mapped.import_id)
    assert job is not None
    assert job.state is JobState.FAILED
    assert "The import did not go through: Something went wrong on our side" in mapped.check().text
    assert counts() == {"Organisation": 0, "Participant": 0, "Response": 0, "Survey": 0}
    mapped.start()
    mapped.do()
    assert counts()["Survey"] == 1


def test_an_import_is_in_the_audit_trail_without_anything_of_the_file(mapped: Walk, director: Person) -> None:
    mapped.start()
    mapped.do()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("results"))).all()
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        ("results uploaded", director.id),
        ("results imported", director.id),
    ]
    assert entries[1].details == {"people": 3}


def stored_jobs() -> list[tuple[object, ...]]:
    return list(stored("SELECT id FROM jobs"))


def stored(statement: str) -> list[tuple[object, ...]]:
    db.session.rollback()
    found = [tuple(row) for row in db.session.execute(text(statement))]
    db.session.rollback()
    return found
