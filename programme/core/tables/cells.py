"""PURE: how a cell's text is made safe for a spreadsheet and taken back, and how a number is written."""

import re
from decimal import Decimal

RISKY = re.compile(r"'*[=+\-@\t\r\n]")
MARKED = re.compile(r"'+[=+\-@\t\r\n]")
LARGEST_PLAIN = 10**15


def marked(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet could take it for a formula.

    It is marked if it begins with = + - @ or a tab or line break, or with apostrophes before one of these; so
    `unmarked(marked(text)) == text` for every text, and names such as 'Neill stay as they are.
    """
    return f"'{text}" if RISKY.match(text) else text


def unmarked(text: str) -> str:
    """Text without the one apostrophe that `marked` put before it."""
    return text[1:] if MARKED.match(text) else text


def plain(cell: str) -> str:
    """What a cell of a file says: without white space around it and without the mark of a text."""
    return unmarked(cell.strip())


def number_text(value: int | float) -> str:
    """The shortest decimal notation that gives the number back, without an exponent: 3, 1.5, 0.0000001.

    Raises:
        ValueError: it is infinite or no number.
    """
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < LARGEST_PLAIN:
        return str(int(value))
    number = Decimal(repr(value))
    if not number.is_finite():
        raise ValueError("only a finite number can be written")
    return format(number, "f")
