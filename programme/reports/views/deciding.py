"""What a director decides about a version: reviewed, sent back, taken out of download."""

import uuid
from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Actor, Permission
from programme.core.errors import DomainError
from programme.core.pages import announce
from programme.reports import queries, service
from programme.reports.forms import SendBackForm, WithdrawForm
from programme.reports.models import ReportVersion
from programme.reports.service import Step
from programme.reports.views import ADDRESS, blueprint, of_version


@blueprint.route(f"{ADDRESS}/review", methods=["GET", "POST"])
@requires(Permission.REVIEW_REPORT, of_version)
@writes
def review(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Mark a draft as reviewed, after a question."""
    actor = current_actor()
    row = queries.version(actor=actor, report_id=report_id, number=number)
    try:
        service.refuse_unless_open(row, Step.REVIEW)
        if request.method != "POST":
            return render_template("reports/review.html", row=row, report=row.report)
        service.review(actor, row, current_user.full_name)
    except DomainError as problem:
        return not_open(row, problem)
    announce("The report is reviewed", "Release it to sponsors when you are ready.")
    return to_version(row)


@blueprint.route(f"{ADDRESS}/send-back", methods=["GET", "POST"])
@requires(Permission.REVIEW_REPORT, of_version)
@writes
def send_back(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Send a version back that is not released, with what is to be mended."""
    row, form = queries.version(actor=current_actor(), report_id=report_id, number=number), SendBackForm()
    said = ("The version is sent back", "The programme team sees what is to be mended, and makes a new version.")
    done = _done(row, Step.SEND_BACK, form, service.send_back, said)
    return done or render_template("reports/send_back.html", form=form, row=row, report=row.report)


@blueprint.route(f"{ADDRESS}/withdraw", methods=["GET", "POST"])
@requires(Permission.RELEASE_REPORT, of_version)
@writes
def withdraw(report_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """Take a version out of download, with a reason."""
    row, form = queries.version(actor=current_actor(), report_id=report_id, number=number), WithdrawForm()
    said = ("The version is out of download", "Its sponsors are told by mail. The programme team can still read it.")
    sponsors = queries.sponsors_of(version_id=row.id)
    done = _done(row, Step.WITHDRAW, form, service.withdraw, said)
    return done or render_template("reports/withdraw.html", form=form, row=row, report=row.report, sponsors=sponsors)


def _done(
    row: ReportVersion,
    step: Step,
    form: SendBackForm | WithdrawForm,
    act: Callable[[Actor, ReportVersion, str, str], None],
    said: tuple[str, str],
) -> ResponseReturnValue | None:
    """Take a step whose one question is why, or say why it is not open; None if the question is to be put."""
    try:
        service.refuse_unless_open(row, step)
        if not form.validate_on_submit():
            return None
        act(current_actor(), row, current_user.full_name, str(form.reason.data))
    except DomainError as problem:
        return not_open(row, problem)
    announce(*said)
    return to_version(row)


def not_open(row: ReportVersion, problem: DomainError) -> ResponseReturnValue:
    """Back to the version's page, which says why the step cannot be taken."""
    keep_nothing()
    announce("Nothing was changed", problem.message)
    return to_version(row)


def to_version(row: ReportVersion) -> ResponseReturnValue:
    """To the page of a version."""
    return redirect(url_for("reports.version", report_id=row.report_id, number=row.number))
