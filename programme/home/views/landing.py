"""Home: who is signed in finds what they came for."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import actor_or_none, public
from programme.access.policy import Actor, Role
from programme.cohorts import presenters
from programme.cohorts import queries as cohorts
from programme.cohorts.models import Fellow
from programme.home.views.fellow import fellow_home
from programme.home.views.team import team_home
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
    is_sponsor = actor.holds(Role.SPONSOR)
    return render_template(
        "home/show.html",
        name=current_user.full_name,
        is_administrator=actor.holds(Role.ADMINISTRATOR),
        is_director=actor.holds(Role.DIRECTOR),
        team=team_home(actor) if is_team else None,
        cohorts=cohorts.cohorts(actor=actor, page=1, size=10) if is_team else (),
        fellow=fellow_home(actor) if actor.holds(Role.FELLOW) else None,
        supported=_supported(actor),
        is_mentor=actor.holds(Role.MENTOR),
        is_sponsor=is_sponsor,
        released=reports.released_to(actor=actor, page=1, size=10) if is_sponsor else (),
        has_role=bool(actor.grants),
        presenters=presenters,
    )


def _supported(actor: Actor) -> Sequence[Fellow]:
    """The fellows whom the person supports, by name."""
    mine = actor.scopes_as(Role.MENTOR)
    return cohorts.fellows_by_id(fellow_ids=mine) if mine else ()
