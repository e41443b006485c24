"""The words beneath the columns: what each wave is called, how many answered, and what the notes say in full."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from programme.charts.frame import LEADING, Frame, Width, row
from programme.charts.marks import RADIUS, marker
from programme.charts.palette import QUIET, Style
from programme.charts.svg import SIZE, lettering
from programme.charts.typesetting import fits, wrap
from programme.charts.words import NBSP

_MIDDLE = SIZE * 0.64
"""From the top of a line to the middle of its letters."""


@dataclass(frozen=True, slots=True)
class Row:
    """One series' words, a cell a wave; its sign and name tell it from the other rows."""

    cells: tuple[str, ...]
    style: Style | None = None
    name: str = ""


def foot(
    labels: Sequence[tuple[str, str]], rows: Sequence[Row], notes: Sequence[str], ground: Frame, width: Width
) -> tuple[str, float]:
    """The waves' names, the rows and the notes beneath the plot, and the y below them."""
    drawn, y = row(wave_names(labels, ground.cell), ground, ground.plot.bottom + 2)
    parts = [drawn]
    for one in rows:
        sign, y, least = _sign(one.style, one.name, ground, y, width) if one.style else ("", y, y)
        drawn, y = row(one.cells, ground, y, fill=QUIET)
        y = max(y, least)
        parts += [sign, drawn]
    for note in notes:
        lines = wrap(note, width.value - 4.0, most=4)
        parts.append(lettering(lines, 0, y + 4 + SIZE, fill=QUIET, leading=LEADING))
        y += LEADING * len(lines) + 4
    return "".join(parts), y


def wave_names(labels: Sequence[tuple[str, str]], room: float) -> list[str]:
    """`Baseline, T0` for every wave, or every wave's code alone where one of the names does not fit its column."""
    full = [", ".join(filter(None, (label.strip(), code.strip()))) for label, code in labels]
    if all(fits(name, room) for name in full) or not all(code.strip() for _, code in labels):
        return full
    return [code for _, code in labels]


def numbers(counts: Sequence[int | None], room: float) -> list[str]:
    """`n = 470` for every count, for all on one line, or for all as `n 470`, or on two lines; nothing for None."""
    forms = (f"n{NBSP}={NBSP}", f"n{NBSP}", f"n{NBSP}= ")
    written = [[f"{sign}{count:,}" if count is not None else "" for count in counts] for sign in forms]
    return next((form for form in written if all(fits(words, room, most=1) for words in form)), written[-1])


def brief_notes(notes: Iterable[str], room: float) -> tuple[Mapping[str, str], list[str]]:
    """What to print in a column for each note, and lines that say it in full where the columns are too narrow.

    Where it does not fit, "hidden: fewer than 5" leaves "hidden" in the column; failing that, the notes are numbered.
    """
    distinct = list(dict.fromkeys(notes))
    if all(fits(note, room, most=2) for note in distinct):
        return {note: note for note in distinct}, []
    heads = {note: re.split("[:;,(]", note)[0].strip() for note in distinct}
    if len(set(heads.values())) == len(heads) and all(fits(head, room, most=1) for head in heads.values()):
        return heads, [note[:1].upper() + note[1:] for note in distinct if note not in heads.values()]
    brief = {note: f"note{NBSP}{i}" for i, note in enumerate(distinct, start=1)}
    return brief, [f"Note {i}: {note}" for i, note in enumerate(distinct, start=1)]


def _sign(style: Style, name: str, ground: Frame, y: float, width: Width) -> tuple[str, float, float]:
    """The row's marker and name, the y of its cells, and the y below the name.

    On paper the marker stands in the gutter and the name at the right; on a phone they have a line of their own.
    """
    y += 3
    if width is Width.WIDE:
        lines = wrap(name, Width.WIDE.value - ground.plot.right - 28, most=2)
        words = lettering(lines, ground.plot.right + 28, y + SIZE, leading=LEADING)
        return marker(RADIUS + 2, y + _MIDDLE, style) + words, y, y + LEADING * len(lines)
    lines = wrap(name, Width.NARROW.value - 20, most=2)
    words = lettering(lines, 2 * RADIUS + 8, y + SIZE, leading=LEADING)
    below = y + LEADING * len(lines)
    return marker(RADIUS + 1, y + _MIDDLE, style) + words, below, below
