"""PURE: the text of a workbook: shared strings, and characters that XML cannot hold."""

import re

from programme.core.tables.cells import plain, unmarked
from programme.core.tables.values import LONGEST_CELL
from programme.core.tables.xlsx.budget import Budget

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
UNSAFE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ufffe\uffff]")
SURROGATES = range(0xD800, 0xE000)
KEPT_LENGTH = LONGEST_CELL + 2  # one for the mark of a text, one to see that it is longer


def shown(text: str) -> str:
    """Text of a cell with its _x000D_ as the characters that they stand for."""
    return ESCAPED.sub(_character, text) if "_x" in text else text


def stored(text: str) -> str:
    """Text with every character that XML cannot hold, and every look-alike, as _x000D_: `shown(stored(t)) == t`."""
    return UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if number in SURROGATES else chr(number)


class Pieces:
    """Text that arrives in pieces; of one that is too long for a cell only the beginning is kept."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0

    def add(self, piece: str) -> None:
        """The next piece."""
        room = 7 * KEPT_LENGTH - self._length  # a character may be written as seven
        if room > 0:
            self._pieces.append(piece[:room])
            self._length += len(piece)

    def take(self) -> str:
        """What the cell says, one text a cell; the next one begins. One that is too long stays longer than allowed."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        text = shown(text)[:KEPT_LENGTH]
        return text if len(unmarked(text)) > LONGEST_CELL else plain(text)


class SharedStrings:
    """The texts that cells name by number; each is the plain text of its runs, without the reading aids of Japanese."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._texts: list[str] = []
        self._pieces = Pieces()
        self._is_text = self._is_aid = False

    def __getitem__(self, place: int) -> str:
        if place < 0:
            raise IndexError(place)
        return self._texts[place]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """A run's text begins, or an aid in which texts do not count."""
        if name == "rPh":
            self._is_aid = True
        elif name == "t":
            self._is_text = not self._is_aid

    def end(self, name: str) -> None:
        """A text is whole at the end of its item."""
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._is_aid = False
        elif name == "si":
            text = self._pieces.take()
            self._budget.take_text(text)
            self._texts.append(text)

    def text(self, piece: str) -> None:
        """A piece of a run."""
        if self._is_text:
            self._pieces.add(piece)
