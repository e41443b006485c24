"""The mails that reports send. They hold no result and no reason: those stand on the page, behind the sign-in."""

import uuid
from dataclasses import dataclass

from flask import current_app, render_template

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.accounts.queries import actor, person_by_email, scope_names
from programme.core.db import db
from programme.core.mail.sending import Message, NotNeeded, parted
from programme.reports import queries
from programme.reports.models import ReportVersion, VersionState

RELEASED = "report released"
SUPERSEDED = "report superseded"
WITHDRAWN = "report withdrawn"


@dataclass(frozen=True, slots=True)
class Reader:
    """A sponsor to whom a version was released: of which places they are the sponsor now, and where it is read."""

    person: Person
    scope_ids: frozenset[uuid.UUID]
    places: tuple[str, ...]
    link: str


def released(version_id: uuid.UUID, recipient: str) -> Message:
    """A report can be read; not sent once it is superseded or withdrawn."""
    version = _in_state(version_id, VersionState.RELEASED, "The version is no longer the one to read.")
    reader = _reader(version, recipient)
    before = queries.had_before(version=version, scope_ids=reader.scope_ids)
    text = render_template("reports/mail/released.txt", version=version, reader=reader, before=before)
    return parted(text)


def superseded(version_id: uuid.UUID, recipient: str) -> Message:
    """A version is superseded; not sent to who has been given a newer one, of which another mail tells."""
    version = _in_state(version_id, VersionState.SUPERSEDED, "The version is no longer superseded.")
    reader = _reader(version, recipient)
    newest = queries.released_now(report_id=version.report_id)
    if newest is not None and reader.scope_ids & queries.scopes_of(version_id=newest.id):
        raise NotNeeded("A newer version was released to the person.")
    return parted(render_template("reports/mail/superseded.txt", version=version, reader=reader))


def withdrawn(version_id: uuid.UUID, recipient: str) -> Message:
    """A version is taken out of download."""
    version = _in_state(version_id, VersionState.WITHDRAWN, "The version is not taken out of download.")
    reader = _reader(version, recipient)
    return parted(render_template("reports/mail/withdrawn.txt", version=version, reader=reader))


def _in_state(version_id: uuid.UUID, state: VersionState, otherwise: str) -> ReportVersion:
    version = db.session.get(ReportVersion, version_id)
    if version is None or version.state is not state:
        raise NotNeeded(otherwise)
    return version


def _reader(version: ReportVersion, recipient: str) -> Reader:
    """The sponsor behind an address, if the version is theirs to read now."""
    person = person_by_email(email=recipient)
    if person is None:
        raise NotNeeded("The address has been corrected since.")
    given = queries.scopes_of(version_id=version.id)
    mine = actor(person_id=person.id).scopes_as(Role.SPONSOR) & given
    if not mine:
        raise NotNeeded("The person is no longer a sponsor of a place that has this report.")
    base: str = current_app.config["BASE_URL"]
    names = sorted(scope_names(scope_ids=mine).values())
    return Reader(person, mine, tuple(names), f"{base}/reports/{version.report_id}/versions/{version.number}")
