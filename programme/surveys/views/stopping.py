"""Stopping mails about surveys: by the link in each of them, and on one's own pages."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import public, requires, writes
from programme.access.policy import Permission
from programme.accounts.service import person_for_link
from programme.core.pages import announce
from programme.core.security import limiter
from programme.surveys.mail import STOP
from programme.surveys.service import mailing

blueprint = Blueprint("mails", __name__)


@blueprint.route("/stop/<token>")
@public
@limiter.limit("30 per minute")
def stop(token: str) -> ResponseReturnValue:
    """Stop mails about surveys by the link in one of them; opening the page changes nothing yet."""
    person = person_for_link(STOP, token)
    if person is None:
        return render_template("surveys/mails/closed.html"), 404
    if not person.wants_reminders:
        return render_template("surveys/mails/stopped.html")
    return render_template("surveys/mails/stop.html", person=person, token=token)


@blueprint.route("/stop/<token>/confirm", methods=["POST"])
@public
@limiter.limit("30 per minute")
@writes
def confirm_stop(token: str) -> ResponseReturnValue:
    """Stop them now."""
    person = person_for_link(STOP, token)
    if person is None:
        return render_template("surveys/mails/closed.html"), 404
    mailing.stop_mails(person)
    return redirect(url_for("mails.stop", token=token))


@blueprint.route("/my/surveys/mails/stop", methods=["POST"])
@requires(Permission.OWN_YEAR)
@writes
def stop_own() -> ResponseReturnValue:
    """Stop mails about surveys to oneself."""
    mailing.stop_mails(current_user)
    announce("You get no more mails about surveys", "You still find them on your home page.")
    return redirect(url_for("own_surveys.index"))


@blueprint.route("/my/surveys/mails/allow", methods=["POST"])
@requires(Permission.OWN_YEAR)
@writes
def allow_own() -> ResponseReturnValue:
    """Have mails about surveys again."""
    mailing.allow_mails(current_user)
    announce("You get mails about surveys again")
    return redirect(url_for("own_surveys.index"))
