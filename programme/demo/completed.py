"""The completed cohort: a whole year and the year after it, event by event."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from programme.core.db import transaction
from programme.demo import cast, earlier, rounds, years
from programme.demo.fixtures import Joiner, Story
from programme.demo.invention import WAVES
from programme.demo.times import MIDNIGHT, MORNING, Days, Event
from programme.reports import service as reports
from programme.surveys.rules.mailing import REMINDER_DAYS
from programme.surveys.rules.windows import windows
from programme.surveys.service import clockwork, mailing
from programme.surveys.service import results as survey_results

# How many answered at each wave, of the thirty who began.
ANSWERED = {"T0": 28, "T1": 26, "T2": 24, "T3": 19}
DAY = timedelta(days=1)
FIRST_MAIL, LAST_WORK = 8, 20  # hours: mails may leave, and a day's answers are counted
REMINDED = max(REMINDER_DAYS) * DAY

Dates = tuple[date, date]


def events(story: Story, days: Days) -> Iterator[Event]:
    """All that happened in the cohort."""
    dates, (first, last) = days.completed, days.completed
    yield Event(first - 14 * DAY, MORNING, partial(_gather, story, dates))
    yield Event(first, MORNING - 1, partial(_begin, story, dates))
    for joiner in story.cohorts["completed"]:
        if joiner.left is not None:
            yield Event(first + joiner.left * DAY, MORNING, partial(_leave, dates, joiner))
    for wave in windows(first, last, WAVES):
        yield Event(wave.opens_on, MORNING, _keep_time)
        yield Event(wave.opens_on + REMINDED, FIRST_MAIL, _post_nothing)
        yield Event(wave.closes_on, LAST_WORK, partial(_answer, story, dates, wave.code))
        yield Event(wave.closes_on + DAY, MIDNIGHT, _keep_time)
    yield Event(last + DAY, MORNING, partial(_complete, dates))
    yield Event(days.today - 2 * DAY, MORNING, partial(_report, dates))


def _gather(story: Story, dates: Dates) -> None:
    joiners = story.cohorts["completed"]
    with transaction():
        cohort = years.plan(dates)
        years.gather(story, cohort, joiners)
        years.welcome(cohort, joiners)


def _begin(story: Story, dates: Dates) -> None:
    with transaction():
        cohort = years.cohort_of(dates)
        years.start(cohort)
        rounds.begin(cohort)
        years.support(story, cohort, story.cohorts["completed"])


def _leave(dates: Dates, joiner: Joiner) -> None:
    with transaction():
        years.leave(years.cohort_of(dates), joiner)


def _keep_time() -> None:
    with transaction():
        clockwork.keep_time()


def _post_nothing() -> None:
    """Every mail about the wave counts as posted by now, and none of them left."""
    with transaction():
        mailing.post_due()
        cast.no_mail()


def _answer(story: Story, dates: Dates, code: str) -> None:
    always = [each.name for each in story.cohorts["completed"] if each.account]
    with transaction():
        rounds.answer_in_turn(years.cohort_of(dates), code, ANSWERED[code], always, story.words)


def _complete(dates: Dates) -> None:
    """The year is over, and who stayed has given an address of their own."""
    with transaction():
        cohort = years.cohort_of(dates)
        years.complete(cohort)
        for row in years.rows_of(cohort):
            row.person.has_personal_email = row.left_on is None


def _report(dates: Dates) -> None:
    """The figures of all waves, and a draft of the report on them that waits for a director."""
    with transaction():
        survey_id = rounds.survey_of(years.cohort_of(dates)).id
    earlier.do(survey_results.JOB, survey_id)
    with transaction():
        version_id = earlier.draft_report(rounds.survey_of(years.cohort_of(dates)))
    earlier.do(reports.JOB, version_id)
