"""Answers to items, one bar an item: who disagreed lies left of the line, who agreed right of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from programme.analysis.likert import LikertItem
from programme.charts.diverging_bar import HEIGHT, bar, key, sides, zero_line
from programme.charts.frame import LEADING, Width
from programme.charts.palette import QUIET
from programme.charts.scales import Linear
from programme.charts.svg import SIZE, document, lettering
from programme.charts.typesetting import width_of, wrap
from programme.charts.words import NBSP

MOST_ROWS = 8
MOST_OPTIONS = 7
_LABELS = 212.0
_GAP = 12.0
_BETWEEN = 12.0
_LEAST_SIDE = 0.1
_NO_ANSWERS = "no answers"


@dataclass(frozen=True, slots=True)
class LikertRow:
    """One item in the words that were asked. Where `item` is None the chart prints `note` in place of a bar."""

    text: str
    item: LikertItem | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far bars run to the left and to the right of the line, as shares of the answers from 0 to 1."""

    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Likert:
    """Up to 8 items over the same options.

    `title` is the finding in words, `options` the words of the options, the lowest first. Charts of one questionnaire
    are given the same `reach` (see `reach_of`), so that their bars can be compared; None fits it to these rows.
    """

    title: str
    options: tuple[str, ...]
    rows: tuple[LikertRow, ...]
    reach: Reach | None = None


def reach_of(rows: Iterable[LikertRow]) -> Reach:
    """The least reach that holds every bar, with something at either side of the line."""
    bars = [sides(row.item) for row in rows if row.item is not None]
    return Reach(
        max([_LEAST_SIDE, *(left for left, _ in bars)]),
        max([_LEAST_SIDE, *(right for _, right in bars)]),
    )


def likert(chart: Likert, *, prefix: str, width: Width) -> str:
    """The chart as one SVG element; the middle option, where there is one, lies half on either side of the line.

    Raises:
        ValueError: for more than 8 rows, options that are not 2 to 7 or not those of the items, a bar beyond the reach,
            no title, or an unusable prefix.
    """
    reach = chart.reach or reach_of(chart.rows)
    _check(chart, reach)
    if not chart.rows:
        words = lettering(["Nothing to show: no item has been asked yet."], 0, SIZE + 2)
        return document(words, title=chart.title, prefix=prefix, width=width.value, height=24.0)
    counts = [_count(row) for row in chart.rows]
    column = max(width_of(count) for count in counts) + _GAP
    left, right = (_LABELS + _GAP, width.value - column) if width is Width.WIDE else (1.0, width.value - 1.0)
    x = Linear(-reach.left, reach.right, left, right)
    has_bars = any(row.item is not None and row.item.n for row in chart.rows)
    above, y = key(chart.options, width.value) if has_bars else ("", 0.0)
    parts = [above]
    for row, count in zip(chart.rows, counts, strict=True):
        drawn, y = _wide(row, count, x, y) if width is Width.WIDE else _narrow(row, count, x, y)
        parts.append(drawn)
        y += _BETWEEN
    return document(*parts, title=chart.title, prefix=prefix, width=width.value, height=y - _BETWEEN + 4)


def _check(chart: Likert, reach: Reach) -> None:
    if len(chart.rows) > MOST_ROWS:
        raise ValueError(f"a chart holds at most {MOST_ROWS} items")
    if not 2 <= len(chart.options) <= MOST_OPTIONS:
        raise ValueError(f"a bar has 2 to {MOST_OPTIONS} options")
    for row in chart.rows:
        if row.item is None:
            continue
        if len(row.item.counts) != len(chart.options):
            raise ValueError(f"an item with other options: {row.text!r}")
        left, right = sides(row.item)
        if left > reach.left + 1e-9 or right > reach.right + 1e-9:
            raise ValueError(f"a bar beyond the reach: {row.text!r}")


def _count(row: LikertRow) -> str:
    return "" if row.item is None else f"n{NBSP}={NBSP}{row.item.n:,}"


def _wide(row: LikertRow, count: str, x: Linear, y: float) -> tuple[str, float]:
    """Words at the left, the bar level with their middle, n at the right; and the y below them."""
    lines = wrap(row.text, _LABELS, most=5)
    high = max(LEADING * len(lines), HEIGHT)
    first = y + (high - LEADING * len(lines)) / 2 + SIZE - 0.5
    words = lettering(lines, 0, first, leading=LEADING)
    middle = y + high / 2
    n = lettering([count] if count else [], Width.WIDE.value, middle + 4.3, anchor="end", fill=QUIET)
    if row.item is not None and row.item.n:
        line = zero_line(x(0.0), y - _BETWEEN / 2, y + high + _BETWEEN / 2)
        return words + line + bar(row.item, x, middle - HEIGHT / 2) + n, y + high
    room = (x.end if count else Width.WIDE.value) - x.start
    note = wrap(row.note or _NO_ANSWERS, room, most=3)
    high = max(high, LEADING * len(note))
    first = middle - LEADING * len(note) / 2 + SIZE - 0.5
    return words + lettering(note, x.start, max(first, y + SIZE), fill=QUIET, leading=LEADING) + n, y + high


def _narrow(row: LikertRow, count: str, x: Linear, y: float) -> tuple[str, float]:
    """The words and n above the bar; and the y below it."""
    room = float(Width.NARROW.value)
    lines = wrap(row.text, room, most=6)
    words = lettering(lines, 0, y + SIZE, leading=LEADING)
    last = width_of(lines[-1]) if lines else 0.0
    below = y + LEADING * len(lines)
    if count and (not lines or last + _GAP + width_of(count) > room):
        below += LEADING
    n = lettering([count] if count else [], room, below - LEADING + SIZE, anchor="end", fill=QUIET)
    if row.item is not None and row.item.n:
        top = below + 4
        return words + n + zero_line(x(0.0), top - 3, top + HEIGHT + 3) + bar(row.item, x, top), top + HEIGHT
    note = wrap(row.note or _NO_ANSWERS, room, most=3)
    drawn = lettering(note, 0, below + SIZE, fill=QUIET, leading=LEADING)
    return words + n + drawn, below + LEADING * len(note)
