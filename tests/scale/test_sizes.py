from datetime import date, timedelta

import pytest

from programme.scale.sizes import OPEN_SHARE, Impossible, Sizes, shares, years_of

TODAY = date(2026, 11, 22)
FULL = Sizes(programmes=5, cohorts=100, fellows=5000, responses=25_000, reflections=50_000)


def test_the_numbers_asked_for_add_up_exactly() -> None:
    years = years_of(FULL, TODAY)
    assert (len(years), sum(year.fellows for year in years)) == (100, 5000)
    assert sum(year.reflections for year in years) == 50_000
    assert sum(wave.answered for year in years for wave in year.waves) == 25_000


def test_the_newest_cohort_of_a_large_installation_is_as_large_as_the_only_one_of_a_small() -> None:
    (alone,) = years_of(Sizes(programmes=1, cohorts=1, fellows=30), TODAY)
    newest = [year for year in years_of(FULL, TODAY) if year.age == 0]
    assert {year.fellows for year in newest} == {alone.fellows}
    assert [wave.is_open for wave in newest[0].waves] == [wave.is_open for wave in alone.waves]


@pytest.mark.parametrize("day", [TODAY, date(2027, 3, 31), date(2028, 2, 29)])
def test_on_any_day_the_newest_cohorts_have_a_closed_wave_and_an_open_one(day: date) -> None:
    for year in (each for each in years_of(FULL, day) if each.age == 0):
        assert [(wave.is_open, wave.is_planned) for wave in year.waves[:3]] == [
            (False, False),
            (True, False),
            (False, True),
        ]


def test_nobody_answers_who_is_not_asked() -> None:
    for year in years_of(FULL, TODAY):
        for wave in year.waves:
            asked = len(year.eligible(wave.window.opens_on)) * (OPEN_SHARE if wave.is_open else 1)
            assert wave.answered <= (0 if wave.is_planned else asked + 1)


def test_who_left_is_asked_at_no_wave_that_opens_afterwards() -> None:
    year = years_of(FULL, TODAY)[0]
    gone = [number for number in range(year.fellows) if year.left_on(number)]
    assert gone
    assert not set(gone) & set(year.eligible(year.ends_on))
    assert set(gone) <= set(year.eligible(year.starts_on + timedelta(days=1)))


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        (Sizes(programmes=3, cohorts=2, fellows=100), "Each programme needs a cohort."),
        (Sizes(programmes=1, cohorts=2, fellows=13), "2 cohorts need 14 fellows or more."),
        (Sizes(programmes=1, cohorts=1, fellows=30, responses=49), "hold 48 responses at most"),
        (Sizes(programmes=1, cohorts=1, fellows=30, reflections=-1), "no fewer than none"),
    ],
)
def test_what_does_not_fit_together_is_said(sizes: Sizes, words: str) -> None:
    with pytest.raises(Impossible, match=words):
        years_of(sizes, TODAY)


@pytest.mark.parametrize("total", [0, 1, 7, 1000])
def test_shares_add_up_and_stand_as_their_weights_do(total: int) -> None:
    found = shares(total, [1, 2, 0, 4])
    assert sum(found) == total
    assert found[2] == 0
    assert all(abs(part - total * weight / 7) <= 1 for part, weight in zip(found, [1, 2, 0, 4], strict=True))
