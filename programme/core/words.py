"""PURE: words that every feature joins in the same way."""

from collections.abc import Sequence


def count_words(number: int, one: str, many: str | None = None) -> str:
    """A count with its noun: "1 cohort", "23 fellows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """One or more in a sentence: "a", "a and b", "a, b and c"."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
