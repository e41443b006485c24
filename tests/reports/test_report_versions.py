"""Versions: drafted, reviewed, released, each by somebody who may, and a released one never changes."""

import hashlib
import re

import pytest
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.organisations.models import Organisation
from programme.reports import queries, service
from programme.reports.models import ReportFile, ReportSnapshot, ReportVersion, VersionState
from programme.reports.rules.snapshot import from_bytes, printed_from_bytes
from programme.surveys.models import Response, Survey
from tests.support.pages import CheckingClient
from tests.support.world import World


def address(version: ReportVersion) -> str:
    return f"/reports/{version.report_id}/versions/{version.number}"


def seen_on(page: TestResponse) -> str:
    """The mark of the page that names what a release does."""
    found = re.search(r'name="seen" value="(\w+)"', page.text)
    assert found is not None, page.text
    return found[1]


def state_of(version: ReportVersion) -> VersionState:
    db.session.rollback()
    return db.session.get_one(ReportVersion, version.id).state


def actions() -> list[tuple[str, object]]:
    db.session.rollback()
    found = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    return [(each.action, each.details.get("version")) for each in found if each.action.startswith("report ")]


@pytest.fixture
def draft(world: World, survey: Survey, director: Person) -> ReportVersion:
    return world.version(survey, director)


@pytest.fixture
def client(world: World, director: Person) -> CheckingClient:
    return world.client(director)


def test_a_version_goes_from_draft_to_reviewed_to_released(
    draft: ReportVersion, client: CheckingClient, world: World
) -> None:
    path = address(draft)
    assert state_of(draft) is VersionState.DRAFT
    client.send(f"{path}/review")
    assert state_of(draft) is VersionState.REVIEWED
    checked = client.send(f"{path}/release", {"everyone": "all"})
    assert state_of(draft) is VersionState.REVIEWED, "nothing is released before its places have been seen"
    client.send(f"{path}/release", {"everyone": "all", "seen": seen_on(checked)})
    assert state_of(draft) is VersionState.RELEASING
    assert "Releasing the report" in client.get(path).text
    world.do(service.JOB, draft.id)
    assert state_of(draft) is VersionState.RELEASED
    assert [action for action, _ in actions()] == [
        "report drafted",
        "report made",
        "report reviewed",
        "report released",
        "report made",
    ]


def test_no_step_is_left_out_or_taken_twice(
    draft: ReportVersion, client: CheckingClient, world: World, director: Person
) -> None:
    path = address(draft)
    refused = client.send(f"{path}/release", {"everyone": "all"}, follow_redirects=True)
    assert "a draft that nobody has reviewed. It cannot be released." in refused.text
    assert state_of(draft) is VersionState.DRAFT
    client.send(f"{path}/review")
    client.send(f"{path}/review")
    assert [action for action, _ in actions()].count("report reviewed") == 1
    seen = seen_on(client.send(f"{path}/release", {"everyone": "all"}))
    for _ in range(2):
        client.send(f"{path}/release", {"everyone": "all", "seen": seen})
    assert [action for action, _ in actions()].count("report released") == 1
    world.do(service.JOB, draft.id)
    for step in ("review", "send-back", "release", "again"):
        client.send(f"{path}/{step}", {"everyone": "all", "seen": seen, "reason": "Once more"})
        assert state_of(draft) is VersionState.RELEASED


def test_a_release_needs_somebody_to_receive_it(draft: ReportVersion, world: World, director: Person) -> None:
    actor = world.actor(director)
    with transaction() as session:
        service.review(actor, session.get_one(ReportVersion, draft.id), "Dora")
    with pytest.raises(DomainError, match="at least one recipient"), transaction() as session:
        service.release(actor, session.get_one(ReportVersion, draft.id), "Dora", [])
    assert state_of(draft) is VersionState.REVIEWED


