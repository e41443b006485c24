"""PURE: what is wrong with a file, gathered so that all of it can be said at once."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category

KEY = re.compile(r"[a-z0-9-]{1,40}")
LONGEST_WORDS = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (`message`) at which place of which file."""

    file: str
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.message}"


@dataclass(slots=True)
class Faults:
    """The faults of one file so far, and the checks that every part of it shares."""

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, place: str, message: str) -> None:
        """Note one more fault."""
        self.found.append(Fault(self.file, place, message))

    def mapping(self, data: Any, place: str, required: Collection[str], optional: Collection[str]) -> Mapping[str, Any]:
        """`data` as far as it is a mapping: its known keys; what is missing, unknown or no mapping is noted."""
        if not isinstance(data, dict):
            self.add(place, "this must be a mapping of names to values")
            return {}
        known = {*required, *optional}
        for name in data:
            if name not in known:
                self.add(place, f"“{name}” is not known here; known are {', '.join(sorted(known))}")
        for name in required:
            if name not in data:
                self.add(place, f"“{name}” is missing")
        return {name: value for name, value in data.items() if name in known}

    def sequence(self, data: Mapping[str, Any], name: str, place: str) -> list[Any]:
        """The list called `name`; not a list, or an empty one, is noted. None at all is an empty list."""
        value = data.get(name, [])
        if not isinstance(value, list) or (name in data and not value):
            self.add(place, f"“{name}” must be a list with something in it")
            return []
        return value

    def words(self, data: Mapping[str, Any], name: str, place: str, *, may_be_empty: bool = False) -> None:
        """Note it if `name` is there and is not text."""
        if name not in data:
            return
        value = data[name]
        if not isinstance(value, str):
            self.add(place, f"“{name}” must be text; put {value!r} in quotation marks")
        elif not value.strip() and not may_be_empty:
            self.add(place, f"“{name}” is empty")
        elif len(value) > LONGEST_WORDS:
            self.add(place, f"“{name}” is longer than {LONGEST_WORDS:,} characters")
        elif any(category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in value):
            self.add(place, f"“{name}” holds a character that no text has")

    def key(self, data: Mapping[str, Any], place: str) -> str | None:
        """The key of a part, if it has a good one; a bad one is noted."""
        value = data.get("key")
        if isinstance(value, str) and KEY.fullmatch(value):
            return value
        if "key" in data:
            self.add(place, f"the key {value!r} must be 1 to 40 of a to z, 0 to 9 and hyphens")
        return None

    def truth(self, data: Mapping[str, Any], name: str, place: str) -> None:
        """Note it if `name` is there and is neither true nor false."""
        if name in data and not isinstance(data[name], bool):
            self.add(place, f"“{name}” must be true or false")

    def one_of(self, data: Mapping[str, Any], name: str, place: str, values: Collection[str]) -> None:
        """Note it if `name` is there and is none of `values`."""
        if name in data and data[name] not in values:
            self.add(place, f"“{name}” must be one of {', '.join(values)}, not {data[name]!r}")


def is_whole(value: Any) -> bool:
    """Whether a value is a whole number; true and false are not."""
    return isinstance(value, int) and not isinstance(value, bool)
