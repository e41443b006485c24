import re
from email import policy
from email.parser import BytesHeaderParser

import pytest
from flask import Flask

from programme.accounts import service as accounts
from programme.accounts.models import Person
from programme.core.db import transaction
from programme.core.mail import sending
from programme.core.mail.models import MailState
from programme.core.mail.sending import EXTENSION, Mailer, Message
from tests.support.databases import everything_stored
from tests.support.mails import invite, mail_to, row
from tests.support.smtp import MailServer, Received

LINK = re.compile(r"http://127\.0\.0\.1:5000/invitation/([\w-]+)")
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "Content-Type",
    "Content-Transfer-Encoding",
    "MIME-Version",
}


def sent(server: MailServer, name: str, email: str = "ada@example.org") -> Received:
    mail_id = invite(name, email)
    sending.send(mail_id)
    assert row(mail_id).state is MailState.SENT, row(mail_id).reason
    return server.received[-1]


def test_neither_the_link_nor_the_words_of_a_mail_are_ever_in_the_database(mailing: Flask, server: MailServer) -> None:
    mail = sent(server, "Ada Osei")
    link = LINK.search(mail.text)
    assert link is not None
    kept = everything_stored()
    assert b"ada@example.org" in kept
    assert link[1].encode() not in kept
    assert b"Set a password" not in kept
    assert b"/invitation/" not in kept


def test_the_link_of_a_mail_works_for_its_person_and_for_nobody_else(mailing: Flask, server: MailServer) -> None:
    link = LINK.search(sent(server, "Ada Osei").text)
    other = LINK.search(sent(server, "Ben Osei", "ben@example.org").text)
    assert link is not None
    assert other is not None
    person = accounts.person_for_link("invitation", link[1])
    assert person is not None
    assert person.email == "ada@example.org"
    assert link[1] != other[1]


@pytest.mark.parametrize("name", ["Siân O’Rourke", "Aoife O'Brien", "王小明", "Ngozi & Sons <b>", 'Tom "T" Ωmega; x=y'])
def test_a_name_arrives_letter_by_letter_in_subject_and_text(mailing: Flask, server: MailServer, name: str) -> None:
    mail = sent(server, name)
    assert str(mail.message["Subject"]).startswith(f"{name}, set your password for Canopy by ")
    assert "&#39;" not in mail.text
    assert "&amp;" not in mail.text
    assert mail.message.get_content_type() == "text/plain"
    assert mail.message.get_content_charset() == "utf-8"


def say(app: Flask, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Let every invitation say `body`."""
    mailer: Mailer = app.extensions[EXTENSION]
    composers = {**mailer.composers, "invitation": lambda *_: Message("Grüße", body)}
    monkeypatch.setitem(app.extensions, EXTENSION, Mailer(mailer.settings, composers))


@pytest.mark.parametrize("body", ["Grüße\n", "ø" * 2000 + "\n", "word " * 500 + "\n"])
def test_every_byte_on_the_wire_is_ascii_and_no_line_is_too_long(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    say(mailing, monkeypatch, body)
    mail = sent(server, "Ada Osei")
    assert mail.raw.isascii()
    assert max(len(line) for line in mail.raw.split(b"\r\n")) <= 998
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")
    assert mail.text == body


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85"])
def test_a_name_with_a_line_break_adds_no_header_and_no_recipient(
    mailing: Flask, server: MailServer, newline: str
) -> None:
    name = f"Ada{newline}Bcc: victim@example.org{newline}{newline}Buy now"
    mail = sent(server, name)
    assert mail.recipients == ["ada@example.org"]
    headers = BytesHeaderParser(policy=policy.default).parsebytes(mail.raw)
    assert set(headers.keys()) == HEADERS
    assert len(headers.keys()) == len(HEADERS)


def test_a_recipient_with_a_line_break_gets_nothing(mailing: Flask, server: MailServer) -> None:
    mail_id = invite()
    address = "ada@example.org\r\nRCPT TO:<victim@example.org>"
    with transaction() as session:
        row(mail_id).recipient = address
        session.get_one(Person, row(mail_id).subject_id).email = address.lower()
    sending.send(mail_id)
    assert row(mail_id).state is not MailState.SENT
    assert server.received == []


def test_a_domain_in_other_letters_is_written_as_servers_know_it(mailing: Flask, server: MailServer) -> None:
    assert sent(server, "Ada Osei", "ada@bücher.example").recipients == ["ada@xn--bcher-kva.example"]


def test_an_address_that_servers_do_not_take_has_failed_with_a_reason(mailing: Flask, server: MailServer) -> None:
    mail_id = invite("Ada Osei", "siân@example.org")
    sending.send(mail_id)
    assert row(mail_id).state is MailState.FAILED
    assert row(mail_id).reason == "The address has letters that mail servers do not take."


def test_lines_that_begin_with_a_dot_arrive_as_they_are(
    mailing: Flask, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "before\n.\n..two\n.end\nQUIT\n"
    say(mailing, monkeypatch, body)
    assert sent(server, "Ada Osei").text == body


def test_a_mail_to_an_address_that_was_corrected_since_is_not_sent_there(mailing: Flask, server: MailServer) -> None:
    mail_id = invite("Ada Osei", "wrong@example.org")
    with transaction() as session:
        person = session.get_one(Person, row(mail_id).subject_id)
        accounts.correct_address(person, "ada@example.org", by=person.id)
        person_id = person.id
    for each in (mail_id, mail_to(person_id).id):
        sending.send(each)
    assert [mail.recipients for mail in server.received] == [["ada@example.org"]]
    assert row(mail_id).state is MailState.NOT_NEEDED
    assert row(mail_id).reason == "The address has been corrected since."


def test_an_invitation_that_was_accepted_meanwhile_is_not_sent(mailing: Flask, server: MailServer) -> None:
    mail_id = invite()
    with transaction() as session:
        accounts.set_password(session.get_one(Person, row(mail_id).subject_id), "three random words")
    sending.send(mail_id)
    assert row(mail_id).state is MailState.NOT_NEEDED
    assert server.received == []