def test_a_coordinator_drafts_and_does_neither_review_nor_release(
    world: World, programme: Programme, survey: Survey
) -> None:
    coordinator = world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=programme.id)
    version = world.version(survey, coordinator)
    client = world.client(coordinator)
    for step in ("review", "send-back", "release", "withdraw"):
        assert client.send(f"{address(version)}/{step}", {"everyone": "all"}).status_code == 404
    assert state_of(version) is VersionState.DRAFT
    assert client.get(f"{address(version)}/pdf").status_code == 200


def test_only_the_newest_version_is_reviewed_or_released(
    draft: ReportVersion, world: World, survey: Survey, director: Person, client: CheckingClient
) -> None:
    world.version(survey, director)
    client.send(f"{address(draft)}/review")
    assert state_of(draft) is VersionState.DRAFT


def test_while_a_version_is_made_no_second_one_is_asked_for(world: World, survey: Survey, director: Person) -> None:
    actor = world.actor(director)
    with transaction():
        first = service.ask_for_version(actor, survey, "Dora", for_publication=False).id
    with pytest.raises(DomainError, match="is being made"), transaction():
        service.ask_for_version(actor, survey, "Dora", for_publication=False)
    world.do(service.JOB, first)
    with transaction():
        assert service.ask_for_version(actor, survey, "Dora", for_publication=False).number == 2


def test_a_version_that_failed_can_be_made_again_and_another_one_not(
    world: World, survey: Survey, director: Person, draft: ReportVersion
) -> None:
    actor = world.actor(director)
    with pytest.raises(DomainError, match="has not failed"), transaction():
        service.try_again(actor, draft)
    with transaction():
        second = service.ask_for_version(actor, survey, "Dora", for_publication=False)
        second_id = second.id
    job = jobs.latest(service.JOB, second_id)
    assert job is not None
    with transaction():
        db.session.get_one(type(job), job.id).state = JobState.FAILED
    with transaction() as session:
        service.try_again(actor, session.get_one(ReportVersion, second_id))
    world.do(service.JOB, second_id)
    assert db.session.get_one(ReportVersion, second_id).state is VersionState.DRAFT


def test_a_released_version_stays_as_it_is_when_the_next_is_made_and_released(
    draft: ReportVersion, world: World, survey: Survey, director: Person
) -> None:
    def stored() -> tuple[object, ...]:
        db.session.expire_all()
        file, row = db.session.get_one(ReportFile, draft.id), db.session.get_one(ReportVersion, draft.id)
        kept = db.session.get_one(ReportSnapshot, draft.id)
        frozen = (file.html, file.pdf, file.csv, kept.content, kept.printed)
        return (*frozen, row.pdf_digest, row.data_digest, row.software, row.released_at, row.released_by_name)

    world.release(draft, director)
    before = stored()
    world.release(world.version(survey, director, for_publication=True), director, "For publication")
    assert state_of(draft) is VersionState.SUPERSEDED
    assert stored() == before
    db.session.rollback()
    with transaction():
        jobs.ask_for(service.JOB, draft.id, asked_by=None)
    assert world.do(service.JOB, draft.id).state is JobState.FAILED, "what is released is not made again"
    assert stored() == before


def test_draft_and_release_are_of_one_snapshot(draft: ReportVersion, world: World, director: Person) -> None:
    kept = db.session.get_one(ReportSnapshot, draft.id).content
    world.release(draft, director)
    db.session.expire_all()
    row = db.session.get_one(ReportVersion, draft.id)
    assert db.session.get_one(ReportSnapshot, draft.id).content == kept
    assert row.data_digest == from_bytes(kept).digest
    assert row.pdf_digest == hashlib.sha256(db.session.get_one(ReportFile, draft.id).pdf).hexdigest()
    assert row.software


def test_a_snapshot_is_encrypted_in_the_database(draft: ReportVersion) -> None:
    content = db.session.execute(text("SELECT content FROM report_snapshots")).scalar_one()
    plain = db.session.get_one(ReportSnapshot, draft.id).content
    assert bytes(content) != plain
    assert len(from_bytes(plain).rows) == 24


