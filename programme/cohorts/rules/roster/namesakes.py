"""PURE: whether somebody of a name is known by another address: one person under two addresses would be two here."""

from collections.abc import Mapping, Sequence


def addresses_by_name(people: Mapping[str, str]) -> dict[str, list[str]]:
    """The addresses of `people` (full names by address), by the name as it is compared; in alphabetical order."""
    found: dict[str, list[str]] = {}
    for email in sorted(people):
        found.setdefault(_compared(people[email]), []).append(email)
    return found


def namesakes(name: str, known: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The addresses of those who are called `name`; case, spaces and the form of an apostrophe do not count."""
    return known.get(_compared(name), ())


def _compared(name: str) -> str:
    return " ".join(name.replace("’", "'").casefold().split())
