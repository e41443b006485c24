"""People and their grants, for administrators and programme teams."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import (
    LASTING,
    RELATIONS,
    Actor,
    Facts,
    Permission,
    Role,
    ScopeKind,
    givable,
    may,
    may_give,
)
from programme.accounts import presenters, queries, service
from programme.accounts.forms import GrantForm, InvitationForm, PersonForm
from programme.accounts.mail import INVITATION
from programme.accounts.models import GrantProposal, Person
from programme.accounts.views import blueprint
from programme.core.errors import DomainError, NotFound
from programme.core.mail import outbox
from programme.core.pages import announce, read_page, search_words

PEOPLE_A_PAGE = 25  # each with all that they do here: on a phone a page of them is long


def reach(actor: Actor) -> frozenset[uuid.UUID] | None:
    """The scopes within which the actor may read people; None for an administrator, who may read all."""
    return None if actor.holds(Role.ADMINISTRATOR) else actor.scopes_as(*queries.TEAM)


def person_facts(arguments: Mapping[str, Any]) -> Facts:
    """Where a person's grants lie, as far as the actor reaches; NotFound outside of it."""
    within = reach(current_actor())
    queries.person(person_id=arguments["person_id"], within=within)
    return Facts(owner=arguments["person_id"], scopes=within or frozenset())


@blueprint.route("/people")
@requires(Permission.LIST_PEOPLE)
def people() -> ResponseReturnValue:
    """The people within reach, by name."""
    within, words = reach(current_actor()), search_words()
    found, paging = read_page(
        lambda page: queries.listed_people(within=within, words=words, page=page, size=PEOPLE_A_PAGE), PEOPLE_A_PAGE
    )
    roles: dict[uuid.UUID, list[str]] = {}
    for person_id, role, kind, name in queries.roles_now(person_ids=[each.id for each in found], within=within):
        roles.setdefault(person_id, []).append(f"{presenters.ROLES[role]}: {presenters.place_words(kind, name)}")
    return render_template(
        "accounts/people.html",
        people=found,
        roles=roles,
        paging=paging,
        words=words,
        presenters=presenters,
        may_invite=may(current_actor(), Permission.INVITE_PERSON),
        may_propose=may(current_actor(), Permission.PROPOSE_GRANT),
    )


@blueprint.route("/people/invite", methods=["GET", "POST"])
@requires(Permission.INVITE_PERSON)
@writes
def invite() -> ResponseReturnValue:
    """Invite a person and give them a first role."""
    actor, form = current_actor(), InvitationForm()
    _offer(actor, form)
    if form.validate_on_submit():
        try:
            person = service.invite(email=str(form.email.data), full_name=str(form.full_name.data), by=actor.person_id)
            _give(actor, person, form)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(
                f"{person.full_name} is invited",
                f"A mail with a link to set a password is on its way to {person.email}. It works for 14 days.",
            )
            return redirect(url_for("accounts.person", person_id=person.id))
    return render_template("accounts/invite.html", form=form)


@blueprint.route("/people/<uuid:person_id>")
@requires(Permission.READ_PERSON, person_facts)
def person(person_id: uuid.UUID) -> ResponseReturnValue:
    """One person with their grants."""
    actor = current_actor()
    within = reach(actor)
    held = queries.grants_of(person_ids=[person_id], within=within)
    facts = Facts(scopes=within or frozenset())
    endable = {
        each.row.id
        for each in held
        if each.is_in_force
        and each.row.role not in LASTING
        and may_give(actor, each.row.role, each.row.scope.kind, facts, person_id)
    }
    return render_template(
        "accounts/person.html",
        person=queries.person(person_id=person_id, within=within),
        held=held,
        endable=endable,
        mail=outbox.latest(INVITATION, person_id),
        may_correct=may(actor, Permission.CORRECT_PERSON),
        proposals=_proposals(actor, person_id, within),
        may_give_more=may(actor, Permission.GIVE_GRANT) and person_id != actor.person_id,
        may_propose=may(actor, Permission.PROPOSE_GRANT) and person_id != actor.person_id,
        may_hand_over=actor.holds(Role.DIRECTOR)
        and any(each.is_in_force and each.row.role in RELATIONS for each in held),
        presenters=presenters,
    )


