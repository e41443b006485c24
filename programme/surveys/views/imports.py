"""The import of earlier results: upload, columns, scales, dry run, import."""

import uuid
from http import HTTPStatus

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from programme.access.guards import actor_or_none, current_actor, keep_nothing, reads_at_length, requires, writes
from programme.access.policy import Permission
from programme.cohorts.models import Cohort
from programme.cohorts.queries import uploads
from programme.core.errors import DomainError, NotFound
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.core.pages import announce, await_end, explain, has_come, paged
from programme.core.security import too_large
from programme.core.tables.values import UnreadableFile
from programme.surveys.forms.imports import ColumnsForm, UploadForm, mapping_from_form, scales_form
from programme.surveys.models import ImportState, ResultsImport
from programme.surveys.presenters import imports as presenters
from programme.surveys.queries import surveys as queries
from programme.surveys.rules import mapping as mappings
from programme.surveys.rules.mapping import Mapping as ResultsMapping
from programme.surveys.rules.mapping import ScaleMap, WaveMap
from programme.surveys.service import imports as service
from programme.surveys.views import blueprint, in_cohort, own_import

UPLOADS = ("surveys.upload", "surveys.replace")


def _own(cohort_id: uuid.UUID, import_id: uuid.UUID) -> ResultsImport:
    return uploads.own_upload(kind=ResultsImport, actor=current_actor(), cohort_id=cohort_id, import_id=import_id)


