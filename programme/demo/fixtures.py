"""PURE: the invented people, organisations and words of the demonstration, from fixtures/demo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from programme.core.letters import plain

TITLES = ("Dr ", "Prof. ")


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation."""

    key: str
    name: str
    kind: str
    sector: str
    scale: str


@dataclass(frozen=True, slots=True)
class Helper:
    """A mentor; `account` is the role in the demonstration's list of accounts, for the one who is in it."""

    key: str
    name: str
    account: str = ""


@dataclass(frozen=True, slots=True)
class Joiner:
    """A fellow of one cohort.

    `joined` and `left` are days from the cohort's first; `mentor` was accepted, `offered` waits for the fellow and
    `proposed` for a director; `so_far` tells how far they are with the open wave, and `stops` that they want no mails.
    """

    name: str
    profession: str
    stage: str
    employer: str = ""
    host: str = ""
    mentor: str = ""
    offered: str = ""
    proposed: str = ""
    account: str = ""
    joined: int = 0
    left: int | None = None
    leaving: str = ""
    reason: str = ""
    so_far: str = ""
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A reflection; `day` counts from the cohort's first."""

    by: str
    day: int
    model: str
    title: str
    parts: Mapping[str, str]
    principles: Sequence[str] = ()
    emotions: Sequence[str] = ()
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """All that is invented by hand; `cohorts` holds the fellows of each, by the name of its file."""

    places: tuple[Place, ...]
    helpers: tuple[Helper, ...]
    cohorts: Mapping[str, tuple[Joiner, ...]]
    reflections: tuple[Written, ...]
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)


def read_story(folder: Path) -> Story:
    """Everything in the folder.

    Raises:
        TypeError: an entry has a field that is not known, or lacks one.
    """
    return Story(
        tuple(Place(**each) for each in _data(folder, "organisations")),
        tuple(Helper(**each) for each in _data(folder, "mentors")),
        {name: tuple(Joiner(**each) for each in _data(folder, name)) for name in ("completed", "running", "planned")},
        tuple(Written(**each) for each in _data(folder, "reflections")),
        _data(folder, "words"),
    )


def _data(folder: Path, name: str) -> Any:
    return yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))


def email_of(name: str) -> str:
    """An address for an invented person, on a domain that belongs to nobody: "aoife.nibhraonain@example.org"."""
    for title in TITLES:
        name = name.removeprefix(title)
    first, *others = ("".join(filter(_is_plain, plain(word))) for word in name.split())
    return f"{first}.{''.join(others)}@example.org"


def _is_plain(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
