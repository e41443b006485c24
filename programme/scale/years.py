"""One invented cohort: its fellows with their mentors, its survey with who answered it, and what they wrote."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programme.access.policy import Role, ScopeKind
from programme.accounts.service.scopes import add_scopes
from programme.cohorts.models import Cohort, CohortState, Fellow, Leaving, Profession
from programme.core.audit.models import Category
from programme.core.crypto import keyring
from programme.questionnaires.rules import answers as answering
from programme.questionnaires.rules.definition import Questionnaire, at_wave
from programme.questionnaires.rules.scoring import score
from programme.reflections.models import Reflection
from programme.scale import inventing
from programme.scale.programmes import Founded
from programme.scale.sizes import ARCHIVED, COMPLETED, AskedAt, Year, shares
from programme.scale.writing import People, Row, Trail, at, new_id, write
from programme.surveys.models import Response, Survey, SurveyInvitation, SurveyMail, SurveyScale, Wave, WaveState
from programme.surveys.queries.answering import ANSWERS
from programme.surveys.rules.mailing import INVITATION, REMINDER_DAYS

INVITED = timedelta(days=30)
MENTORED, FELLOWS_A_MENTOR = 0.8, 8
NEVER_CAME = 10  # one of so many fellows of the newest cohorts has never signed in
STAGES = ("early career", "mid career", "senior", "consultant")


@dataclass(frozen=True, slots=True)
class Asks:
    """The questionnaire that every cohort is asked, and its key."""

    questionnaire: Questionnaire
    version_id: uuid.UUID
    title: str


@dataclass(frozen=True, slots=True)
class _Joined:
    """A fellow: the row, the person's row, and how they see themselves."""

    row: Row
    person: Row
    level: float

    @property
    def pseudonym(self) -> bytes:
        """What stands for them beside their answers."""
        return keyring().pseudonym(ANSWERS, self.person["salt"])


