"""Reading reports, each with the scopes that the actor reaches."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager

from programme.access.policy import Actor, Facts, Role
from programme.accounts.models import Scope
from programme.cohorts.models import Cohort
from programme.cohorts.queries import TEAM, cohort_facts
from programme.core.db import db
from programme.core.errors import NotFound
from programme.reports.models import Report, ReportFile, ReportRelease, ReportSnapshot, ReportVersion, VersionState
from programme.reports.presenters import NEXT, STATES
from programme.surveys.queries.surveys import organisations_of


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version as a list shows it."""

    title: str
    cohort: str
    number: int
    state: str
    colour: str
    next: str
    href: str
    download: str
    released_at: datetime | None


def report_facts(*, report_id: uuid.UUID) -> Facts:
    """The scopes of the report's cohort, and all that one of its versions was released to.

    Raises:
        NotFound: there is no such report.
    """
    cohort_id = db.session.scalar(select(Report.cohort_id).where(Report.id == report_id))
    if cohort_id is None:
        raise NotFound
    return Facts(scopes=cohort_facts(cohort_id=cohort_id).scopes, released_to=_released_to(report_id, None))


def version_facts(*, report_id: uuid.UUID, number: int) -> Facts:
    """The scopes of the version's cohort, and what it was released to; nothing before it is released.

    Raises:
        NotFound: there is no such version.
    """
    cohort_id = db.session.scalar(
        select(Report.cohort_id)
        .join(ReportVersion, ReportVersion.report_id == Report.id)
        .where(Report.id == report_id, ReportVersion.number == number)
    )
    if cohort_id is None:
        raise NotFound
    return Facts(scopes=cohort_facts(cohort_id=cohort_id).scopes, released_to=_released_to(report_id, number))


def _released_to(report_id: uuid.UUID, number: int | None) -> frozenset[uuid.UUID]:
    chosen = (
        select(ReportRelease.scope_id)
        .join(ReportVersion, ReportVersion.id == ReportRelease.version_id)
        .where(ReportVersion.report_id == report_id, ReportVersion.state == VersionState.RELEASED)
    )
    return frozenset(db.session.scalars(chosen if number is None else chosen.where(ReportVersion.number == number)))


def _visible(actor: Actor) -> Select[tuple[ReportVersion]]:
    """All versions of the actor's programmes, and those released to what the actor sponsors."""
    given = select(ReportRelease.version_id).where(ReportRelease.scope_id.in_(actor.scopes_as(Role.SPONSOR)))
    released = (ReportVersion.state == VersionState.RELEASED) & ReportVersion.id.in_(given)
    return (
        select(ReportVersion)
        .join(ReportVersion.report)
        .join(Report.cohort)
        .options(contains_eager(ReportVersion.report).contains_eager(Report.cohort))
        .where(Cohort.programme_id.in_(actor.scopes_as(*TEAM)) | released)
    )


def versions(*, actor: Actor, page: int, size: int) -> Sequence[ListedVersion]:
    """A page of the versions that the actor may read, the newest first."""
    chosen = _visible(actor).order_by(ReportVersion.made_on.desc(), Report.title, ReportVersion.number.desc())
    rows = db.session.scalars(chosen.limit(size).offset((page - 1) * size))
    return [_listed(row) for row in rows]


def count(*, actor: Actor) -> int:
    """How many versions the actor may read."""
    return db.session.scalar(select(func.count()).select_from(_visible(actor).subquery())) or 0


def released_to(*, actor: Actor, page: int, size: int) -> Sequence[ListedVersion]:
    """A page of what was released to the sponsor, the newest first."""
    given = select(ReportRelease.version_id).where(ReportRelease.scope_id.in_(actor.scopes_as(Role.SPONSOR)))
    chosen = _visible(actor).where(ReportVersion.id.in_(given), ReportVersion.state == VersionState.RELEASED)
    newest = chosen.order_by(ReportVersion.released_at.desc(), ReportVersion.id)
    return [_listed(row) for row in db.session.scalars(newest.limit(size).offset((page - 1) * size))]


def waiting(*, actor: Actor) -> Sequence[ListedVersion]:
    """The newest versions of the actor's reports, where they are not released."""
    other = aliased(ReportVersion)
    newer = select(func.max(other.number)).where(other.report_id == ReportVersion.report_id).scalar_subquery()
    chosen = (
        _visible(actor)
        .where(Cohort.programme_id.in_(actor.scopes_as(*TEAM)))
        .where(ReportVersion.state != VersionState.RELEASED, ReportVersion.number == newer)
    )
    return [_listed(row) for row in db.session.scalars(chosen.order_by(ReportVersion.made_on).limit(20))]


def of_cohort(*, cohort_id: uuid.UUID) -> Sequence[ListedVersion]:
    """The versions of a cohort that the caller may read, the newest first."""
    chosen = (
        select(ReportVersion)
        .join(ReportVersion.report)
        .join(Report.cohort)
        .options(contains_eager(ReportVersion.report).contains_eager(Report.cohort))
        .where(Report.cohort_id == cohort_id)
        .order_by(Report.title, ReportVersion.number.desc())
    )
    return [_listed(row) for row in db.session.scalars(chosen.limit(200))]


def _listed(row: ReportVersion) -> ListedVersion:
    text, colour = STATES[row.state]
    return ListedVersion(
        f"{row.report.title}, version {row.number}",
        row.report.cohort.name,
        row.number,
        text,
        colour,
        NEXT[row.state],
        url_for("reports.version", report_id=row.report_id, number=row.number),
        url_for("reports.pdf", report_id=row.report_id, number=row.number),
        row.released_at,
    )


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


def printed_file(*, version: ReportVersion) -> ReportFile:
    """What a version prints, for a caller who has found the version in their scope.

    Raises:
        NotFound: it has not been made yet.
    """
    found = db.session.get(ReportFile, version.id)
    if found is None:
        raise NotFound
    return found


def snapshot(*, version_id: uuid.UUID) -> ReportSnapshot | None:
    """What a version was made from; for jobs alone."""
    return db.session.get(ReportSnapshot, version_id)


def released_snapshots(*, report_id: uuid.UUID, before: int) -> Sequence[ReportSnapshot]:
    """The snapshots of the earlier released versions of a report, in order; for jobs alone."""
    return db.session.scalars(
        select(ReportSnapshot)
        .join(ReportVersion, ReportVersion.id == ReportSnapshot.version_id)
        .where(ReportVersion.report_id == report_id, ReportVersion.number < before)
        .where(ReportVersion.state == VersionState.RELEASED)
        .order_by(ReportVersion.number)
    ).all()


def recipients(*, row: Report) -> list[tuple[uuid.UUID, str]]:
    """The scopes whose sponsors may receive the report: its programme's funders, then organisations that took part."""
    programme = row.cohort.programme
    places = [(each.id, each.name) for each in organisations_of(survey_id=row.survey_id)]
    return [(programme.id, f"Funders of {programme.name}"), *places]


def released_scopes(*, version_id: uuid.UUID) -> Sequence[str]:
    """The names of the scopes that a version was released to."""
    return db.session.scalars(
        select(Scope.name)
        .join(ReportRelease, ReportRelease.scope_id == Scope.id)
        .where(ReportRelease.version_id == version_id)
        .order_by(Scope.name)
    ).all()