@blueprint.route("/people/<uuid:person_id>/correct", methods=["GET", "POST"])
@requires(Permission.CORRECT_PERSON)
@writes
def correct(person_id: uuid.UUID) -> ResponseReturnValue:
    """Correct a name or a wrong address."""
    actor = current_actor()
    found = queries.person(person_id=person_id, within=reach(actor))
    form = PersonForm(full_name=found.full_name, email=found.email)
    if form.validate_on_submit():
        try:
            service.correct_address(found, str(form.email.data), by=actor.person_id)
            service.rename(found, str(form.full_name.data), by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The changes are saved", "If the address changed, earlier links no longer work.")
            return redirect(url_for("accounts.person", person_id=person_id))
    return render_template("accounts/correct.html", form=form, person_id=person_id, person_name=found.full_name)


@blueprint.route("/people/<uuid:person_id>/resend", methods=["POST"])
@requires(Permission.CORRECT_PERSON)
@writes
def resend(person_id: uuid.UUID) -> ResponseReturnValue:
    """Send an invitation again."""
    found = queries.person(person_id=person_id, within=reach(current_actor()))
    try:
        service.resend_invitation(found, by=current_actor().person_id)
    except DomainError as problem:
        announce("Nothing was sent", problem.message)
    else:
        announce("The invitation is on its way again", "Earlier links no longer work.")
    return redirect(url_for("accounts.person", person_id=person_id))


@blueprint.route("/people/<uuid:person_id>/grants/new", methods=["GET", "POST"])
@requires(Permission.GIVE_GRANT, person_facts)
@writes
def give(person_id: uuid.UUID) -> ResponseReturnValue:
    """Give a person a role."""
    actor, form = current_actor(), GrantForm()
    if person_id == actor.person_id:
        raise NotFound  # nobody grants to themselves
    found = queries.person(person_id=person_id, within=reach(actor))
    _offer(actor, form)
    if form.validate_on_submit():
        try:
            _give(actor, found, form)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(f"{found.full_name} has the role", "It opens its pages from now on.")
            return redirect(url_for("accounts.person", person_id=person_id))
    return render_template("accounts/give.html", form=form, person=found, proposes=False)


@blueprint.route("/people/<uuid:person_id>/grants/<uuid:grant_id>/end", methods=["GET", "POST"])
@requires(Permission.GIVE_GRANT, person_facts)
@writes
def end(person_id: uuid.UUID, grant_id: uuid.UUID) -> ResponseReturnValue:
    """End a role, after a question."""
    actor = current_actor()
    row = queries.grant(grant_id=grant_id, person_id=person_id)
    facts = facts_within_reach(actor, row.scope_id)
    if row.role in LASTING or not may_give(actor, row.role, row.scope.kind, facts, person_id):
        raise NotFound
    if request.method == "POST":
        try:
            service.end_grant(actor, row, facts)
        except DomainError as problem:
            keep_nothing()
            announce("Nothing was changed", problem.message)
        else:
            announce("The role has ended", "It opens nothing any more. What they wrote stays theirs to read.")
        return redirect(url_for("accounts.person", person_id=person_id))
    return render_template("accounts/end.html", row=row, presenters=presenters)


def _proposals(
    actor: Actor, person_id: uuid.UUID, within: frozenset[uuid.UUID] | None
) -> list[tuple[GrantProposal, bool]]:
    """What is proposed for a person, and whether the actor decides on it here; on relations the fellow has a say."""
    facts = Facts(scopes=within or frozenset())
    found = queries.proposals(within=within, person_id=person_id)
    return [
        (row, row.role not in RELATIONS and may_give(actor, row.role, row.scope.kind, facts, person_id))
        for row in found
    ]


def _offer(actor: Actor, form: GrantForm) -> None:
    """The roles and scopes that the actor can give from."""
    roles = givable(actor)
    scopes = queries.scopes_to_give_in(scope_ids=actor.scopes_as(Role.DIRECTOR))
    if actor.holds(Role.ADMINISTRATOR):
        scopes |= queries.scopes_of_kind(kind=ScopeKind.INSTALLATION) | queries.scopes_of_kind(kind=ScopeKind.PROGRAMME)
    kinds = {kind for _, kind in roles}
    form.role.choices = presenters.role_choices({role for role, _ in roles})
    form.role.hints = presenters.ROLE_HINTS
    form.scope.choices = presenters.scope_choices({key: row for key, row in scopes.items() if row.kind in kinds})


def _give(actor: Actor, person: Person, form: GrantForm) -> None:
    scope_id = uuid.UUID(form.scope.data)
    service.give_grant(
        actor, person, Role(form.role.data), scope_id, facts_within_reach(actor, scope_id), ends_at=form.ends_at
    )


def facts_within_reach(actor: Actor, scope_id: uuid.UUID) -> Facts:
    """The facts of a scope within the actor's reach."""
    within = reach(actor)
    if within is not None and not queries.is_within(scope_id=scope_id, within=within):
        raise NotFound
    return queries.facts_of_any(scope_id=scope_id)
