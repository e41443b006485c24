"""Writes about surveys: earlier results come in from a file that was checked."""

import hmac
import secrets
import uuid
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import insert

from programme.cohorts.models import Cohort
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.crypto import keyring, new_salt
from programme.core.db import db, serialise
from programme.core.errors import DomainError
from programme.organisations import queries as organisations
from programme.organisations import service as organisation_service
from programme.organisations.models import OrganisationFacts
from programme.surveys.models import ImportState, Participant, Response, ResultsImport, Survey, SurveyScale, Wave
from programme.surveys.queries.surveys import PURPOSE
from programme.surveys.rules import mapping as mappings
from programme.surveys.rules.checking import DryRun
from programme.surveys.rules.mapping import Mapping as ResultsMapping
from programme.surveys.rules.people import People
from programme.surveys.service.imports import NEW, alike_words, refuse_taken_title, survey_alike

BATCH = 500


def bring_in(row: ResultsImport, cohort: Cohort, run: DryRun, mapping: ResultsMapping) -> Survey:
    """Write a checked file as a survey of the cohort, in the current transaction; the file goes.

    Raises:
        DomainError: another import brought in its name or its answers while this one was on its way.
    """
    serialise(NEW)
    refuse_taken_title(cohort.id, mapping.columns.title)
    if title := survey_alike(cohort.id, run):
        raise DomainError(alike_words(title))
    survey = _add_survey(cohort, mapping, len(run.people))
    organisation_service.take_turn()
    places = _places(cohort.programme_id, run.organisations, row.uploader_id)
    salt = _salts()
    _insert_shuffled(Participant, _participants(survey.id, run.people, salt, places), len(run.people))
    for wave in survey.waves:
        _insert_shuffled(Response, _responses(run.people, salt, wave), len(run.people))
    row.state, row.survey_id, row.content, row.mapping = ImportState.IMPORTED, survey.id, None, None
    audit.record(
        "results imported",
        category=Category.CONTENT,
        actor_id=row.uploader_id,
        subject_id=survey.id,
        people=len(run.people),
    )
    return survey


def _add_survey(cohort: Cohort, mapping: ResultsMapping, rows: int) -> Survey:
    survey = Survey(
        id=uuid.uuid4(),
        cohort_id=cohort.id,
        title=mapping.columns.title,
        imported_on=clock.today(),
        imported_rows=rows,
        scales=[
            SurveyScale(key=scale.key, label=scale.label, low=scale.low, high=scale.high, position=place)
            for place, scale in enumerate(mapping.scales)
        ],
        waves=[
            Wave(id=uuid.uuid4(), code=wave.code, label=mappings.STAGES[wave.code], position=place)
            for place, wave in enumerate(sorted(mapping.waves, key=lambda wave: wave.code))
        ],
    )
    db.session.add(survey)
    db.session.flush()
    return survey


def _places(programme_id: uuid.UUID, names: Sequence[str], by: uuid.UUID) -> dict[str, uuid.UUID]:
    places = organisations.by_name(programme_id=programme_id, names=names)
    new = [OrganisationFacts(name) for name in names if name not in places]
    return places | {row.name: row.id for row in organisation_service.create_all(new, programme_id, by=by)}


def _salts() -> Callable[[int], bytes]:
    """Makes a person's salt from their place in the file, and a secret that is forgotten with the import.

    To keep a salt for each of many people between their two tables would take more room than all they answered.
    """
    secret = new_salt()
    return lambda place: hmac.digest(secret, place.to_bytes(8, "big"), "sha256")


def _participants(
    survey_id: uuid.UUID, people: People, salt: Callable[[int], bytes], places: Mapping[str, uuid.UUID]
) -> Callable[[int], dict[str, object]]:
    """Makes the row of a person, by their place in the file."""

    def row(place: int) -> dict[str, object]:
        name = people[place].organisation
        return {
            "id": uuid.uuid4(),
            "survey_id": survey_id,
            "organisation_id": places[name] if name else None,
            "salt": salt(place),
        }

    return row


def _responses(people: People, salt: Callable[[int], bytes], wave: Wave) -> Callable[[int], dict[str, object] | None]:
    """Makes the row of what a person answered at a wave, by their place in the file; None if they did not."""
    ring, wave_id, code = keyring(), wave.id, wave.code

    def row(place: int) -> dict[str, object] | None:
        scores = people.scores_of(place).get(code)
        if not scores:
            return None
        return {"wave_id": wave_id, "pseudonym": ring.pseudonym(PURPOSE, salt(place)), "scores": scores}

    return row


def _insert_shuffled(
    model: type[Participant] | type[Response], row: Callable[[int], dict[str, object] | None], people: int
) -> None:
    """Write the row of each person who has one, so that its place in the table does not tell their place in the file.

    Rows are made a batch at a time: of a large file all of them at once would not fit.
    """
    order = array("I", range(people))
    secrets.SystemRandom().shuffle(order)
    rows: Iterator[dict[str, object]] = filter(None, map(row, order))
    while batch := list(islice(rows, BATCH)):
        db.session.execute(insert(model), batch)
