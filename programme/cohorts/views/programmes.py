"""Pages about programmes."""

import uuid

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, current_facts, keep_nothing, requires, writes
from programme.access.policy import Permission, Role, may
from programme.accounts.queries import holders
from programme.cohorts import presenters, queries, service
from programme.cohorts.forms.programmes import ProgrammeForm
from programme.cohorts.views import blueprint, in_programme
from programme.core.errors import DomainError
from programme.core.pages import announce


@blueprint.route("/programmes")
@requires(Permission.LIST_PROGRAMMES)
def programmes() -> ResponseReturnValue:
    """The programmes within reach, with their directors."""
    actor = current_actor()
    found = queries.programmes(actor=actor)
    return render_template(
        "cohorts/programmes.html",
        programmes=found,
        directors=holders(role=Role.DIRECTOR, scopes=[row.id for row in found]),
        may_create=may(actor, Permission.CREATE_PROGRAMME),
    )


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@requires(Permission.CREATE_PROGRAMME)
@writes
def create_programme() -> ResponseReturnValue:
    """Add a programme."""
    form = ProgrammeForm()
    if form.validate_on_submit():
        try:
            row = service.create_programme(
                str(form.name.data), str(form.purpose.data or ""), by=current_actor().person_id
            )
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(f"{row.name} is added", "Name its director next: invite them, or give the role to somebody here.")
            return redirect(url_for("cohorts.programme", programme_id=row.id))
    return render_template("cohorts/programme_form.html", form=form, row=None)


@blueprint.route("/programmes/<uuid:programme_id>")
@requires(Permission.READ_PROGRAMME, in_programme)
def programme(programme_id: uuid.UUID) -> ResponseReturnValue:
    """One programme: its team, and for the team its cohorts."""
    actor = current_actor()
    is_team = may(actor, Permission.CREATE_COHORT, current_facts())
    return render_template(
        "cohorts/programme.html",
        row=queries.programme(actor=actor, programme_id=programme_id),
        cohorts=queries.cohorts_of(programme_id=programme_id) if is_team else (),
        team=queries.team_of(programme_id=programme_id),
        is_team=is_team,
        may_invite=may(actor, Permission.INVITE_PERSON),
        presenters=presenters,
    )


@blueprint.route("/programmes/<uuid:programme_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PROGRAMME, in_programme)
@writes
def edit_programme(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Change a programme's name and purpose."""
    actor = current_actor()
    row = queries.programme(actor=actor, programme_id=programme_id)
    form = ProgrammeForm(name=row.name, purpose=row.purpose)
    if form.validate_on_submit():
        try:
            service.edit_programme(row, str(form.name.data), str(form.purpose.data or ""), by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The changes are saved")
            return redirect(url_for("cohorts.programme", programme_id=programme_id))
    return render_template("cohorts/programme_form.html", form=form, row=row)
