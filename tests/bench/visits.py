"""The main pages of each role in an installation that `flask seed-scale` has made, and clients of who opens them."""

import time
import uuid
from dataclasses import dataclass

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import GrantRow, Person, PersonState
from programme.accounts.sessions import SEEN
from programme.cohorts.models import Cohort, CohortState, Fellow, Programme
from programme.core.db import db
from programme.reflections.models import Reflection
from programme.reports.models import Report
from programme.scale.inventing import programme_name
from programme.surveys.models import Survey, SurveyInvitation, Wave, WaveState
from tests.support.statements import statements

SECTION = "systems-and-change"


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that somebody opens; `what` names it alike in every installation.

    `reads_all`: it searches names, so its cost grows with all the names there are.
    """

    role: str
    what: str
    path: str

    @property
    def reads_all(self) -> bool:
        """Whether its cost may grow with what it does not show."""
        return self.path.startswith("/people?words=")

    @property
    def name(self) -> str:
        """Who opens what."""
        return f"{self.role}, {self.what}"


@dataclass(frozen=True, slots=True)
class Scene:
    """The newest cohort of the first programme, what belongs to it, and one person of each role there."""

    cohort: Cohort
    survey: Survey
    open_wave: Wave
    fellow: Fellow
    people: dict[str, uuid.UUID]


def scene() -> Scene:
    """Whom and what the visits are about; `fellow` is asked in the open wave and has not answered."""
    chosen = select(Cohort).join(Cohort.programme).where(Programme.name == programme_name(0))
    cohort = db.session.scalars(chosen.where(Cohort.state == CohortState.RUNNING)).one()
    survey = db.session.scalars(select(Survey).where(Survey.cohort_id == cohort.id)).one()
    waiting = select(Fellow).join(Fellow.person).join(SurveyInvitation, SurveyInvitation.fellow_id == Fellow.id)
    waiting = waiting.join(GrantRow, GrantRow.scope_id == Fellow.id).where(Person.state == PersonState.ACTIVE)
    wave = next(each for each in survey.waves if each.state is WaveState.OPEN)
    mine = (SurveyInvitation.wave_id == wave.id, SurveyInvitation.has_answered.is_(False))
    fellow = db.session.scalars(waiting.where(*mine).order_by(Fellow.id).limit(1)).one()
    people = {
        "administrator": _holder(Role.ADMINISTRATOR),
        "director": _holder(Role.DIRECTOR, cohort.programme_id),
        "coordinator": _holder(Role.COORDINATOR, cohort.programme_id),
        "sponsor": _holder(Role.SPONSOR, cohort.programme_id),
        "mentor": _holder(Role.MENTOR, fellow.id),
        "fellow": fellow.person_id,
    }
    return Scene(cohort, survey, wave, fellow, people)


def _holder(role: Role, scope_id: uuid.UUID | None = None) -> uuid.UUID:
    chosen = select(GrantRow.person_id).where(GrantRow.role == role).order_by(GrantRow.id).limit(1)
    return db.session.scalars(chosen if scope_id is None else chosen.where(GrantRow.scope_id == scope_id)).one()


def visits(found: Scene) -> list[Visit]:
    """The main pages of every role."""
    return [Visit(role, what, path) for role, pages in _pages(found).items() for what, path in pages.items()]


def _pages(found: Scene) -> dict[str, dict[str, str]]:
    cohort, survey = f"/cohorts/{found.cohort.id}", f"/cohorts/{found.cohort.id}/surveys/{found.survey.id}"
    wave, mine = f"{survey}/waves/{found.open_wave.code}", f"/my/surveys/{found.open_wave.id}"
    written = db.session.scalars(
        select(Reflection.id).where(Reflection.fellow_id == found.fellow.id, Reflection.is_draft.is_(False)).limit(1)
    ).one()
    return {
        "director": _directors_pages(found, cohort, survey, wave),
        "coordinator": {"home": "/", "who has not answered": f"{wave}?show=waiting"},
        "fellow": {
            "home": "/",
            "surveys": "/my/surveys",
            "own scores": "/my/surveys/trajectory",
            "a survey to answer": mine,
            "a page of questions": f"{mine}/{SECTION}",
            "reflections": "/my/reflections",
            "reflections, searched": "/my/reflections?words=thursday",
            "a reflection": f"/my/reflections/{written}",
            "profile": "/my/profile",
        },
        "mentor": {"home": "/"},
        "sponsor": {"home": "/", "reports": "/reports"},
        "administrator": {
            "home": "/",
            "programmes": "/programmes",
            "people": "/people",
            "people, searched": "/people?words=mac",
            "a person": f"/people/{found.fellow.person_id}",
            "outbox": "/admin/outbox",
            "audit": "/admin/audit",
            "health": "/admin/health",
        },
    }


def _directors_pages(found: Scene, cohort: str, survey: str, wave: str) -> dict[str, str]:
    return {
        "home": "/",
        "programme": f"/programmes/{found.cohort.programme_id}",
        "cohorts": "/cohorts",
        "a cohort": cohort,
        "fellows": f"{cohort}/fellows",
        "a fellow": f"{cohort}/fellows/{found.fellow.id}",
        "surveys": f"{cohort}/surveys",
        "a survey's results": survey,
        "a wave": wave,
        "number of reflections": f"{cohort}/reflections",
        "reports": "/reports",
        "a cohort's reports": f"{cohort}/reports",
        **_report(found),
        "organisations": "/organisations",
        "an organisation": f"/organisations/{found.fellow.host_id}",
        "people": "/people",
        "people, searched": "/people?words=mac",
        "a person": f"/people/{found.fellow.person_id}",
    }


def _report(found: Scene) -> dict[str, str]:
    report_id = db.session.scalar(select(Report.id).where(Report.survey_id == found.survey.id))
    return {} if report_id is None else {"a report": f"/reports/{report_id}"}


def cookie_of(app: Flask, person_id: uuid.UUID) -> str:
    """The cookie of a session in which that person is signed in, though nobody knows a password of theirs."""
    key = db.session.get_one(Person, person_id).get_id()
    held = {"_user_id": key, "_fresh": True, SEEN: int(time.time())}
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    return f"{app.config['SESSION_COOKIE_NAME']}={serializer.dumps(held)}"


def statements_of(app: Flask, visit: Visit, cookie: str) -> int:
    """How many statements a page asks of the database.

    Raises:
        AssertionError: the page does not open.
    """
    name, _, value = cookie.partition("=")
    client = FlaskClient(app, app.response_class)
    client.set_cookie(name, value)
    with app.app_context(), statements() as found, app.app_context():  # the inner one is the request's own
        status = client.get(visit.path).status_code
    assert status == 200, f"{status}: {visit}"
    return found.count
