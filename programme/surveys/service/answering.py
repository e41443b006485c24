"""Answering a wave: answers are kept as a draft under a pseudonym, and sent once. No time is kept of any of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, insert, update

from programme.access.policy import Actor
from programme.core import clock
from programme.core.audit import service as audit
from programme.core.audit.models import Category
from programme.core.db import db, serialise, table_of
from programme.core.errors import DomainError
from programme.questionnaires.rules.answers import (
    FIELD,
    Answer,
    Parsed,
    choices,
    field_name,
    final_answers,
    parse_typed,
    texts,
)
from programme.questionnaires.rules.definition import Section
from programme.questionnaires.rules.scoring import score
from programme.surveys.models import Draft, Response, SurveyInvitation
from programme.surveys.queries import answering as queries
from programme.surveys.queries.answering import ANSWERS, Asking, Held
from programme.surveys.rules import drafts
from programme.surveys.rules.own import OwnScores
from programme.surveys.rules.standing import Standing, refusal
from programme.surveys.service.storage import lock_of

NOTHING = "You have not answered anything yet. Answer at least one question before you send."


_DRAFTS = table_of(Draft)
_IS_OWN = and_(_DRAFTS.c.wave_id == bindparam("wave"), _DRAFTS.c.pseudonym == bindparam("own"))
_NEW = insert(_DRAFTS).values(wave_id=bindparam("wave"), pseudonym=bindparam("own"), content=bindparam("written"))
_CHANGED = update(_DRAFTS).where(_IS_OWN).values(content=bindparam("written"))
_GONE = delete(_DRAFTS).where(_IS_OWN)
_INVITATIONS = table_of(SurveyInvitation)
_ANSWERED = update(_INVITATIONS).where(_INVITATIONS.c.id == bindparam("invitation")).values(has_answered=True)
_SENT = insert(table_of(Response))


class NotOpen(DomainError):
    """The wave cannot be answered by this person, or not any more; nothing was stored."""

    def __init__(self, standing: Standing, asking: Asking) -> None:
        super().__init__(refusal(standing, asking.opens_on, asking.closes_on, clock.today()))
        self.standing = standing


@dataclass(frozen=True, slots=True)
class Saved:
    """The draft as it is stored now.

    By item's key, `faults` says why something was not taken, and `late` names what was changed on a newer page and
    stands there otherwise than it was typed here. `to_show` is what the page shows again.
    """

    draft: drafts.Draft
    faults: Mapping[str, str]
    late: frozenset[str]
    to_show: Mapping[str, Answer]


def save_answer(asking: Asking, field: str, value: str, sequence: int) -> Saved:
    """Keep one answer, given in one field of a page, under the number that the page gave it.

    Raises:
        NotOpen: the wave has closed, the fellow has left, or the answers are sent.
        DomainError: there is no such question.
    """
    try:
        key = asking.asked.item(field.removeprefix(FIELD)).key
    except KeyError:
        raise DomainError("This question is not asked.") from None
    section = next(each for each in asking.asked.sections if key in {item.key for item in each.items})
    return _save(asking, section, {field: value}, sequence)


def save_section(asking: Asking, section: Section, typed: Mapping[str, str], start: int) -> Saved:
    """Keep what a whole page holds; it is the last word of the page that began with the number `start`.

    Raises:
        NotOpen: the wave has closed, the fellow has left, or the answers are sent.
    """
    return _save(asking, section, typed, drafts.last_sequence(start))


def _save(asking: Asking, section: Section, typed: Mapping[str, str], sequence: int) -> Saved:
    held = _held(asking)
    if held.standing is not Standing.OPEN:
        raise NotOpen(held.standing, asking)
    parsed = parse_typed(asking.asked, section, typed, held.draft.answers)
    draft, late = held.draft, set[str]()
    for key in _taken(section, typed, parsed):
        value = parsed.answers.get(key)
        if drafts.is_late(draft, key, sequence) and draft.answers.get(key) != value:
            late.add(key)
        draft = drafts.merge(draft, key, value, sequence)
    if draft != held.draft:
        _keep(asking, draft, is_new=held.is_new)
    to_show = {key: parsed.to_show[key] for key in parsed.faults if key in parsed.to_show}
    return Saved(draft, parsed.faults, frozenset(late), {**draft.answers, **to_show})


def _taken(section: Section, typed: Mapping[str, str], parsed: Parsed) -> list[str]:
    return [item.key for item in section.items if field_name(item) in typed and item.key not in parsed.faults]


def _held(asking: Asking) -> Held:
    """The standing and the draft, which nobody else changes before this transaction ends."""
    serialise(f"answering {asking.invitation_id}", within=lock_of(asking.wave_id))
    return queries.held(asking=asking)


def _keep(asking: Asking, draft: drafts.Draft, *, is_new: bool) -> None:
    statement = _NEW if is_new else _CHANGED
    db.session.execute(statement, {**queries.draft_key(asking), "written": drafts.to_text(draft)})


def send(asking: Asking) -> None:
    """Send the answers, once and for good: in one transaction they are stored and the draft goes.

    Sending again changes nothing. The links of the mails are not touched, because the moment would be kept beside
    them; having answered is what closes them.

    Raises:
        NotOpen: the wave has closed, or the fellow has left.
        DomainError: nothing was answered.
    """
    held = _held(asking)
    if held.standing is Standing.ANSWERED:
        return
    if held.standing is not Standing.OPEN:
        raise NotOpen(held.standing, asking)
    answers = final_answers(asking.asked, held.draft.answers)
    if not answers:
        raise DomainError(NOTHING)
    db.session.execute(_ANSWERED, {"invitation": asking.invitation_id})
    db.session.execute(_SENT, _response(asking, answers))
    db.session.execute(_GONE, queries.draft_key(asking))


def _response(asking: Asking, answers: Mapping[str, Answer]) -> dict[str, object]:
    words = texts(asking.asked, answers)
    return {
        "wave_id": asking.wave_id,
        "pseudonym": asking.pseudonym(ANSWERS),
        "questionnaire_id": asking.questionnaire_id,
        "answers": choices(asking.asked, answers),
        "scores": score(asking.asked, answers),
        "texts": json.dumps(words) if words else None,
    }


def own_scores(actor: Actor) -> Sequence[OwnScores]:
    """A person's own scores over the waves, for that person; the run is recorded."""
    found = queries.own_scores(person_id=actor.person_id)
    audit.record("own answers read", category=Category.CONTENT, actor_id=actor.person_id, subject_id=actor.person_id)
    return found
