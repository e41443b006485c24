"""The page of a survey that is lived here: who has answered, and what they say so far."""

import re

import pytest

from programme.access.policy import Role
from programme.accounts.models import Person
from programme.cohorts.models import Cohort, Programme
from programme.core.db import transaction
from programme.surveys.models import Survey
from programme.surveys.service import results
from tests.support import living
from tests.support.statements import statements
from tests.support.world import World
from tests.surveys.lives import crowd
from tests.surveys.living_surveys import answered, computed, fellows, lived

QUESTION = "Who has answered, and what do they say so far?"
WAVES = ("T0", "T1", "T2", "T3")


@pytest.fixture
def now(programme: Programme) -> Cohort:
    return living.cohort_now(programme, began=100)


def address(survey: Survey) -> str:
    return f"/cohorts/{survey.cohort_id}/surveys/{survey.id}"


def page_of(world: World, survey: Survey, reader: Person, **arguments: str) -> str:
    return world.client(reader).get(address(survey), query_string=arguments).text


def test_before_anybody_answered_the_page_says_what_will_be_here(world: World, now: Cohort, director: Person) -> None:
    fellows(world, now, 3)
    page = page_of(world, living.asked(now), director)
    assert QUESTION in page
    assert "Figures will be here once five fellows have answered" in page
    assert "<svg" not in page


def test_the_whole_page_of_four_waves_is_small_and_its_pictures_have_findings_as_titles(
    world: World, now: Cohort, director: Person
) -> None:
    survey = lived(world, now, 24, WAVES, skips=0.03)
    computed(world, survey)
    page = page_of(world, survey, director)
    assert re.search(r"1 year after the end \(T3\): \d+ of 24 fellows \(\d+%\) answered", page)
    assert "Between baseline (T0) and end of year (T2)" in page
    assert len(page.encode()) < 150_000
    pictures = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)
    assert len(pictures) == 2 + 9 + 2 + 6, "response and effects in two widths, nine scales, six sections"
    for picture in pictures:
        title = re.match(r"<svg[^>]*>\s*<title[^>]*>([^<]+)</title>", picture)
        assert title is not None
        assert title[1].endswith(".")
    assert "(reversed)" in page
    assert "A fall is better" in page
    assert "not validated" in page


def test_the_wave_of_the_items_can_be_chosen_and_nonsense_shows_the_last(
    world: World, now: Cohort, director: Person
) -> None:
    survey = lived(world, now, 12)
    computed(world, survey)
    baseline, last, odd = (page_of(world, survey, director, wave=code) for code in ("T0", "T2", "<script>"))
    assert "how often each answer was given at baseline (T0)" in baseline
    assert "how often each answer was given at end of year (T2)" in last
    assert "how often each answer was given at end of year (T2)" in odd
    assert "Taking part in the programme has been worthwhile" in last


def test_an_open_wave_says_on_whom_its_figures_rest_and_when_they_are_renewed(
    world: World, now: Cohort, director: Person
) -> None:
    people, sheets = fellows(world, now, 9), list(crowd(9, ("T0",)).values())
    survey = living.asked(now)
    answered(survey, "T0", people[:7], sheets[:7])
    survey_id = survey.id
    with transaction():
        results.answered(survey_id)
    world.do(results.JOB, survey_id)
    answered(survey, "T0", people[7:], sheets[7:])
    page = page_of(world, survey, director)
    assert "Baseline (T0) is still open. Its figures rest on the 7 fellows who had answered by" in page
    assert "They are renewed when 5 more have answered, and when the wave closes." in page
    assert "n\u00a0=\u00a07" in page or "n = 7" in page
    assert "9 of 9" in page, "the table of waves says who has answered at this moment"


def test_the_lead_of_an_open_wave_counts_who_has_answered_now(world: World, now: Cohort, director: Person) -> None:
    people, sheets = fellows(world, now, 9), list(crowd(9, ("T0",)).values())
    survey = living.asked(now)
    answered(survey, "T0", people[:7], sheets[:7])
    survey_id = survey.id
    assert "Baseline (T0) is open: 7 of 9 fellows have answered." in page_of(world, survey, director)
    with transaction():
        results.answered(survey_id)
    world.do(results.JOB, survey_id)
    assert "The figures below rest on the first" not in page_of(world, survey, director)
    answered(survey, "T0", people[7:], sheets[7:])
    lead = "Baseline (T0) is open: 9 of 9 fellows have answered. The figures below rest on the first 7."
    assert lead in page_of(world, survey, director)


def test_a_wave_after_the_compared_ones_is_told_of_once_it_has_closed(
    world: World, now: Cohort, programme: Programme, director: Person
) -> None:
    told = "The change is counted from baseline to end of year. What came after it is in the pictures and tables"
    for codes, is_told in ((WAVES, True), (("T0", "T1", "T2"), False)):
        survey = lived(world, living.cohort_now(programme, f"Of {len(codes)}", began=100), 12, codes, leaves=0.0)
        computed(world, survey)
        assert (told in page_of(world, survey, director)) == is_told


def test_a_small_cohort_shows_no_figure(world: World, now: Cohort, director: Person) -> None:
    survey = lived(world, now, 4)
    computed(world, survey)
    page = page_of(world, survey, director)
    assert "End of year (T2): fewer than 5 have answered." in page
    assert "Hidden: fewer than 5 people" in page
    assert not re.search(r"\b\d\.\d\d\b", re.sub(r"<svg.*?</svg>|<style.*?</style>", "", page, flags=re.DOTALL))


@pytest.mark.parametrize(("role", "status"), [(Role.DIRECTOR, 200), (Role.COORDINATOR, 200), (Role.SPONSOR, 404)])
def test_the_programme_s_team_alone_opens_it(
    world: World, now: Cohort, programme: Programme, role: Role, status: int
) -> None:
    survey = living.asked(now)
    reader = world.person("Rita Reader", role=role, scope_id=programme.id)
    assert world.client(reader).get(address(survey)).status_code == status


def test_a_fellow_and_another_programme_s_director_do_not_open_it(world: World, now: Cohort) -> None:
    fellow = world.fellow(now)
    survey = living.asked(now)
    assert world.client(fellow.person).get(address(survey)).status_code == 404
    far = world.person("Far Director", role=Role.DIRECTOR, scope_id=world.programme("Another").id)
    assert world.client(far).get(address(survey)).status_code == 404


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    world: World, programme: Programme, director: Person
) -> None:
    counts = []
    for number, codes in ((6, ("T0",)), (14, WAVES)):
        cohort = living.cohort_now(programme, f"Cohort of {number}", began=100)
        survey = lived(world, cohort, number, codes)
        computed(world, survey)
        client, where = world.client(director), address(survey)
        with statements() as asked:
            client.get(where).close()
        counts.append(asked.count)
    assert counts[0] == counts[1] <= 15
