"""A demonstration installation, whose mails can be read."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from programme.core.db import db
from programme.core.mail import sending
from programme.core.mail.models import MailState, OutboxMail
from programme.core.security import limiter
from tests.support.installations import MakeApp
from tests.support.world import World

LINK = re.compile(r"http://127\.0\.0\.1:5000(/\S+)")


@dataclass
class Post:
    """What the worker sends, as demo mode writes it out."""

    app: Flask
    instance: Path

    def deliver(self) -> list[uuid.UUID]:
        """Send all that waits, the oldest first; which mails that were."""
        db.session.rollback()
        waiting = select(OutboxMail.id).where(OutboxMail.state == MailState.WAITING).order_by(OutboxMail.created_at)
        found = list(db.session.scalars(waiting))
        db.session.rollback()
        for mail_id in found:
            sending.send(mail_id)
        return found

    def written(self, mail_id: uuid.UUID) -> str:
        """What a mail says; nothing if it was not written."""
        path = sending.shown_mail(self.instance, mail_id)
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def link(self) -> str:
        """Send all that waits; the link in the last mail."""
        said = self.written(self.deliver()[-1])
        found = LINK.findall(said)
        assert len(found) == 1, said
        return str(found[0])


@pytest.fixture
def demo(make_app: MakeApp) -> Iterator[Flask]:
    """The application in demo mode, inside its context."""
    app = make_app(CANOPY_MODE="demo")
    with app.app_context():
        limiter.reset()
        yield app


@pytest.fixture
def post(demo: Flask, tmp_path: Path) -> Post:
    return Post(demo, tmp_path)


@pytest.fixture
def town(demo: Flask) -> World:
    """Ways to make people in the demonstration."""
    return World(demo)
