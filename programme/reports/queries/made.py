"""Reading what a version was made from and what it prints."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from programme.core.db import db
from programme.core.errors import NotFound
from programme.reports.models import PUBLISHED, ReportFile, ReportSnapshot, ReportVersion


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """What the page of a version shows: the document as HTML, and how large its PDF is in octets."""

    html: str
    pdf_size: int


def printed_page(*, version: ReportVersion) -> PrintedPage:
    """The page of a version, for a caller who has found the version in their scope.

    Raises:
        NotFound: it has not been made yet.
    """
    found = db.session.execute(_printed_page(), {"version": version.id}).first()
    if found is None:
        raise NotFound
    return PrintedPage(*found)


@cache
def _printed_page() -> Select[Any]:
    """Without the PDF itself, which may be many times as large as the page."""
    chosen = select(ReportFile.html, func.length(ReportFile.pdf))
    return chosen.where(ReportFile.version_id == bindparam("version"))


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
    """The snapshots of the earlier versions of a report that were ever released, in order; for jobs alone.

    Those that were superseded or withdrawn since count too: their readers can still subtract.
    """
    return db.session.scalars(
        select(ReportSnapshot)
        .join(ReportVersion, ReportVersion.id == ReportSnapshot.version_id)
        .where(ReportVersion.report_id == report_id, ReportVersion.number < before)
        .where(ReportVersion.state.in_(PUBLISHED))
        .order_by(ReportVersion.number)
    ).all()
