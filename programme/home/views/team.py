"""What a programme's team finds on its home page: who needs somebody, each with what to do about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask import url_for

from programme.access.policy import RELATIONS, Actor, Role
from programme.accounts import queries as accounts
from programme.accounts.models import Scope
from programme.accounts.presenters import ROLES
from programme.cohorts.models import CohortState
from programme.cohorts.queries.attention import Lacking, lacking
from programme.core import clock
from programme.core.clock import date_words
from programme.core.words import count_words
from programme.home import rules
from programme.reports import queries as reports
from programme.reports.presenters import listed_version
from programme.surveys.models import Wave
from programme.surveys.queries import waves


@dataclass(frozen=True, slots=True)
class Line:
    """Something that waits: words for it, and a link that does something about it."""

    words: str
    action: str
    href: str


@dataclass(frozen=True, slots=True)
class TeamHome:
    """A team's home: what needs somebody now, and what comes within a week."""

    now: tuple[Line, ...]
    coming: tuple[Line, ...]


def team_home(actor: Actor) -> TeamHome:
    """What waits for a director or coordinator, the most pressing first. Nothing is shown that needs nobody."""
    directs = actor.holds(Role.DIRECTOR)
    found = lacking(actor=actor)
    running = waves.running(programme_ids=actor.scopes_as(Role.DIRECTOR, Role.COORDINATOR))
    pressing, others = _open(running)
    now = [
        *pressing,
        *_invitations(found, directs),
        *(_proposals(actor) if directs else ()),
        *_reports(actor),
        *_gaps(found),
    ]
    return TeamHome(tuple(now), (*others, *_coming([each.wave for each in running])))


def _open(running: Sequence[waves.Running]) -> tuple[list[Line], list[Line]]:
    """The open waves: those that close soon with few answers, and the others."""
    pressing: list[Line] = []
    others: list[Line] = []
    for each in running:
        wave, count = each.wave, each.counted
        if not count.asked or wave.closes_on is None:
            continue
        presses = rules.needs_answers(count.answered, count.asked, wave.closes_on, clock.today())
        so_far = f"{count.answered} of {count_words(count.asked, 'fellow')} have answered"
        words = f"{_wave_words(wave)} closes on {date_words(wave.closes_on)}: {so_far}"
        (pressing if presses else others).append(Line(words, "Remind" if presses else "See who", _href(wave)))
    return pressing, others


def _wave_words(wave: Wave) -> str:
    return f"{wave.label} ({wave.code}) of {wave.survey.cohort.name}"


def _href(wave: Wave) -> str:
    return url_for("surveys.wave", cohort_id=wave.survey.cohort_id, survey_id=wave.survey_id, code=wave.code)


def _invitations(found: Sequence[Lacking], directs: bool) -> Iterator[Line]:
    for each in found:
        if each.proposed:
            verb = "waits" if each.proposed == 1 else "wait"
            fellows = f"{count_words(each.proposed, 'fellow')} of {each.cohort.name}"
            words = f"{fellows} {verb} for a director to invite them"
            href = url_for("cohorts.proposed_fellows", cohort_id=each.cohort.id)
            yield Line(words, "Invite them" if directs else "See who", href)


def _proposals(actor: Actor) -> Iterator[Line]:
    """Roles that coordinators propose; those of fellows and mentors have pages of their own."""
    led = actor.scopes_as(Role.DIRECTOR)
    for row in accounts.proposals(within=led) if led else ():
        if row.role is Role.FELLOW or row.agreed_by is not None:
            continue
        if row.role in RELATIONS:
            words = f"{row.person.full_name} is proposed as mentor of {row.scope.name}"
            yield Line(words, "Decide", _fellow_href(row.scope))
        else:
            words = f"{row.person.full_name} is proposed as {ROLES[row.role].lower()} of {row.scope.name}"
            yield Line(words, "Decide", url_for("accounts.person", person_id=row.person_id))


def _fellow_href(scope: Scope) -> str:
    return url_for("cohorts.fellow", cohort_id=scope.parent_id, fellow_id=scope.id)


def _reports(actor: Actor) -> Iterator[Line]:
    for each in map(listed_version, reports.waiting(actor=actor)):
        href = url_for("reports.version", report_id=each.report_id, number=each.number)
        yield Line(f"{each.title}, {each.cohort}: {each.state.lower()}. {each.next}", "Open report", href)


def _gaps(found: Iterable[Lacking]) -> Iterator[Line]:
    for each in found:
        fellows = [
            (each.not_signed_in, "not signed in yet", "sign-in", "Send again"),
            (each.without_host, "no host organisation", "host", "Choose hosts"),
            (each.without_mentor, "no mentor", "mentor", "Name mentors"),
        ]
        for count, lack, need, action in fellows:
            if count and (need == "sign-in" or each.cohort.state is CohortState.RUNNING or _starts_soon(each)):
                verb = "has" if count == 1 else "have"
                words = f"{count_words(count, 'fellow')} of {each.cohort.name} {verb} {lack}"
                yield Line(words, action, url_for("cohorts.fellows", cohort_id=each.cohort.id, needs=need))


def _starts_soon(each: Lacking) -> bool:
    return (each.cohort.starts_on - clock.today()).days <= 60


def _coming(asked: Sequence[Wave]) -> Iterator[Line]:
    for wave in asked:
        if wave.state.value == "planned" and wave.opens_on and rules.is_soon(wave.opens_on, clock.today()):
            yield Line(f"{_wave_words(wave)} opens on {date_words(wave.opens_on)}", "Check the days", _href(wave))
