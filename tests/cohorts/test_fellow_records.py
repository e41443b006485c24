from datetime import date, timedelta

import pytest
from sqlalchemy import select

from programme.access.policy import Permission, may
from programme.accounts.models import PersonState, Scope
from programme.cohorts import queries
from programme.cohorts.models import Cohort, Fellow, FellowFacts, Leaving
from programme.cohorts.service import fellows as service
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.errors import DomainError
from tests.support.world import END, START, World


@pytest.fixture
def cohort(world: World) -> Cohort:
    return world.cohort(world.programme())


def test_a_fellows_scope_bears_the_persons_name_and_lies_in_the_cohort(world: World, cohort: Cohort) -> None:
    fellow = world.fellow(cohort, "Zoë O’Brien-Ng")
    scope = db.session.get_one(Scope, fellow.id)
    assert (scope.name, scope.parent_id, scope.person_id) == ("Zoë O’Brien-Ng", cohort.id, fellow.person_id)
    facts = queries.fellow_facts(fellow_id=fellow.id)
    assert facts.owner == fellow.person_id
    assert {fellow.id, cohort.id, cohort.programme_id} <= facts.scopes


def test_a_year_is_a_persons_own_only_once_the_role_is_given(world: World, cohort: Cohort) -> None:
    fellow, other = world.fellow(cohort), world.fellow(cohort, "Not Yet", invited=False)
    assert [row.id for row in queries.fellowships_of(person_id=fellow.person_id)] == [fellow.id]
    assert queries.fellowships_of(person_id=other.person_id) == []
    assert queries.current_fellowship(person_id=other.person_id) is None
    assert may(world.actor(fellow.person), Permission.OWN_YEAR)
    assert not may(world.actor(other.person), Permission.OWN_YEAR)
    assert other.person.state is PersonState.INVITED


def test_mail_may_go_to_those_who_hold_the_role_and_have_not_left(world: World, cohort: Cohort) -> None:
    here = world.fellow(cohort, "Here")
    world.fellow(cohort, "Not Yet", invited=False)
    world.fellow(cohort, "Gone", left_on=START + timedelta(days=3), leaving=Leaving.WITHDRAWN)
    assert [row.id for row in queries.taking_part(cohort_id=cohort.id)] == [here.id]
    assert [row.person.full_name for row in queries.fellows_of(cohort_id=cohort.id)] == ["Gone", "Here", "Not Yet"]


def test_ones_own_pages_are_about_the_year_that_one_did_not_leave(world: World, cohort: Cohort) -> None:
    first = world.fellow(cohort, left_on=START, leaving=Leaving.DEFERRED)
    later = world.cohort(cohort.programme, "Later")
    with transaction() as session:
        row = session.get_one(Cohort, later.id)
        row.starts_on, row.ends_on = START + timedelta(days=365), END + timedelta(days=365)
    assert queries.current_fellowship(person_id=first.person_id) == first
    second = world.fellow(later, person=first.person)
    assert [row.id for row in queries.fellowships_of(person_id=first.person_id)] == [second.id, first.id]
    current = queries.current_fellowship(person_id=first.person_id)
    assert current is not None
    assert current.id == second.id


def test_who_is_here_already_becomes_a_fellow_under_their_own_name(world: World, cohort: Cohort) -> None:
    person = world.person("Ada Osei")
    email = person.email
    with transaction() as session:
        year = session.get_one(Cohort, cohort.id)
        row = service.add(year, f" {email.upper()}", "Adah Osey", FellowFacts(), by=person.id)
    assert (row.person_id, row.person.full_name, row.joined_on) == (person.id, "Ada Osei", START)
    with pytest.raises(DomainError, match="has a fellow with this email address already"):
        service.add(row.cohort, email, "Ada Osei", FellowFacts(), by=row.person_id)


@pytest.mark.parametrize(
    ("joined_on", "fault"),
    [
        (START - timedelta(days=366), None),
        (START - timedelta(days=367), "at most a year before"),
        (END, None),
        (END + timedelta(days=1), "joins before that"),
    ],
)
def test_a_fellow_joins_within_reason(world: World, cohort: Cohort, joined_on: date, fault: str | None) -> None:
    def add() -> Fellow:
        with transaction() as session:
            year = session.get_one(Cohort, cohort.id)
            facts = FellowFacts(joined_on=joined_on)
            return service.add(year, "new@example.org", "New", facts, by=world.administrator().id)

    if fault is None:
        assert add().joined_on == joined_on
    else:
        with pytest.raises(DomainError, match=fault):
            add()
    db.session.rollback()
    assert len(db.session.scalars(select(Fellow)).all()) == (fault is None)


def test_who_deferred_comes_back_in_a_later_cohort_as_the_same_person(world: World, cohort: Cohort) -> None:
    later, by = world.cohort(cohort.programme, "Later"), world.administrator().id
    fellow = world.fellow(cohort, employer="Riverside", left_on=START, leaving=Leaving.DEFERRED)
    with transaction() as session:
        year = session.get_one(Cohort, later.id)
        row = session.get_one(Fellow, fellow.id)
        with pytest.raises(DomainError, match="Choose a later cohort"):
            service.come_back(row, year, by=by)
        year.starts_on, year.ends_on = START + timedelta(days=365), END + timedelta(days=365)
        back = service.come_back(row, year, by=by)
        assert (back.person_id, back.employer, back.left_on) == (row.person_id, "Riverside", None)
        assert (row.leaving, row.left_on) == (Leaving.DEFERRED, START)
        with pytest.raises(DomainError, match="is in Later already"):
            service.come_back(row, year, by=by)
        with pytest.raises(DomainError, match="has come back in Later already"):
            service.undo_leaving(row, by=by)


def test_a_fellow_leaves_once_on_a_day_that_can_be_and_the_leaving_can_be_undone(world: World, cohort: Cohort) -> None:
    fellow, by = world.fellow(cohort), world.administrator().id
    with transaction() as session:
        row = session.get_one(Fellow, fellow.id)
        for day, fault in ((START - timedelta(days=1), "before the fellow joined"),
                           (clock.today() + timedelta(days=1), "today or in the past")):  # fmt: skip
            with pytest.raises(DomainError, match=fault):
                service.leave(row, Leaving.WITHDRAWN, day, "", by=by)
        service.leave(row, Leaving.DEFERRED, START, "Parental leave", by=by)
        with pytest.raises(DomainError, match="already"):
            service.leave(row, Leaving.WITHDRAWN, START, "", by=by)
        assert (row.leaving, row.leaving_reason) == (Leaving.DEFERRED, "Parental leave")
        service.undo_leaving(row, by=by)
        assert (row.left_on, row.leaving, row.leaving_reason) == (None, None, None)
        with pytest.raises(DomainError, match="has not left"):
            service.undo_leaving(row, by=by)
