"""Answering by the link in a mail: no sign-in, no navigation, one task and its end."""

from collections.abc import Callable

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import public, writes
from programme.core.errors import NotFound
from programme.core.links import digest_of
from programme.core.security import limiter
from programme.surveys.queries import answering as queries
from programme.surveys.queries.answering import Asking
from programme.surveys.views import answering as pages
from programme.surveys.views.answering import READING, SAVING, Way

blueprint = Blueprint("answer", __name__, url_prefix="/answer/<token>")


def _this_link() -> str:
    """What is counted against a rate limit: the link, for many people of one hospital share an address.

    The counter keeps moments for a minute, so it gets another digest than the one that is stored with the link.
    """
    return digest_of(f"answering {(request.view_args or {}).get('token', '')}")


def _by_link(token: str, page: Callable[[Asking, Way], ResponseReturnValue]) -> ResponseReturnValue:
    try:
        asking = queries.by_link(token=token)
    except NotFound:
        return render_template("surveys/answering/unknown.html"), 404
    return page(asking, Way(url_for("answer.start", token=token), by_link=True))


@blueprint.route("")
@public
@limiter.limit(READING, key_func=_this_link)
def start(token: str) -> ResponseReturnValue:
    """What this is, and the button that begins."""
    return _by_link(token, pages.start)


@blueprint.route("/<section>", methods=["GET", "POST"])
@public
@limiter.limit(READING, key_func=_this_link)
@writes
def section(token: str, section: str) -> ResponseReturnValue:
    """One section."""
    return _by_link(token, lambda asking, way: pages.section(asking, way, section))


@blueprint.route("/save", methods=["POST"])
@public
@limiter.limit(SAVING, key_func=_this_link)
@writes
def save(token: str) -> ResponseReturnValue:
    """One answer, sent by the page itself."""
    return _by_link(token, lambda asking, way: pages.save(asking))


@blueprint.route("/review")
@public
@limiter.limit(READING, key_func=_this_link)
def review(token: str) -> ResponseReturnValue:
    """What is left, before sending."""
    return _by_link(token, pages.review)


@blueprint.route("/send", methods=["POST"])
@public
@limiter.limit(READING, key_func=_this_link)
@writes
def send(token: str) -> ResponseReturnValue:
    """Send the answers."""
    return _by_link(token, pages.send)


@blueprint.route("/later")
@public
@limiter.limit(READING, key_func=_this_link)
def later(token: str) -> ResponseReturnValue:
    """How to come back."""
    return _by_link(token, pages.later)


@blueprint.route("/thanks")
@public
@limiter.limit(READING, key_func=_this_link)
def thanks(token: str) -> ResponseReturnValue:
    """The end."""
    return _by_link(token, pages.thanks)
