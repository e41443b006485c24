"""Reading versions of reports, each with the scopes that the actor reaches."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager

from programme.access.policy import Actor, Role
from programme.accounts.queries import LED, led
from programme.cohorts.models import Cohort
from programme.core.db import db, one_page, page_of
from programme.core.errors import NotFound
from programme.reports.models import PUBLISHED, Report, ReportRelease, ReportVersion, VersionState
from programme.surveys.models import Survey

GIVEN: BindParameter[Any] = bindparam("given", expanding=True)


def _reach(actor: Actor) -> dict[str, Any]:
    """The programmes that the actor leads, and the scopes that the actor sponsors."""
    return {**led(actor), "given": list(actor.scopes_as(Role.SPONSOR))}


def _visible(chosen: Select[Any]) -> Select[Any]:
    """All versions of the actor's programmes, and those that were ever released to what the actor sponsors."""
    given = select(ReportRelease.version_id).where(ReportRelease.scope_id.in_(GIVEN))
    released = ReportVersion.state.in_(PUBLISHED) & ReportVersion.id.in_(given)
    joined = chosen.select_from(ReportVersion).join(ReportVersion.report).join(Report.cohort)
    return joined.where(Cohort.programme_id.in_(LED) | released)


def _whole() -> Select[tuple[ReportVersion]]:
    """Versions with their report and cohort."""
    return select(ReportVersion).options(contains_eager(ReportVersion.report).contains_eager(Report.cohort))


def versions(*, actor: Actor, page: int, size: int) -> Sequence[ReportVersion]:
    """A page of the versions that the actor may read, the newest first."""
    return db.session.scalars(_versions(), {**_reach(actor), **page_of(page, size)}).all()


@cache
def _versions() -> Select[tuple[ReportVersion]]:
    newest = _visible(_whole()).order_by(ReportVersion.made_on.desc(), Report.title, ReportVersion.number.desc())
    return one_page(newest)


def count(*, actor: Actor) -> int:
    """How many versions the actor may read."""
    return db.session.scalar(_count(), _reach(actor)) or 0


@cache
def _count() -> Select[tuple[int]]:
    return _visible(select(func.count()))


def released_to(*, actor: Actor, page: int, size: int) -> Sequence[ReportVersion]:
    """A page of the newest version that the sponsor was given of each report, the newest report first."""
    return db.session.scalars(_released_to(), {**_reach(actor), **page_of(page, size)}).all()


@cache
def _released_to() -> Select[tuple[ReportVersion]]:
    other, mine = aliased(ReportVersion), ReportRelease.scope_id.in_(GIVEN)
    newest = (
        select(func.max(other.number))
        .join(ReportRelease, ReportRelease.version_id == other.id)
        .where(mine, other.state.in_(PUBLISHED), other.report_id == ReportVersion.report_id)
        .scalar_subquery()
    )
    chosen = _visible(_whole()).where(ReportVersion.number == newest)
    return one_page(chosen.order_by(ReportVersion.released_at.desc(), ReportVersion.id))


def waiting(*, actor: Actor) -> Sequence[ReportVersion]:
    """The newest versions of the actor's reports, where they are not released."""
    return db.session.scalars(_waiting(), _reach(actor)).all()


@cache
def _waiting() -> Select[tuple[ReportVersion]]:
    other = aliased(ReportVersion)
    newer = select(func.max(other.number)).where(other.report_id == ReportVersion.report_id).scalar_subquery()
    chosen = (
        _visible(_whole())
        .where(Cohort.programme_id.in_(LED))
        .where(ReportVersion.state != VersionState.RELEASED, ReportVersion.number == newer)
    )
    return chosen.order_by(ReportVersion.made_on).limit(20)


def of_cohort(*, cohort_id: uuid.UUID) -> Sequence[ReportVersion]:
    """The versions of a cohort that the caller may read, the newest first."""
    return db.session.scalars(_of_cohort(), {"cohort": cohort_id}).all()


@cache
def _of_cohort() -> Select[tuple[ReportVersion]]:
    mine = _whole().join(ReportVersion.report).join(Report.cohort).where(Report.cohort_id == bindparam("cohort"))
    return mine.order_by(Report.title, ReportVersion.number.desc()).limit(200)


def has_survey(*, cohort_id: uuid.UUID) -> bool:
    """Whether a cohort that the caller may read has a survey, so that a report can be made."""
    return db.session.scalar(_a_survey(), {"cohort": cohort_id}) is not None


@cache
def _a_survey() -> Select[tuple[uuid.UUID]]:
    return select(Survey.id).where(Survey.cohort_id == bindparam("cohort")).limit(1)


def report(*, actor: Actor, report_id: uuid.UUID) -> Sequence[ReportVersion]:
    """The versions of one report that the actor may read, the newest first.

    Raises:
        NotFound: none of them.
    """
    found = db.session.scalars(_of_report(), {**_reach(actor), "report": report_id}).all()
    if not found:
        raise NotFound
    return found


@cache
def _of_report() -> Select[tuple[ReportVersion]]:
    mine = _visible(_whole()).where(ReportVersion.report_id == bindparam("report"))
    return mine.order_by(ReportVersion.number.desc())


def version(*, actor: Actor, report_id: uuid.UUID, number: int) -> ReportVersion:
    """One version that the actor may read.

    Raises:
        NotFound: no such version there.
    """
    found = db.session.scalar(_version(), {**_reach(actor), "report": report_id, "number": number})
    if found is None:
        raise NotFound
    return found


@cache
def _version() -> Select[tuple[ReportVersion]]:
    mine = (ReportVersion.report_id == bindparam("report"), ReportVersion.number == bindparam("number"))
    return _visible(_whole()).where(*mine)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What of the same report a reader of a version may read too.

    `before` is the newest version that this one took the place of, `after` the one to read instead of it; `later` is
    the newest after it, whether or not it is still in download.
    """

    before: ReportVersion | None
    after: ReportVersion | None
    later: ReportVersion | None


def neighbours(*, actor: Actor, version: ReportVersion) -> Neighbours:
    """The versions before and after one that was released, as far as the actor may read them."""
    if version.state not in PUBLISHED:
        return Neighbours(None, None, None)
    rows = db.session.scalars(_published(), {**_reach(actor), "report": version.report_id}).all()
    before = [row for row in rows if row.number < version.number]
    later = [row for row in rows if row.number > version.number]
    after = [row for row in later if row.state is VersionState.RELEASED]
    return Neighbours(*(each[-1] if each else None for each in (before, after, later)))


@cache
def _published() -> Select[tuple[ReportVersion]]:
    mine = (ReportVersion.report_id == bindparam("report"), ReportVersion.state.in_(PUBLISHED))
    return _visible(_whole()).where(*mine).order_by(ReportVersion.number)
