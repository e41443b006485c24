"""Home: who is signed in finds what they came for."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import actor_or_none, public
from programme.access.policy import Role
from programme.cohorts import presenters
from programme.cohorts import queries as cohorts
from programme.reports import queries as reports

blueprint = Blueprint("home", __name__)


@blueprint.route("/")
@public
def show() -> ResponseReturnValue:
    """One block for each role that the person holds; signed out: to the sign-in page."""
    actor = actor_or_none()
    if actor is None:
        return redirect(url_for("accounts.sign_in"))
    is_team = actor.holds(Role.DIRECTOR, Role.COORDINATOR)
    return render_template(
        "home/show.html",
        name=current_user.full_name,
        is_team=is_team,
        is_sponsor=actor.holds(Role.SPONSOR),
        is_administrator=actor.holds(Role.ADMINISTRATOR),
        waiting=reports.waiting(actor=actor) if is_team else (),
        cohorts=cohorts.cohorts(actor=actor, page=1, size=10) if is_team else (),
        released=reports.released_to(actor=actor, page=1, size=10) if actor.holds(Role.SPONSOR) else (),
        presenters=presenters,
    )
