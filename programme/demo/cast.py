"""Who is in the demonstration: its accounts, the organisations and the mentors."""

import uuid

from sqlalchemy import delete, select

from programme.access.policy import Actor, Role, ScopeKind
from programme.accounts import queries as accounts
from programme.accounts import service as account_service
from programme.accounts.demo import ACCOUNTS, PASSWORD, DemoAccount
from programme.accounts.models import Person, PersonState
from programme.cohorts import service as cohorts
from programme.cohorts.models import Programme
from programme.core import clock
from programme.core.db import db
from programme.core.mail.models import MailState, OutboxMail
from programme.demo.fixtures import Helper, Place, Story, email_of
from programme.organisations import service as organisations
from programme.organisations.models import Organisation, OrganisationFacts, OrganisationKind, Scale, Sector

PROGRAMME = "Riverside Leadership Fellowship"
PURPOSE = (
    "Clinicians of every profession take a year out to lead a hard change in a host organisation, with action "
    "learning, coaching and a mentor beside them."
)
BY_ROLE = {each.role: each for each in ACCOUNTS}
DIRECTOR, COORDINATOR, SPONSOR = BY_ROLE["Programme director"], BY_ROLE["Coordinator"], BY_ROLE["Sponsor"]
ADMINISTRATOR = BY_ROLE["Administrator"]


class NotDemo(Exception):
    """The demonstration is loaded in demo mode only, and what it builds on must be there."""


def begin(story: Story) -> Programme:
    """The programme with those who run it, and the organisations around it."""
    administrator = account_service.create_administrator(ADMINISTRATOR.email, ADMINISTRATOR.full_name, PASSWORD)
    administrator.signed_in_at = clock.now()
    programme = cohorts.create_programme(PROGRAMME, PURPOSE, by=administrator.id)
    director = give_role(DIRECTOR, accounts.actor(person_id=administrator.id), Role.DIRECTOR, programme.id)
    give_role(COORDINATOR, accounts.actor(person_id=director.id), Role.COORDINATOR, programme.id)
    facts = [_facts(place) for place in story.places]
    organisations.create_all(facts, programme.id, by=director.id)
    return programme


def _facts(place: Place) -> OrganisationFacts:
    return OrganisationFacts(place.name, OrganisationKind(place.kind), Sector(place.sector), Scale(place.scale))


def give_role(account: DemoAccount, giver: Actor, role: Role, scope_id: uuid.UUID) -> Person:
    """An account with a password and its first role in the programme, or in an organisation tied to it."""
    person = account_service.invite(email=account.email, full_name=account.full_name, by=giver.person_id)
    no_mail()
    add_role(person, giver, role, scope_id)
    come_in(person, account)
    return person


def add_role(person: Person, giver: Actor, role: Role, scope_id: uuid.UUID) -> None:
    """A role in the programme, or in an organisation tied to it."""
    facts = accounts.scope_facts(scope_id=programme_id(), kind=ScopeKind.PROGRAMME)
    account_service.give_grant(giver, person, role, scope_id, facts)


def come_in(person: Person, account: DemoAccount | None = None) -> None:
    """The person has signed in; only who is one of the accounts keeps a password, so nobody else can again."""
    if account is not None and person.password_hash is None:
        account_service.set_password(person, PASSWORD)
    person.state, person.signed_in_at = PersonState.ACTIVE, clock.now()


def no_mail() -> None:
    """Nothing that would leave after this transaction has to: it was long ago."""
    db.session.flush()
    db.session.execute(delete(OutboxMail).where(OutboxMail.state == MailState.WAITING))


def programme_id() -> uuid.UUID:
    """The demonstration's programme."""
    return db.session.scalars(select(Programme.id).where(Programme.name == PROGRAMME)).one()


def actor(account: DemoAccount) -> Actor:
    """One of the accounts, with the roles that it holds at this moment of the story."""
    person = accounts.person_by_email(email=account.email)
    if person is None:
        raise NotDemo(f"{account.email} is missing.")
    return accounts.actor(person_id=person.id)


def address(name: str, account: str = "") -> str:
    """The address of somebody invented: the account's, for who has one."""
    return BY_ROLE[account].email if account else email_of(name)


def helper_address(helper: Helper) -> str:
    """A mentor's address."""
    return address(helper.name, helper.account)


def places(story: Story) -> dict[str, uuid.UUID]:
    """The organisations' ids by the keys of the story."""
    keys = {place.name: place.key for place in story.places}
    rows = db.session.execute(select(Organisation.id, Organisation.name).where(Organisation.name.in_(keys)))
    return {keys[name]: organisation_id for organisation_id, name in rows}
