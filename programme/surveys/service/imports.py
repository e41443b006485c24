"""Writes about surveys: a file of earlier results, step by step up to its import, and its removal."""

import io
import json
import uuid
from collections.abc import Callable, Mapping
from typing import IO

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from programme.access.policy import Actor
from programme.cohorts.service import uploads
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.core.letters import on_one_line
from programme.core.tables.assembling import check_names
from programme.core.tables.reading import read_rows
from programme.core.tables.values import Fault, Reading, UnreadableFile
from programme.surveys.models import ImportState, ResultsImport, Survey
from programme.surveys.queries.surveys import answers_by_survey
from programme.surveys.rules import mapping as mappings
from programme.surveys.rules.checking import DryRun, dry_run, refused
from programme.surveys.rules.likeness import are_mostly_alike
from programme.surveys.rules.mapping import Columns
from programme.surveys.rules.mapping import Mapping as ResultsMapping

JOB = "import results"
BATCH = 500
NEW = "results"
"""The lock of who gives a cohort a new survey: what they have made sure of still holds when they write."""


def take_upload(actor: Actor, cohort_id: uuid.UUID, filename: str, content: bytes) -> ResultsImport:
    """Keep an uploaded file, encrypted, for 24 hours at most.

    Raises:
        UnreadableFile: it is no table.
    """
    _read_through(content)
    row = uploads.keep(ResultsImport(state=ImportState.UPLOADED), actor, cohort_id, filename, content)
    audit.record("results uploaded", category=Category.CONTENT, actor_id=actor.person_id, subject_id=cohort_id)
    return row


def replace_upload(row: ResultsImport, filename: str, content: bytes) -> None:
    """Put a mended file in the place of the first; what was mapped is kept.

    Raises:
        UnreadableFile: it is no table.
        DomainError: the import has begun.
    """
    _refuse_begun(row)
    _read_through(content)
    uploads.replace(row, filename, content)


def choose_columns(row: ResultsImport, columns: Columns) -> None:
    """Keep the first half of the mapping; scales and waves that still fit stay as they were.

    Raises:
        DomainError: the pattern fits no column, or a survey of this title is here already.
    """
    _refuse_begun(row)
    if fault := mappings.fault_in_pattern(columns.pattern):
        raise DomainError(fault, "pattern")
    if columns.person in columns.organisation:
        raise DomainError("The column that names the person cannot also name the organisation", "organisation")
    refuse_taken_title(row.cohort_id, columns.title)
    header = table_of(row).header
    cells = mappings.find_cells(header, columns.pattern, (columns.person, *columns.organisation))
    if not cells:
        raise DomainError("No column of the file follows this pattern", "pattern")
    if fault := mappings.fault_in_cells(cells):
        raise DomainError(fault, "pattern")
    before = mapping_of(row)
    kept = {"scales": [], "waves": []} if before is None else mappings.to_data(before)
    row.mapping = json.dumps({"columns": mappings.to_data(ResultsMapping(columns, (), ()))["columns"], **_halves(kept)})
    row.state = ImportState.UPLOADED


def _halves(data: Mapping[str, object]) -> dict[str, object]:
    return {"scales": data["scales"], "waves": data["waves"]}


def choose_scales(row: ResultsImport, mapping: ResultsMapping) -> None:
    """Keep the whole mapping.

    Raises:
        DomainError: two waves stand for one stage.
    """
    _refuse_begun(row)
    if fault := mappings.fault_in_stages(mapping.waves):
        raise DomainError(fault)
    row.mapping, row.state = json.dumps(mappings.to_data(mapping)), ImportState.MAPPED


def table_of(row: ResultsImport) -> Reading:
    """The table in the file that was uploaded, read once from its beginning."""
    if row.sealed is None:
        raise DomainError("The file is no longer here. Upload it again.")
    return _table_in(row.open)


def _read_through(content: bytes) -> None:
    for _ in _table_in(lambda: io.BytesIO(content)).records:
        pass


def _table_in(open_file: Callable[[], IO[bytes]]) -> Reading:
    """The table in a file, each column's name on one line, so that a form can offer it and get it back.

    Raises:
        UnreadableFile: it is no table, or two columns have one name then; here or while the rows are read.
    """
    table = read_rows(open_file)
    header = tuple(on_one_line(name) for name in table.header)
    check_names(header, str)
    return Reading(header, table.records)


