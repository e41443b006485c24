"""Words and colours for reports."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from programme.core.clock import date_words
from programme.core.words import listed
from programme.reports.models import ReportVersion, VersionState

STATES = {
    VersionState.MAKING: ("Being made", "grey"),
    VersionState.DRAFT: ("Draft", "yellow"),
    VersionState.REVIEWED: ("Reviewed", "blue"),
    VersionState.SENT_BACK: ("Sent back", "orange"),
    VersionState.RELEASING: ("Being released", "blue"),
    VersionState.RELEASED: ("Released", "green"),
    VersionState.SUPERSEDED: ("Superseded", "grey"),
    VersionState.WITHDRAWN: ("Out of download", "red"),
}
NEXT = {
    VersionState.MAKING: "Wait until it is made",
    VersionState.DRAFT: "A director reviews it",
    VersionState.REVIEWED: "A director releases it",
    VersionState.SENT_BACK: "Make a new version",
    VersionState.RELEASING: "Wait until it is printed",
    VersionState.RELEASED: "",
    VersionState.SUPERSEDED: "",
    VersionState.WITHDRAWN: "Make a new version",
}
OUTDATED = {VersionState.SUPERSEDED: "superseded", VersionState.WITHDRAWN: "withdrawn"}
FEW = 3


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version as a list shows it; `since` is when it came to its state, None before it is released."""

    report_id: UUID
    number: int
    title: str
    cohort: str
    state: str
    colour: str
    next: str
    is_released: bool
    since: datetime | None


def listed_version(row: ReportVersion) -> ListedVersion:
    """A version as a line of a list."""
    return ListedVersion(
        row.report_id,
        row.number,
        f"{row.report.title}, version {row.number}",
        row.report.cohort.name,
        *STATES[row.state],
        NEXT[row.state],
        row.state is VersionState.RELEASED,
        since(row),
    )


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a version is not the one to read: by whom and when that was decided, and in what words, line by line."""

    heading: str
    sentence: str
    reason: list[str]


def ending(version: ReportVersion) -> Ending | None:
    """What to say above a version that is superseded, taken out of download or sent back; None above others."""
    name = f"version {version.number}"
    if version.state is VersionState.SUPERSEDED:
        done = f"Superseded by {version.superseded_by_name} on {date_words(version.superseded_at)}."
        return Ending(f"Important: {name} is superseded", done, _lines(version.superseded_reason))
    if version.state is VersionState.WITHDRAWN:
        done = f"Taken out of download by {version.withdrawn_by_name} on {date_words(version.withdrawn_at)}."
        return Ending(f"Important: {name} is out of download", done, _lines(version.withdrawn_reason))
    if version.state is VersionState.SENT_BACK:
        done = f"Sent back by {version.sent_back_by_name} on {date_words(version.sent_back_at)}."
        return Ending(f"Important: {name} is sent back", done, _lines(version.sent_back_reason))
    return None


def _lines(text: str | None) -> list[str]:
    return [line for line in (text or "").splitlines() if line.strip()]


def since(version: ReportVersion) -> datetime | None:
    """When a version that was released came to the state that it is in; None before its release."""
    return {
        VersionState.RELEASED: version.released_at,
        VersionState.SUPERSEDED: version.superseded_at,
        VersionState.WITHDRAWN: version.withdrawn_at,
    }.get(version.state)


def size_words(octets: int) -> str:
    """The size of a file, "412 KB"."""
    return f"{max(1, round(octets / 1024)):,} KB" if octets < 1024 * 1024 else f"{octets / 1024 / 1024:.1f} MB"


def ended_words(version: ReportVersion) -> tuple[str, str]:
    """What to tell who waited for a version: what happened and what follows."""
    if version.state is VersionState.RELEASED:
        return "The report is released", "Its sponsors are told by mail, and find it on their home page."
    return "The draft is made", "Read it through. A director can then mark it as reviewed and release it."


def recipients_words(names: Sequence[str]) -> str:
    """To whom a version was released: the names of a few, the number of many."""
    return listed(names) if len(names) <= FEW else f"{len(names)} organisations and programmes"


def file_name(version: ReportVersion, kind: str) -> str:
    """A plain file name for a download: title, version, whether it is out of date, and kind."""
    words = re.sub(r"[^a-z0-9]+", "-", version.report.title.casefold()).strip("-")
    outdated = f"-{OUTDATED[version.state]}" if version.state in OUTDATED else ""
    return f"{words[:80] or 'report'}-version-{version.number}{outdated}.{kind}"
