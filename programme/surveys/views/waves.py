"""Pages that start a survey, move its waves, and show who has answered and remind who has not."""

import uuid

from flask import abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Permission
from programme.core import clock
from programme.core.errors import DomainError, NotFound
from programme.core.pages import announce
from programme.core.words import count_words
from programme.questionnaires import queries as questionnaires
from programme.questionnaires.rules.definition import Questionnaire
from programme.surveys.forms.waves import RemindersForm, StartForm, WindowForm, reference
from programme.surveys.models import Survey, WaveState
from programme.surveys.presenters import waves as presenters
from programme.surveys.queries import surveys as queries
from programme.surveys.queries import waves as wave_queries
from programme.surveys.rules.mapping import STAGES
from programme.surveys.rules.windows import windows
from programme.surveys.service import mailing, waves
from programme.surveys.views import blueprint, in_cohort


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.RUN_SURVEY, in_cohort)
@writes
def start_survey(cohort_id: uuid.UUID) -> ResponseReturnValue:
    """Ask a questionnaire of the cohort."""
    actor = current_actor()
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    library = questionnaires.library(current_app.config["QUESTIONNAIRES"])
    possible = windows(cohort.starts_on, cohort.ends_on, list(STAGES))
    coming = [each.code for each in possible if each.closes_on >= clock.today()]
    only = reference(library[0]) if len(library) == 1 else None
    form = StartForm(questionnaire=only, title=library[0].title if library else "", codes=coming)
    form.offer(library, possible, clock.today())
    if form.validate_on_submit():
        chosen = [each for each in possible if each.code in (form.codes.data or ())]
        try:
            asked = _chosen(library, str(form.questionnaire.data))
            row = waves.start_survey(actor, cohort, asked, str(form.title.data), chosen)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce(f"{row.title} is set up", _first_words(row))
            return redirect(url_for("surveys.show", cohort_id=cohort_id, survey_id=row.id))
    return render_template("surveys/waves/start.html", form=form, cohort=cohort)


def _chosen(library: tuple[Questionnaire, ...], reference: str) -> Questionnaire:
    key, _, version = reference.partition("/")
    found = [each for each in library if each.key == key and str(each.version) == version]
    if not found:
        raise DomainError("Choose a questionnaire", "questionnaire")
    return found[0]


def _first_words(row: Survey) -> str:
    first = row.waves[0]
    return f"{first.label} opens on {clock.date_words(first.opens_on)}. Fellows are asked by mail then, and reminded."


@blueprint.route("/<uuid:survey_id>/waves/<code>")
@requires(Permission.READ_SURVEY_STATUS, in_cohort)
def wave(cohort_id: uuid.UUID, survey_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Who is asked at a wave, who has answered, and who can be reminded."""
    row = wave_queries.wave(cohort_id=cohort_id, survey_id=survey_id, code=code)
    listed = wave_queries.asked(wave=row)
    shown = request.args.get("show", "")
    waiting = [each for each in listed if not each.has_answered]
    today = clock.today()
    return render_template(
        "surveys/waves/wave.html",
        cohort=row.survey.cohort,
        survey=row.survey,
        wave=row,
        answered=len(listed) - len(waiting),
        listed=waiting if shown == "waiting" else listed,
        total=len(listed),
        shown=shown,
        to_remind={each.fellow_id for each in waiting if each.can_be_reminded(today)},
        presenters=presenters,
    )


@blueprint.route("/<uuid:survey_id>/waves/<code>/remind", methods=["POST"])
@requires(Permission.RUN_SURVEY, in_cohort)
@writes
def remind(cohort_id: uuid.UUID, survey_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Remind one fellow, or everyone who has not answered."""
    row = wave_queries.wave(cohort_id=cohort_id, survey_id=survey_id, code=code)
    try:
        one = request.form.get("fellow")
        chosen = [uuid.UUID(one)] if one else [each.fellow_id for each in wave_queries.asked(wave=row)]
        sent = mailing.nudge(current_actor(), row, chosen)
    except ValueError:
        abort(404)
    except DomainError as problem:
        keep_nothing()
        announce("Nobody was reminded", problem.message)
    else:
        passed_over = "Who answered, stopped these mails, or got one in the last two days was passed over."
        announce(f"{count_words(sent, 'reminder')} on the way" if sent else "Nobody was reminded", passed_over)
    return redirect(url_for("surveys.wave", cohort_id=cohort_id, survey_id=survey_id, code=code))


@blueprint.route("/<uuid:survey_id>/waves/<code>/days", methods=["GET", "POST"])
@requires(Permission.RUN_SURVEY, in_cohort)
@writes
def window(cohort_id: uuid.UUID, survey_id: uuid.UUID, code: str) -> ResponseReturnValue:
    """Move a wave's days."""
    row = wave_queries.wave(cohort_id=cohort_id, survey_id=survey_id, code=code)
    form = WindowForm(opens_on=row.opens_on, closes_on=row.closes_on)
    if row.state is WaveState.OPEN and row.opens_on:
        form.fix_first_day(row.opens_on)
    if form.validate_on_submit():
        try:
            waves.move_window(current_actor(), row, *form.days)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The days are saved", "Mails follow the new days.")
            return redirect(url_for("surveys.wave", cohort_id=cohort_id, survey_id=survey_id, code=code))
    words = {"cohort": row.survey.cohort, "survey": row.survey, "wave": row}
    return render_template("surveys/waves/window.html", form=form, **words)


@blueprint.route("/<uuid:survey_id>/reminders", methods=["GET", "POST"])
@requires(Permission.RUN_SURVEY, in_cohort)
@writes
def reminders(cohort_id: uuid.UUID, survey_id: uuid.UUID) -> ResponseReturnValue:
    """Choose the days of reminders."""
    actor = current_actor()
    cohort = queries.cohort_with_programme(actor=actor, cohort_id=cohort_id)
    survey = queries.survey(cohort_id=cohort_id, survey_id=survey_id)
    if survey.questionnaire_id is None:
        raise NotFound
    form = RemindersForm(days=", ".join(str(day) for day in survey.reminder_days))
    if form.validate_on_submit():
        try:
            waves.set_reminders(actor, survey, form.numbers)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
        else:
            announce("The reminders are saved")
            return redirect(url_for("surveys.show", cohort_id=cohort_id, survey_id=survey_id))
    return render_template("surveys/waves/reminders.html", form=form, cohort=cohort, survey=survey)