def test_the_next_version_is_held_to_what_released_ones_printed_and_not_to_drafts(
    draft: ReportVersion, world: World, survey: Survey, director: Person
) -> None:
    second = world.version(survey, director)
    assert from_bytes(db.session.get_one(ReportSnapshot, second.id).content).published == ()
    world.release(second, director)
    third = world.version(survey, director)
    printed = db.session.get_one(ReportSnapshot, second.id).printed
    assert printed is not None
    published = from_bytes(db.session.get_one(ReportSnapshot, third.id).content).published
    assert published == printed_from_bytes(printed) != ()


def test_rows_of_a_snapshot_carry_neither_pseudonyms_nor_the_tokens_of_another_purpose(draft: ReportVersion) -> None:
    from_the_answers = {bytes(value).hex() for (value,) in db.session.execute(select(Response.pseudonym))}
    tokens = {row.token for row in from_bytes(db.session.get_one(ReportSnapshot, draft.id).content).rows}
    assert not {one for one in from_the_answers for token in tokens if token in one}


def test_sponsors_see_and_download_what_was_released_to_them_and_nothing_else(
    world: World, programme: Programme, survey: Survey, director: Person, draft: ReportVersion
) -> None:
    places = {name: key for key, name in db.session.execute(select(Organisation.id, Organisation.name))}
    hill = world.person("Hal Hill", role=Role.SPONSOR, scope_id=places["Hill"])
    lake = world.person("Lea Lake", role=Role.SPONSOR, scope_id=places["Lake"])
    funder = world.person("Fay Funder", role=Role.SPONSOR, scope_id=programme.id)
    clients = {name: world.client(person) for name, person in (("hill", hill), ("lake", lake), ("funder", funder))}
    path = address(draft)
    for each in clients.values():
        assert each.get(path).status_code == 404
    actor = world.actor(director)
    with transaction() as session:
        row = session.get_one(ReportVersion, draft.id)
        service.review(actor, row, "Dora")
        service.release(actor, row, "Dora", [places["Hill"]])
    assert clients["hill"].get(path).status_code == 404, "not before it is printed"
    world.do(service.JOB, draft.id)
    assert clients["hill"].get(path).status_code == 200
    assert clients["hill"].get(f"{path}/pdf").data.startswith(b"%PDF-")
    assert clients["hill"].get(f"{path}/csv").text.startswith("\ufeffsection,")
    assert "version 1" in clients["hill"].get("/reports").text
    for name in ("lake", "funder"):
        for part in ("", "/pdf", "/csv"):
            assert clients[name].get(f"{path}{part}").status_code == 404
        assert "version 1" not in clients[name].get("/reports").text
    world.version(survey, director)
    db.session.rollback()
    newer = path.replace("/versions/1", "/versions/2")
    assert clients["hill"].get(newer).status_code == 404


def test_every_download_is_in_the_audit_trail_with_who_what_and_which_version(
    draft: ReportVersion, client: CheckingClient, director: Person
) -> None:
    client.get(f"{address(draft)}/pdf")
    client.get(f"{address(draft)}/csv")
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "report downloaded")).all()
    assert [(each.actor_id, each.subject_id, each.details) for each in entries] == [
        (director.id, draft.report_id, {"version": 1, "file": "pdf"}),
        (director.id, draft.report_id, {"version": 1, "file": "csv"}),
    ]


def test_a_download_that_is_refused_is_no_entry(draft: ReportVersion, world: World, cohort: Cohort) -> None:
    stranger = world.client(world.person("Nora Nobody"))
    assert stranger.get(f"{address(draft)}/pdf").status_code == 404
    assert "report downloaded" not in dict(actions())


def test_a_reading_of_the_answers_is_in_the_audit_trail(draft: ReportVersion, survey: Survey, director: Person) -> None:
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "answers analysed")).one()
    assert (found.actor_id, found.subject_id) == (director.id, survey.id)


def test_released_files_have_plain_names(draft: ReportVersion, client: CheckingClient) -> None:
    disposition = client.get(f"{address(draft)}/pdf").headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="evaluation-report-results-')
    assert disposition.endswith('-version-1.pdf"')
    assert queries.printed_file(version=draft).pdf
