"""The running cohort, ten days into its year, and the planned one."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from programme.cohorts.service import inviting
from programme.core.db import db, transaction
from programme.core.mail import sending
from programme.core.mail.models import MailState, OutboxMail
from programme.demo import cast, earlier, rounds, years
from programme.demo.fixtures import Joiner, Story
from programme.demo.times import MORNING, Days, Event
from programme.surveys.service import clockwork, mailing
from programme.surveys.service import results as survey_results

DAY = timedelta(days=1)
ANSWERED, LATER, STARTED = "answered", "later", "started"

Dates = tuple[date, date]


def events(story: Story, days: Days) -> Iterator[Event]:
    """All that has happened so far in the running cohort and for the planned one."""
    dates, first = days.running, days.running[0]
    yield Event(first - 42 * DAY, MORNING, partial(_gather, story, days))
    yield Event(first, MORNING - 1, partial(_begin, story, dates))
    yield Event(first, MORNING, _keep_time_and_mail)
    yield Event(first + 2 * DAY, MORNING, partial(_first_days, story, dates))
    yield Event(first + 7 * DAY, MORNING, _keep_time_and_mail)
    yield Event(first + 8 * DAY, MORNING, partial(_answer, story, dates, LATER))
    yield Event(days.today - DAY, MORNING, partial(_ask_again, story, dates))
    yield Event(days.today - DAY, MORNING + 1, partial(_plan, story, days))


def _gather(story: Story, days: Days) -> None:
    joiners = story.cohorts["running"]
    with transaction():
        cohort = years.plan(days.running)
        years.gather(story, cohort, joiners)
        years.bring_back(years.cohort_of(days.completed), cohort)
        years.welcome(cohort, joiners)


def _begin(story: Story, dates: Dates) -> None:
    with transaction():
        cohort = years.cohort_of(dates)
        years.start(cohort)
        rounds.begin(cohort)
        years.support(story, cohort, story.cohorts["running"])


def _keep_time_and_mail() -> None:
    with transaction():
        clockwork.keep_time()
        mailing.post_due()
    _send()


def _send() -> None:
    """Send what waits, as the worker does; in the demonstration it is written out to be read."""
    with transaction():
        waiting = list(db.session.scalars(select(OutboxMail.id).where(OutboxMail.state == MailState.WAITING)))
    for mail_id in waiting:
        sending.send(mail_id)


def _first_days(story: Story, dates: Dates) -> None:
    """Some answer, some start, and one stops the mails."""
    joiners = story.cohorts["running"]
    with transaction():
        cohort = years.cohort_of(dates)
        rounds.start_answering(cohort, _those(joiners, STARTED))
        rounds.stop_mails(cohort, [each for each in joiners if each.stops])
    _answer(story, dates, ANSWERED)


def _answer(story: Story, dates: Dates, so_far: str) -> None:
    with transaction():
        cohort = years.cohort_of(dates)
        rows = [years.row_of(cohort, each.name) for each in _those(story.cohorts["running"], so_far)]
        rounds.answer(rounds.wave_of(cohort, "T0"), rows, story.words)
        survey_id = rounds.survey_of(cohort).id
    if so_far == LATER:
        earlier.do(survey_results.JOB, survey_id)


def _those(joiners: Sequence[Joiner], so_far: str) -> list[Joiner]:
    return [each for each in joiners if each.so_far == so_far]


def _ask_again(story: Story, dates: Dates) -> None:
    """The coordinator sends an invitation again to who never signed in."""
    with transaction():
        cohort = years.cohort_of(dates)
        never = [years.row_of(cohort, each.name) for each in _those(story.cohorts["running"], years.NEVER)]
        inviting.send_again(cohort, never, by=cast.actor(cast.COORDINATOR).person_id)
    _send()


def _plan(story: Story, days: Days) -> None:
    """The first places of the next year are given, and the coordinator proposes to invite those who have them."""
    with transaction():
        cohort = years.plan(days.planned)
        years.gather(story, cohort, story.cohorts["planned"])
        years.propose(cohort)
