"""How a figure, or its absence, is written."""

import math

from programme.analysis.disclosure.rules import THRESHOLD, Hidden, Rules

MINUS = "\N{MINUS SIGN}"

WORDINGS = {
    Hidden.TOO_FEW: "Hidden: fewer than {threshold} people",
    Hidden.NESTED: "Hidden: compared with other printed figures, it would show fewer than {threshold} people",
    Hidden.SMALL_COUNT: "Hidden: fewer than {threshold} people, or needed to keep such a number hidden",
    Hidden.FROZEN: "Not renewed: too close to the released figure, fewer than {threshold} answers are new or gone",
    Hidden.WAITING: "Not renewed yet: fewer than {threshold} more people have answered",
    Hidden.ALL_ALIKE: "Hidden: everyone answered alike or changed alike, so only a range is printed",
}


def printed(value: float) -> str:
    """The value with two decimals and a true minus sign, never as minus zero; ValueError unless finite."""
    if not math.isfinite(value):
        raise ValueError("only a finite number can be printed")
    size = f"{abs(value):.2f}"
    return MINUS + size if value < 0 and float(size) > 0 else size


def wording(hidden: Hidden, threshold: int = THRESHOLD) -> str:
    """The sentence printed in place of a figure."""
    return WORDINGS[hidden].format(threshold=Rules(threshold).threshold)
