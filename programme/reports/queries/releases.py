"""To whom versions of a report were, or may be, released."""

import uuid
from collections.abc import Collection, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select

from programme.access.policy import Role
from programme.accounts.models import GrantRow, Person, Scope
from programme.accounts.queries import holders, in_force
from programme.core.db import db
from programme.reports.models import PUBLISHED, Report, ReportRelease, ReportVersion, VersionState
from programme.reports.rules.releasing import Place
from programme.surveys.queries.surveys import organisations_of


def recipients(*, row: Report) -> list[tuple[uuid.UUID, str]]:
    """The scopes whose sponsors may receive the report: its programme's funders, then organisations that took part."""
    programme = row.cohort.programme
    places = [(each.id, each.name) for each in organisations_of(survey_id=row.survey_id)]
    return [(programme.id, f"Funders of {programme.name}"), *places]


def places(*, row: Report) -> list[Place]:
    """The recipients of a report with those who are sponsors there now."""
    found = recipients(row=row)
    sponsors = holders(role=Role.SPONSOR, scopes=[key for key, _ in found])
    return [Place(key, name, tuple(sponsors.get(key, ()))) for key, name in found]


def released_scopes(*, version_id: uuid.UUID) -> Sequence[str]:
    """The names of the scopes that a version was released to."""
    return db.session.scalars(_released_scopes(), {"version": version_id}).all()


@cache
def _released_scopes() -> Select[tuple[str]]:
    named = select(Scope.name).join(ReportRelease, ReportRelease.scope_id == Scope.id)
    return named.where(ReportRelease.version_id == bindparam("version")).order_by(Scope.name)


def scopes_of(*, version_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The scopes that a version was released to."""
    return frozenset(db.session.scalars(_scopes_of(), {"version": version_id}))


@cache
def _scopes_of() -> Select[tuple[uuid.UUID]]:
    return select(ReportRelease.scope_id).where(ReportRelease.version_id == bindparam("version"))


def sponsors_of(*, version_id: uuid.UUID) -> Sequence[Person]:
    """Who may read a released version as a sponsor now, each once."""
    given = select(ReportRelease.scope_id).where(ReportRelease.version_id == version_id)
    held = select(GrantRow.person_id).where(
        GrantRow.role == Role.SPONSOR,
        GrantRow.scope_id.in_(given),
        *in_force(),
    )
    return db.session.scalars(select(Person).where(Person.id.in_(held)).order_by(Person.name_key, Person.id)).all()


def released_now(*, report_id: uuid.UUID) -> ReportVersion | None:
    """The version of a report that is released and not superseded."""
    return db.session.scalar(_released_now(), {"report": report_id})


@cache
def _released_now() -> Select[tuple[ReportVersion]]:
    mine = (ReportVersion.report_id == bindparam("report"), ReportVersion.state == VersionState.RELEASED)
    return select(ReportVersion).where(*mine)


def had_before(*, version: ReportVersion, scope_ids: Collection[uuid.UUID]) -> ReportVersion | None:
    """The newest earlier version of the same report that went to one of `scope_ids`."""
    these = {"report": version.report_id, "number": version.number, "scopes": list(scope_ids)}
    return db.session.scalar(_had_before(), these)


@cache
def _had_before() -> Select[tuple[ReportVersion]]:
    mine = ReportRelease.scope_id.in_(bindparam("scopes", expanding=True))
    given = select(ReportRelease.version_id).where(mine)
    earlier = (ReportVersion.report_id == bindparam("report"), ReportVersion.number < bindparam("number"))
    chosen = select(ReportVersion).where(*earlier, ReportVersion.state.in_(PUBLISHED), ReportVersion.id.in_(given))
    return chosen.order_by(ReportVersion.number.desc()).limit(1)
