"""Pages about the fellows of a cohort, for its team."""

import uuid

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, current_facts, keep_nothing, requires, writes
from programme.access.policy import Permission
from programme.cohorts import presenters, queries
from programme.cohorts.forms.fellows import LEAVING_HINTS, ComeBackForm, CorrectForm, LeaveForm, NewFellowForm, YearForm
from programme.cohorts.models import Fellow, Leaving
from programme.cohorts.queries import roster
from programme.cohorts.queries.roster import Filter
from programme.cohorts.rules.standing import Need, Standing
from programme.cohorts.rules.states import fault_in_change
from programme.cohorts.service import fellows as service
from programme.cohorts.service.inviting import may_invite
from programme.cohorts.views import blueprint, in_cohort
from programme.core.errors import DomainError
from programme.core.pages import ROWS_A_PAGE, announce, read_page, search_words
from programme.organisations import queries as organisations


def chosen_filter() -> Filter:
    """What the address narrows the list of fellows to; anything odd is left out."""
    standing, need = request.args.get("state", ""), request.args.get("needs", "")
    return Filter(
        search_words(),
        Standing(standing) if standing in set(Standing) else None,
        Need(need) if need in set(Need) else None,
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows")
@requires(Permission.READ_FELLOWS, in_cohort)
def fellows(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """The fellows of a cohort, by name, with what each still needs."""
    actor = current_actor()
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    wanted = chosen_filter()
    lines, paging = read_page(
        lambda page: roster.listed(cohort_id=cohort_id, wanted=wanted, page=page, size=ROWS_A_PAGE)
    )
    return render_template(
        "cohorts/fellows.html",
        cohort=cohort,
        lines=lines,
        supporters=queries.supporters(fellow_ids=[line.id for line in lines]),
        paging=paging,
        wanted=wanted,
        states=Standing,
        needs=Need,
        gives=may_invite(actor, current_facts()),
        presenters=presenters,
        fault=fault_in_change(cohort.state.value),
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/<uuid:fellow_id>")
@requires(Permission.READ_FELLOWS, in_cohort)
def fellow(cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> ResponseReturnValue:
    """One fellow's record."""
    actor = current_actor()
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    line = roster.line(cohort_id=cohort_id, fellow_id=fellow_id)
    return render_template(
        "cohorts/fellow.html",
        cohort=cohort,
        row=line.row,
        line=line,
        supporters=queries.supporters(fellow_ids=[fellow_id], ended=True).get(fellow_id, []),
        may_correct=service.may_be_corrected(line.row),
        may_decide=may_invite(actor, current_facts()),
        me=actor.person_id,
        presenters=presenters,
        fault=fault_in_change(cohort.state.value),
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/new", methods=["GET", "POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def add_fellow(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Add a fellow; no mail leaves."""
    actor, form = current_actor(), NewFellowForm(profession="unknown")
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    form.offer(organisations.of_programme(programme_id=cohort.programme_id))
    if form.validate_on_submit():
        email, name = str(form.email.data), str(form.full_name.data)
        try:
            row = service.add(cohort, email, name, form.facts(), by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(f"{name} is added", "No mail has left yet. Invite the cohort's fellows when the list is complete.")
            return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=row.id))
    return render_template("cohorts/fellow_form.html", form=form, cohort=cohort, row=None)


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/<uuid:fellow_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def edit_fellow(cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> ResponseReturnValue:
    """Change what is known of a fellow's year."""
    actor, row = current_actor(), queries.fellow(cohort_id=cohort_id, fellow_id=fellow_id)
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    form = _year_form(row)
    form.offer(organisations.of_programme(programme_id=cohort.programme_id))
    if form.validate_on_submit():
        try:
            service.edit(row, form.facts(), by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The changes are saved")
            return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))
    return render_template("cohorts/fellow_form.html", form=form, cohort=cohort, row=row)


def _year_form(row: Fellow) -> YearForm:
    return YearForm(
        profession=row.profession.value,
        career_stage=row.career_stage,
        employer=row.employer,
        host=str(row.host_id or ""),
        joined_on=row.joined_on,
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/<uuid:fellow_id>/correct", methods=["GET", "POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def correct_fellow(cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> ResponseReturnValue:
    """Correct the name or address of a fellow who has not signed in."""
    actor, row = current_actor(), queries.fellow(cohort_id=cohort_id, fellow_id=fellow_id)
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    form = CorrectForm(full_name=row.person.full_name, email=row.person.email)
    if form.validate_on_submit():
        try:
            service.correct_person(row, str(form.full_name.data), str(form.email.data), by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(
                "The changes are saved",
                "If the address changed, earlier links no longer work, and an invitation that was sent leaves again.",
            )
            return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))
    return render_template("cohorts/fellow_correct.html", form=form, cohort=cohort, row=row)


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/<uuid:fellow_id>/leave", methods=["GET", "POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def leave(cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> ResponseReturnValue:
    """Record that a fellow withdrew or deferred."""
    actor, row = current_actor(), queries.fellow(cohort_id=cohort_id, fellow_id=fellow_id)
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    form = LeaveForm()
    form.leaving.hints = LEAVING_HINTS
    if form.validate_on_submit() and form.left_on.data is not None:
        kind, reason = Leaving(form.leaving.data), str(form.reason.data or "")
        try:
            service.leave(row, kind, form.left_on.data, reason, by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The leaving is recorded", "No further mails of the programme go to them. What they wrote stays.")
            return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))
    return render_template("cohorts/fellow_leave.html", form=form, cohort=cohort, row=row)


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/<uuid:fellow_id>/leaving/undo", methods=["POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def undo_leaving(cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> ResponseReturnValue:
    """Take back that a fellow left."""
    row = queries.fellow(cohort_id=cohort_id, fellow_id=fellow_id)
    try:
        service.undo_leaving(row, by=current_actor().person_id)
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was changed", problem.message)
    else:
        announce("The leaving is undone", f"{row.person.full_name} counts as a fellow of this cohort again.")
    return redirect(url_for("cohorts.fellow", cohort_id=cohort_id, fellow_id=fellow_id))


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/<uuid:fellow_id>/return", methods=["GET", "POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def come_back(cohort_id: uuid.UUID, fellow_id: uuid.UUID) -> ResponseReturnValue:
    """Bring somebody who deferred back in a later cohort."""
    actor, row, form = current_actor(), queries.fellow(cohort_id=cohort_id, fellow_id=fellow_id), ComeBackForm()
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    later = roster.later_cohorts(row=row)
    form.offer(later)
    if form.validate_on_submit():
        chosen = next(each for each in later if str(each.id) == form.cohort.data)
        try:
            back = service.come_back(row, chosen, by=actor.person_id)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(f"{row.person.full_name} is in {chosen.name}", "Invite them with the cohort's other fellows.")
            return redirect(url_for("cohorts.fellow", cohort_id=chosen.id, fellow_id=back.id))
    return render_template("cohorts/fellow_return.html", form=form, cohort=cohort, row=row, later=later)
