"""PURE: a row of a table as a line of JSON and back, the same whichever database it comes from or goes to."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class Kind(StrEnum):
    """What a column holds. `JSON` is text here: it travels as it is stored, to the last digit."""

    ID = "id"
    MOMENT = "moment"
    DAY = "day"
    BYTES = "bytes"
    TEXT = "text"
    JSON = "json"
    WHOLE = "whole number"
    NUMBER = "number"
    FLAG = "yes or no"


_TO_JSON: dict[Kind, Callable[[Any], Any]] = {
    Kind.ID: str,
    Kind.MOMENT: lambda moment: moment.astimezone(UTC).isoformat(),
    Kind.DAY: date.isoformat,
    Kind.BYTES: lambda value: b64encode(value).decode(),
}
_FROM_JSON: dict[Kind, Callable[[Any], Any]] = {
    Kind.ID: UUID,
    Kind.MOMENT: datetime.fromisoformat,
    Kind.DAY: date.fromisoformat,
    Kind.BYTES: b64decode,
}


def to_line(kinds: Sequence[Kind], row: Sequence[Any]) -> bytes:
    """The row as one line of JSON in UTF-8, a list in the order of `kinds`."""
    values = [
        value if value is None or kind not in _TO_JSON else _TO_JSON[kind](value)
        for kind, value in zip(kinds, row, strict=True)
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_line(kinds: Sequence[Kind], line: bytes) -> list[Any]:
    """The row that `to_line` made a line of."""
    return [
        value if value is None or kind not in _FROM_JSON else _FROM_JSON[kind](value)
        for kind, value in zip(kinds, json.loads(line), strict=True)
    ]
