"""What a report says of the cohort's dates, of its data and of its own making."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from programme.core.clock import date_words
from programme.reports.rules.snapshot import Snapshot
from programme.surveys.rules.words import wave_words

DIGITS = 16
"""Of the fingerprint of the data, as many as are printed."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Days and names in words."""

    dates: str
    waves: list[str]
    imported_on: str
    made_on: str
    digest: str
    software: str


def facts_of(snapshot: Snapshot, software: Mapping[str, str]) -> Facts:
    """The facts of a version's data, which were computed and printed with this software."""
    about = snapshot.about
    return Facts(
        dates=f"{_day(about.starts_on)} to {_day(about.ends_on)}",
        waves=[wave_words(wave) for wave in snapshot.waves],
        imported_on=_day(about.imported_on),
        made_on=_day(about.made_on),
        digest=snapshot.digest[:DIGITS],
        software=", ".join(f"{name} {version}" for name, version in sorted(software.items())),
    )


def _day(iso: str) -> str:
    return date_words(date.fromisoformat(iso)) if iso else "not known"
