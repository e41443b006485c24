"""PURE: all that a report version is made from, frozen, with its fingerprint."""

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class ScaleFacts:
    """A scale: its key in the rows, its name, and the range of its scores."""

    key: str
    label: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WaveFacts:
    """A wave: its code (T0 is the baseline) and its name."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person under a token that nothing else uses: organisation, and scores by wave code and scale key."""

    token: str
    organisation: str | None
    scores: Mapping[str, Mapping[str, float]]

    def score(self, code: str, key: str) -> float | None:
        """The person's score on a scale at a wave; None if there is none."""
        return self.scores.get(code, {}).get(key)


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure that an earlier released version printed: its key, its variable and the answers it rested on."""

    key: str
    variable: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What the report is about; dates are ISO days."""

    title: str
    number: int
    programme: str
    purpose: str
    cohort: str
    starts_on: str
    ends_on: str
    survey: str
    imported_on: str
    for_publication: bool
    made_on: str
    made_by: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a version is made from, with its canonical form. Rows are in the order of their tokens."""

    about: About
    scales: tuple[ScaleFacts, ...]
    waves: tuple[WaveFacts, ...]
    rows: tuple[Row, ...]
    published: tuple[Printed, ...] = ()
    canonical: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "canonical", _canonical(_plain(self)))

    @property
    def digest(self) -> str:
        """SHA-256 of the snapshot's canonical form, 64 hexadecimal digits."""
        return hashlib.sha256(self.canonical).hexdigest()


def to_bytes(snapshot: Snapshot) -> bytes:
    """The snapshot in its canonical form, compressed."""
    return zlib.compress(snapshot.canonical)


def from_bytes(content: bytes) -> Snapshot:
    """The snapshot that `to_bytes` wrote."""
    data = json.loads(zlib.decompress(content))
    return Snapshot(
        about=About(**data["about"]),
        scales=tuple(ScaleFacts(**each) for each in data["scales"]),
        waves=tuple(WaveFacts(**each) for each in data["waves"]),
        rows=tuple(Row(**each) for each in data["rows"]),
        published=_printed(data["published"]),
    )


def printed_to_bytes(printed: tuple[Printed, ...]) -> bytes:
    """The printed figures, compressed."""
    return zlib.compress(_canonical([_fields(each) for each in printed]))


def printed_from_bytes(content: bytes) -> tuple[Printed, ...]:
    """The printed figures that `printed_to_bytes` wrote."""
    return _printed(json.loads(zlib.decompress(content)))


def _printed(data: list[dict[str, Any]]) -> tuple[Printed, ...]:
    return tuple(Printed(each["key"], each["variable"], tuple(each["answers"])) for each in data)


def _plain(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "about": _fields(snapshot.about),
        "scales": [_fields(each) for each in snapshot.scales],
        "waves": [_fields(each) for each in snapshot.waves],
        "rows": [_fields(each) for each in snapshot.rows],
        "published": [_fields(each) for each in snapshot.published],
    }


def _fields(each: ScaleFacts | WaveFacts | Row | Printed | About) -> dict[str, Any]:
    """A part's fields by name; `asdict` would copy every score, at ten times the cost."""
    return {name: getattr(each, name) for name in each.__slots__}


def _canonical(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
