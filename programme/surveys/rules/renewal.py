"""PURE: which answers the figures of a survey's page rest on, so that two pages after each other show nobody."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from programme.analysis.disclosure.rules import THRESHOLD
from programme.analysis.disclosure.versions import may_renew
from programme.surveys.rules.results import Printed


@dataclass(frozen=True, slots=True)
class Behind:
    """The tokens of those whose answers at one wave are in the figures, and the day for which these were chosen."""

    tokens: frozenset[str]
    is_closed: bool
    as_of: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What stands behind a page: by wave who is in the figures, and all that was printed."""

    waves: Mapping[str, Behind]
    printed: tuple[Printed, ...]


NOTHING = Basis({}, ())


def chosen(sent: Mapping[str, frozenset[str]], closed: frozenset[str], before: Basis, today: date) -> dict[str, Behind]:
    """By wave, whose answers are in the figures now; a wave of which nothing is shown yet is left out.

    `sent` holds the tokens of all who have sent their answers, by wave that has opened. An open wave shows who was
    shown before until at least the threshold are new; at its close all are shown.
    """
    found = {}
    for code, tokens in sent.items():
        earlier = before.waves.get(code)
        shown = earlier.tokens if earlier else frozenset[str]()
        is_closed = code in closed
        has_closed = earlier is not None and earlier.is_closed
        if (earlier is None or not has_closed) and may_renew(len(shown), len(tokens), is_closed, THRESHOLD):
            found[code] = Behind(tokens, is_closed, today.isoformat())
        elif earlier is not None:
            found[code] = Behind(shown & tokens, has_closed, earlier.as_of)
    return found


def binding(before: Basis, now: Mapping[str, Behind]) -> tuple[Printed, ...]:
    """What was printed before and still binds: all of it, until another wave closes.

    A close renews the page as a whole: the change then rests on the people of both waves, and of the means beside it
    those give way that would show a few people.
    """
    has_closed = any(each.is_closed and not _was_closed(before, code) for code, each in now.items())
    return () if has_closed else before.printed


def at_rest(basis: Basis, closed: frozenset[str]) -> tuple[Printed, ...]:
    """What the page prints of these closed waves, which binds a report; nothing while a close is not in it yet."""
    if frozenset(code for code, each in basis.waves.items() if each.is_closed) != closed:
        return ()
    return tuple(each for each in basis.printed if each.variable.rpartition(" ")[2] in closed)


def _was_closed(before: Basis, code: str) -> bool:
    return code in before.waves and before.waves[code].is_closed


def to_bytes(basis: Basis) -> bytes:
    """The basis as JSON with sorted keys."""
    data = {
        "waves": {
            code: {"tokens": sorted(each.tokens), "is_closed": each.is_closed, "as_of": each.as_of}
            for code, each in basis.waves.items()
        },
        "printed": [[each.key, each.variable, list(each.answers)] for each in basis.printed],
    }
    return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()


def from_bytes(content: bytes) -> Basis:
    """The basis that `to_bytes` wrote."""
    data: dict[str, Any] = json.loads(content)
    return Basis(
        {
            code: Behind(frozenset(each["tokens"]), each["is_closed"], each["as_of"])
            for code, each in data["waves"].items()
        },
        tuple(Printed(key, variable, tuple(answers)) for key, variable, answers in data["printed"]),
    )