class Filling:
    """Writes one cohort. Nothing of it hangs on any other cohort."""

    def __init__(self, year: Year, founded: Founded, asks: Asks, seed: int, today: date) -> None:
        self.year, self.founded, self.asks, self.today = year, founded, asks, today
        self.chance = inventing.generator(seed, year.programme, year.age)
        self.id = new_id(self.chance)

    def fill(self, people: People, trail: Trail) -> uuid.UUID:
        """Write all of the cohort; the key of its survey."""
        self._begin(trail)
        fellows = self._join(people)
        for each in fellows:
            moment, by = at(self.year.starts_on - INVITED), self.founded.director_id
            trail.record("fellow added", Category.PEOPLE, moment, by=by, about=each.row["id"])
            given = {"role": Role.FELLOW.value, "scope": str(self.id)}
            trail.record("grant given", Category.PEOPLE, moment, by=by, about=each.person["id"], details=given)
        people.write()
        trail.write()
        write(Fellow, [each.row for each in fellows])
        survey_id = self._ask(fellows)
        self._write_reflections(fellows)
        return survey_id

    def _begin(self, trail: Trail) -> None:
        first, last = self.year.starts_on, self.year.ends_on
        name = f"{first.year} to {last.year}"
        state = CohortState.RUNNING if self.year.age < COMPLETED else CohortState.COMPLETED
        row: Row = {"id": self.id, "programme_id": self.founded.id, "name": name, "starts_on": first, "ends_on": last}
        row["state"] = CohortState.ARCHIVED if self.year.age >= ARCHIVED else state
        add_scopes([{"id": self.id, "kind": ScopeKind.COHORT, "name": name, "parent_id": self.founded.id}])
        write(Cohort, [row])
        by, moment = self.founded.director_id, at(first - INVITED)
        trail.record("cohort created", Category.SETTINGS, moment, by=by, about=self.id)

    def _join(self, people: People) -> list[_Joined]:
        fellows = [self._fellow(number, people) for number in range(self.year.fellows)]
        mentored = fellows[: int(len(fellows) * MENTORED)]
        for first in range(0, len(mentored), FELLOWS_A_MENTOR):
            mentor = people.add(self.chance, inventing.full_name(self.chance), self.year.starts_on)
            for each in mentored[first : first + FELLOWS_A_MENTOR]:
                self._give(people, mentor, Role.MENTOR, each.row["id"], self.year.starts_on)
        return fellows

    def _fellow(self, number: int, people: People) -> _Joined:
        year, chance, invited_on = self.year, self.chance, self.year.starts_on - INVITED
        has_come = year.age >= COMPLETED or number % NEVER_CAME != NEVER_CAME - 1
        is_over = year.age >= COMPLETED
        person = people.add(chance, inventing.full_name(chance), invited_on, has_come=has_come, is_over=is_over)
        host_id, host = chance.choice(self.founded.hosts)
        left_on = year.left_on(number)
        row: Row = {
            "id": new_id(chance),
            "cohort_id": self.id,
            "person_id": person["id"],
            "profession": chance.choice(list(Profession)),
            "career_stage": chance.choice(STAGES),
            "employer": host,
            "host_id": host_id,
            "joined_on": year.starts_on,
            "left_on": left_on,
            "leaving": Leaving.WITHDRAWN if left_on else None,
        }
        people.give_scope(row["id"], person, self.id)
        self._give(people, person, Role.FELLOW, self.id, invited_on)
        return _Joined(row, person, inventing.level(chance))

    def _give(self, people: People, person: Row, role: Role, scope_id: uuid.UUID, since: date) -> None:
        people.give(self.chance, person, role, scope_id, since, self.founded.director_id)

    def _ask(self, fellows: Sequence[_Joined]) -> uuid.UUID:
        survey_id, scales = new_id(self.chance), self.asks.questionnaire.scales
        row: Row = {"id": survey_id, "cohort_id": self.id, "title": self.asks.title}
        write(Survey, [row | {"questionnaire_id": self.asks.version_id, "reminder_days": list(REMINDER_DAYS)}])
        keys = [{"survey_id": survey_id, "key": each.key, "label": each.label} for each in scales]
        ranges = [{"low": each.low, "high": each.high, "position": place} for place, each in enumerate(scales)]
        write(SurveyScale, [key | span for key, span in zip(keys, ranges, strict=True)])
        for place, each in enumerate(self.year.waves):
            self._hold(each, self._wave(each, survey_id, place), fellows)
        return survey_id

    def _wave(self, each: AskedAt, survey_id: uuid.UUID, place: int) -> uuid.UUID:
        key, window = new_id(self.chance), each.window
        state = WaveState.OPEN if each.is_open else WaveState.PLANNED if each.is_planned else WaveState.CLOSED
        row: Row = {"id": key, "survey_id": survey_id, "code": window.code, "label": window.label, "position": place}
        write(Wave, [row | {"opens_on": window.opens_on, "closes_on": window.closes_on, "state": state}])
        return key

    def _hold(self, each: AskedAt, wave_id: uuid.UUID, fellows: Sequence[_Joined]) -> None:
        """The invitations and answers of a wave, each in the order of its keys, as they lie once a wave has closed."""
        if each.is_planned:
            return
        asked = [fellows[number] for number in self.year.eligible(each.window.opens_on)]
        answered = {id(one) for one in self.chance.sample(asked, each.answered)}
        invitations = [
            {
                "id": new_id(self.chance),
                "wave_id": wave_id,
                "fellow_id": one.row["id"],
                "has_answered": id(one) in answered,
            }
            for one in asked
        ]
        write(SurveyInvitation, sorted(invitations, key=lambda row: row["id"]))
        if each.is_open:
            mail = {"wave_id": wave_id, "kind": INVITATION, "posted_on": each.window.opens_on}
            write(SurveyMail, [mail | {"fellow_id": one.row["id"]} for one in asked])
        sheet = inventing.Sheet.of(at_wave(self.asks.questionnaire, each.window.code))
        responses = [self._response(wave_id, one, sheet) for one in asked if id(one) in answered]
        write(Response, sorted(responses, key=lambda row: row["pseudonym"]))

    def _response(self, wave_id: uuid.UUID, who: _Joined, sheet: inventing.Sheet) -> Row:
        given = sheet.answers(who.level, self.chance)
        texts = answering.texts(sheet.asked, given)
        return {
            "wave_id": wave_id,
            "pseudonym": who.pseudonym,
            "questionnaire_id": self.asks.version_id,
            "answers": dict(answering.choices(sheet.asked, given)),
            "scores": score(sheet.asked, given),
            "texts": json.dumps(texts) if texts else None,
        }

    def _write_reflections(self, fellows: Sequence[_Joined]) -> None:
        days = (min(self.year.ends_on, self.today) - self.year.starts_on).days
        counts = shares(self.year.reflections, [1] * len(fellows))
        rows = [
            self._reflection(each, content.stored(), days)
            for each, how_many in zip(fellows, counts, strict=True)
            for content in inventing.reflections(how_many, self.chance)
        ]
        write(Reflection, rows)

    def _reflection(self, who: _Joined, content: str, days: int) -> Row:
        day = self.year.starts_on + timedelta(days=self.chance.randint(0, days))
        written: Row = {"id": new_id(self.chance), "fellow_id": who.row["id"], "content": content, "sequence": 1}
        is_draft = self.chance.random() < inventing.DRAFTS
        return written | {"happened_on": day, "changed_at": at(day, 20), "is_draft": is_draft}