@blueprint.route("/import", methods=["GET", "POST"])
@requires(Permission.IMPORT_RESULTS, in_cohort)
@writes
def upload(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Step 1: upload a file."""
    actor, form = current_actor(), UploadForm()
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    if form.validate_on_submit():
        sent: FileStorage = form.file.data
        try:
            row = service.take_upload(actor, cohort_id, sent.filename or "", sent.read())
        except UnreadableFile as problem:
            keep_nothing()
            form.file.errors = [service.first_fault(problem)]
        else:
            return redirect(url_for("surveys.columns", cohort_id=cohort_id, import_id=row.id))
    return render_template("surveys/upload.html", form=form, cohort=cohort, row=None)


@blueprint.errorhandler(RequestEntityTooLarge)
def explain_size(problem: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say on the upload page itself that a file is too large; it was refused before anybody looked at it."""
    explained: ResponseReturnValue = explain(problem)
    actor, address = actor_or_none(), request.view_args or {}
    if actor is None or request.endpoint not in UPLOADS:
        return explained
    try:
        cohort = queries.cohort_with_programme(actor=actor, cohort_id=address["cohort_id"])
        row = _own(**address) if "import_id" in address else None
    except NotFound:
        return explained
    form = UploadForm(formdata=None)
    form.file.errors = [too_large()]
    return render_template(
        "surveys/upload.html", form=form, cohort=cohort, row=row
    ), HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@blueprint.route("/imports/<uuid:import_id>/file", methods=["GET", "POST"])
@requires(Permission.OWN_IMPORT, own_import)
@writes
def replace(cohort_id: uuid.UUID, import_id: uuid.UUID) -> ResponseReturnValue:
    """Upload a mended file; what was mapped is kept."""
    actor, form = current_actor(), UploadForm()
    row = _own(cohort_id, import_id)
    if form.validate_on_submit():
        sent: FileStorage = form.file.data
        try:
            service.replace_upload(row, sent.filename or "", sent.read())
        except UnreadableFile as problem:
            keep_nothing()
            form.file.errors = [service.first_fault(problem)]
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            return redirect(_next_step(row))
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    return render_template("surveys/upload.html", form=form, cohort=cohort, row=row)


@blueprint.route("/imports/<uuid:import_id>/columns", methods=["GET", "POST"])
@requires(Permission.OWN_IMPORT, own_import)
@writes
def columns(cohort_id: uuid.UUID, import_id: uuid.UUID) -> ResponseReturnValue:
    """Step 2: which columns hold what."""
    actor = current_actor()
    row = _own(cohort_id, import_id)
    if row.sealed is None:
        return redirect(_next_step(row))
    header, before = service.table_of(row).header, service.mapping_of(row)
    start = before.columns if before else mappings.suggest_columns(header)
    form = ColumnsForm(
        title=start.title, person=start.person, organisation=list(start.organisation), pattern=start.pattern
    )
    form.offer(header)
    if form.validate_on_submit():
        try:
            service.choose_columns(row, form.columns())
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            return redirect(url_for("surveys.scales", cohort_id=cohort_id, import_id=import_id))
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    found = mappings.find_cells(header, start.pattern)
    return render_template("surveys/columns.html", form=form, cohort=cohort, row=row, column_names=header, found=found)


@blueprint.route("/imports/<uuid:import_id>/scales", methods=["GET", "POST"])
@requires(Permission.OWN_IMPORT, own_import)
@writes
def scales(cohort_id: uuid.UUID, import_id: uuid.UUID) -> ResponseReturnValue:
    """Step 3: what each scale is called, its range, and the stage of each wave."""
    actor = current_actor()
    row = _own(cohort_id, import_id)
    mapping = service.mapping_of(row)
    if mapping is None or row.sealed is None:
        return redirect(_next_step(row))
    known_scales, known_waves = _known(row, mapping)
    form = scales_form(mapping.columns, known_scales, known_waves)
    if form.validate_on_submit():
        chosen = mapping_from_form(form, mapping.columns, known_scales, known_waves)
        try:
            if chosen is not None:
                service.choose_scales(row, chosen)
                return redirect(url_for("surveys.check", cohort_id=cohort_id, import_id=import_id))
        except DomainError as problem:
            form.refuse(problem)
        keep_nothing()
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    words = {"scales": known_scales, "waves": known_waves, "cohort": cohort, "row": row}
    return render_template("surveys/scales.html", form=form, **words)


@blueprint.route("/imports/<uuid:import_id>")
@requires(Permission.OWN_IMPORT, own_import)
@reads_at_length
def check(cohort_id: uuid.UUID, import_id: uuid.UUID) -> ResponseReturnValue:
    """Step 4: the dry run; once started, how far the import is."""
    actor = current_actor()
    row = _own(cohort_id, import_id)
    if row.state is ImportState.IMPORTED and has_come(import_id):
        announce("The results are imported", "You can make an evaluation report of them now.")
    if row.state in (ImportState.UPLOADED, ImportState.IMPORTED):
        return redirect(_next_step(row))
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    job = jobs.latest(service.JOB, import_id)
    if row.state is ImportState.IMPORTING and job is not None and job.state is not JobState.FAILED:
        return render_template("surveys/importing.html", cohort=cohort, row=row, job=job)
    return _dry_run(row, cohort, job.reason if job else None)


@blueprint.route("/imports/<uuid:import_id>/start", methods=["POST"])
@requires(Permission.OWN_IMPORT, own_import)
@writes
def start(cohort_id: uuid.UUID, import_id: uuid.UUID) -> ResponseReturnValue:
    """Step 5: import what the dry run showed."""
    actor = current_actor()
    row = _own(cohort_id, import_id)
    try:
        service.start(actor, row)
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was imported", problem.message)
    else:
        await_end(import_id)
    return redirect(url_for("surveys.check", cohort_id=cohort_id, import_id=import_id))


def _dry_run(row: ResultsImport, cohort: Cohort, reason: str | None) -> ResponseReturnValue:
    run, mapping = service.check(row), service.mapping_of(row)
    paging = paged(len(run.people))
    first = (paging.page - 1) * paging.size
    return render_template(
        "surveys/check.html",
        cohort=cohort,
        row=row,
        run=run,
        mapping=mapping,
        people=run.people[first : first + paging.size],
        paging=paging,
        presenters=presenters,
        reason=reason,
    )


def _known(row: ResultsImport, mapping: ResultsMapping) -> tuple[list[ScaleMap], list[WaveMap]]:
    """The scales and waves of the file, as mapped so far or as suggested."""
    chosen = mapping.columns
    header = service.table_of(row).header
    cells = mappings.find_cells(header, chosen.pattern, (chosen.person, *chosen.organisation))
    scales = {scale.key: scale for scale in mapping.scales}
    waves = {wave.key: wave for wave in mapping.waves}
    stages = mappings.suggest_stages(mappings.wave_keys(cells))
    return (
        [scales.get(key, ScaleMap(key, mappings.suggest_label(key), 1, 5)) for key in mappings.scale_keys(cells)],
        [waves.get(key, WaveMap(key, stages[key])) for key in mappings.wave_keys(cells)],
    )


def _next_step(row: ResultsImport) -> str:
    """Where an import goes on from where it stands."""
    if row.state is ImportState.IMPORTED:
        if row.survey_id is None:
            return url_for("surveys.index", cohort_id=row.cohort_id)
        return url_for("surveys.show", cohort_id=row.cohort_id, survey_id=row.survey_id)
    mapping = service.mapping_of(row)
    if mapping is None:
        return url_for("surveys.columns", cohort_id=row.cohort_id, import_id=row.id)
    step = "surveys.scales" if row.state is ImportState.UPLOADED else "surveys.check"
    return url_for(step, cohort_id=row.cohort_id, import_id=row.id)