def mapping_of(row: ResultsImport) -> ResultsMapping | None:
    """What has been mapped so far; None before the first step."""
    return mappings.mapping_from(json.loads(row.mapping)) if row.mapping else None


def check(row: ResultsImport) -> DryRun:
    """The dry run of the file by its mapping, and whether the cohort has its answers already; nothing is written."""
    mapping = mapping_of(row)
    if mapping is None or not mapping.scales:
        raise DomainError("Say first what the columns hold.")
    try:
        run = dry_run(table_of(row), mapping)
    except UnreadableFile as problem:
        return refused(problem.fault)
    title = None if run.faults else survey_alike(row.cohort_id, run)
    return run if title is None else refused(Fault(None, None, alike_words(title)))


def survey_alike(cohort_id: uuid.UUID, run: DryRun) -> str | None:
    """The title of a survey of the cohort that holds most of the file's answers; None if none does."""
    surveys = answers_by_survey(cohort_id=cohort_id)
    return next((title for title, answers in surveys if are_mostly_alike(run.people.scores, answers)), None)


def alike_words(title: str) -> str:
    """Why the answers of a survey may not come in a second time."""
    return (
        f"Most of these answers are in the survey “{title}” of this cohort already. Figures of both could be "
        "subtracted from each other and show what single people answered. If this file is the better one, remove that "
        "survey first."
    )


def refuse_taken_title(cohort_id: uuid.UUID, title: str) -> None:
    """Stop where the cohort has a survey of this title.

    Raises:
        DomainError: it has.
    """
    if db.session.scalar(select(Survey.id).where(Survey.cohort_id == cohort_id, Survey.title == title)):
        raise DomainError("This cohort has a survey of this name already", "title")


def start(actor: Actor, row: ResultsImport) -> None:
    """Ask for the import itself; after one that failed it can be asked for again.

    Raises:
        DomainError: the file has faults, or the import has begun.
    """
    _refuse_begun(row)
    refuse_faults(check(row))
    row.state = ImportState.IMPORTING
    jobs.ask_for(JOB, row.id, asked_by=actor.person_id)


def refuse_faults(run: DryRun) -> None:
    """Go on only with a file that can come in.

    Raises:
        DomainError: it has faults; a fault of the file as a whole is named.
    """
    whole = [fault.message for fault in run.faults if fault.row is None]
    if run.faults:
        raise DomainError(whole[0] if whole else "The file has faults. Mend them and upload it again.")


def remove(actor: Actor, survey: Survey) -> None:
    """Undo an import: the survey goes with its participants and answers; the organisations it made stay.

    One that is gone already stays so, and nothing is recorded.

    Raises:
        DomainError: a report was made from it.
    """
    survey_id, cohort_id = survey.id, survey.cohort_id
    db.session.expunge(survey)
    try:
        with db.session.begin_nested():
            gone = db.session.execute(delete(Survey).where(Survey.id == survey_id).returning(Survey.id)).first()
    except IntegrityError:
        raise DomainError("A report was made from these results, so they cannot be removed.") from None
    if gone is None:
        return
    audit.record(
        "results removed",
        category=Category.CONTENT,
        actor_id=actor.person_id,
        subject_id=survey_id,
        cohort=str(cohort_id),
    )


def _refuse_begun(row: ResultsImport) -> None:
    """Go on only with an import that has not begun, and that nobody begins or changes before this transaction ends.

    Raises:
        DomainError: it has begun, or its file has been deleted.
    """
    db.session.flush()
    mine = select(ResultsImport.id).where(ResultsImport.id == row.id)
    if db.session.scalar(mine.with_for_update()) is None:
        raise DomainError("The file is no longer here. Upload it again.")
    db.session.refresh(row, ["state", "mapping"])
    going = row.state is ImportState.IMPORTING and not jobs.has_failed(JOB, row.id)
    if going or row.state is ImportState.IMPORTED:
        raise DomainError("This import has begun already. Nothing can be changed any more.")


def first_fault(problem: UnreadableFile) -> str:
    """A fault of the whole file as one sentence with its place."""
    fault: Fault = problem.fault
    return f"{fault.place}: {fault.message}" if fault.row else fault.message
