"""PURE: words that every feature joins in the same way."""

import unicodedata
from collections.abc import Sequence

TITLES = frozenset({"dame", "dr", "lady", "lord", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "rev", "sir"})


def count_words(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 cohort", "23 fellows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """One or more in a sentence: "a", "a and b", "a, b and c"."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def sort_key(name: str, longest: int = 200) -> str:
    """A name as lists sort and search it: in small letters, without accents and titles, cut after `longest` characters.

    Databases do the first for ASCII alone, or as the machine's language has it. A title alone stays.
    """
    parts = unicodedata.normalize("NFD", name.casefold())
    words = "".join(part for part in parts if not unicodedata.combining(part)).split(" ")
    while len(words) > 1 and words[0].rstrip(".") in TITLES:
        del words[0]
    return " ".join(words)[:longest]
