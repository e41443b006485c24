"""Pages about organisations."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, current_facts, keep_nothing, requires, writes
from programme.access.policy import Facts, Permission, Role, may
from programme.accounts.queries import holders, scope_names
from programme.core.errors import DomainError
from programme.core.pages import ROWS_A_PAGE, announce, paged, search_words
from programme.organisations import presenters, queries, service
from programme.organisations.forms import OrganisationForm
from programme.organisations.models import OrganisationKind

blueprint = Blueprint("organisations", __name__, url_prefix="/organisations")


def _facts(arguments: Mapping[str, Any]) -> Facts:
    return queries.facts(organisation_id=arguments["organisation_id"])


@blueprint.route("")
@requires(Permission.LIST_ORGANISATIONS)
def index() -> ResponseReturnValue:
    """The organisations within reach, by name."""
    actor, words = current_actor(), search_words()
    asked = request.args.get("kind", "")
    kind = OrganisationKind(asked) if asked in set(OrganisationKind) else None
    paging = paged(queries.count(actor=actor, words=words, kind=kind))
    found = queries.organisations(actor=actor, words=words, kind=kind, page=paging.page, size=ROWS_A_PAGE)
    return render_template(
        "organisations/index.html",
        organisations=found,
        programmes=queries.programme_names(actor=actor, organisation_ids=[row.id for row in found]),
        paging=paging,
        words=words,
        kind=kind,
        presenters=presenters,
        may_create=may(actor, Permission.CREATE_ORGANISATION),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.CREATE_ORGANISATION)
@writes
def create() -> ResponseReturnValue:
    """Add an organisation to a programme of one's own."""
    actor, form = current_actor(), OrganisationForm()
    mine = actor.scopes_as(Role.DIRECTOR, Role.COORDINATOR)
    form.programme.choices = sorted(
        ((str(key), name) for key, name in scope_names(scope_ids=mine).items()), key=lambda choice: choice[1]
    )
    if form.validate_on_submit():
        try:
            row = service.create(form.facts(), uuid.UUID(form.programme.data), by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(f"{row.name} is added")
            return redirect(url_for("organisations.show", organisation_id=row.id))
    return render_template("organisations/form.html", form=form, row=None)


@blueprint.route("/<uuid:organisation_id>")
@requires(Permission.READ_ORGANISATION, _facts)
def show(organisation_id: uuid.UUID) -> ResponseReturnValue:
    """One organisation."""
    actor = current_actor()
    facts = current_facts()
    return render_template(
        "organisations/show.html",
        row=queries.organisation(actor=actor, organisation_id=organisation_id),
        sponsors=holders(role=Role.SPONSOR, scopes=[organisation_id]).get(organisation_id, []),
        programmes=sorted(scope_names(scope_ids=facts.scopes - {organisation_id}).values()),
        presenters=presenters,
        may_edit=may(actor, Permission.EDIT_ORGANISATION, facts),
    )


@blueprint.route("/<uuid:organisation_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_ORGANISATION, _facts)
@writes
def edit(organisation_id: uuid.UUID) -> ResponseReturnValue:
    """Change what is known of an organisation."""
    actor = current_actor()
    row = queries.organisation(actor=actor, organisation_id=organisation_id)
    shown = {"kind": row.kind.value, "sector": row.sector.value, "scale": row.scale.value}
    form = OrganisationForm(name=row.name, ods_code=row.ods_code, **shown)
    del form.programme
    if form.validate_on_submit():
        try:
            service.edit(row, form.facts(), by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The changes are saved")
            return redirect(url_for("organisations.show", organisation_id=organisation_id))
    return render_template("organisations/form.html", form=form, row=row)
