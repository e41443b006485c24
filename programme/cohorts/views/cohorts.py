"""Pages about cohorts."""

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, current_facts, keep_nothing, requires, writes
from programme.access.policy import Permission, may
from programme.cohorts import presenters, queries, rules, service
from programme.cohorts.forms.programmes import CohortForm
from programme.cohorts.service.inviting import may_invite
from programme.cohorts.views import blueprint, in_cohort, in_programme
from programme.core import clock
from programme.core.errors import DomainError
from programme.core.pages import ROWS_A_PAGE, announce, paged


@blueprint.route("/cohorts")
@requires(Permission.LIST_COHORTS)
def index() -> ResponseReturnValue:
    """The cohorts of the actor's programmes."""
    actor, archived = current_actor(), request.args.get("state") == "archived"
    counts = queries.count_cohorts(actor=actor)
    paging = paged(counts.archived if archived else counts.others)
    return render_template(
        "cohorts/index.html",
        cohorts=queries.cohorts(actor=actor, page=paging.page, size=ROWS_A_PAGE, archived=archived),
        archived=archived,
        others=counts.others if archived else counts.archived,
        programmes=queries.led_programmes(actor=actor),
        paging=paging,
        presenters=presenters,
    )


@blueprint.route("/programmes/<uuid:programme_id>/cohorts/new", methods=["GET", "POST"])
@requires(Permission.CREATE_COHORT, in_programme)
@writes
def create(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Add a cohort to a programme."""
    actor, form = current_actor(), CohortForm()
    programme = queries.programme(actor=actor, programme_id=programme_id)
    if form.validate_on_submit():
        try:
            row = service.create_cohort(programme_id, str(form.name.data), *form.dates, by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(f"Cohort {row.name} is planned", "Import its earlier results, or come back when it starts.")
            return redirect(url_for("cohorts.show", cohort_id=row.id))
    return render_template("cohorts/form.html", form=form, programme=programme, row=None)


@blueprint.route("/cohorts/<uuid:cohort_id>")
@requires(Permission.READ_COHORT, in_cohort)
def show(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """One cohort: where it stands and what can be done next."""
    actor = current_actor()
    row, facts = queries.cohort(actor=actor, cohort_id=cohort_id), current_facts()
    return render_template(
        "cohorts/show.html",
        row=row,
        moves=rules.moves(row.state.value, row.starts_on, row.ends_on, clock.today()),
        may_count=may(actor, Permission.COUNT_REFLECTIONS, facts),
        may_release=may(actor, Permission.RELEASE_REPORT, facts),
        may_invite=may_invite(actor, facts),
        presenters=presenters,
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_COHORT, in_cohort)
@writes
def edit(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Change a cohort's name and dates."""
    actor = current_actor()
    row = queries.cohort(actor=actor, cohort_id=cohort_id)
    form = CohortForm(name=row.name, starts_on=row.starts_on, ends_on=row.ends_on)
    if form.validate_on_submit():
        try:
            service.edit_cohort(row, str(form.name.data), *form.dates, by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The changes are saved")
            return redirect(url_for("cohorts.show", cohort_id=cohort_id))
    return render_template("cohorts/form.html", form=form, programme=row.programme, row=row)


@blueprint.route("/cohorts/<uuid:cohort_id>/state", methods=["POST"])
@requires(Permission.EDIT_COHORT, in_cohort)
@writes
def move(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Take a cohort to another state."""
    actor = current_actor()
    row = queries.cohort(actor=actor, cohort_id=cohort_id)
    try:
        service.move_cohort(row, request.form.get("to", ""), by=actor.person_id)
    except DomainError as problem:
        announce("Nothing was changed", problem.message)
    else:
        announce(f"{row.name} is {row.state.value} now")
    return redirect(url_for("cohorts.show", cohort_id=cohort_id))
