"""How wide text will be, and how it breaks into lines.

Widths are the wider of Inter and DejaVu Sans, so that what fits here fits with any font of the page's list.
"""

import re
import unicodedata
from collections.abc import Iterator

from programme.charts.svg import SIZE

_ELLIPSIS = "…"
_BY_WIDTH = (
    (0.28, "ijl"),
    (0.32, " \u00a0,.I’·"),
    (0.36, "/:;\\|'"),
    (0.40, "()[]ft"),
    (0.48, '!r"-'),
    (0.56, "*_`–°?Jcsz"),
    (0.60, "FLkvxy"),
    (0.64, "$£012356789EPSabdeghnopqu{}"),
    (0.72, "4KTYABRVXZ"),
    (0.80, "CHNU&DGOQ"),
    (0.84, "#+<=>^w~−"),
    (1.00, "M%@Wm—…"),
)
_WIDTH = {character: width for width, characters in _BY_WIDTH for character in characters}
_BOLD = 1.08


def width_of(text: str, size: float = SIZE, *, bold: bool = False) -> float:
    """An upper estimate of the text's width in units."""
    advances = [_WIDTH.get(character) or _advance(character) for character in text]
    return sum(advances) * size * (_BOLD if bold else 1.0)


def wrap(text: str, room: float, *, size: float = SIZE, bold: bool = False, most: int = 3) -> tuple[str, ...]:
    """The text as at most `most` lines, each no wider than `room`; what does not fit ends in an ellipsis.

    A no-break space keeps its words together; a word wider than the room is broken.
    """
    lines = _lines(text, room, size, bold)
    if len(lines) > most:
        return (*lines[: most - 1], _cut(lines[most - 1], room, size, bold))
    return tuple(lines)


def fits(text: str, room: float, *, size: float = SIZE, bold: bool = False, most: int = 3) -> bool:
    """Whether the text goes into the lines without breaking a word or leaving anything out."""
    widest = max((width_of(word, size, bold=bold) for word in _split(text)), default=0.0)
    return widest <= room and len(_lines(text, room, size, bold)) <= most


def _lines(text: str, room: float, size: float, bold: bool) -> list[str]:
    lines: list[str] = []
    space, long = width_of(" ", size, bold=bold), 0.0
    for word in _words(text, room, size, bold):
        more = width_of(word, size, bold=bold)
        if lines and long + space + more <= room:
            lines[-1] = f"{lines[-1]} {word}"
            long += space + more
        else:
            lines.append(word)
            long = more
    return lines


def _words(text: str, room: float, size: float, bold: bool) -> Iterator[str]:
    for word in _split(text):
        rest = word
        while width_of(rest, size, bold=bold) > room and len(rest) > 1:
            head = _longest(rest, room, size, bold)
            yield rest[:head]
            rest = rest[head:]
        yield rest


def _split(text: str) -> list[str]:
    """The words between spaces that may break; a no-break space is none of them."""
    return [word for word in re.split(r"[ \t\r\n]+", text) if word]


def _longest(word: str, room: float, size: float, bold: bool) -> int:
    """How many characters from the start fit; at least one, so that the breaking ends."""
    return max((i for i in range(1, len(word)) if width_of(word[:i], size, bold=bold) <= room), default=1)


def _cut(line: str, room: float, size: float, bold: bool) -> str:
    while line and width_of(line + _ELLIPSIS, size, bold=bold) > room:
        line = line[:-1]
    return line.rstrip(" ,.;:") + _ELLIPSIS


def _advance(character: str) -> float:
    if character in _WIDTH:
        return _WIDTH[character]
    if unicodedata.combining(character):
        return 0.0
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTH:
        return _WIDTH[base]
    return 1.25 if unicodedata.east_asian_width(character) in {"W", "F"} else 0.95
