"""Home: who is signed in finds what they came for."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import actor_or_none, public
from programme.access.policy import Actor, Role
from programme.cohorts import presenters
from programme.cohorts import queries as cohorts
from programme.cohorts.models import Fellow
from programme.core import clock
from programme.home.views.fellow import fellow_home
from programme.home.views.team import team_home
from programme.reports import queries as reports
from programme.reports.presenters import ListedVersion, listed_version

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
        released=_released(actor) if is_sponsor else (),
        has_role=bool(actor.grants),
        presenters=presenters,
    )


def _released(actor: Actor) -> list[ListedVersion]:
    """The newest version of each report that a sponsor was given."""
    return [listed_version(row) for row in reports.released_to(actor=actor, page=1, size=10)]


@dataclass(frozen=True, slots=True)
class Supported:
    """The fellows whom somebody supports, by name: those whose year goes on, and those of earlier years."""

    now: tuple[Fellow, ...]
    before: tuple[Fellow, ...]


def _supported(actor: Actor) -> Supported:
    mine = actor.scopes_as(Role.MENTOR)
    found = cohorts.fellows_by_id(fellow_ids=mine) if mine else ()
    goes_on = [each.left_on is None and each.cohort.ends_on >= clock.today() for each in found]
    return Supported(
        tuple(each for each, on in zip(found, goes_on, strict=True) if on),
        tuple(each for each, on in zip(found, goes_on, strict=True) if not on),
    )
