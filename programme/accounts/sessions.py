"""Sessions: who a cookie stands for, and how long it lasts without use."""

import time
import uuid
from datetime import timedelta
from typing import Any

from flask import Flask, g, request, session
from flask_login import LoginManager, current_user, logout_user

from programme.access.policy import Actor
from programme.accounts import queries
from programme.accounts.models import Person
from programme.core.settings import Settings

SEEN, READ = "seen", "actor_read_with_the_person"
FRESH_SECONDS = 30


def init_app(app: Flask, settings: Settings) -> None:
    """Give `app` its sessions. A session ends at sign-out, a new password, or after the idle limit."""
    manager = LoginManager()
    manager.session_protection = None  # phones change their address; the idle limit and epoch guard the session
    manager.init_app(app, add_context_processor=False)
    app.context_processor(lambda: {"current_user": current_user})  # looked up only by pages that name it
    manager.user_loader(_load)
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=12)
    idle_seconds = settings.idle_minutes * 60
    app.before_request(lambda: _end_when_idle(idle_seconds))


def renew(current: Any) -> None:
    """Start an empty session for a person who has just proved who they are."""
    current.clear()
    current[SEEN] = int(time.time())


def load_actor() -> Actor | None:
    """The signed-in person with the grants in force; None when signed out."""
    person = current_user._get_current_object()
    if not isinstance(person, Person):
        return None
    read: Actor | None = g.get(READ)
    return read if read and read.person_id == person.id else queries.actor(person_id=person.id)


def _load(key: str) -> Person | None:
    """The person behind "id:epoch"; None once the epoch has risen."""
    person_id, _, epoch = key.partition(":")
    try:
        found = queries.signed_in(person_id=uuid.UUID(person_id))
    except ValueError:
        return None
    if found is None or str(found[0].epoch) != epoch:
        return None
    person, actor = found
    setattr(g, READ, actor)
    return person


def _end_when_idle(idle_seconds: int) -> None:
    if request.endpoint == "static" or "_user_id" not in session:
        return
    moment = int(time.time())
    seen = int(session.get(SEEN, 0))
    if moment - seen > idle_seconds:
        logout_user()
        session.clear()
    elif moment - seen > FRESH_SECONDS:
        session[SEEN] = moment
