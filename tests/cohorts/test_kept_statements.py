"""Statements are made once and asked again and again: each answer is about what is asked now."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.access.policy import Actor, Grant, Role, ScopeKind
from programme.accounts.models import GrantRow
from programme.cohorts import queries
from programme.cohorts.models import Cohort, CohortState, Fellow, Leaving
from programme.cohorts.queries import roster
from programme.cohorts.queries.attention import lacking
from programme.cohorts.queries.roster import Filter
from programme.cohorts.queries.supporting import mentors_of
from programme.cohorts.rules.standing import Need
from programme.core import clock
from programme.core.db import transaction
from tests.cohorts.conftest import Year
from tests.support.clocks import later
from tests.support.world import World


def found(cohort_id: uuid.UUID, page: int = 1, size: int = 50, **wanted: object) -> tuple[list[str], int]:
    lines, total = roster.listed(cohort_id=cohort_id, wanted=Filter(**wanted), page=page, size=size)  # type: ignore[arg-type]
    return [line.full_name for line in lines], total


def director_of(*programme_ids: uuid.UUID) -> Actor:
    return Actor(uuid.uuid4(), frozenset(Grant(Role.DIRECTOR, each, ScopeKind.PROGRAMME) for each in programme_ids))


def test_a_list_of_fellows_answers_for_the_cohort_page_and_words_of_each_time(year: Year) -> None:
    other = year.world.cohort(year.cohort.programme, "Next year").id
    for name in ("100% Ada", "1000 Bea", "Cy_d", "Cyd", "D/O"):
        year.world.fellow(year.cohort, name, invited=False)
    assert found(year.cohort_id)[1] == 5
    assert found(other) == ([], 0)
    assert found(year.cohort_id, page=2, size=2)[0] == found(year.cohort_id)[0][2:4]
    assert found(year.cohort_id, page=2, size=2)[1] == 5
    assert found(year.cohort_id, page=9, size=2) == ([], 5)
    asked = {"100%": ["100% Ada"], "100": ["1000 Bea", "100% Ada"], "Y_": ["Cy_d"], "/": ["D/O"], "bea": ["1000 Bea"]}
    for words, names in asked.items():
        assert sorted(found(year.cohort_id, words=words)[0]) == sorted(names), words
    assert found(other, words="100%") == ([], 0)


def test_past_the_end_of_the_list_its_last_page_is_shown(year: Year) -> None:
    year.world.fellow(year.cohort, "Last Fellow", invited=False)
    page = year.directing().get(f"{year.at}?page=7").text
    assert "Last Fellow" in page
    assert "1 fellow" in page


def test_a_mentor_is_missed_from_the_moment_at_which_their_role_ends(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    fellow = year.world.fellow(year.cohort, "Ada Osei")
    mentor = year.world.mentor(fellow)
    with transaction() as session:
        session.scalars(select(GrantRow).where(GrantRow.person_id == mentor.id)).one().ends_at = (
            clock.now() + timedelta(days=1)
        )
        session.get_one(Cohort, year.cohort_id).state = CohortState.RUNNING
    fellow_id, led = fellow.id, director_of(year.cohort.programme_id)

    def state() -> tuple[list[str], int, list[str]]:
        named = [each.full_name for each in queries.supporters(fellow_ids=[fellow_id]).get(fellow_id, [])]
        return found(year.cohort_id, need=Need.MENTOR)[0], lacking(actor=led)[0].without_mentor, named

    assert state() == ([], 0, ["Mary Mentor"])
    later(monkeypatch, days=2)
    assert state() == (["Ada Osei"], 1, [])
    (ended,) = queries.supporters(fellow_ids=[fellow_id], ended=True)[fellow_id]
    assert (ended.full_name, ended.since is None, ended.until is None) == ("Mary Mentor", False, False)


def test_mail_may_go_to_a_fellow_until_the_day_on_which_they_leave(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    left_on = clock.today() + timedelta(days=1)
    year.world.fellow(year.cohort, left_on=left_on, leaving=Leaving.DEFERRED)
    assert len(queries.taking_part(cohort_id=year.cohort_id)) == 1
    later(monkeypatch, days=2)
    assert queries.taking_part(cohort_id=year.cohort_id) == []


def test_each_actor_finds_their_own_programmes_and_cohorts(world: World, year: Year) -> None:
    far = world.programme("Another")
    theirs = world.cohort(far, "Far cohort")
    with transaction() as session:
        session.get_one(Cohort, theirs.id).state = CohortState.ARCHIVED
    mine, yours = director_of(year.cohort.programme_id), director_of(far.id)
    for actor, names, counts in (
        (mine, ["Fellowship"], (0, 1)),
        (yours, ["Another"], (1, 0)),
        (Actor(uuid.uuid4()), [], (0, 0)),
    ):
        assert [each.name for each in queries.led_programmes(actor=actor)] == names
        number = queries.count_cohorts(actor=actor)
        assert (number.archived, number.others) == counts
        shown = queries.cohorts(actor=actor, page=1, size=10)
        assert [each.name for each in shown] == (["2026 to 2027"] if actor is mine else [])
    both = director_of(year.cohort.programme_id, far.id)
    assert [each.name for each in queries.programmes(actor=both)] == ["Another", "Fellowship"]


def test_a_programmes_team_are_its_directors_and_coordinators_of_now(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme_id, coordinator = year.cohort.programme_id, year.coordinator.id
    year.world.person("Dr Élodie Brun", role=Role.DIRECTOR, scope_id=programme_id)
    year.world.person("Frank Director", role=Role.DIRECTOR, scope_id=programme_id)
    year.world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=programme_id)
    with transaction() as session:
        held = select(GrantRow).where(GrantRow.person_id == coordinator)
        session.scalars(held).one().ends_at = clock.now() + timedelta(days=1)
    team = queries.team_of(programme_id=programme_id)
    directors = ["Dora Director", "Dr Élodie Brun", "Frank Director"]
    assert team == {Role.DIRECTOR: directors, Role.COORDINATOR: ["Cora Coordinator"]}
    later(monkeypatch, days=2)
    assert queries.team_of(programme_id=programme_id)[Role.COORDINATOR] == []
    assert queries.team_of(programme_id=uuid.uuid4()) == {Role.DIRECTOR: [], Role.COORDINATOR: []}


def test_mentors_are_found_for_some_fellows_or_for_those_of_a_cohort(year: Year) -> None:
    first, second = (year.world.fellow(year.cohort, name) for name in ("Ada Osei", "Ben Osei"))
    year.world.mentor(first, "Mary Mentor")
    year.world.mentor(second, "Max Mentor")

    def names(these: object) -> list[str]:
        return sorted(each.full_name for those in mentors_of(fellow_ids=these).values() for each in those)  # type: ignore[arg-type]

    assert names([first.id]) == ["Mary Mentor"]
    assert names([second.id]) == ["Max Mentor"]
    assert names([]) == []
    assert names(select(Fellow.id).where(Fellow.cohort_id == year.cohort_id)) == ["Mary Mentor", "Max Mentor"]
