"""PURE: what a questionnaire is, and what of it is asked at a wave."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

WAVES = ("T0", "T1", "T2", "T3", "T4", "T5")  # baseline, mid, end of year, and 12, 36 and 60 months after it

Kind = Literal["choice", "text"]
Method = Literal["mean", "sum"]
Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen: its value as it is stored, and its words."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class ResponseFormat:
    """The answers that an item offers, by rising value; `unable` offers "not able to say" beside them."""

    key: str
    options: tuple[Option, ...]
    unable: bool

    @property
    def low(self) -> int:
        """The lowest value."""
        return self.options[0].value

    @property
    def high(self) -> int:
        """The highest value."""
        return self.options[-1].value


@dataclass(frozen=True, slots=True)
class ShowIf:
    """An item is asked only of those who gave one of `values` to the item of an earlier section."""

    item: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One question. A choice has a format; a text has the largest number of characters that it may hold."""

    key: str
    text: str
    kind: Kind
    format: ResponseFormat | None
    reverse: bool
    unable: bool
    show_if: ShowIf | None
    waves: tuple[str, ...]
    hint: str
    longest: int

    @property
    def is_choice(self) -> bool:
        """Whether it is answered by choosing; only such items are counted and scored."""
        return self.format is not None

    @property
    def options(self) -> tuple[Option, ...]:
        """The answers that it offers; none for a text."""
        return self.format.options if self.format else ()


@dataclass(frozen=True, slots=True)
class Section:
    """The items of one page."""

    key: str
    title: str
    intro: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A score made of choice items of one format, from `low` to `high`; `improves` says which way is better.

    `min_share` is the share of its items, from 0 to 1, that must be answered for there to be a score.
    """

    key: str
    label: str
    items: tuple[str, ...]
    method: Method
    min_share: float
    low: float
    high: float
    improves: Direction


Keyed = TypeVar("Keyed", Item, Section)


class _Sectioned:
    """What can be asked of anything that has sections; lookups raise KeyError where there is none of that key."""

    __slots__ = ()
    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def choice_items(self) -> tuple[Item, ...]:
        """The items that are answered by choosing, in order."""
        return tuple(item for item in self.items if item.is_choice)

    def item(self, key: str) -> Item:
        """The item of this key."""
        return _of_key(key, self.items)

    def section(self, key: str) -> Section:
        """The section of this key."""
        return _of_key(key, self.sections)

    def position(self, key: str) -> int:
        """Which section this is, counted from 1."""
        return self.sections.index(self.section(key)) + 1


@dataclass(frozen=True, slots=True)
class Questionnaire(_Sectioned):
    """One version of a questionnaire with all that it says of itself."""

    key: str
    version: int
    title: str
    licence: str
    source: str
    validated: bool
    note: str
    intro: str
    formats: tuple[ResponseFormat, ...]
    sections: tuple[Section, ...]
    scales: tuple[Scale, ...]

    @property
    def waves(self) -> tuple[str, ...]:
        """The waves at which it asks anything, in order."""
        return tuple(code for code in WAVES if any(code in item.waves for item in self.items))


@dataclass(frozen=True, slots=True)
class Asked(_Sectioned):
    """A questionnaire as it is asked at one wave: without the items, sections and scales of other waves."""

    questionnaire: Questionnaire
    wave: str
    sections: tuple[Section, ...]
    scales: tuple[Scale, ...]

    def next_section(self, key: str) -> Section | None:
        """The section after this one; None after the last."""
        place = self.position(key)
        return self.sections[place] if place < len(self.sections) else None


def at_wave(questionnaire: Questionnaire, wave: str) -> Asked:
    """What of a questionnaire is asked at the wave with this code, T0 to T5.

    Raises:
        ValueError: there is no such wave, or nothing is asked at it.
    """
    if wave not in questionnaire.waves:
        raise ValueError(f"{questionnaire.key} {questionnaire.version} asks nothing at {wave!r}")
    sections = tuple(_narrowed(section, wave) for section in questionnaire.sections)
    sections = tuple(section for section in sections if section.items)
    keys = {item.key for section in sections for item in section.items}
    scales = tuple(scale for scale in questionnaire.scales if keys.issuperset(scale.items))
    return Asked(questionnaire, wave, sections, scales)


def _narrowed(section: Section, wave: str) -> Section:
    items = tuple(item for item in section.items if wave in item.waves)
    return Section(section.key, section.title, section.intro, items)


def _of_key(key: str, things: Iterable[Keyed]) -> Keyed:
    for thing in things:
        if thing.key == key:
            return thing
    raise KeyError(key)
