"""The same answers twice in one cohort are refused, and an import can be undone."""

import uuid

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from programme.core.audit.models import AuditEntry
from programme.core.db import db
from programme.core.errors import DomainError
from programme.organisations.models import Organisation
from programme.surveys.models import ResultsImport, Survey
from programme.surveys.service import imports as service
from programme.surveys.service.bringing_in import bring_in
from tests.support.importing import REAL, Walk, counts
from tests.support.world import World, csv_of

ANSWERS = [("Hill", [1 + number % 5, 1 + number * 0.25, 5 - number * 0.125]) for number in range(12)]
NEW = [("Hill", [5 - number % 5, 1.5 + number * 0.0625, 2 + number * 0.1]) for number in range(12)]


def content(rows: list[tuple[str, list[float]]], scale: str = "ready") -> bytes:
    return csv_of(rows, (scale,), "012")


def bring(walk: Walk, file: bytes, title: str = "First study", stages: str = "012") -> str:
    """Upload and map; the text of the check page."""
    walk.upload(file)
    walk.columns(title=title, organisation=["place"])
    walk.scales([(1, 5)], [f"T{stage}" for stage in stages])
    return walk.check().text


@pytest.fixture
def first(walk: Walk) -> uuid.UUID:
    """A survey that the cohort has."""
    bring(walk, content(ANSWERS))
    walk.start()
    walk.do()
    survey_id = db.session.get_one(ResultsImport, walk.import_id).survey_id
    assert survey_id is not None
    return survey_id


@pytest.mark.parametrize(
    ("file", "stages"),
    [
        (content(ANSWERS), "012"),
        (content(ANSWERS[:-1]), "012"),
        (content([*ANSWERS, NEW[0]]), "012"),
        (content(list(reversed(ANSWERS))), "012"),
        (content(ANSWERS, "willing"), "012"),
        (content(ANSWERS), "123"),
    ],
    ids=["same", "one fewer", "one more", "other order", "other name", "other stages"],
)
def test_answers_that_the_cohort_has_already_are_refused_by_the_surveys_name(
    walk: Walk, first: uuid.UUID, file: bytes, stages: str
) -> None:
    before = counts()
    page = bring(walk, file, "Second study", stages)
    assert "Most of these answers are in the survey “First study” of this cohort already" in page
    assert "would come in" not in page
    walk.start()
    assert counts() == before


def test_other_answers_come_in_beside_the_first(walk: Walk, first: uuid.UUID) -> None:
    assert "12 people in 1 organisation would come in" in bring(walk, content(NEW), "Second study")
    walk.start()
    walk.do()
    assert counts()["Survey"] == 2


def test_the_same_answers_may_come_into_another_cohort(
    world: World, walk: Walk, first: uuid.UUID, programme: Programme, director: Person
) -> None:
    other = Walk.of(world, world.cohort(programme, "Next year"), director)
    assert "12 people in 1 organisation would come in" in bring(other, content(ANSWERS))


def test_real_results_are_known_again_without_one_person(walk: Walk, world: World, cohort: Cohort) -> None:
    walk.upload(REAL.read_bytes())
    walk.columns()
    walk.scales([(1, 5)] * 3, ["T0", "T1", "T2"])
    walk.start()
    walk.do()
    walk.upload(REAL.read_bytes().rpartition(b"\n495,")[0])
    walk.columns(title="Once more")
    walk.scales([(1, 5)] * 3, ["T0", "T1", "T2"])
    assert "are in the survey “Outcomes study”" in walk.check().text


def test_of_two_imports_of_one_file_only_the_first_comes_in(walk: Walk, world: World, director: Person) -> None:
    # Both pass the check before either is in.
    cohort = db.session.get_one(Cohort, walk.cohort_id)
    second = Walk.of(world, cohort, director)
    bring(walk, content(ANSWERS))
    bring(second, content(ANSWERS), "Second study")
    walk.start()
    second.start()
    walk.do()
    second.do()
    assert counts()["Survey"] == 1
    assert "are in the survey “First study”" in second.check().text


