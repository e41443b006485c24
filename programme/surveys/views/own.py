"""A fellow's own surveys: what is open, answering it signed in, and their own scores over the years."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import current_actor, requires, writes, writes_when_read
from programme.access.policy import Facts, Permission
from programme.core.security import limiter
from programme.surveys.presenters import answering as presenters
from programme.surveys.presenters.trajectory import stories
from programme.surveys.queries import answering as queries
from programme.surveys.queries.answering import Asking
from programme.surveys.service import answering as service
from programme.surveys.views import answering as pages
from programme.surveys.views.answering import READING, SAVING, Way

blueprint = Blueprint("own_surveys", __name__, url_prefix="/my/surveys")


def _this_person() -> str:
    return f"answer:{current_actor().person_id}"


def _own(arguments: Mapping[str, Any]) -> Facts:
    """Whose answers these are; what is asked is found on the way, and kept for the view."""
    g.asking = queries.own(person_id=current_actor().person_id, wave_id=arguments["wave_id"])
    return Facts(owner=g.asking.person_id)


def _asking() -> Asking:
    found: Asking = g.asking
    return found


def _way(wave_id: uuid.UUID) -> Way:
    return Way(url_for("own_surveys.start", wave_id=wave_id), by_link=False)


@blueprint.route("")
@requires(Permission.OWN_YEAR)
def index() -> ResponseReturnValue:
    """What is open, what was answered, and what comes."""
    waves = queries.own_waves(person_id=current_actor().person_id)
    return render_template(
        "surveys/answering/own.html", waves=waves, wants_mails=current_user.wants_reminders, presenters=presenters
    )


@blueprint.route("/trajectory")
@requires(Permission.OWN_YEAR)
@writes_when_read
def trajectory() -> ResponseReturnValue:
    """One's own scores over the waves; that they were computed is recorded."""
    found = service.own_scores(current_actor())
    return render_template("surveys/answering/trajectory.html", stories=stories(found))


@blueprint.route("/<uuid:wave_id>")
@requires(Permission.ANSWER_SURVEY, _own)
def start(wave_id: uuid.UUID) -> ResponseReturnValue:
    """What this is, and the button that begins."""
    return pages.start(_asking(), _way(wave_id))


@blueprint.route("/<uuid:wave_id>/<section>", methods=["GET", "POST"])
@requires(Permission.ANSWER_SURVEY, _own)
@limiter.limit(READING, key_func=_this_person)
@writes
def section(wave_id: uuid.UUID, section: str) -> ResponseReturnValue:
    """One section."""
    return pages.section(_asking(), _way(wave_id), section)


@blueprint.route("/<uuid:wave_id>/save", methods=["POST"])
@requires(Permission.ANSWER_SURVEY, _own)
@limiter.limit(SAVING, key_func=_this_person)
@writes
def save(wave_id: uuid.UUID) -> ResponseReturnValue:
    """One answer, sent by the page itself."""
    return pages.save(_asking())


@blueprint.route("/<uuid:wave_id>/review")
@requires(Permission.ANSWER_SURVEY, _own)
def review(wave_id: uuid.UUID) -> ResponseReturnValue:
    """What is left, before sending."""
    return pages.review(_asking(), _way(wave_id))


@blueprint.route("/<uuid:wave_id>/send", methods=["POST"])
@requires(Permission.ANSWER_SURVEY, _own)
@writes
def send(wave_id: uuid.UUID) -> ResponseReturnValue:
    """Send the answers."""
    return pages.send(_asking(), _way(wave_id))


@blueprint.route("/<uuid:wave_id>/thanks")
@requires(Permission.ANSWER_SURVEY, _own)
def thanks(wave_id: uuid.UUID) -> ResponseReturnValue:
    """The end."""
    return pages.thanks(_asking(), _way(wave_id))
