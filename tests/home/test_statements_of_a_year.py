"""The lists of a cohort that lives here ask the database as often for sixty rows as for three."""

import uuid
from collections.abc import Callable, Sequence
from functools import partial

import pytest
from sqlalchemy import insert, select

from programme.access.policy import Role
from programme.accounts.models import GrantProposal, GrantRow, Person, PersonState
from programme.accounts.service.reaches import find_at_commit
from programme.accounts.service.scopes import add_fellow_scopes
from programme.cohorts.models import Cohort, CohortState, Fellow, Leaving
from programme.cohorts.service import rosters
from programme.core import clock
from programme.core.crypto import new_salt
from programme.core.db import db, transaction
from programme.surveys.models import Response, Survey, SurveyInvitation, SurveyMail, Wave, WaveState
from tests.support import living
from tests.support.scene.living_year import write
from tests.support.statements import MOST, assert_asks_no_more_when_it_grows, statements
from tests.support.world import World

NAMES = ("cohort", "fellow", "survey", "mentor", "coordinator")


class Year:
    """A cohort of this year whose lists grow."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.programme = world.programme()
        self.programme_id = self.programme.id
        self.director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=self.programme_id)
        self.coordinator = world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=self.programme_id)
        self.cohort = living.cohort_now(self.programme)
        self.place_id = world.organisation(self.programme).id
        row = world.fellow(self.cohort, host_id=self.place_id)
        self.fellow, self.fellow_id = row.person, row.id
        self.mentor = world.mentor(row)
        self.survey = living.asked(self.cohort, ("T0", "T1"))
        self.wave_id = living.wave_of(self.survey, "T0").id
        self.ids = {name: getattr(self, name).id for name in NAMES} | {"fellows_year": self.fellow_id}
        self.director_id = self.director.id

    def _people(self, count: int) -> list[uuid.UUID]:
        ids = [uuid.uuid4() for _ in range(count)]
        rows = [
            {"id": each, "email": f"{each}@example.org", "full_name": f"Ada {each}", "invited_at": clock.now(),
             "salt": new_salt(), "state": PersonState.ACTIVE if place % 2 else PersonState.INVITED}
            for place, each in enumerate(ids)
        ]  # fmt: skip
        db.session.execute(insert(Person), rows)
        return ids

    def _years(self, people: Sequence[uuid.UUID], cohort_id: uuid.UUID) -> list[uuid.UUID]:
        ids = [uuid.uuid4() for _ in people]
        pairs = list(zip(ids, people, strict=True))
        years = [
            {"id": each, "person_id": whose, "cohort_id": cohort_id, "host_id": self.place_id if place % 3 else None,
             "joined_on": clock.today(), "left_on": clock.today() if place % 5 == 4 else None,
             "leaving": Leaving.WITHDRAWN if place % 5 == 4 else None, "leaving_reason": None}
            for place, (each, whose) in enumerate(pairs)
        ]  # fmt: skip
        add_fellow_scopes({each: (whose, f"Ada {whose}") for each, whose in pairs}, cohort_id)
        db.session.execute(insert(Fellow), years)
        return ids

    def _grant(self, role: Role, holders: Sequence[uuid.UUID], scopes: Sequence[uuid.UUID]) -> None:
        given = {"role": role, "starts_at": clock.now(), "given_by": self.director_id}
        pairs = zip(holders, scopes, strict=True)
        db.session.execute(insert(GrantRow), [{"person_id": who, "scope_id": where, **given} for who, where in pairs])
        find_at_commit(holders)

    def _propose(self, role: Role, people: Sequence[uuid.UUID], scopes: Sequence[uuid.UUID], *, agreed: bool) -> None:
        said = {"role": role, "proposed_at": clock.now(), "proposed_by": self.ids["coordinator"]}
        said["agreed_by"] = self.director_id if agreed else None
        pairs = zip(people, scopes, strict=True)
        db.session.execute(
            insert(GrantProposal), [{"person_id": who, "scope_id": where, **said} for who, where in pairs]
        )
        find_at_commit(people)

    def fellows(self, count: int, cohort_id: uuid.UUID | None = None) -> list[uuid.UUID]:
        """Fellows with the role, each with a mentor and one proposed; some have left, some have no host."""
        where = cohort_id or self.ids["cohort"]
        with transaction():
            people = self._people(count)
            years = self._years(people, where)
            self._grant(Role.FELLOW, people, [where] * count)
            self._grant(Role.MENTOR, self._people(count), years)
            self._propose(Role.MENTOR, self._people(count), years, agreed=False)
        return years

    def waiting(self, count: int) -> None:
        """Fellows of whom half are not invited yet, and half proposed by a coordinator."""
        cohort_id = self.ids["cohort"]
        with transaction():
            self._years(self._people(count), cohort_id)
            people = self._people(count)
            self._years(people, cohort_id)
            self._propose(Role.FELLOW, people, [cohort_id] * count, agreed=False)

    def asked(self, count: int) -> None:
        """Fellows asked at the open wave; some have answered, all were mailed twice."""
        years = self.fellows(count)
        rows = [
            {"id": uuid.uuid4(), "wave_id": self.wave_id, "fellow_id": each, "has_answered": place % 2 == 0}
            for place, each in enumerate(years)
        ]
        mails = [
            {"wave_id": self.wave_id, "fellow_id": each, "kind": kind, "posted_on": clock.today()}
            for each in years
            for kind in ("invitation", "reminder 1")
        ]
        with transaction() as session:
            session.execute(insert(SurveyInvitation), rows)
            session.execute(insert(SurveyMail), mails)

    def cohorts(self, count: int) -> None:
        """Cohorts that run, with fellows who lack much, and a survey with an open wave."""
        for _ in range(count):
            cohort = living.cohort_now(self.programme, str(uuid.uuid4()))
            cohort_id = cohort.id
            with transaction() as session:
                session.get_one(Cohort, cohort_id).state = CohortState.RUNNING
            self.fellows(3, cohort_id)
            self.waves(1, cohort_id)

    def waves(self, count: int, cohort_id: uuid.UUID | None = None) -> None:
        """Surveys with a closed and an open wave, of which the fellow has answered the closed one."""
        where, version = cohort_id or self.ids["cohort"], db.session.get_one(Survey, self.ids["survey"])
        questionnaire_id, today = version.questionnaire_id, clock.today()
        with transaction() as session:
            for _ in range(count):
                survey = Survey(cohort_id=where, title=f"Survey {uuid.uuid4()}", questionnaire_id=questionnaire_id)
                survey.reminder_days = [7]
                session.add(survey)
                session.flush()
                for place, (code, state) in enumerate((("T0", WaveState.CLOSED), ("T1", WaveState.OPEN))):
                    wave = Wave(survey_id=survey.id, code=code, label="Start", position=place, opens_on=today)
                    wave.closes_on, wave.state = today, state
                    session.add(wave)
                    session.flush()
                    self._answer(wave.id, questionnaire_id, state is WaveState.CLOSED)

    def _answer(self, wave_id: uuid.UUID, questionnaire_id: uuid.UUID | None, has_answered: bool) -> None:
        row = SurveyInvitation(wave_id=wave_id, fellow_id=self.fellow_id, has_answered=has_answered)
        db.session.add(row)
        db.session.flush()
        if has_answered:
            said = {"scores": {"systems": 3.0}, "answers": {}, "questionnaire_id": questionnaire_id}
            pseudonym = living.pseudonym_of(self.fellow_id)
            db.session.execute(insert(Response).values(wave_id=wave_id, pseudonym=pseudonym, **said))

    def reflections(self, count: int) -> None:
        """Reflections of the fellow, half of them drafts."""
        for place in range(count):
            write(self.fellow_id, "Something happened", is_draft=place % 2 == 0)

    def mentors(self, count: int) -> None:
        """Mentors of the fellow: some accepted, as many who wait for that."""
        with transaction():
            self._grant(Role.MENTOR, self._people(count), [self.fellow_id] * count)
            self._propose(Role.MENTOR, self._people(count), [self.fellow_id] * count, agreed=True)

    def supported(self, count: int) -> None:
        """Fellows whom the one mentor supports."""
        years = self.fellows(count)
        with transaction():
            self._grant(Role.MENTOR, [self.ids["mentor"]] * count, years)


GROWING: list[tuple[Callable[[Year, int], object], str, str]] = [
    (Year.fellows, "director", "/cohorts/{cohort}/fellows"),
    (Year.fellows, "coordinator", "/cohorts/{cohort}/fellows?needs=host"),
    (Year.fellows, "director", "/cohorts/{cohort}/fellows/export.csv"),
    (Year.waiting, "director", "/cohorts/{cohort}/fellows"),
    (Year.waiting, "director", "/cohorts/{cohort}/fellows/invite"),
    (Year.waiting, "coordinator", "/cohorts/{cohort}/fellows/proposed"),
    (Year.mentors, "director", "/cohorts/{cohort}/fellows/{fellows_year}"),
    (Year.supported, "director", "/people/{mentor}"),
    (Year.supported, "director", "/people/{mentor}/hand-over"),
    (Year.fellows, "director", "/people"),
    (Year.asked, "director", "/cohorts/{cohort}/surveys/{survey}/waves/T0"),
    (Year.asked, "coordinator", "/cohorts/{cohort}/surveys/{survey}/waves/T0?show=waiting"),
    (Year.waves, "director", "/cohorts/{cohort}/surveys"),
    (Year.cohorts, "director", "/"),
    (Year.cohorts, "coordinator", "/"),
    (Year.waves, "director", "/"),
    (Year.waves, "fellow", "/"),
    (Year.waves, "fellow", "/my/surveys"),
    (Year.waves, "fellow", "/my/surveys/trajectory"),
    (Year.reflections, "fellow", "/my/reflections"),
    (Year.mentors, "fellow", "/"),
    (Year.mentors, "fellow", "/my/profile"),
    (Year.supported, "mentor", "/"),
    (Year.supported, "mentor", "/account"),
]


@pytest.mark.parametrize(
    ("grow", "who", "address"), GROWING, ids=[f"{grow.__name__} {who} {address}" for grow, who, address in GROWING]
)
def test_a_list_of_a_living_year_needs_no_more_statements_when_it_grows(
    world: World, grow: Callable[[Year, int], object], who: str, address: str
) -> None:
    year = Year(world)
    assert_asks_no_more_when_it_grows(world.client(getattr(year, who)), address.format(**year.ids), partial(grow, year))


def test_a_search_in_ones_reflections_needs_no_more_statements_when_there_are_more(world: World) -> None:
    year = Year(world)
    client, counts = world.client(year.fellow), []
    token = client.token()
    for more in (3, 57):
        year.reflections(more)
        db.session.rollback()
        with statements() as asked:
            found = client.post("/my/reflections", data={"csrf_token": token, "words": "happened"})
        counts.append(asked.count)
    assert "60" in found.text
    assert counts[0] == counts[1] <= MOST


def test_the_dry_run_of_a_roster_needs_no_more_statements_for_a_longer_file(world: World) -> None:
    year = Year(world)
    client, counts = world.client(year.coordinator), []
    for rows in (3, 60):
        lines = [f"Ada {number},ada{number}@example.org,Place {number},mary{number}@example.org,Mary"
                 for number in range(rows)]  # fmt: skip
        content = "\n".join(("Full name,Email,Host organisation,Mentor email,Mentor", *lines))
        with transaction() as session:
            cohort = session.scalars(select(Cohort).where(Cohort.id == year.ids["cohort"])).one()
            actor = world.actor(session.get_one(Person, year.coordinator.id))
            import_id = rosters.take_upload(actor, cohort, "roster.csv", content.encode()).id
        db.session.rollback()
        with statements() as asked:
            answer = client.get(f"/cohorts/{year.ids['cohort']}/fellows/imports/{import_id}")
        assert f"Ada {min(rows, 50) - 1}" in answer.text
        counts.append(asked.count)
    assert counts[0] == counts[1] <= MOST
