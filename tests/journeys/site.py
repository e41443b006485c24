"""A site that runs for the journeys of a module: web server, worker and mail server, and ways to set scenes on it."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from playwright.sync_api import Browser
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts import queries as accounts
from programme.accounts.models import Person
from programme.cohorts import queries
from programme.cohorts.models import Cohort
from programme.cohorts.queries import roster
from programme.cohorts.rules.standing import Standing
from programme.cohorts.service import inviting
from programme.core.db import db, transaction
from programme.surveys.models import Survey
from tests.journeys.steps import Newcomer
from tests.journeys.visitor import DESK, Visitor, visitor
from tests.support import living
from tests.support.smtp import MailServer, Received
from tests.support.world import World

SECONDS_FOR_MAIL = 30
LINK = re.compile(r"^https?://\S+$", re.MULTILINE)


@dataclass
class Site:
    """Where it answers, the people on it, and the mails that came over the wire."""

    world: World
    browser: Browser
    server: MailServer
    address: str
    pictures: Path | None = None
    visitors: list[Visitor] = field(default_factory=list)

    def visitor(self, name: str, *, has_scripts: bool = True, width: int = DESK) -> Visitor:
        """Somebody with a browser of their own, which knows nothing yet; it is closed at the end of the test."""
        folder = self.pictures / name if self.pictures else None
        found = visitor(self.browser, self.address, has_scripts=has_scripts, pictures=folder, width=width)
        self.visitors.append(found)
        return found

    def bring_in(self, visitor: Visitor, person: Person) -> None:
        """Let them be signed in, without the page that others test: it takes few tries a minute from one address."""
        cookie = self.world.client(person).get_cookie("canopy")
        assert cookie is not None
        visitor.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])

    def mail_to(self, email: str, subject: str) -> Received:
        """The newest mail to this address whose subject holds these words; waits until it has come."""
        until = time.monotonic() + SECONDS_FOR_MAIL
        while time.monotonic() < until:
            for mail in reversed(self.server.received):
                if mail.recipients == [email] and subject in str(mail.message["Subject"]):
                    return mail
            time.sleep(0.1)
        raise AssertionError(f"no mail “{subject}” came for {email}: {self.subjects()}")

    def has_mails(self, email: str, subject: str, number: int) -> None:
        """So many mails with these words in the subject come to this address; waits until they have."""
        until = time.monotonic() + SECONDS_FOR_MAIL
        while (found := sum(subject in each for each in self.subjects(email))) != number:
            assert time.monotonic() < until, f"{found} mails “{subject}” for {email}, not {number}"
            time.sleep(0.1)

    def subjects(self, email: str = "") -> list[str]:
        """What the mails were called that came, to this address or to all."""
        return [str(each.message["Subject"]) for each in self.server.received if email in ("", *each.recipients)]

    def close(self) -> None:
        """Close all browsers, so that the next test begins with none."""
        for each in self.visitors:
            each.page.context.close()
        self.visitors.clear()
        db.session.rollback()


def link_in(mail: Received) -> str:
    """The link that the mail asks to open: the first that stands on a line of its own."""
    found = LINK.search(mail.text)
    assert found is not None, mail.text
    return found[0]


class Year:
    """A cohort that began ten days ago, with its director and its coordinator."""

    def __init__(self, site: Site, name: str) -> None:
        self.site, self.name, world = site, name, site.world
        programme = world.programme(f"Fellowship of {name}")
        self.programme_id, self.cohort_id = programme.id, living.cohort_now(programme, name).id
        self.director_id, self.director = self._member("Dora Marsh", Role.DIRECTOR)
        _, self.coordinator = self._member("Cora Penrose", Role.COORDINATOR)

    def _member(self, name: str, role: Role) -> tuple[UUID, Newcomer]:
        person = self.site.world.person(name, role=role, scope_id=self.programme_id)
        return person.id, Newcomer(name, person.email)

    @property
    def cohort(self) -> Cohort:
        """The cohort as it is stored now."""
        return db.session.get_one(Cohort, self.cohort_id)

    def surveys(self) -> Sequence[Survey]:
        """The cohort's surveys."""
        return db.session.scalars(select(Survey).where(Survey.cohort_id == self.cohort_id)).all()

    @property
    def at(self) -> str:
        """Where the cohort's pages begin."""
        return f"/cohorts/{self.cohort_id}"

    def invite(self, name: str) -> Newcomer:
        """A fellow whom the director invites now; the mail leaves."""
        email = self.site.world.fellow(self.cohort, name, invited=False).person.email
        with transaction():
            rows = roster.waiting_for(cohort_id=self.cohort_id, state=Standing.NOT_INVITED)
            facts = queries.cohort_facts(cohort_id=self.cohort_id)
            inviting.invite(accounts.actor(person_id=self.director_id), self.cohort, rows, facts)
        return Newcomer(name, email)

    def fellow(self, name: str) -> Newcomer:
        """A fellow who has long had an account."""
        return Newcomer(name, self.site.world.fellow(self.cohort, name).person.email)
