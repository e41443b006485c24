"""Naming a fellow's mentor, and what the fellow says to it."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import argument_id, current_actor, keep_nothing, requires, writes
from programme.access.policy import Facts, Permission, Role, ScopeKind, may_give
from programme.accounts import queries as accounts
from programme.accounts.queries import relations as open_relations
from programme.accounts.service import end_grant
from programme.accounts.service import relations as relation_service
from programme.cohorts import presenters, queries
from programme.cohorts.forms.fellows import MentorForm
from programme.cohorts.service import relations as service
from programme.cohorts.views import blueprint
from programme.core.errors import DomainError, NotFound
from programme.core.pages import announce

ONE = "/cohorts/<uuid:cohort_id>/fellows/<uuid:fellow_id>"


def in_fellow(arguments: Mapping[str, Any]) -> Facts:
    """The facts of the fellow in the address, who is in the cohort in the address."""
    row = queries.fellow(cohort_id=arguments["cohort_id"], fellow_id=arguments["fellow_id"])
    return queries.fellow_facts(fellow_id=row.id)


def of_answer(arguments: Mapping[str, Any]) -> Facts:
    """Whose answer the proposal in the address waits for."""
    row = open_relations.answerable(proposal_id=argument_id(arguments, "proposal_id"))
    return Facts(owner=row.scope.person_id)


@blueprint.route(f"{ONE}/mentors/new", methods=["GET", "POST"])
@requires(Permission.OFFER_RELATION, in_fellow)
@writes
def name_mentor(cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> ResponseReturnValue:
    """Name a fellow's mentor."""
    actor, form, facts = current_actor(), MentorForm(), queries.fellow_facts(fellow_id=fellow_id)
    row = queries.fellow(cohort_id=cohort_id, fellow_id=fellow_id)
    gives = may_give(actor, Role.MENTOR, ScopeKind.FELLOW, facts, None)
    if form.validate_on_submit():
        try:
            named = service.name_mentor(actor, row, str(form.email.data), str(form.full_name.data), facts)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            what_follows = "The fellow is asked next." if gives else "A director agrees first."
            announce(f"{named.person.full_name} is named", f"{what_follows} It starts when the fellow accepts.")
            return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    return render_template("cohorts/mentor_form.html", form=form, cohort=cohort, row=row, gives=gives)


@blueprint.route(f"{ONE}/mentors/<uuid:proposal_id>/agree", methods=["POST"])
@requires(Permission.OFFER_RELATION, in_fellow)
@writes
def agree_to_mentor(cohort_id: uuid.UUID, fellow_id: uuid.UUID, proposal_id: uuid.UUID) -> ResponseReturnValue:
    """A director agrees to what a coordinator proposed."""
    row = open_relations.proposal(fellow_id=fellow_id, proposal_id=proposal_id)
    try:
        relation_service.agree(current_actor(), row, queries.fellow_facts(fellow_id=fellow_id))
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was changed", problem.message)
    else:
        announce(f"You have agreed to {row.person.full_name}", "The fellow is asked next, on their own pages.")
    return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))


@blueprint.route(f"{ONE}/mentors/<uuid:proposal_id>/withdraw", methods=["POST"])
@requires(Permission.OFFER_RELATION, in_fellow)
@writes
def withdraw_mentor(cohort_id: uuid.UUID, fellow_id: uuid.UUID, proposal_id: uuid.UUID) -> ResponseReturnValue:
    """Take back who was named, before the fellow has answered; a director declines thus what a coordinator proposed."""
    actor, facts = current_actor(), queries.fellow_facts(fellow_id=fellow_id)
    row = open_relations.proposal(fellow_id=fellow_id, proposal_id=proposal_id)
    name, waits = row.person.full_name, row.agreed_by is None
    decides = waits and may_give(actor, row.role, ScopeKind.FELLOW, facts, row.person_id)
    try:
        relation_service.withdraw(actor, row, facts)
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was changed", problem.message)
    else:
        done = f"You have declined {name}" if decides else "It is taken back"
        announce(done, "Nothing was opened, and no mail was sent.")
    return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))


@blueprint.route(f"{ONE}/mentors/<uuid:grant_id>/end", methods=["GET", "POST"])
@requires(Permission.OFFER_RELATION, in_fellow)
@writes
def end_mentor(cohort_id: uuid.UUID, fellow_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    """End a relation, after a question."""
    actor, facts = current_actor(), queries.fellow_facts(fellow_id=fellow_id)
    grant = open_relations.relation(fellow_id=fellow_id, grant_id=grant_id)
    if not may_give(actor, grant.role, ScopeKind.FELLOW, facts, grant.person_id):
        raise NotFound
    row = queries.fellow(cohort_id=cohort_id, fellow_id=fellow_id)
    if request.method == "POST":
        try:
            end_grant(actor, grant, facts)
        except DomainError as problem:
            keep_nothing()
            announce("Nothing was changed", problem.message)
        else:
            announce("The relation has ended", "It opens nothing any more. What they wrote stays theirs to read.")
        return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    return render_template("cohorts/mentor_end.html", cohort=cohort, row=row, grant=grant, presenters=presenters)


@blueprint.route("/my/supporters/<uuid:proposal_id>")
@requires(Permission.ANSWER_RELATION, of_answer)
def supporter(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """One question to the fellow: who is to support them, and what that opens."""
    row = open_relations.answerable(proposal_id=proposal_id)
    named = accounts.names(person_ids=[each for each in (row.agreed_by, row.proposed_by) if each])
    giver, proposer = (named.get(each) if each else None for each in (row.agreed_by, row.proposed_by))
    words = {"giver": giver, "proposer": proposer, "presenters": presenters}
    return render_template("cohorts/supporter.html", row=row, **words)


@blueprint.route("/my/supporters/<uuid:proposal_id>/accept", methods=["POST"])
@requires(Permission.ANSWER_RELATION, of_answer)
@writes
def accept_supporter(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The fellow accepts: the relation starts now."""
    row = open_relations.answerable(proposal_id=proposal_id)
    name = row.person.full_name
    try:
        relation_service.accept(current_actor().person_id, row)
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was changed", problem.message)
    else:
        announce(f"{name} supports you now", "Somebody who is new here gets an invitation by mail.")
    return redirect(url_for("cohorts.own_profile"))


@blueprint.route("/my/supporters/<uuid:proposal_id>/decline", methods=["POST"])
@requires(Permission.ANSWER_RELATION, of_answer)
@writes
def decline_supporter(proposal_id: uuid.UUID) -> ResponseReturnValue:
    """The fellow declines: nothing is opened."""
    row = open_relations.answerable(proposal_id=proposal_id)
    name = row.person.full_name
    try:
        relation_service.decline(current_actor().person_id, row)
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was changed", problem.message)
    else:
        what_follows = "Nothing was opened to them. Your programme's team can name somebody else."
        announce(f"You have declined {name}", what_follows)
    return redirect(url_for("cohorts.own_profile"))
