"""Mails about waves: posted once each, at fair hours, in one mail a person."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update

from programme.access.policy import Actor
from programme.accounts.models import Person
from programme.cohorts.models import Fellow
from programme.core import clock, links
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise
from programme.core.errors import DomainError
from programme.core.mail import outbox
from programme.surveys.mail import STOP, SURVEY
from programme.surveys.models import SurveyInvitation, SurveyMail, Wave, WaveState
from programme.surveys.queries import waves as queries
from programme.surveys.rules import mailing as rules

LOCK = "survey mails"


def post_due() -> None:
    """Post what is due: for each person one mail, whatever it is about. At quiet hours nothing is posted."""
    if rules.is_quiet(clock.now()):
        return
    serialise(LOCK)
    open_now = queries.to_mail()
    posted = queries.posted(wave_ids={each.wave_id for each in open_now})
    reached: dict[uuid.UUID, str] = {}
    for each in open_now:
        if each.wave.opens_on is None:
            continue
        known = posted.get((each.wave_id, each.fellow_id), set())
        kinds = rules.kinds_due(each.wave.opens_on, each.wave.survey.reminder_days, known, clock.today())
        if kinds:
            _note(each, kinds)
            reached[each.fellow.person_id] = each.fellow.person.email
    for person_id, address in reached.items():
        outbox.post(SURVEY, recipient=address, subject_id=person_id)


def nudge(actor: Actor, wave: Wave, fellow_ids: Collection[uuid.UUID]) -> int:
    """Remind by hand those of `fellow_ids` who have not answered; the number of mails that leave.

    Whoever answered, left, stopped these mails, or got one about this wave within two days is passed over.

    Raises:
        DomainError: the wave is not open.
    """
    serialise(LOCK)
    db.session.refresh(wave)
    if wave.state is not WaveState.OPEN:
        raise DomainError("Only an open wave can be reminded of.")
    today = clock.today()
    last = {each.fellow_id: each.last_posted_on for each in queries.asked(wave=wave, fellow_ids=fellow_ids)}
    sent = 0
    for each in queries.to_mail():
        if each.wave_id == wave.id and each.fellow_id in last and rules.may_nudge(last[each.fellow_id], today):
            _note(each, (rules.nudge(today),))
            outbox.post(SURVEY, recipient=each.fellow.person.email, subject_id=each.fellow.person_id)
            sent += 1
    audit.record(
        "fellows reminded",
        category=Category.SETTINGS,
        actor_id=actor.person_id,
        subject_id=wave.survey_id,
        wave=wave.code,
        mails=str(sent),
    )
    return sent


def stop_mails(person: Person) -> None:
    """Send this person no more mails about surveys."""
    _switch(person, "survey mails stopped", wanted=False)


def allow_mails(person: Person) -> None:
    """Send this person mails about surveys again."""
    _switch(person, "survey mails allowed", wanted=True)


def address_changed(person_id: uuid.UUID) -> None:
    """Close the links that went to the earlier address; where a wave is open, a mail with new ones is due."""
    serialise(LOCK)
    mine = select(Fellow.id).where(Fellow.person_id == person_id)
    links.revoke(STOP, person_id)
    links.revoke_all(SURVEY, select(SurveyInvitation.id).where(SurveyInvitation.fellow_id.in_(mine)))
    db.session.execute(delete(SurveyMail).where(SurveyMail.fellow_id.in_(mine)))


def _switch(person: Person, action: str, *, wanted: bool) -> None:
    """What is so already is neither changed nor recorded."""
    other = (Person.id == person.id, Person.wants_reminders.is_(not wanted))
    change = update(Person).where(*other).values(wants_reminders=wanted).returning(Person.id)
    if db.session.execute(change).first() is not None:
        audit.record(action, category=Category.PEOPLE, actor_id=person.id, subject_id=person.id)


def _note(invitation: SurveyInvitation, kinds: Sequence[str]) -> None:
    db.session.add_all(
        SurveyMail(wave_id=invitation.wave_id, fellow_id=invitation.fellow_id, kind=kind, posted_on=clock.today())
        for kind in kinds
    )
    db.session.flush()
