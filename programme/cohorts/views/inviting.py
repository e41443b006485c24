"""Inviting the fellows of a cohort, and reminding those who have not signed in."""

import uuid
from collections.abc import Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, current_facts, keep_nothing, requires, writes
from programme.access.policy import Permission
from programme.cohorts import presenters, queries
from programme.cohorts.forms.fellows import InviteForm
from programme.cohorts.models import Fellow
from programme.cohorts.queries import roster
from programme.cohorts.queries.roster import Filter
from programme.cohorts.rules.standing import Standing
from programme.cohorts.rules.states import fault_in_change
from programme.cohorts.service import inviting as service
from programme.cohorts.service.inviting import Outcome
from programme.cohorts.views import blueprint, in_cohort
from programme.core.errors import DomainError
from programme.core.pages import announce
from programme.core.words import count_words

THEMSELVES = "Nobody can give a role to themselves; another director can."
TOO_SOON = "They have set a password, or had a mail in the last 24 hours."


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/invite", methods=["GET", "POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def invite_fellows(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Who has not been invited yet, all ticked: a director invites them, a coordinator proposes to."""
    actor, form, facts = current_actor(), InviteForm(), current_facts()
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    rows, gives = roster.waiting_for(cohort_id=cohort_id, state=Standing.NOT_INVITED), service.may_invite(actor, facts)
    form.offer(rows)
    if form.validate_on_submit():
        try:
            outcome = service.invite(actor, cohort, form.chosen(rows), facts)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            _say_invited(outcome, gives)
            return redirect(url_for("cohorts.fellows", cohort_id=cohort_id))
    return render_template(
        "cohorts/fellows_invite.html",
        form=form,
        cohort=cohort,
        rows=rows,
        gives=gives,
        more=len(rows) == roster.MOST_TO_INVITE,
        waiting=roster.count(cohort_id=cohort_id, wanted=Filter("", Standing.PROPOSED)),
        fault=fault_in_change(cohort.state.value),
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/proposed")
@requires(Permission.READ_FELLOWS, in_cohort)
def proposed_fellows(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Whom coordinators propose to invite."""
    actor = current_actor()
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    return render_template(
        "cohorts/fellows_proposed.html",
        cohort=cohort,
        proposals=roster.proposals_to_invite(cohort_id=cohort_id),
        gives=service.may_invite(actor, current_facts()),
        fault=fault_in_change(cohort.state.value),
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/proposed", methods=["POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def give_proposed(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """A director invites all who are proposed."""
    actor = current_actor()
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    proposals = roster.proposals_to_invite(cohort_id=cohort_id)
    try:
        outcome = service.give_proposed(actor, cohort, proposals, current_facts())
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was changed", problem.message)
        return redirect(url_for("cohorts.proposed_fellows", cohort_id=cohort_id))
    _say_invited(outcome, gives=True)
    return redirect(url_for("cohorts.fellows", cohort_id=cohort_id))


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/<uuid:fellow_id>/send-again", methods=["POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def send_again(cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> ResponseReturnValue:
    """Send one fellow's invitation again."""
    line = roster.line(cohort_id=cohort_id, fellow_id=fellow_id)
    rows = [line.row] if line.standing is Standing.INVITED else []
    return _send(cohort_id, rows, url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/send-again", methods=["POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def send_again_to_all(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Send the invitation again to every fellow who was invited and has not signed in."""
    rows = roster.waiting_for(cohort_id=cohort_id, state=Standing.INVITED)
    return _send(cohort_id, rows, url_for("cohorts.fellows", cohort_id=cohort_id))


def _send(cohort_id: uuid.UUID, rows: Sequence[Fellow], back: str) -> ResponseReturnValue:
    actor = current_actor()
    try:
        outcome = service.send_again(queries.cohort(actor=actor, cohort_id=cohort_id), rows, by=actor.person_id)
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was sent", problem.message)
        return redirect(back)
    left_out = presenters.left_out_words(outcome.left_out, TOO_SOON)
    if outcome.done:
        sent = f"The invitation is on its way again to {count_words(outcome.done, 'fellow')}"
        announce(sent, f"Earlier links no longer work. {left_out}".strip())
    else:
        announce("Nothing was sent", left_out or "Nobody waits to sign in.")
    return redirect(back)


def _say_invited(outcome: Outcome, gives: bool) -> None:
    left_out = presenters.left_out_words(outcome.left_out, THEMSELVES)
    who = count_words(outcome.done, "fellow")
    if not outcome.done:
        announce("Nobody was invited", left_out)
    elif gives:
        announce(f"{who} invited", f"Mails are on their way to those who are new here. {left_out}".strip())
    else:
        announce(
            f"{who} proposed", f"A director gives the roles with one button; the mails leave then. {left_out}".strip()
        )
