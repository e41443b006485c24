"""PURE: all that a report version is made from, frozen, with its fingerprint."""

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from programme.analysis.disclosure.rules import PUBLICATION_THRESHOLD, THRESHOLD
from programme.surveys.rules.living import Living
from programme.surveys.rules.plain import from_plain, to_plain
from programme.surveys.rules.results import Printed, Results, Row, ScaleFacts, WaveFacts

LEVEL = 4
"""Of zlib: 4% larger than at its usual level, in half the time."""


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
    """All that a version is made from, with its canonical form. Rows are in the order of their tokens.

    `living` is there where the survey is lived here; what was imported has none.
    """

    about: About
    scales: tuple[ScaleFacts, ...]
    waves: tuple[WaveFacts, ...]
    rows: tuple[Row, ...]
    published: tuple[Printed, ...] = ()
    living: Living | None = None
    canonical: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "canonical", _canonical(_plain(self)))

    @property
    def digest(self) -> str:
        """SHA-256 of the snapshot's canonical form, 64 hexadecimal digits."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def results(self) -> Results:
        """What figures are made from, with the threshold that the version is held to."""
        threshold = PUBLICATION_THRESHOLD if self.about.for_publication else THRESHOLD
        return Results(self.scales, self.waves, self.rows, self.published, threshold)


def to_bytes(snapshot: Snapshot) -> bytes:
    """The snapshot in its canonical form, compressed."""
    return zlib.compress(snapshot.canonical, LEVEL)


def from_bytes(content: bytes) -> Snapshot:
    """The snapshot that `to_bytes` wrote."""
    data = json.loads(zlib.decompress(content))
    return Snapshot(
        about=About(**data["about"]),
        scales=tuple(ScaleFacts(**each) for each in data["scales"]),
        waves=tuple(WaveFacts(**each) for each in data["waves"]),
        rows=tuple(Row(**each) for each in data["rows"]),
        published=_printed(data["published"]),
        living=from_plain(Living, data["living"]) if "living" in data else None,
    )


def printed_to_bytes(printed: tuple[Printed, ...]) -> bytes:
    """The printed figures, compressed."""
    return zlib.compress(_canonical([_fields(each) for each in printed]), LEVEL)


def printed_from_bytes(content: bytes) -> tuple[Printed, ...]:
    """The printed figures that `printed_to_bytes` wrote."""
    return _printed(json.loads(zlib.decompress(content)))


def _printed(data: list[dict[str, Any]]) -> tuple[Printed, ...]:
    return tuple(Printed(each["key"], each["variable"], tuple(each["answers"])) for each in data)


def _plain(snapshot: Snapshot) -> dict[str, Any]:
    found = {
        "about": _fields(snapshot.about),
        "scales": [_fields(each) for each in snapshot.scales],
        "waves": [_fields(each) for each in snapshot.waves],
        "rows": [_fields(each) for each in snapshot.rows],
        "published": [_fields(each) for each in snapshot.published],
    }
    return found if snapshot.living is None else found | {"living": to_plain(snapshot.living)}


def _fields(each: ScaleFacts | WaveFacts | Row | Printed | About) -> dict[str, Any]:
    """A part's fields by name; `asdict` would copy every score, at ten times the cost."""
    return {name: getattr(each, name) for name in each.__slots__}


def _canonical(data: object) -> bytes:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
