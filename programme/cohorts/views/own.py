"""A fellow's own year: the facts about it, who reaches it, and what the fellow may change."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import RELATIONS, Permission, Role, ScopeKind
from programme.accounts import queries as accounts
from programme.accounts.queries import relations
from programme.cohorts import presenters, queries
from programme.cohorts.forms.own import StageForm
from programme.cohorts.models import Fellow
from programme.cohorts.rules.states import asks_for_own_address, fault_in_change
from programme.cohorts.service import fellows as service
from programme.cohorts.views import blueprint
from programme.core import clock
from programme.core.errors import DomainError, NotFound
from programme.core.pages import announce

REACHING = (*RELATIONS, Role.DIRECTOR, Role.COORDINATOR, Role.SPONSOR)


@blueprint.route("/my/profile")
@requires(Permission.OWN_YEAR)
def own_profile() -> ResponseReturnValue:
    """What the programme holds about a fellow's year, and every role that reaches it."""
    person_id = current_actor().person_id
    years = queries.fellowships_of(person_id=person_id)
    row = queries.current_of(years)
    if row is None:
        raise NotFound
    return render_template(
        "cohorts/profile.html",
        row=row,
        years=years,
        reaching=accounts.grants_in(
            scopes=accounts.scope_facts(scope_id=row.id, kind=ScopeKind.FELLOW).scopes, roles=REACHING
        ),
        offered=relations.offered_to(person_id=person_id),
        asks=asks_for_own_address(row.cohort.ends_on, clock.today(), has_one=current_user.has_personal_email),
        is_over=row.cohort.ends_on < clock.today(),
        relations=RELATIONS,
        presenters=presenters,
        fault=fault_in_change(row.cohort.state.value),
    )


@blueprint.route("/my/profile/edit", methods=["GET", "POST"])
@requires(Permission.OWN_YEAR)
@writes
def edit_own_profile() -> ResponseReturnValue:
    """Correct one's own career stage and employer."""
    row = _current()
    form = StageForm(career_stage=row.career_stage, employer=row.employer)
    if form.validate_on_submit():
        try:
            service.correct_stage(row, str(form.career_stage.data or ""), str(form.employer.data or ""))
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("Your profile is saved", "Your programme's team sees the change.")
            return redirect(url_for("cohorts.own_profile"))
    return render_template("cohorts/profile_form.html", form=form)


def _current() -> Fellow:
    row = queries.current_fellowship(person_id=current_actor().person_id)
    if row is None:
        raise NotFound
    return row
