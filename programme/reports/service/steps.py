"""What all steps of a version share: they are taken one at a time, in order, and recorded."""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import func, select

from programme.access.policy import Actor
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.clock import date_words
from programme.core.db import db, serialise
from programme.core.errors import DomainError
from programme.reports.models import ReportVersion, VersionState

AT_WORK = (VersionState.MAKING, VersionState.RELEASING)


class Step(StrEnum):
    """What somebody decides about a version, as a word for what it is then."""

    REVIEW = "reviewed"
    SEND_BACK = "sent back"
    RELEASE = "released"
    WITHDRAW = "taken out of download"


FROM: Mapping[Step, tuple[VersionState, ...]] = {
    Step.REVIEW: (VersionState.DRAFT,),
    Step.SEND_BACK: (VersionState.DRAFT, VersionState.REVIEWED),
    Step.RELEASE: (VersionState.REVIEWED,),
    Step.WITHDRAW: (VersionState.RELEASED, VersionState.SUPERSEDED),
}


def begin(version: ReportVersion, step: Step) -> None:
    """Take a step alone, on the version as it stands now and not as the page showed it.

    Raises:
        DomainError: the step cannot be taken from there.
    """
    serialise("reports")
    db.session.refresh(version)
    refuse_unless_open(version, step)


def refuse_unless_open(version: ReportVersion, step: Step) -> None:
    """Say why a step is not open; before its release only the newest version of a report goes on.

    Raises:
        DomainError: the version is elsewhere, or there is a newer one.
    """
    if version.state not in FROM[step]:
        raise DomainError(f"{_stands(version)} It cannot be {step.value}.")
    newest = select(func.max(ReportVersion.number)).where(ReportVersion.report_id == version.report_id)
    if step is not Step.WITHDRAW and db.session.scalar(newest) != version.number:
        raise DomainError(f"There is a newer version of this report, so this one cannot be {step.value}.")


def given(reason: str | None, ask: str) -> str:
    """The reason that a step needs.

    Raises:
        DomainError: none was given; `ask` says what to enter.
    """
    if not (reason or "").strip():
        raise DomainError(ask, "reason")
    return str(reason).strip()


def record(action: str, actor: Actor, version: ReportVersion, **details: str | int) -> None:
    """Write the step into the audit trail."""
    audit.record(
        action,
        category=Category.CONTENT,
        actor_id=actor.person_id,
        subject_id=version.report_id,
        version=version.number,
        **details,
    )


def _stands(version: ReportVersion) -> str:
    """Where a version stands, in a sentence that names who brought it there."""
    done = {
        VersionState.MAKING: "is still being made",
        VersionState.DRAFT: "is a draft that nobody has reviewed",
        VersionState.REVIEWED: f"was reviewed by {version.reviewed_by_name} on {date_words(version.reviewed_at)}",
        VersionState.SENT_BACK: f"was sent back by {version.sent_back_by_name} on {date_words(version.sent_back_at)}",
        VersionState.SUPERSEDED: f"was superseded on {date_words(version.superseded_at)}",
        VersionState.WITHDRAWN: f"was taken out of download by {version.withdrawn_by_name} "
        f"on {date_words(version.withdrawn_at)}",
    }
    released = f"was released by {version.released_by_name} on {date_words(version.released_at)}"
    return f"This version {done.get(version.state, released)}."
