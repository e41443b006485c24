"""Reading versions of reports, each with the scopes that the actor reaches."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from programme.access.policy import Actor, Role
from programme.cohorts.models import Cohort
from programme.cohorts.queries import TEAM
from programme.core.db import db
from programme.core.errors import NotFound
from programme.reports.models import PUBLISHED, Report, ReportRelease, ReportVersion, VersionState


def _visible(actor: Actor) -> Select[tuple[ReportVersion]]:
    """All versions of the actor's programmes, and those that were ever released to what the actor sponsors."""
    given = select(ReportRelease.version_id).where(ReportRelease.scope_id.in_(actor.scopes_as(Role.SPONSOR)))
    released = ReportVersion.state.in_(PUBLISHED) & ReportVersion.id.in_(given)
    return (
        select(ReportVersion)
        .join(ReportVersion.report)
        .join(Report.cohort)
        .options(contains_eager(ReportVersion.report).contains_eager(Report.cohort))
        .where(Cohort.programme_id.in_(actor.scopes_as(*TEAM)) | released)
    )


def versions(*, actor: Actor, page: int, size: int) -> Sequence[ReportVersion]:
    """A page of the versions that the actor may read, the newest first."""
    chosen = _visible(actor).order_by(ReportVersion.made_on.desc(), Report.title, ReportVersion.number.desc())
    return db.session.scalars(chosen.limit(size).offset((page - 1) * size)).all()


def count(*, actor: Actor) -> int:
    """How many versions the actor may read."""
    return db.session.scalar(select(func.count()).select_from(_visible(actor).subquery())) or 0


def released_to(*, actor: Actor, page: int, size: int) -> Sequence[ReportVersion]:
    """A page of the newest version that the sponsor was given of each report, the newest report first."""
    other, mine = aliased(ReportVersion), ReportRelease.scope_id.in_(actor.scopes_as(Role.SPONSOR))
    newest = (
        select(func.max(other.number))
        .join(ReportRelease, ReportRelease.version_id == other.id)
        .where(mine, other.state.in_(PUBLISHED), other.report_id == ReportVersion.report_id)
        .scalar_subquery()
    )
    chosen = _visible(actor).where(ReportVersion.number == newest)
    rows = chosen.order_by(ReportVersion.released_at.desc(), ReportVersion.id).limit(size).offset((page - 1) * size)
    return db.session.scalars(rows).all()


def waiting(*, actor: Actor) -> Sequence[ReportVersion]:
    """The newest versions of the actor's reports, where they are not released."""
    other = aliased(ReportVersion)
    newer = select(func.max(other.number)).where(other.report_id == ReportVersion.report_id).scalar_subquery()
    chosen = (
        _visible(actor)
        .where(Cohort.programme_id.in_(actor.scopes_as(*TEAM)))
        .where(ReportVersion.state != VersionState.RELEASED, ReportVersion.number == newer)
    )
    return db.session.scalars(chosen.order_by(ReportVersion.made_on).limit(20)).all()


def of_cohort(*, cohort_id: uuid.UUID) -> Sequence[ReportVersion]:
    """The versions of a cohort that the caller may read, the newest first."""
    chosen = (
        select(ReportVersion)
        .join(ReportVersion.report)
        .join(Report.cohort)
        .options(contains_eager(ReportVersion.report).contains_eager(Report.cohort))
        .where(Report.cohort_id == cohort_id)
        .order_by(Report.title, ReportVersion.number.desc())
    )
    return db.session.scalars(chosen.limit(200)).all()


def report(*, actor: Actor, report_id: uuid.UUID) -> Sequence[ReportVersion]:
    """The versions of one report that the actor may read, the newest first.

    Raises:
        NotFound: none of them.
    """
    chosen = _visible(actor).where(ReportVersion.report_id == report_id).order_by(ReportVersion.number.desc())
    found = db.session.scalars(chosen).all()
    if not found:
        raise NotFound
    return found


def version(*, actor: Actor, report_id: uuid.UUID, number: int) -> ReportVersion:
    """One version that the actor may read.

    Raises:
        NotFound: no such version there.
    """
    chosen = _visible(actor).where(ReportVersion.report_id == report_id, ReportVersion.number == number)
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


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
    chosen = _visible(actor).where(ReportVersion.report_id == version.report_id, ReportVersion.state.in_(PUBLISHED))
    rows = db.session.scalars(chosen.order_by(ReportVersion.number)).all()
    before = [row for row in rows if row.number < version.number]
    later = [row for row in rows if row.number > version.number]
    after = [row for row in later if row.state is VersionState.RELEASED]
    return Neighbours(*(each[-1] if each else None for each in (before, after, later)))