def test_what_is_written_is_compared_once_more_in_its_own_transaction(walk: Walk, first: uuid.UUID) -> None:
    cohort = db.session.get_one(Cohort, walk.cohort_id)
    walk.upload(content(NEW))
    walk.columns(title="Second study", organisation=["place"])
    walk.scales([(1, 5)], ["T0", "T1", "T2"])
    row = db.session.get_one(ResultsImport, walk.import_id)
    mapping = service.mapping_of(row)
    assert mapping is not None
    row.content = content(ANSWERS)
    run = service.dry_run(service.table_of(row), mapping)
    with pytest.raises(DomainError, match="First study"):
        bring_in(row, cohort, run, mapping)


def test_removing_asks_first_and_a_look_changes_nothing(walk: Walk, first: uuid.UUID) -> None:
    address = f"/cohorts/{walk.cohort_id}/surveys/{first}"
    assert f"{address}/remove" in walk.client.get(address).text
    page = walk.client.get(f"{address}/remove")
    assert "the answers of 12 people go for good" in page.text
    assert counts()["Survey"] == 1


def test_a_removed_survey_is_gone_with_its_answers_and_can_come_in_again(walk: Walk, first: uuid.UUID) -> None:
    answer = walk.send(f"/cohorts/{walk.cohort_id}/surveys/{first}/remove")
    assert answer.location == f"/cohorts/{walk.cohort_id}/surveys"
    assert "First study was removed" in walk.client.get(answer.location).text
    assert counts() == {"Organisation": 1, "Participant": 0, "Response": 0, "Survey": 0}
    assert walk.client.get(walk.address).location == f"/cohorts/{walk.cohort_id}/surveys"
    assert "12 people in 1 organisation would come in" in bring(walk, content(ANSWERS))
    walk.start()
    walk.do()
    assert counts() == {"Organisation": 1, "Participant": 12, "Response": 36, "Survey": 1}


def test_a_removal_is_in_the_audit_trail(walk: Walk, first: uuid.UUID, director: Person) -> None:
    walk.send(f"/cohorts/{walk.cohort_id}/surveys/{first}/remove")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "results removed")).one()
    assert (entry.actor_id, entry.subject_id) == (director.id, first)
    assert entry.details == {"cohort": str(walk.cohort_id)}


def test_results_that_a_report_was_made_from_stay(walk: Walk, world: World, first: uuid.UUID, director: Person) -> None:
    world.version(db.session.get_one(Survey, first), director)
    before = counts()
    answer = walk.send(f"/cohorts/{walk.cohort_id}/surveys/{first}/remove")
    assert answer.location.endswith(f"/surveys/{first}")
    assert "A report was made from these results, so they cannot be removed." in walk.client.get(answer.location).text
    assert counts() == before
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.action == "results removed")).all() == []


def test_only_the_cohorts_team_removes(walk: Walk, world: World, first: uuid.UUID, programme: Programme) -> None:
    place = db.session.scalars(select(Organisation.id)).one()
    others = [
        world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=place),
        world.person("Far Director", role=Role.DIRECTOR, scope_id=world.programme("Elsewhere").id),
        world.administrator(),
    ]
    for person in others:
        other = Walk(world, walk.cohort_id, world.client(person))
        assert other.send(f"/cohorts/{walk.cohort_id}/surveys/{first}/remove").status_code == 404
    assert counts()["Survey"] == 1
    coordinator = world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=programme.id)
    theirs = Walk(world, walk.cohort_id, world.client(coordinator))
    theirs.send(f"/cohorts/{walk.cohort_id}/surveys/{first}/remove")
    assert counts()["Survey"] == 0


def test_a_survey_is_not_removed_through_another_cohort(
    walk: Walk, world: World, first: uuid.UUID, programme: Programme
) -> None:
    other = world.cohort(programme, "Next year")
    assert walk.send(f"/cohorts/{other.id}/surveys/{first}/remove").status_code == 404
    assert counts()["Survey"] == 1
