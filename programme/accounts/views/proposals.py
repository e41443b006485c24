"""Roles that coordinators propose and directors give or decline."""

import uuid

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Actor, Permission, Role, may_give, proposable
from programme.accounts import presenters, queries, service
from programme.accounts.forms import GrantForm, PersonProposalForm, ProposalForm
from programme.accounts.models import GrantProposal, Person
from programme.accounts.views import blueprint
from programme.accounts.views.people import facts_within_reach, person_facts, reach
from programme.core.errors import DomainError, NotFound
from programme.core.pages import announce


@blueprint.route("/people/propose", methods=["GET", "POST"])
@requires(Permission.PROPOSE_GRANT)
@writes
def propose_person() -> ResponseReturnValue:
    """Propose somebody new with a first role."""
    actor, form = current_actor(), PersonProposalForm()
    _offer(actor, form)
    if form.validate_on_submit():
        try:
            found = service.propose_person(actor, email=str(form.email.data), full_name=str(form.full_name.data))
            _propose(actor, found, form)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(f"{found.full_name} is proposed", "A mail goes to them once a director gives the role.")
            return redirect(url_for("accounts.person", person_id=found.id))
    return render_template("accounts/propose_person.html", form=form)


@blueprint.route("/people/<uuid:person_id>/proposals/new", methods=["GET", "POST"])
@requires(Permission.PROPOSE_GRANT, person_facts)
@writes
def propose(person_id: uuid.UUID) -> ResponseReturnValue:
    """Propose a role for somebody who is here."""
    actor, form = current_actor(), ProposalForm()
    if person_id == actor.person_id:
        raise NotFound  # nobody proposes for themselves
    found = queries.person(person_id=person_id, within=reach(actor))
    _offer(actor, form)
    if form.validate_on_submit():
        try:
            _propose(actor, found, form)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The role is proposed", "A director gives or declines it. Until then it opens nothing.")
            return redirect(url_for("accounts.person", person_id=person_id))
    return render_template("accounts/give.html", form=form, person=found, proposes=True)


@blueprint.route("/people/<uuid:person_id>/proposals/<uuid:proposal_id>/accept", methods=["POST"])
@requires(Permission.GIVE_GRANT, person_facts)
@writes
def accept(person_id: uuid.UUID, proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Give a role that was proposed."""
    actor, row = current_actor(), _decidable(person_id, proposal_id)
    try:
        service.accept_proposal(actor, row, facts_within_reach(actor, row.scope_id))
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was changed", problem.message)
    else:
        announce("The role is given", "It opens its pages from now on. Somebody new gets an invitation by mail.")
    return redirect(url_for("accounts.person", person_id=person_id))


@blueprint.route("/people/<uuid:person_id>/proposals/<uuid:proposal_id>/decline", methods=["POST"])
@requires(Permission.GIVE_GRANT, person_facts)
@writes
def decline(person_id: uuid.UUID, proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Put a proposal away."""
    actor, row = current_actor(), _decidable(person_id, proposal_id)
    try:
        service.decline_proposal(actor, row, facts_within_reach(actor, row.scope_id))
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was changed", problem.message)
    else:
        announce("The proposal is declined", "Nothing was given, and no mail was sent.")
    return redirect(url_for("accounts.people"))


def _decidable(person_id: uuid.UUID, proposal_id: uuid.UUID) -> GrantProposal:
    """The proposal, if the actor may decide on it."""
    actor, row = current_actor(), queries.proposal(proposal_id=proposal_id, person_id=person_id)
    if not may_give(actor, row.role, row.scope.kind, facts_within_reach(actor, row.scope_id), person_id):
        raise NotFound
    return row


def _offer(actor: Actor, form: GrantForm) -> None:
    kinds = {kind for _, kind in proposable()}
    scopes = queries.scopes_to_give_in(scope_ids=actor.scopes_as(Role.COORDINATOR))
    form.role.choices = presenters.role_choices({role for role, _ in proposable()})
    form.role.hints = presenters.ROLE_HINTS
    form.scope.choices = presenters.scope_choices({key: row for key, row in scopes.items() if row.kind in kinds})


def _propose(actor: Actor, person: Person, form: GrantForm) -> None:
    scope_id = uuid.UUID(form.scope.data)
    facts = facts_within_reach(actor, scope_id)
    service.propose_grant(actor, person, Role(form.role.data), scope_id, facts, ends_at=form.ends_at)
