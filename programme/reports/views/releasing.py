"""Releasing a reviewed version: to whom and why, then a page that names it all, then the release."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import current_actor, requires, writes
from programme.access.policy import Permission
from programme.core.errors import DomainError
from programme.core.pages import await_end
from programme.reports import queries, service
from programme.reports.forms import CHOSEN, EVERYONE, ReleaseForm
from programme.reports.models import ReportVersion
from programme.reports.rules.releasing import Place, Plan, plan
from programme.reports.service import Step
from programme.reports.views import ADDRESS, blueprint, of_version
from programme.reports.views.deciding import not_open, to_version


@blueprint.route(f"{ADDRESS}/release", methods=["GET", "POST"])
@requires(Permission.RELEASE_REPORT, of_version)
@writes
def release(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Release a reviewed version to sponsors, once the page that names them has been seen as it would be now."""
    row = queries.version(actor=current_actor(), report_id=report_id, number=number)
    try:
        service.refuse_unless_open(row, Step.RELEASE)
    except DomainError as problem:
        return not_open(row, problem)
    offer = _offer(row)
    form = offer.form
    if not form.validate_on_submit() or "change" in request.form:
        return _asked(row, offer)
    planned = offer.plan()
    if form.seen.data != planned.mark:
        return render_template("reports/release_check.html", form=form, row=row, report=row.report, plan=planned)
    try:
        reached = [place.scope_id for place in planned.to]
        service.release(current_actor(), row, current_user.full_name, reached, planned.reason)
    except DomainError as problem:
        return not_open(row, problem)
    await_end(row.id)
    return to_version(row)


@dataclass(frozen=True, slots=True)
class Offer:
    """Where a version may go, the version that it would take the place of, and the places which have that one."""

    places: Sequence[Place]
    before: ReportVersion | None
    had: frozenset[uuid.UUID]
    form: ReleaseForm

    def plan(self) -> Plan:
        """What was chosen, by name."""
        reason = str(self.form.reason.data or "") if self.before else ""
        supersedes = self.before.number if self.before else None
        return plan(self.places, self.form.chosen(self.places), had=self.had, supersedes=supersedes, reason=reason)


def _offer(row: ReportVersion) -> Offer:
    """Who had the version before is chosen from the start."""
    places, before = queries.places(row=row.report), queries.released_now(report_id=row.report_id)
    had = queries.scopes_of(version_id=before.id) if before else frozenset()
    to_all = before is None or {place.scope_id for place in places} <= had
    form = ReleaseForm(
        everyone=EVERYONE[0] if to_all else CHOSEN[0], scopes=[] if to_all else [str(key) for key in had]
    )
    form.offer(places, frozenset() if to_all else had)
    form.ask_why(row.number, before.number if before else None)
    return Offer(places, before, had, form)


def _asked(row: ReportVersion, offer: Offer) -> ResponseReturnValue:
    return render_template("reports/release.html", form=offer.form, row=row, report=row.report, before=offer.before)
