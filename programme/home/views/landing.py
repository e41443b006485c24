"""Home: who is signed in finds what they came for."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import actor_or_none, public
from programme.access.policy import Actor, Role
from programme.accounts import queries as accounts
from programme.accounts.models import GrantProposal
from programme.accounts.presenters import ROLES
from programme.cohorts import presenters
from programme.cohorts import queries as cohorts
from programme.reports import queries as reports

blueprint = Blueprint("home", __name__)


def _proposals(actor: Actor) -> Sequence[GrantProposal]:
    """Roles that coordinators propose in the programmes that the actor directs."""
    led = actor.scopes_as(Role.DIRECTOR)
    if not led:
        return ()
    return accounts.proposals(scopes=list(accounts.scopes_within(scope_ids=led)))


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
        proposals=_proposals(actor),
        cohorts=cohorts.cohorts(actor=actor, page=1, size=10) if is_team else (),
        released=reports.released_to(actor=actor, page=1, size=10) if actor.holds(Role.SPONSOR) else (),
        presenters=presenters,
        roles=ROLES,
    )
