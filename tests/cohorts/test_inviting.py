import pytest
from sqlalchemy import func, select

from programme.access.policy import Role
from programme.accounts.mail import invitation
from programme.accounts.models import GrantProposal, GrantRow, Person, PersonState
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.mail.models import MailState, OutboxMail
from programme.core.mail.sending import NotNeeded
from tests.cohorts.conftest import Year
from tests.support.clocks import later


def mails() -> list[str]:
    db.session.rollback()
    waiting = select(OutboxMail.recipient).where(OutboxMail.state == MailState.WAITING)
    return sorted(db.session.scalars(waiting))


def holders(role: Role = Role.FELLOW) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(GrantRow).where(GrantRow.role == role)) or 0


def test_a_director_invites_those_who_are_ticked_and_their_mails_leave(year: Year) -> None:
    rows = [year.world.fellow(year.cohort, f"{name} New", invited=False) for name in ("Ann", "Bea", "Cid")]
    chosen = {str(row.id): row.person.email for row in rows[:2]}
    client = year.directing()
    page = client.get(f"{year.at}/invite").text
    assert page.count(" checked") == 3
    assert "3 fellows have not been invited yet" in page
    page = client.send(f"{year.at}/invite", {"fellows": list(chosen)}, follow_redirects=True).text
    assert "2 fellows invited" in page
    assert mails() == sorted(chosen.values())
    assert holders() == 2
    page = client.get(f"{year.at}/invite").text
    assert "Ann New" not in page
    assert "Cid New" in page
    assert "Choose at least one fellow" in client.send(f"{year.at}/invite", {}).text


def test_a_coordinator_proposes_and_a_director_gives_all_with_one_button(year: Year) -> None:
    rows = [year.world.fellow(year.cohort, f"{name} New", invited=False) for name in ("Ann", "Bea")]
    ids, addresses = [str(row.id) for row in rows], sorted(row.person.email for row in rows)
    client = year.coordinating()
    page = client.send(f"{year.at}/invite", {"fellows": ids}, follow_redirects=True).text
    assert "2 fellows proposed" in page
    assert page.count("Waits for a director") >= 2
    assert (mails(), holders()) == ([], 0)
    assert "A director of the programme invites them" in client.get(f"{year.at}/proposed").text
    assert "Nothing was changed" in client.send(f"{year.at}/proposed", {}, follow_redirects=True).text
    assert (mails(), holders()) == ([], 0)
    director = year.directing()
    assert "Invite 2 fellows" in director.get(f"{year.at}/proposed").text
    assert "2 fellows invited" in director.send(f"{year.at}/proposed", {}, follow_redirects=True).text
    assert (mails(), holders()) == (addresses, 2)
    db.session.rollback()
    assert db.session.scalars(select(GrantProposal)).all() == []
    assert "will be listed here" in director.get(f"{year.at}/proposed").text


def test_the_mail_to_a_fellow_names_programme_and_cohort(year: Year) -> None:
    row = year.world.fellow(year.cohort, "Ann New", signed_up=False)
    said = invitation(row.person_id, row.person.email).body
    assert "You are a fellow of Fellowship, 2026 to 2027. Canopy is where you answer its surveys" in said
    with transaction() as session:
        other = session.get_one(Person, year.ids["coordinator"])
        other.state = PersonState.INVITED
    assert "You are a fellow" not in invitation(other.id, other.email).body


def test_a_coordinator_is_offered_to_propose_and_a_director_to_invite(year: Year) -> None:
    year.world.fellow(year.cohort, "Ann New", invited=False)
    assert "Propose to invite" in year.coordinating().get(year.at).text
    page = year.directing().get(year.at).text
    assert ("Invite fellows" in page, "Propose to invite" in page) == (True, False)


def test_nobody_invites_themselves(year: Year) -> None:
    row = year.world.fellow(year.cohort, person=year.director, invited=False)
    page = year.directing().send(f"{year.at}/invite", {"fellows": [str(row.id)]}, follow_redirects=True).text
    assert "Nobody was invited" in page
    assert "Left out: Dora Director" in page
    assert holders() == 0


def test_who_has_a_password_already_gets_the_role_and_no_mail(year: Year) -> None:
    person = year.world.person("Ada Osei")
    row = year.world.fellow(year.cohort, person=person, invited=False)
    year.directing().send(f"{year.at}/invite", {"fellows": [str(row.id)]})
    assert (mails(), holders()) == ([], 1)


def test_somebody_who_was_written_down_alone_gets_no_invitation_however_it_is_asked_for(year: Year) -> None:
    row = year.world.fellow(year.cohort, "New", invited=False)
    person_id, email = row.person_id, row.person.email
    year.world.client().send("/forgotten-password", {"email": email})
    with pytest.raises(NotNeeded, match="A director has not given"):
        invitation(person_id, email)
    with transaction() as session:
        session.execute(OutboxMail.__table__.update().values(state=MailState.NOT_NEEDED))
    year.directing().send(f"{year.at}/invite", {"fellows": [str(row.id)]})
    assert mails() == [email], "the one that was asked for too early does not count"


def test_the_invitation_is_sent_again_at_most_once_a_day(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [year.world.fellow(year.cohort, f"{name} New", signed_up=False) for name in ("Ann", "Bea")]
    here = year.world.fellow(year.cohort, "Hana Here")
    with transaction() as session:
        session.get_one(Person, here.person_id).signed_in_at = clock.now()
    emails = sorted(row.person.email for row in rows)
    client = year.coordinating()
    assert "to all who have not signed in" in client.get(f"{year.at}?needs=sign-in").text
    page = client.send(f"{year.at}/send-again", {}, follow_redirects=True).text
    assert "on its way again to 2 fellows" in page
    assert mails() == emails
    page = client.send(f"{year.at}/{rows[0].id}/send-again", {}, follow_redirects=True).text
    assert "Nothing was sent" in page
    assert "Left out: Ann New" in page
    assert mails() == emails
    later(monkeypatch, hours=25)
    client = year.coordinating()
    page = client.send(f"{year.at}/{rows[0].id}/send-again", {}, follow_redirects=True).text
    assert "on its way again to 1 fellow" in page
    assert len(mails()) == 3
    nobody = client.send(f"{year.at}/{here.id}/send-again", {}, follow_redirects=True).text
    assert "Nobody waits to sign in" in nobody


def test_who_was_not_invited_or_has_left_is_not_sent_an_invitation_again(year: Year) -> None:
    row = year.world.fellow(year.cohort, "New", invited=False)
    page = year.coordinating().send(f"{year.at}/{row.id}/send-again", {}, follow_redirects=True).text
    assert "Nothing was sent" in page
    assert mails() == []


def test_correcting_the_address_sends_the_invitation_to_the_new_one(year: Year) -> None:
    row = year.world.fellow(year.cohort, "Mistyped", signed_up=False)
    form = {"full_name": "Mistyped", "email": "right@example.org"}
    year.coordinating().send(f"{year.at}/{row.id}/correct", form)
    assert mails() == ["right@example.org"]
