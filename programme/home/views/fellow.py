"""What a fellow finds on their home page: what is next, then what is new."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from flask import url_for

from programme.access.policy import Actor
from programme.accounts.queries import relations
from programme.cohorts import queries as cohorts
from programme.cohorts.models import Fellow
from programme.core import clock
from programme.core.clock import date_words
from programme.home import rules
from programme.home.views.team import Line
from programme.reflections import queries as reflections
from programme.surveys.queries import waves


@dataclass(frozen=True, slots=True)
class FellowHome:
    """A fellow's home: their year, what they are asked to do, and what has happened lately."""

    fellow: Fellow
    next: tuple[Line, ...]
    new: tuple[Line, ...]


def fellow_home(actor: Actor) -> FellowHome | None:
    """What waits for a fellow, the most pressing first; None for who has no fellowship."""
    fellow = cohorts.current_fellowship(person_id=actor.person_id)
    if fellow is None:
        return None
    asked, closed = waves.noticed(person_id=actor.person_id, since=clock.today() - rules.NEW_FOR)
    coming = (*_surveys(asked), *_supporters(actor), *_address(fellow), *_drafts(actor))
    return FellowHome(fellow, coming, tuple(_news(fellow, closed)))


def _surveys(asked: Sequence[waves.Noticed]) -> Iterator[Line]:
    for each in asked:
        words = f"{each.title}: {each.label.lower()}. It closes on {date_words(each.closes_on)}"
        yield Line(words, "Answer", url_for("own_surveys.start", wave_id=each.wave_id))


def _supporters(actor: Actor) -> Iterator[Line]:
    for each in relations.offered_to(person_id=actor.person_id):
        words = f"{each.person.full_name} is proposed as your {each.role.value}. It starts only if you accept"
        yield Line(words, "Decide", url_for("cohorts.supporter", proposal_id=each.id))


def _address(fellow: Fellow) -> Iterator[Line]:
    if rules.wants_own_address(fellow.cohort.ends_on, clock.today(), fellow.person.has_personal_email):
        over = fellow.cohort.ends_on < clock.today()
        words = (
            f"Your year {'ended' if over else 'ends'} on {date_words(fellow.cohort.ends_on)}. Give an address of your "
            "own to keep your work"
        )
        yield Line(words, "Give an address", url_for("cohorts.own_profile"))


def _drafts(actor: Actor) -> Iterator[Line]:
    for each in reflections.drafts(person_id=actor.person_id, most=3):
        words = f"A draft from {date_words(each.row.changed_at)}: {each.content.title or 'without a title'}"
        yield Line(words, "Go on writing", url_for("reflections.edit", reflection_id=each.row.id))


def _news(fellow: Fellow, closed: Sequence[waves.Noticed]) -> Iterator[Line]:
    lately = clock.now() - rules.NEW_FOR - timedelta(days=1)  # is_new decides by the day
    for each in cohorts.started(fellow_id=fellow.id, since=lately):
        if rules.is_new(each.since.date(), clock.today()):
            words = f"{each.full_name} is your {each.role.value} since {date_words(each.since)}"
            yield Line(words, "See who supports you", url_for("cohorts.own_profile"))
    for wave in closed:
        words = f"{wave.title}: {wave.label.lower()} has closed"
        yield Line(words, "See your own scores", url_for("own_surveys.trajectory"))
