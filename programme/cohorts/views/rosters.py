"""A cohort's roster as a file: upload, dry run, import; and its export."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, abort, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from programme.access.guards import (
    actor_or_none,
    argument_id,
    current_actor,
    keep_nothing,
    requires,
    writes,
    writes_when_read,
)
from programme.access.policy import Actor, Facts, Permission
from programme.cohorts import presenters, queries
from programme.cohorts.forms.fellows import RosterForm
from programme.cohorts.models import Cohort, RosterImport, RosterState
from programme.cohorts.queries import roster as lists
from programme.cohorts.queries import supporting, uploads
from programme.cohorts.rules.roster.planning import Kind
from programme.cohorts.rules.states import fault_in_change
from programme.cohorts.service import rosters as service
from programme.cohorts.views import blueprint, in_cohort
from programme.core.errors import DomainError, NotFound
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.core.pages import announce, await_end, explain, has_come, paged
from programme.core.security import too_large
from programme.core.tables.values import UnreadableFile
from programme.core.tables.writing import CSV_TYPE, XLSX_TYPE, Cell, csv_pieces, xlsx_pieces

UPLOAD = "cohorts.import_roster"
TYPES = {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}


def own_roster(arguments: Mapping[str, Any]) -> Facts:
    """Whose upload the import in the address is, in the cohort in the address."""
    keys = {name: argument_id(arguments, name) for name in ("cohort_id", "import_id")}
    return uploads.upload_facts(kind=RosterImport, **keys)


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/import", methods=["GET", "POST"])
@requires(Permission.EDIT_FELLOWS, in_cohort)
@writes
def import_roster(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Upload a roster."""
    actor, form = current_actor(), RosterForm()
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    if form.validate_on_submit():
        sent: FileStorage = form.file.data
        try:
            row = service.take_upload(actor, cohort, sent.filename or "", sent.read())
        except UnreadableFile as problem:
            keep_nothing()
            form.file.errors = [presenters.fault_words(problem.fault)]
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            return redirect(url_for("cohorts.check_roster", cohort_id=cohort_id, import_id=row.id))
    return _upload_page(form, cohort)


def _upload_page(form: RosterForm, cohort: Cohort) -> str:
    fault = fault_in_change(cohort.state.value)
    return render_template("cohorts/roster_upload.html", form=form, cohort=cohort, fault=fault)


@blueprint.errorhandler(RequestEntityTooLarge)
def explain_size(problem: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say on the upload page itself that a file is too large; it was refused before anybody looked at it."""
    explained: ResponseReturnValue = explain(problem)
    actor, address = actor_or_none(), request.view_args or {}
    if actor is None or request.endpoint != UPLOAD:
        return explained
    try:
        cohort = queries.cohort(actor=actor, cohort_id=address["cohort_id"])
    except NotFound:
        return explained
    form = RosterForm(formdata=None)
    form.file.errors = [too_large()]
    return _upload_page(form, cohort), HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/imports/<uuid:import_id>")
@requires(Permission.OWN_ROSTER, own_roster)
def check_roster(cohort_id: uuid.UUID, import_id: uuid.UUID) -> ResponseReturnValue:
    """The dry run, row by row; once started, how far the import is."""
    actor = current_actor()
    row = uploads.own_upload(kind=RosterImport, actor=actor, cohort_id=cohort_id, import_id=import_id)
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    if row.state is RosterState.IMPORTED:
        if has_come(import_id):
            announce("The roster is imported", f"{row.outcome}. No mail has left: invite the new fellows next.")
        return redirect(url_for("cohorts.fellows", cohort_id=cohort_id))
    job = jobs.latest(service.JOB, import_id)
    if row.state is RosterState.IMPORTING and job is not None and job.state is not JobState.FAILED:
        return render_template("cohorts/roster_importing.html", cohort=cohort, row=row, job=job)
    return _dry_run(row, cohort, job.reason if job else None)


def _dry_run(row: RosterImport, cohort: Cohort, reason: str | None) -> ResponseReturnValue:
    words = {each.value: said for each, said in presenters.PROFESSIONS.items()}
    plan = service.dry_run(row, cohort, words)
    asked = request.args.get("kind", "")
    kind = Kind(asked) if asked in set(Kind) else None
    rows = [each for each in plan.rows if kind is None or each.kind is kind]
    rows.sort(key=lambda each: (each.kind is not Kind.REFUSE, not each.warnings))  # what may need mending comes first
    paging = paged(len(rows))
    first = (paging.page - 1) * paging.size
    return render_template(
        "cohorts/roster_check.html",
        cohort=cohort,
        row=row,
        plan=plan,
        rows=rows[first : first + paging.size],
        kind=kind,
        kinds=Kind,
        paging=paging,
        presenters=presenters,
        reason=reason,
    )


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/imports/<uuid:import_id>/start", methods=["POST"])
@requires(Permission.OWN_ROSTER, own_roster)
@writes
def start_roster(cohort_id: uuid.UUID, import_id: uuid.UUID) -> ResponseReturnValue:
    """Import what the dry run showed."""
    actor = current_actor()
    row = uploads.own_upload(kind=RosterImport, actor=actor, cohort_id=cohort_id, import_id=import_id)
    try:
        service.start(actor, row, queries.cohort(actor=actor, cohort_id=cohort_id))
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was imported", problem.message)
    else:
        await_end(import_id)
    return redirect(url_for("cohorts.check_roster", cohort_id=cohort_id, import_id=import_id))


@blueprint.route("/cohorts/<uuid:cohort_id>/fellows/export.<kind>")
@requires(Permission.READ_FELLOWS, in_cohort)
@writes_when_read
def export_roster(cohort_id: uuid.UUID, kind: str) -> ResponseReturnValue:
    """The list of fellows as a file that can be imported again; taking it away is recorded."""
    if kind not in TYPES:
        abort(404)
    actor = current_actor()
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    header, rows = presenters.EXPORT_HEADER, _export_rows(actor, cohort_id)
    pieces = csv_pieces(header, rows) if kind == "csv" else xlsx_pieces(header, rows, "Fellows")
    service.record_export(cohort, kind, by=actor.person_id)
    answer = Response(stream_with_context(pieces), mimetype=TYPES[kind])
    answer.headers.set("Content-Disposition", "attachment", filename=f"fellows.{kind}")
    return answer


def _export_rows(actor: Actor, cohort_id: uuid.UUID) -> Iterator[Sequence[Cell]]:
    """Read while they are sent: the request's own session has ended by then, so nothing of it is used."""
    cohort = queries.cohort(actor=actor, cohort_id=cohort_id)
    for some in lists.all_lines(cohort_id=cohort_id):
        mentors = supporting.mentors_of(fellow_ids=[each.row.id for each in some])
        yield from presenters.export_rows(some, mentors, cohort)
