"""PURE: the people of a file as they were checked, kept in a few bytes each, because a file has many."""

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

MOST_CODES = 4096
"""So many different scores are kept once each, and a code of two bytes wherever one stands; beyond, each as it is."""


class Scores(Mapping[str, Mapping[str, float]]):
    """By wave, the score of each scale that has one.

    `places` says of each value which wave and scale it is of; it is the same for all rows. A value of None is blank.
    """

    __slots__ = ("_places", "_values")

    def __init__(self, places: Sequence[tuple[str, str]], values: Sequence[float | None]) -> None:
        self._places, self._values = places, tuple(values)

    def __getitem__(self, code: str) -> Mapping[str, float]:
        """The scores at a wave."""
        found = {scale: score for wave, scale, score in self._given() if wave == code}
        if not found:
            raise KeyError(code)
        return found

    def __iter__(self) -> Iterator[str]:
        """The waves with a score, in the order of the file."""
        return iter(dict.fromkeys(wave for wave, _, _ in self._given()))

    def __len__(self) -> int:
        """How many waves have a score."""
        return len({wave for wave, _, _ in self._given()})

    def _given(self) -> Iterator[tuple[str, str, float]]:
        for (wave, scale), score in zip(self._places, self._values, strict=True):
            if score is not None:
                yield wave, scale, score


@dataclass(frozen=True, slots=True)
class CheckedPerson:
    """One row as it would come in: the organisation's name, and by wave the score of each scale that has one."""

    row: int
    organisation: str | None
    scores: Mapping[str, Mapping[str, float]]


class People(Sequence[CheckedPerson]):
    """Rows of a file in its order. A person is made when they are asked for; `places` is as `Scores` has it."""

    def __init__(self, places: Sequence[tuple[str, str]] = ()) -> None:
        self._places = tuple(places)
        self._rows, self._organisations = array("I"), array("I")
        self._names: dict[str | None, int] = {}
        self._by_code: list[str | None] = []
        self._numbers = _Numbers()

    @property
    def organisations(self) -> tuple[str, ...]:
        """The names of the organisations in the file, in order."""
        return tuple(sorted(name for name in self._names if name))

    @property
    def scores(self) -> Sequence[Scores]:
        """The scores alone, each person's made when they are asked for."""
        return _ScoresOf(self)

    def scores_of(self, place: int) -> Scores:
        """The scores of the person at a place from 0."""
        width = len(self._places)
        return Scores(self._places, [self._numbers[each] for each in range(place * width, (place + 1) * width)])

    def add(self, row: int, organisation: str | None, values: Sequence[float | None]) -> None:
        """The next row, with a value for each of `places`."""
        code = self._names.setdefault(organisation, len(self._by_code))
        if code == len(self._by_code):
            self._by_code.append(organisation)
        self._rows.append(row)
        self._organisations.append(code)
        for value in values:
            self._numbers.add(value)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> CheckedPerson: ...
    @overload
    def __getitem__(self, place: slice) -> list[CheckedPerson]: ...
    def __getitem__(self, place: int | slice) -> CheckedPerson | list[CheckedPerson]:
        """One person, or some, by place from 0."""
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        return CheckedPerson(self._rows[place], self._by_code[self._organisations[place]], self.scores_of(place))


class _ScoresOf(Sequence[Scores]):
    def __init__(self, people: People) -> None:
        self._people = people

    def __len__(self) -> int:
        return len(self._people)

    @overload
    def __getitem__(self, place: int) -> Scores: ...
    @overload
    def __getitem__(self, place: slice) -> list[Scores]: ...
    def __getitem__(self, place: int | slice) -> Scores | list[Scores]:
        places = range(len(self))
        return (
            self._people.scores_of(places[place]) if isinstance(place, int) else [self[each] for each in places[place]]
        )


class _Numbers:
    """Numbers and blanks, in two bytes each as long as few of them differ, else in eight."""

    def __init__(self) -> None:
        self._different = array("d", [math.nan])  # code 0 is a blank
        self._code_of: dict[float, int] = {}
        self._codes = array("H")
        self._each: array[float] | None = None

    def add(self, value: float | None) -> None:
        if self._each is None and value is not None and value not in self._code_of:
            self._meet(value)
        if self._each is not None:
            self._each.append(math.nan if value is None else value)
        else:
            self._codes.append(0 if value is None else self._code_of[value])

    def _meet(self, value: float) -> None:
        """A value that was not there before gets a code; if there are too many, no value has one any more."""
        if len(self._different) < MOST_CODES:
            self._code_of[value] = len(self._different)
            self._different.append(value)
        else:
            self._each = array("d", (self._different[code] for code in self._codes))
            self._codes, self._code_of = array("H"), {}

    def __getitem__(self, place: int) -> float | None:
        value = self._different[self._codes[place]] if self._each is None else self._each[place]
        return None if math.isnan(value) else value
