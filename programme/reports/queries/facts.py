"""Who may read a report: where its cohort lies, and what its versions were released to."""

import uuid
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

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
    return _facts(report_id, None)


def version_facts(*, report_id: uuid.UUID, number: int) -> Facts:
    """The scopes of the version's cohort, and what it was released to; nothing before it is released.

    Raises:
        NotFound: there is no such version.
    """
    return _facts(report_id, number)


def _facts(report_id: uuid.UUID, number: int | None) -> Facts:
    one = {} if number is None else {"number": number}
    rows = db.session.execute(_released(number is not None), {"report": report_id, **one}).all()
    if not rows:
        raise NotFound
    released = frozenset(row.scope_id for row in rows if row.scope_id is not None)
    return Facts(scopes=cohort_facts(cohort_id=rows[0].cohort_id).scopes, released_to=released)


@cache
def _released(of_one: bool) -> Select[Any]:
    """The report's cohort, with each scope that its versions, or one of them, went to; one row where there is none."""
    mine = ReportVersion.report_id == Report.id
    given = and_(ReportRelease.version_id == ReportVersion.id, ReportVersion.state.in_(PUBLISHED))
    chosen = (
        select(Report.cohort_id, ReportRelease.scope_id)
        .select_from(Report)
        .join(ReportVersion, mine, isouter=not of_one)
        .join(ReportRelease, given, isouter=True)
        .where(Report.id == bindparam("report"))
    )
    return chosen.where(ReportVersion.number == bindparam("number")) if of_one else chosen
