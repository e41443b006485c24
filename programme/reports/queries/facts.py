"""Who may read a report: where its cohort lies, and what its versions were released to."""

import uuid

from sqlalchemy import select

from programme.access.policy import Facts
from programme.cohorts.queries import cohort_facts
from programme.core.db import db
from programme.core.errors import NotFound
from programme.reports.models import PUBLISHED, Report, ReportRelease, ReportVersion


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
        .where(ReportVersion.report_id == report_id, ReportVersion.state.in_(PUBLISHED))
    )
    return frozenset(db.session.scalars(chosen if number is None else chosen.where(ReportVersion.number == number)))
