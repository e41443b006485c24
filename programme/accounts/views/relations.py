"""Handing over whom somebody supports to somebody else."""

import uuid
from collections.abc import Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Permission, Role
from programme.accounts import presenters, queries
from programme.accounts.forms import HandOverForm
from programme.accounts.models import GrantProposal, GrantRow
from programme.accounts.queries import relations as queries_of_relations
from programme.accounts.service import relations as service
from programme.accounts.service.people import person_for
from programme.accounts.views import blueprint
from programme.accounts.views.people import person_facts, reach
from programme.core.errors import DomainError
from programme.core.pages import announce
from programme.core.words import count_words


@blueprint.route("/people/<uuid:person_id>/hand-over", methods=["GET", "POST"])
@requires(Permission.HAND_OVER, person_facts)
@writes
def hand_over(person_id: uuid.UUID) -> ResponseReturnValue:
    """All whom a person supports in the director's programmes, and who takes them over."""
    actor, form = current_actor(), HandOverForm()
    person = queries.person(person_id=person_id, within=reach(actor))
    grants, proposals = _relations(person_id)
    if form.validate_on_submit():
        try:
            to = person_for(str(form.email.data), str(form.full_name.data), by=actor.person_id)
            asked = service.hand_over(actor, person, to)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            who = count_words(asked, "fellow")
            announce(f"Handed over to {to.full_name}", f"{who} asked: it starts with each when they accept.")
            return redirect(url_for("accounts.person", person_id=person_id))
    words = {"person": person, "grants": grants, "proposals": proposals, "presenters": presenters}
    return render_template("accounts/hand_over.html", form=form, **words)


def _relations(person_id: uuid.UUID) -> tuple[Sequence[GrantRow], Sequence[GrantProposal]]:
    """What the person has with fellows of the programmes that the actor directs; coordinating is not enough."""
    return queries_of_relations.supported_by(person_id=person_id, within=current_actor().scopes_as(Role.DIRECTOR))
