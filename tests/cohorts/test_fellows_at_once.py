"""Two who change the fellows of a cohort at the same moment: nothing is done twice, and each learns what was done."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.access.policy import Facts, Role
from programme.accounts import service as accounts
from programme.accounts.mail import INVITATION
from programme.accounts.models import GrantProposal, GrantRow, Person, Scope
from programme.accounts.service import relations as account_relations
from programme.accounts.service.turns import hold
from programme.cohorts import queries, service
from programme.cohorts.models import Cohort, CohortState, Fellow, FellowFacts, Leaving
from programme.cohorts.queries.programmes import cohort_facts
from programme.cohorts.queries.roster import proposals_to_invite
from programme.cohorts.service import fellows, inviting, relations
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.mail.models import OutboxMail
from tests.cohorts.conftest import Year
from tests.support.clocks import later
from tests.support.together import Pause, meeting, meeting_midway, told

BY = uuid.uuid4()
DAY = date(2024, 10, 1)


def recorded(action: str) -> int:
    db.session.rollback()
    return len(db.session.scalars(select(AuditEntry).where(AuditEntry.action == action)).all())


def cohort(year: Year) -> Cohort:
    return db.session.get_one(Cohort, year.cohort_id)


def adds(year: Year, email: str = "a@example.org") -> Fellow:
    return fellows.add(cohort(year), email, "Nia New", FellowFacts(), by=BY)


@pytest.mark.parametrize("is_known", [False, True])
def test_of_two_who_add_the_same_fellow_one_does(app: Flask, year: Year, is_known: bool) -> None:
    email = year.world.person().email if is_known else "a@example.org"
    said = told(app, lambda: adds(year, email), lambda: adds(year, email))
    assert said == "This cohort has a fellow with this email address already"
    assert recorded("fellow added") == 1


def test_nobody_is_added_to_a_cohort_that_is_archived_at_that_moment(app: Flask, year: Year) -> None:
    with transaction():
        cohort(year).state = CohortState.COMPLETED
    said = told(app, lambda: service.move_cohort(cohort(year), "archived", by=BY), lambda: adds(year))
    assert said.startswith("This cohort is archived")


def test_of_two_who_move_a_cohort_one_does(app: Flask, year: Year) -> None:
    def start() -> None:
        service.move_cohort(cohort(year), "running", by=BY)

    assert told(app, start, start) == "This cohort is running. It cannot be moved there from this state."
    assert recorded("cohort moved") == 1


def fellow(key: uuid.UUID) -> Fellow:
    return db.session.get_one(Fellow, key)


def leaves(key: uuid.UUID, reason: str, how: Leaving = Leaving.DEFERRED) -> None:
    fellows.leave(fellow(key), how, DAY, reason, by=BY)


def test_of_two_who_record_that_a_fellow_left_one_does(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort).id
    said = told(app, lambda: leaves(key, "A first reason"), lambda: leaves(key, "Another", Leaving.WITHDRAWN))
    assert said == "Femi Adeyemi left on 1 October 2024 already."
    assert (fellow(key).leaving, recorded("fellow left")) == (Leaving.DEFERRED, 1)


def test_a_fellow_joins_before_leaving_though_both_days_are_written_at_once(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort).id
    after = FellowFacts(joined_on=DAY + timedelta(days=1))
    said = told(app, lambda: leaves(key, ""), lambda: fellows.edit(fellow(key), after, by=BY))
    assert said == "The fellow left on 1 October 2024, before this day"


@pytest.fixture
def deferred(year: Year) -> tuple[uuid.UUID, uuid.UUID]:
    """A fellow who deferred, and a later cohort."""
    key = year.world.fellow(year.cohort).id
    with transaction():
        leaves(key, "")
        row = fellow(key).cohort
        days = (row.starts_on + timedelta(days=365), row.ends_on + timedelta(days=365))
        return key, service.create_cohort(row.programme_id, "The next", *days, by=BY).id


def comes_back(deferred: tuple[uuid.UUID, uuid.UUID]) -> None:
    fellows.come_back(fellow(deferred[0]), db.session.get_one(Cohort, deferred[1]), by=BY)


def undoes(deferred: tuple[uuid.UUID, uuid.UUID]) -> None:
    fellows.undo_leaving(fellow(deferred[0]), by=BY)


Step = Callable[[tuple[uuid.UUID, uuid.UUID]], None]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (comes_back, comes_back, "Femi Adeyemi is in The next already"),
        (comes_back, undoes, "Femi Adeyemi has come back in The next already."),
        (undoes, comes_back, "Femi Adeyemi has not deferred."),
        (undoes, undoes, "Femi Adeyemi has not left."),
    ],
)
def test_who_deferred_comes_back_in_one_cohort(
    app: Flask, deferred: tuple[uuid.UUID, uuid.UUID], first: Step, second: Step, words: str
) -> None:
    assert told(app, lambda: first(deferred), lambda: second(deferred)) == words


def test_a_year_that_begins_while_the_person_is_renamed_bears_the_new_name(
    app: Flask, deferred: tuple[uuid.UUID, uuid.UUID]
) -> None:
    person_id = fellow(deferred[0]).person_id

    def rename() -> None:
        accounts.rename(db.session.get_one(Person, person_id), "Zoe Osei", by=BY)

    def come_back() -> None:
        shown = fellow(deferred[0]).person
        comes_back(deferred)
        assert shown.full_name == "Zoe Osei"

    meeting(app, rename, come_back)
    assert set(db.session.scalars(select(Scope.name).where(Scope.person_id == person_id))) == {"Zoe Osei"}


def invites(year: Year, key: uuid.UUID) -> None:
    actor = year.world.actor(db.session.get_one(Person, year.ids["director"]))
    facts: Facts = queries.cohort_facts(cohort_id=year.cohort_id)
    inviting.invite(actor, cohort(year), [fellow(key)], facts)


def mails() -> int:
    db.session.rollback()
    sent = select(func.count()).select_from(OutboxMail).where(OutboxMail.template == INVITATION)
    return db.session.scalar(sent) or 0


def test_of_two_who_invite_a_fellow_one_does(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort, invited=False).id
    said = told(app, lambda: invites(year, key), lambda: invites(year, key))
    assert said == "Femi Adeyemi holds this role here already"
    assert mails() == 1


def test_a_fellow_who_leaves_at_that_moment_is_not_invited(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort, invited=False).id
    said = told(app, lambda: leaves(key, ""), lambda: invites(year, key))
    assert said == "Femi Adeyemi has left this cohort."
    assert mails() == 0
    assert db.session.scalar(select(GrantRow.id).where(GrantRow.role == Role.FELLOW)) is None


def test_of_two_who_send_an_invitation_again_one_does(app: Flask, year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    key = year.world.fellow(year.cohort, invited=False).id
    with transaction():
        invites(year, key)
    later(monkeypatch, hours=25)

    def send() -> inviting.Outcome:
        return inviting.send_again(cohort(year), [fellow(key)], by=BY)

    assert meeting(app, send, send) == inviting.Outcome(0, ("Femi Adeyemi",))
    assert mails() == 2


def test_an_invitation_is_not_sent_again_to_who_sets_a_password_at_that_moment(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort, signed_up=False).id

    def send() -> inviting.Outcome:
        assert fellow(key).person.password_hash is None or db.engine.dialect.name == "sqlite"
        return inviting.send_again(cohort(year), [fellow(key)], by=BY)

    outcome = meeting(app, lambda: accounts.set_password(fellow(key).person, "four other random words"), send)
    assert outcome == inviting.Outcome(0, ("Femi Adeyemi",))


def test_an_invitation_is_not_sent_again_to_who_leaves_at_that_moment(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort, signed_up=False).id
    outcome = meeting(app, lambda: leaves(key, ""), lambda: inviting.send_again(cohort(year), [fellow(key)], by=BY))
    assert outcome == inviting.Outcome(0, ("Femi Adeyemi",))


def test_invitations_go_again_to_many_while_one_of_them_sets_a_password(app: Flask, year: Year) -> None:
    keys = [year.world.fellow(year.cohort, name, signed_up=False).id for name in ("Ann New", "Bea New")]

    def set_password(pause: Pause) -> None:
        person = fellow(keys[1]).person
        hold(Person, person.id, "")
        pause()
        accounts.set_password(person, "four other random words")

    def send() -> inviting.Outcome:
        return inviting.send_again(cohort(year), [fellow(key) for key in keys], by=BY)

    assert meeting_midway(app, set_password, send) == inviting.Outcome(1, ("Bea New",))


def names_a_mentor(year: Year, key: uuid.UUID) -> None:
    actor = year.world.actor(db.session.get_one(Person, year.ids["director"]))
    facts = queries.fellow_facts(fellow_id=key)
    relations.name_mentor(actor, fellow(key), "mary@example.org", "Mary Mentor", facts)


def test_of_two_who_name_the_same_new_mentor_one_does(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort).id
    said = told(app, lambda: names_a_mentor(year, key), lambda: names_a_mentor(year, key))
    assert said == "Mary Mentor is named already"
    assert recorded("person added") == 1


def test_no_mentor_is_named_for_a_fellow_who_leaves_at_that_moment(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort).id
    said = told(app, lambda: leaves(key, ""), lambda: names_a_mentor(year, key))
    assert said == "Femi Adeyemi has left this cohort."


def test_an_answer_that_comes_too_late_says_so_on_the_page(app: Flask, year: Year) -> None:
    key = year.world.fellow(year.cohort).id
    with transaction():
        names_a_mentor(year, key)
    row_id = db.session.scalars(select(GrantProposal.id)).one()
    late = year.world.client(fellow(key).person)

    def withdraw() -> None:
        row, facts = db.session.get_one(GrantProposal, row_id), queries.fellow_facts(fellow_id=key)
        actor = year.world.actor(db.session.get_one(Person, year.ids["director"]))
        account_relations.withdraw(actor, row, facts)

    answer = meeting(app, withdraw, lambda: late.send(f"/my/supporters/{row_id}/decline"))
    if db.engine.dialect.name == "postgresql":  # on SQLite it reads when all is done, and finds no question
        assert answer.status_code == 302
        assert "Somebody has decided on this already" in late.get(answer.location).text
    assert (recorded("grant withdrawn"), recorded("grant declined")) == (1, 0)


def test_a_proposed_fellow_who_leaves_at_that_moment_is_given_nothing(app: Flask, year: Year) -> None:
    team = [db.session.get_one(Person, year.ids[who]) for who in ("director", "coordinator")]
    director, coordinator = (year.world.actor(person) for person in team)
    facts = cohort_facts(cohort_id=year.cohort_id)
    with transaction():
        fellow = adds(year)
        inviting.invite(coordinator, cohort(year), [fellow], facts)
        key = fellow.id

    def leave() -> None:
        fellows.leave(db.session.get_one(Fellow, key), Leaving.WITHDRAWN, DAY, "", by=BY)

    def give() -> int:
        proposals = proposals_to_invite(cohort_id=year.cohort_id)  # on SQLite they are off this list already
        return inviting.give_proposed(director, cohort(year), proposals, facts).done

    assert told(app, leave, give) in ("", "Nia New has left this cohort.")
    assert proposals_to_invite(cohort_id=year.cohort_id) == []
    assert recorded("grant given") == 0
    assert db.session.scalars(select(OutboxMail)).all() == []
