"""Guards: each view declares who may use it and whether it writes; a view that declares nothing stops the start."""

import uuid
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from programme.access.policy import NO_FACTS, Actor, Facts, Permission, may
from programme.core.connections import Use
from programme.core.db import db, expect
from programme.core.errors import NotFound

ACCESS = "access"
WRITES = "writes"
READS = "reads"
EXTENSION = "canopy.access"

View = Callable[..., ResponseReturnValue]
# From the view's arguments to the facts of the record; NotFound if there is none.
Scope = Callable[[Mapping[str, Any]], Facts]
LoadActor = Callable[[], Actor | None]


class UndeclaredAccess(Exception):
    """A URL has neither @requires nor @public: the application does not start."""


def public(view: View) -> View:
    """Anybody may use this view, signed in or not."""
    setattr(view, ACCESS, "public")
    return view


def requires(permission: Permission, scope: Scope | None = None) -> Callable[[View], View]:
    """Only who may do `permission` on the record that `scope` finds may use this view.

    Signed out: to the sign-in page. A record that is not the actor's to see: 404, as if it were not there.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            actor = actor_or_none()
            if actor is None:
                return _to_sign_in()
            try:
                facts = scope(arguments) if scope else NO_FACTS
            except NotFound:
                abort(404)
            if not may(actor, permission, facts):
                abort(404 if scope else 403)
            g.facts = facts
            return view(**arguments)

        setattr(guarded, ACCESS, permission)
        return guarded

    return guard


def writes(view: View) -> View:
    """Whatever this view writes is committed once, after it returns; an error or a refusal commits nothing."""

    @wraps(view)
    def committed(**arguments: Any) -> ResponseReturnValue:
        try:
            answer = view(**arguments)
        except BaseException:
            db.session.rollback()
            raise
        if g.get("keep_nothing") or request.method not in getattr(committed, WRITES):
            db.session.rollback()  # HEAD asks for no form's token, so it writes nothing, whatever the view does
        else:
            db.session.commit()
        return answer

    setattr(committed, WRITES, ("POST",))
    return committed


def writes_when_read(view: View) -> View:
    """As @writes, for the few pages whose reading is itself recorded, such as a download."""
    committed = writes(view)
    setattr(committed, WRITES, ("GET", "POST"))
    return committed


def reads_at_length(view: View) -> View:
    """For the few pages that read more than they show, a piece at a time: a database does that in a transaction."""
    setattr(view, READS, Use.WORK)
    return view


def keep_nothing() -> None:
    """Roll back what this request wrote: used where a form goes back to the person with a fault."""
    g.keep_nothing = True


def init_app(app: Flask, load_actor: LoadActor) -> None:
    """Give `app` the loader of the actor, and say to the database which views write."""
    app.extensions[EXTENSION] = load_actor
    app.before_request(_expect)
    app.teardown_request(lambda _: expect(Use.WORK))  # the thread's next request may be refused before it says so


def refuse_undeclared(app: Flask) -> None:
    """Raise `UndeclaredAccess` for the first URL without a declared access; `static` alone is exempt, by name."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], ACCESS):
            raise UndeclaredAccess(f"{rule.rule} ({rule.endpoint}) declares no access: add @requires or @public.")


def actor_or_none() -> Actor | None:
    """Who is asking, with the grants in force; None when signed out. Loaded once a request."""
    if "actor" not in g:
        load: LoadActor = current_app.extensions[EXTENSION]
        g.actor = load()
    found: Actor | None = g.actor
    return found


def current_actor() -> Actor:
    """Who is asking; behind @requires there is always somebody."""
    actor = actor_or_none()
    if actor is None:
        abort(401)
    return actor


def current_facts() -> Facts:
    """The facts of the record that the address names, as @requires found them for this request."""
    found: Facts = g.facts
    return found


def argument_id(arguments: Mapping[str, Any], name: str) -> uuid.UUID:
    """The UUID that the address carries under `name`."""
    value = arguments[name]
    if not isinstance(value, uuid.UUID):
        raise NotFound
    return value


def _expect() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    method = "GET" if request.method == "HEAD" else request.method
    expect(Use.WRITING if method in getattr(view, WRITES, ()) else getattr(view, READS, Use.PAGE))


def _to_sign_in() -> Response:
    path = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=path) if path and path != "/" else url_for("accounts.sign_in"))
