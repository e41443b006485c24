"""Pages that show what surveys a cohort has."""

import json
import uuid
from dataclasses import dataclass
from functools import lru_cache

from flask import get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Permission
from programme.cohorts.models import Cohort
from programme.core.errors import DomainError, NotFound
from programme.core.pages import announce
from programme.surveys.models import Survey, WaveState
from programme.surveys.presenters import imports as presenters
from programme.surveys.presenters import waves as wave_words
from programme.surveys.presenters.results import ResultsPage, now_words, reading_words, results_page, wave_called
from programme.surveys.queries import results, waves
from programme.surveys.queries import surveys as queries
from programme.surveys.rules.plain import from_plain
from programme.surveys.rules.shown import EMPTY, Shown
from programme.surveys.service import imports as service
from programme.surveys.views import blueprint, in_cohort

PARTS = "surveys/results_parts.html"
KEPT = 32  # surveys whose figures are kept in the process, some 100 KB each


@blueprint.route("")
@requires(Permission.READ_SURVEY, in_cohort)
def index(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """The surveys of a cohort."""
    return render_template(
        "surveys/index.html",
        cohort=queries.cohort_with_programme(actor=current_actor(), cohort_id=cohort_id),
        surveys=queries.surveys_of(cohort_id=cohort_id),
        presenters=presenters,
        wave_words=wave_words,
    )


@blueprint.route("/<uuid:survey_id>")
@requires(Permission.READ_SURVEY, in_cohort)
def show(cohort_id: uuid.UUID, survey_id: uuid.UUID) -> ResponseReturnValue:
    """One survey: who answered and what they say, where it is lived here; what was asked of whom, where imported."""
    cohort = queries.cohort_with_programme(actor=current_actor(), cohort_id=cohort_id)
    survey = queries.survey(cohort_id=cohort_id, survey_id=survey_id)
    if survey.questionnaire_id is not None:
        return _results(cohort, survey)
    return render_template(
        "surveys/show.html",
        cohort=cohort,
        survey=survey,
        organisations=queries.organisations_of(survey_id=survey_id),
        participants=queries.count_participants(survey_id=survey_id),
        presenters=presenters,
    )


def _results(cohort: Cohort, survey: Survey) -> str:
    """The page of a survey that is lived here: figures as they were stored, none computed."""
    found = results.figures(survey_id=survey.id)
    shown = EMPTY if found is None else _shown(found.content)
    chosen = wave_called(shown, request.args.get("wave", ""))
    drawn = _drawn(found.content, chosen.code) if found and chosen else None
    counts = waves.counts(wave_ids=[wave.id for wave in survey.waves])
    now = [(wave, counts[wave.id]) for wave in survey.waves if wave.state is WaveState.OPEN and wave.id in counts]
    return render_template(
        "surveys/results.html",
        cohort=cohort,
        survey=survey,
        definition=waves.definition_of(survey),
        counts=counts,
        has_closed=any(wave.state is WaveState.CLOSED for wave in survey.waves),
        computed_on=found.computed_on if found else None,
        shown=shown,
        drawn=drawn,
        page=drawn.page if drawn else None,
        now=[now_words(shown, wave.label, wave.code, each.answered, each.asked) for wave, each in now],
        reading=reading_words(shown),
        wave_words=wave_words,
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stays the same on the page while its figures do: pictures and tables of all waves, and items of one."""

    page: ResultsPage
    figures: Markup
    items: Markup


# Read and drawn once for the same figures, however often they are looked at: it is most of what the page costs.
@lru_cache(maxsize=KEPT)
def _shown(content: str) -> Shown:
    return from_plain(Shown, json.loads(content))


@lru_cache(maxsize=KEPT)
def _drawn(content: str, code: str) -> Drawn:
    """The figures with the items of the wave that has this code."""
    shown = _shown(content)
    page = results_page(shown, next(wave for wave in shown.waves if wave.code == code))
    figures, items = (get_template_attribute(PARTS, name)(page) for name in ("figures", "items"))
    return Drawn(page, figures, items)


@blueprint.route("/<uuid:survey_id>/remove", methods=["GET", "POST"])
@requires(Permission.IMPORT_RESULTS, in_cohort)
@writes
def remove(cohort_id: uuid.UUID, survey_id: uuid.UUID) -> ResponseReturnValue:
    """Undo an import, after a question."""
    actor = current_actor()
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    survey = queries.survey(cohort_id=cohort_id, survey_id=survey_id)
    if survey.questionnaire_id is not None:
        raise NotFound  # what people answered here is no import to undo
    if request.method != "POST":
        count = queries.count_participants(survey_id=survey_id)
        return render_template("surveys/remove.html", cohort=cohort, survey=survey, participants=count)
    title = survey.title
    try:
        service.remove(actor, survey)
    except DomainError as problem:
        keep_nothing()
        announce("Nothing was removed", problem.message)
        return redirect(url_for("surveys.show", cohort_id=cohort_id, survey_id=survey_id))
    announce(f"{title} was removed", "Its answers are gone. The file can be imported again.")
    return redirect(url_for("surveys.index", cohort_id=cohort_id))
