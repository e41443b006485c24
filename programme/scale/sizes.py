"""PURE: how large an invented installation is, and how its numbers spread over programmes, cohorts and waves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from programme.surveys.rules.windows import Window, is_eligible, months_after, windows

CODES = ("T0", "T1", "T2", "T3", "T4", "T5")
STARTED = timedelta(days=190)  # the newest cohorts' baseline has closed and their second wave is open
YEAR = timedelta(days=363)
LEFT_AFTER = timedelta(days=200)
ONE_LEAVES_OF = 25
COMPLETED, ARCHIVED = 1, 6  # from how many years ago a cohort's year is over, and from when its last wave is
SIZES = (3, 4, 5, 6, 7)  # how large the cohorts of a programme are beside each other, the newest first
OPEN_SHARE = 0.6  # of those asked, who answer at most while a wave is open


class Impossible(ValueError):
    """The numbers asked for do not fit together; the message says which."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """What is asked for. `responses` and `reflections` None: five and ten a fellow, as far as waves were open."""

    programmes: int = 5
    cohorts: int = 100
    fellows: int = 5000
    responses: int | None = None
    reflections: int | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class AskedAt:
    """A wave of a cohort; of one that has opened, how many of its fellows answered."""

    window: Window
    is_open: bool
    is_planned: bool
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Year:
    """A cohort: of which programme (from 0), how many years ago it began (0: the newest), and all that it holds."""

    programme: int
    age: int
    fellows: int
    reflections: int
    waves: tuple[AskedAt, ...]
    starts_on: date

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.starts_on + YEAR

    def left_on(self, number: int) -> date | None:
        """When the fellow of this number left; None for who stayed."""
        leaves = self.age >= COMPLETED and number % ONE_LEAVES_OF == ONE_LEAVES_OF - 1
        return self.starts_on + LEFT_AFTER if leaves else None

    def eligible(self, opens_on: date) -> list[int]:
        """The numbers of the fellows who count at a wave."""
        everyone = range(self.fellows)
        return [each for each in everyone if is_eligible(opens_on, self.starts_on, self.left_on(each))]


def years_of(sizes: Sizes, today: date) -> list[Year]:
    """The cohorts of an installation, those that began first in front.

    Raises:
        Impossible: there are more programmes than cohorts, more cohorts than fellows, or more responses than people
            were asked.
    """
    _refuse_impossible(sizes)
    places = sorted((number % sizes.programmes, number // sizes.programmes) for number in range(sizes.cohorts))
    fellows = shares(sizes.fellows, [SIZES[age % len(SIZES)] for _, age in places])
    written = 10 * sizes.fellows if sizes.reflections is None else sizes.reflections
    reflections = shares(written, fellows)
    found = [
        _year(place, each, entries, today) for place, each, entries in zip(places, fellows, reflections, strict=True)
    ]
    return sorted(_answered(found, sizes), key=lambda year: (year.starts_on, year.programme))


def _refuse_impossible(sizes: Sizes) -> None:
    if not 1 <= sizes.programmes <= sizes.cohorts:
        raise Impossible("Each programme needs a cohort.")
    if sizes.fellows < sizes.cohorts * max(SIZES):
        raise Impossible(f"{sizes.cohorts:,} cohorts need {sizes.cohorts * max(SIZES):,} fellows or more.")
    if min(sizes.responses or 0, sizes.reflections or 0) < 0:
        raise Impossible("There are no fewer than none.")


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts that stand to each other as `weights` do; they add up to it exactly."""
    whole, so_far, given, found = sum(weights), 0.0, 0, []
    for weight in weights:
        so_far += weight
        upto = int(total * so_far / whole + 0.5) if whole else 0
        found.append(upto - given)
        given = upto
    return found


def _year(place: tuple[int, int], fellows: int, reflections: int, today: date) -> Year:
    programme, age = place
    starts_on = months_after(today - STARTED, -12 * age)
    waves = tuple(
        AskedAt(each, each.opens_on <= today <= each.closes_on, each.opens_on > today)
        for each in windows(starts_on, starts_on + YEAR, CODES)
    )
    return Year(programme, age, fellows, reflections, waves, starts_on)


def _answered(years: Sequence[Year], sizes: Sizes) -> list[Year]:
    """The same cohorts with so many answers at each wave."""
    asked = [
        0.0 if each.is_planned else len(year.eligible(each.window.opens_on)) * (OPEN_SHARE if each.is_open else 1)
        for year in years
        for each in year.waves
    ]
    most = int(sum(asked))
    wanted = min(5 * sizes.fellows, most) if sizes.responses is None else sizes.responses
    if wanted > most:
        raise Impossible(f"So few waves of so few fellows can hold {most:,} responses at most.")
    counts = iter(shares(wanted, asked))
    return [
        Year(
            year.programme,
            year.age,
            year.fellows,
            year.reflections,
            tuple(AskedAt(each.window, each.is_open, each.is_planned, next(counts)) for each in year.waves),
            year.starts_on,
        )
        for year in years
    ]
