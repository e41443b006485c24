"""PURE: where a text names somebody of a list, however it is typed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from programme.core.letters import plain, plain_with_places

SHORTEST_ALONE = 4  # a last name of three letters or fewer is no sign by itself
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
TITLES = frozenset(WORD.findall("dr mr mrs ms miss mx prof professor sir dame sister nurse doctor"))
# Last names that are everyday words: alone they count only with a capital inside a sentence, or after a title.
EVERYDAY = frozenset(
    WORD.findall(
        """ash banks bell best bird bishop black blue bond bright brook brooks brown burns bush case cash chance chase
    church close cole cook cooper cross dale dawn day dean down drew early field fields finch fine flowers ford forest
    fox france frank friend frost gates gold good grant gray green grey guest hall hand hands hart head heard hill hills
    home hood hope hopes house hunt hunter iron joy judge keen key king knight lake lamb lane law leader list little
    long lord love low lower major march mark marks marsh mason master mills miller moon moor moss neal noble north
    nurse page paper parish park parks pass patience patient peace penny piper place pool poor pope porter post pound
    power powers press price pride prior quick rain read reader real reason rice rich ring rivers rose rush salt sand
    school sharp short silver singer small smart snow speaker spring stone stones strange street strong summer summers
    swift teller thorn tree true turner twin vale wade walker wall walls ward wards warm waters way weeks well wells
    west white wild wilde will wills winter winters wise wood woods word words work works worth young"""
    )
)
CAPITALS_ALONE_AFTER = ".!?:;\n\"'(-"


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of the text: its plain letters, without a possessive, and where they stand in the text."""

    letters: str
    place: int
    start: int
    end: int


def names_in(text: str, names: Iterable[str]) -> list[tuple[int, int]]:
    """Where `text` holds the first and last name of one of `names`, or a last name alone; in order, no overlaps.

    Whole words only; accents, capitals, apostrophes and hyphens do not matter, and "'s" may follow. A last name alone
    has four letters or more.
    """
    wanted = _wanted(names)
    if not wanted:
        return []
    words = list(_words(text))
    found: list[tuple[int, int]] = []
    place = 0
    while place < len(words):
        size = _size_at(text, words, place, wanted)
        if size:
            found.append((words[place].start, words[place + size - 1].end))
        place += size or 1
    return found


def _wanted(names: Iterable[str]) -> dict[str, set[tuple[str, ...]]]:
    """What to look for, word by word, by its first word."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in names:
        for words in _ways_to_say(name):
            found.setdefault(words[0], set()).add(words)
    return found


def _ways_to_say(name: str) -> Iterator[tuple[str, ...]]:
    parts = [tuple(_bare(word) for word in WORD.findall(part)) for part in plain(name).split()]
    parts = [part for part in parts if part]
    if len(parts) > 1:
        yield tuple(word for part in parts for word in part)
        yield parts[0] + parts[-1]
    if parts and sum(map(len, parts[-1])) >= SHORTEST_ALONE:
        yield parts[-1]


def _words(text: str) -> Iterator[_Word]:
    letters, places = plain_with_places(text)
    for found in WORD.finditer(letters):
        said = found.group()
        if said.endswith("'s"):
            said = said[:-2]
        end = found.start() + len(said)
        yield _Word(_bare(said), found.start(), places[found.start()], places[end - 1] + 1)


def _bare(word: str) -> str:
    return word.replace("'", "")


def _size_at(text: str, words: list[_Word], place: int, wanted: dict[str, set[tuple[str, ...]]]) -> int:
    """How many words from `place` on are a name that is looked for; 0 if none."""
    sizes = [
        len(name)
        for name in wanted.get(words[place].letters, ())
        if tuple(word.letters for word in words[place : place + len(name)]) == name
        and _stand_together(text, words[place : place + len(name)])
        and (len(name) > 1 or _is_meant(text, words, place))
    ]
    return max(sizes, default=0)


def _stand_together(text: str, words: list[_Word]) -> bool:
    """Whether nothing but white space, hyphens and apostrophes lies between the words."""
    between = (text[left.end : right.start] for left, right in zip(words, words[1:], strict=False))
    return all(len(each) <= 4 and not re.search(r"[\w.,;:!?()]", each) for each in between)


def _is_meant(text: str, words: list[_Word], place: int) -> bool:
    """Whether a last name alone is meant as one: always, unless it is an everyday word as well."""
    word = words[place]
    if word.letters not in EVERYDAY:
        return True
    if place and words[place - 1].letters in TITLES:
        return True
    before = text[: word.start].rstrip(" \t") if word.start < 200 else text[word.start - 200 : word.start].rstrip(" \t")
    return text[word.start].isupper() and bool(before) and before[-1] not in CAPITALS_ALONE_AFTER
