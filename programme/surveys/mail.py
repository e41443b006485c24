"""The mails that surveys send. What a mail says is decided when it leaves, not when it was posted."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import current_app, render_template

from programme.accounts.models import Person
from programme.core import clock, links
from programme.core.db import db
from programme.core.mail.sending import HoldUntil, Message, NotNeeded, parted
from programme.questionnaires.presenters import minutes_words
from programme.questionnaires.rules.answers import shown_items
from programme.surveys.models import SurveyInvitation, Wave
from programme.surveys.queries import waves as queries
from programme.surveys.queries.answering import LINK, asked_at
from programme.surveys.rules import mailing as rules

SURVEY = LINK
STOP = "reminders off"
STOP_LIFE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class OpenWave:
    """One survey that a mail asks for, with the link to it."""

    title: str
    cohort: str
    closes_on: date
    minutes: str
    link: str


def survey(person_id: uuid.UUID, recipient: str) -> Message:
    """All that is open and unanswered for a person: one link each.

    Not sent to who has answered, left or stopped these mails by now; held back in quiet hours. Who corrects the address
    meanwhile waits until the links are stored, and closes them.
    """
    person = db.session.get(Person, person_id, with_for_update={"read": True})
    if person is None or person.email != recipient:
        raise NotNeeded("The address has been corrected since.")
    if not person.wants_reminders:
        raise NotNeeded("The person has stopped these mails.")
    still_open = queries.unanswered(person_id=person_id)
    if not still_open or person.salt is None:
        raise NotNeeded("Nothing is left to answer.")
    if rules.is_quiet(clock.now()):
        raise HoldUntil(rules.end_of_quiet(clock.now()))
    base: str = current_app.config["BASE_URL"]
    stop = f"{base}/stop/{links.issue(STOP, person_id, STOP_LIFE)}"
    asked = [_open_wave(each, base) for each in still_open]
    posted = queries.mails_to(person_id=person_id, wave_ids=[each.wave_id for each in still_open])
    reminds = all(rules.is_reminder(posted.get(each.wave_id, {})) for each in still_open)
    text = render_template("surveys/mail/survey.txt", person=person, asked=asked, stop=stop, reminds=reminds)
    return parted(text)


def _open_wave(each: SurveyInvitation, base: str) -> OpenWave:
    closes_on = each.wave.closes_on or clock.today()
    end = datetime.combine(closes_on + timedelta(days=1), time(0), clock.LONDON)
    token = links.issue(SURVEY, each.id, end - clock.now())
    survey = each.wave.survey
    return OpenWave(survey.title, survey.cohort.name, closes_on, _minutes(each.wave), f"{base}/answer/{token}")


def _minutes(wave: Wave) -> str:
    if wave.survey.questionnaire_id is None:
        raise NotNeeded("The survey is not asked here.")
    return minutes_words(len(shown_items(asked_at(wave.survey.questionnaire_id, wave.code), {})))
