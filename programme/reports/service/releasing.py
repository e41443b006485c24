"""Writes from the release on: to whom, what the new version takes the place of, and what is taken out of download."""

import uuid
from collections.abc import Collection, Iterable

from programme.access.policy import Actor
from programme.accounts.models import Person
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.core.mail import outbox
from programme.reports import mail, queries
from programme.reports.models import ReportRelease, ReportVersion, VersionState
from programme.reports.service.drafting import JOB
from programme.reports.service.steps import Step, begin, given, record


def release(
    actor: Actor, version: ReportVersion, name: str, scope_ids: Collection[uuid.UUID], reason: str | None = None
) -> None:
    """Release a reviewed version to the sponsors of `scope_ids`; a job prints the final document first.

    `reason` says why it takes the place of the version that is released now; it is kept on that one.

    Raises:
        DomainError: it is not reviewed, a newer version is there, nobody was chosen, or a reason is needed.
    """
    begin(version, Step.RELEASE)
    if not scope_ids:
        raise DomainError("Choose at least one recipient", "scopes")
    before = queries.released_now(report_id=version.report_id)
    if before is not None:
        ask = f"Say why version {version.number} takes the place of version {before.number}"
        before.superseded_reason, before.superseded_by_name = given(reason, ask), name
    version.state, version.released_by_name, version.released_at = VersionState.RELEASING, name, clock.now()
    db.session.add_all(ReportRelease(version_id=version.id, scope_id=each) for each in sorted(set(scope_ids)))
    db.session.flush()
    jobs.ask_for(JOB, version.id, asked_by=actor.person_id)
    record("report released", actor, version)


def take_effect(version: ReportVersion, *, by: uuid.UUID | None) -> None:
    """Let a version that has been printed be released, in the place of the one before; its sponsors get a mail.

    Sponsors who had the version before and are not given this one are told that theirs is superseded.

    Raises:
        DomainError: a newer version has been released.
    """
    serialise("reports")
    before, told = queries.released_now(report_id=version.report_id), queries.sponsors_of(version_id=version.id)
    if before is not None:
        if before.number > version.number:
            raise DomainError("A newer version of this report has been released.")
        before.state, before.superseded_at = VersionState.SUPERSEDED, clock.now()
        details = {"version": before.number, "successor": version.number}
        audit.record(
            "report superseded", category=Category.CONTENT, actor_id=by, subject_id=version.report_id, **details
        )
        left = {each.id for each in told}
        had = queries.sponsors_of(version_id=before.id)
        _tell(mail.SUPERSEDED, before, (each for each in had if each.id not in left))
    version.state = VersionState.RELEASED
    _tell(mail.RELEASED, version, told)


def withdraw(actor: Actor, version: ReportVersion, name: str, reason: str) -> None:
    """Take a version out of download, for good; its sponsors are told by mail.

    Raises:
        DomainError: nobody can download it now, or no reason is given.
    """
    begin(version, Step.WITHDRAW)
    version.withdrawn_reason = given(reason, "Say why it is taken out of download")
    version.state, version.withdrawn_by_name, version.withdrawn_at = VersionState.WITHDRAWN, name, clock.now()
    _tell(mail.WITHDRAWN, version, queries.sponsors_of(version_id=version.id))
    record("report withdrawn", actor, version)


def note_download(actor: Actor, version: ReportVersion, what: str) -> None:
    """Record who downloaded which version."""
    record("report downloaded", actor, version, file=what)


def _tell(template: str, version: ReportVersion, people: Iterable[Person]) -> None:
    for each in people:
        outbox.post(template, recipient=each.email, subject_id=version.id)
