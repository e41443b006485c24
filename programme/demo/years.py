"""The fellows of each cohort: how they came, who supports them, and who left."""

from datetime import date, timedelta

from sqlalchemy import select

from programme.access.policy import ScopeKind
from programme.accounts import queries as accounts
from programme.accounts.models import GrantProposal, Person
from programme.accounts.service import relations as account_relations
from programme.cohorts import service as cohorts
from programme.cohorts.models import Cohort, Fellow, FellowFacts, Leaving, Profession
from programme.cohorts.queries.fellows import fellow_facts
from programme.cohorts.service import fellows, inviting, relations
from programme.core.db import db
from programme.demo import cast
from programme.demo.cast import BY_ROLE, COORDINATOR, DIRECTOR, NotDemo, actor, no_mail
from programme.demo.fixtures import Joiner, Story
from programme.demo.times import year_name

NEVER = "never"


def cohort_of(days: tuple[date, date]) -> Cohort:
    """The cohort of these days."""
    mine = (Cohort.programme_id == cast.programme_id(), Cohort.name == year_name(days))
    return db.session.scalars(select(Cohort).where(*mine)).one()


def plan(days: tuple[date, date]) -> Cohort:
    """A cohort of these days that has not started."""
    by = actor(DIRECTOR).person_id
    return cohorts.create_cohort(cast.programme_id(), year_name(days), *days, by=by)


def gather(story: Story, cohort: Cohort, joiners: tuple[Joiner, ...]) -> None:
    """Write down who has a place."""
    by, places = actor(COORDINATOR).person_id, cast.places(story)
    names = {place.key: place.name for place in story.places}
    for each in joiners:
        facts = FellowFacts(
            profession=Profession(each.profession),
            career_stage=each.stage,
            employer=names.get(each.employer, ""),
            host_id=places.get(each.host),
            joined_on=cohort.starts_on + timedelta(days=each.joined),
        )
        fellows.add(cohort, cast.address(each.name, each.account), each.name, facts, by=by)


def propose(cohort: Cohort) -> None:
    """The coordinator proposes to invite everybody in the cohort; a director has yet to say yes."""
    _invite(cohort, by_director=False)


def welcome(cohort: Cohort, joiners: tuple[Joiner, ...]) -> None:
    """The director gives everybody in the cohort their role, and all but who never did sign in."""
    _invite(cohort, by_director=True)
    no_mail()
    told = {cast.address(each.name, each.account): each for each in joiners}
    for row in rows_of(cohort):
        joiner = told.get(row.person.email)
        if joiner is None or joiner.so_far != NEVER:
            cast.come_in(row.person, BY_ROLE[joiner.account] if joiner and joiner.account else None)


def _invite(cohort: Cohort, *, by_director: bool) -> None:
    facts = accounts.scope_facts(scope_id=cohort.id, kind=ScopeKind.COHORT)
    inviting.invite(actor(DIRECTOR if by_director else COORDINATOR), cohort, rows_of(cohort), facts)


def support(story: Story, cohort: Cohort, joiners: tuple[Joiner, ...]) -> None:
    """Mentors: named by the director and accepted, named and not accepted yet, or only proposed by the coordinator."""
    rows = {row.person.email: row for row in rows_of(cohort)}
    for each in joiners:
        row = rows[cast.address(each.name, each.account)]
        if each.mentor:
            account_relations.accept(row.person_id, _name(story, row, each.mentor, by_director=True))
            _arrived(story, each.mentor)
        if each.offered:
            _name(story, row, each.offered, by_director=True)
        if each.proposed:
            _name(story, row, each.proposed, by_director=False)
    no_mail()


def _name(story: Story, row: Fellow, key: str, *, by_director: bool) -> GrantProposal:
    helper = next(each for each in story.helpers if each.key == key)
    giver = actor(DIRECTOR if by_director else COORDINATOR)
    email = cast.helper_address(helper)
    return relations.name_mentor(giver, row, email, helper.name, fellow_facts(fellow_id=row.id))


def _arrived(story: Story, key: str) -> None:
    helper = next(each for each in story.helpers if each.key == key)
    person = accounts.person_by_email(email=cast.helper_address(helper))
    if person is not None and person.signed_in_at is None:
        cast.come_in(person, BY_ROLE[helper.account] if helper.account else None)


def start(cohort: Cohort) -> None:
    """The first day has come."""
    cohorts.move_cohort(cohort, "running", by=actor(DIRECTOR).person_id)


def complete(cohort: Cohort) -> None:
    """The last day is over."""
    cohorts.move_cohort(cohort, "completed", by=actor(DIRECTOR).person_id)


def leave(cohort: Cohort, joiner: Joiner) -> None:
    """Somebody withdraws or defers."""
    row = row_of(cohort, joiner.name)
    left_on = cohort.starts_on + timedelta(days=joiner.left or 0)
    fellows.leave(row, Leaving(joiner.leaving), left_on, joiner.reason, by=actor(COORDINATOR).person_id)


def bring_back(earlier: Cohort, later: Cohort) -> None:
    """Who deferred comes back in a later cohort."""
    by = actor(COORDINATOR).person_id
    for row in rows_of(earlier):
        if row.leaving is Leaving.DEFERRED:
            fellows.come_back(row, later, by=by)


def rows_of(cohort: Cohort) -> list[Fellow]:
    """The fellows of a cohort, by name."""
    mine = select(Fellow).join(Fellow.person).where(Fellow.cohort_id == cohort.id)
    return list(db.session.scalars(mine.order_by(Person.full_name)))


def row_of(cohort: Cohort, name: str) -> Fellow:
    """The fellow of that name.

    Raises:
        NotDemo: there is none.
    """
    found = next((row for row in rows_of(cohort) if row.person.full_name == name), None)
    if found is None:
        raise NotDemo(f"{name} is missing.")
    return found
