"""Words and colours for reports."""

import re
from collections.abc import Sequence

from programme.reports.models import ReportVersion, VersionState

STATES = {
    VersionState.MAKING: ("Being made", "grey"),
    VersionState.DRAFT: ("Draft", "yellow"),
    VersionState.REVIEWED: ("Reviewed", "blue"),
    VersionState.RELEASING: ("Being released", "blue"),
    VersionState.RELEASED: ("Released", "green"),
}
NEXT = {
    VersionState.MAKING: "Wait until it is made",
    VersionState.DRAFT: "A director reviews it",
    VersionState.REVIEWED: "A director releases it",
    VersionState.RELEASING: "Wait until it is printed",
    VersionState.RELEASED: "",
}


def size_words(octets: int) -> str:
    """The size of a file, "412 KB"."""
    return f"{max(1, round(octets / 1024)):,} KB" if octets < 1024 * 1024 else f"{octets / 1024 / 1024:.1f} MB"


def ended_words(version: ReportVersion) -> tuple[str, str]:
    """What to tell who waited for a version: what happened and what follows."""
    if version.state is VersionState.RELEASED:
        return "The report is released", "Sponsors find it on their home page and can download it."
    return "The draft is made", "Read it through. A director can then mark it as reviewed and release it."


def recipients_words(names: Sequence[str]) -> str:
    """To whom a version was released: the names of a few, the number of many."""
    return " and ".join(names) if len(names) < 3 else f"{len(names)} organisations and programmes"


def file_name(version: ReportVersion, kind: str) -> str:
    """A plain file name for a download: title, version and kind."""
    words = re.sub(r"[^a-z0-9]+", "-", version.report.title.casefold()).strip("-")
    return f"{words[:80] or 'report'}-version-{version.number}.{kind}"
