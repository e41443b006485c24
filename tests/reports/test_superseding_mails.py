"""Sponsors are told by mail what they can read, and what they are not to rely on any more; by nothing else in it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from programme.access.policy import Role
from programme.accounts.models import GrantRow
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.mail import sending
from programme.core.mail.models import MailState, OutboxMail
from programme.reports import mail
from programme.reports.models import VersionState
from tests.reports.shelf import Shelf
from tests.support.smtp import MailServer, Received
from tests.support.world import World

GONE = "The person is no longer a sponsor of a place that has this report."
REASON = "The mean of T2 was 3.21 and not 3.12"


@pytest.fixture
def shelf(mailing: Flask) -> Shelf:
    """A report whose version 1 is reviewed."""
    shelf = Shelf(World(mailing))
    shelf.version(1, VersionState.REVIEWED)
    return shelf


def send_all() -> dict[str, str]:
    """Send what waits; how each mail of a report ended, by its kind and recipient's first letters."""
    db.session.rollback()
    for mail_id in db.session.scalars(select(OutboxMail.id).where(OutboxMail.template.startswith("report "))).all():
        db.session.rollback()
        sending.send(mail_id)
    db.session.rollback()
    db.session.expire_all()
    rows = db.session.scalars(select(OutboxMail).where(OutboxMail.template.startswith("report ")))
    return {f"{row.template} to {row.recipient[:5]}": row.reason or row.state.value for row in rows}


def to(server: MailServer, name: str) -> list[Received]:
    return [each for each in server.received if each.recipients[0].startswith(name)]


def test_a_release_is_told_to_each_sponsor_once_and_only_when_it_can_be_read(shelf: Shelf, server: MailServer) -> None:
    both = shelf.sponsor("Nell Twice", "Lake")
    with transaction() as session:
        own = {"person_id": both.id, "scope_id": shelf.places["Funders"], "starts_at": clock.now()}
        session.add(GrantRow(role=Role.SPONSOR, **own))
    shelf.people["twice"] = both
    shelf.release(1, ["Hill", "Lake", "Funders"])
    assert shelf.mails() == [(mail.RELEASED, "Hill"), (mail.RELEASED, "Lake"), (mail.RELEASED, "twice")]
    assert set(send_all().values()) == {"sent"}
    assert len(server.received) == 3
    text = to(server, "lakea")[0].text
    assert f"http://127.0.0.1:5000{shelf.address(1)}" in text
    assert "Own Director released this report to you" in text
    assert "It takes the place of" not in text
    assert "you are a sponsor of Lake." in text
    assert send_all()
    assert len(server.received) == 3, "nothing is sent twice"


def test_what_supersedes_another_says_so_to_who_had_it_and_names_neither_reason_nor_figure(
    shelf: Shelf, server: MailServer
) -> None:
    shelf.release(1, ["Hill"])
    send_all()
    shelf.version(2, VersionState.REVIEWED)
    shelf.release(2, ["Hill", "Lake"], REASON)
    ends = send_all()
    assert [name for name in ends if mail.SUPERSEDED in name] == [], "one mail tells both"
    hill, lake = to(server, "hilla")[-1].text, to(server, "lakea")[-1].text
    assert "It takes the place of version 1." in hill
    assert "version 1" not in lake
    assert "3.21" not in "".join(each.text for each in server.received)


def test_who_had_the_old_version_and_is_not_given_the_new_one_is_told_that_theirs_is_superseded(
    shelf: Shelf, server: MailServer
) -> None:
    shelf.release(1, ["Hill", "Lake"])
    send_all()
    shelf.version(2, VersionState.REVIEWED)
    shelf.release(2, ["Lake"], REASON)
    assert (mail.SUPERSEDED, "Hill") in shelf.mails()
    send_all()
    text = to(server, "hilla")[-1].text
    assert "The newer version was not released to you." in text
    assert f"http://127.0.0.1:5000{shelf.address(1)}" in text
    assert shelf.address(2) not in text
    assert "3.21" not in text


def test_a_mail_that_has_waited_too_long_is_not_sent(shelf: Shelf, server: MailServer) -> None:
    shelf.release(1, ["Hill", "Lake"])
    shelf.version(2, VersionState.REVIEWED)
    shelf.release(2, ["Lake"], REASON)
    with transaction() as session:
        hers = GrantRow.person_id == shelf.people["Lake"].id
        session.execute(update(GrantRow).where(hers).values(ends_at=clock.now() - timedelta(seconds=1)))
    ends = send_all()
    assert ends["report released to hilla"] == "The version is no longer the one to read."
    refused = {"The version is no longer the one to read.", GONE}
    lakes = {row.reason for row in db.session.scalars(select(OutboxMail)) if row.recipient.startswith("lakea")}
    assert lakes == refused, "of both versions"
    assert ends["report superseded to hilla"] == "sent"
    assert [each.recipients[0][:5] for each in server.received] == ["hilla"]
    states = {row.state for row in db.session.scalars(select(OutboxMail))}
    assert states == {MailState.SENT, MailState.NOT_NEEDED}


def test_a_version_taken_out_of_download_is_told_to_all_who_have_it(shelf: Shelf, server: MailServer) -> None:
    shelf.release(1, ["Hill", "Lake"])
    send_all()
    shelf.withdraw(1, REASON)
    send_all()
    text = to(server, "lakea")[-1].text
    assert "Own Director took this version out of download" in text
    assert "Do not rely on a copy" in text
    assert "3.21" not in text


def test_who_was_given_a_newer_version_meanwhile_needs_no_mail_about_the_old_one(
    shelf: Shelf, server: MailServer
) -> None:
    shelf.release(1, ["Hill"])
    shelf.version(2, VersionState.REVIEWED)
    shelf.release(2, ["Lake"], REASON)
    shelf.version(3, VersionState.REVIEWED)
    shelf.release(3, ["Hill", "Lake"], REASON)
    ends = send_all()
    assert ends["report superseded to hilla"] == "A newer version was released to the person."
    assert [each.recipients[0][:5] for each in server.received].count("hilla") == 1


def test_an_address_that_was_corrected_gets_nothing(shelf: Shelf, server: MailServer) -> None:
    shelf.release(1, ["Hill"])
    with transaction() as session:
        session.merge(shelf.people["Hill"]).email = "new@example.org"
    assert set(send_all().values()) == {"The address has been corrected since."}
    assert server.received == []
