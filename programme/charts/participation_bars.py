"""Who took part, wave by wave: the share with a value, and how many of the baseline's answerers are still there."""

from dataclasses import dataclass

from programme.analysis.participation import Share
from programme.charts.frame import LEADING, Width
from programme.charts.palette import BLUE, DARK_BLUE, QUIET, RULE, WHITE
from programme.charts.scales import Linear
from programme.charts.svg import SIZE, document, element, lettering
from programme.charts.typesetting import fits, width_of, wrap
from programme.charts.words import count_of

_LABELS, _LABELS_MOST = 136.0, 204.0
_BAR, _SLIM = 14.0, 10.0
_ASIDE = 12.0
_NO_VALUE = "no value"


@dataclass(frozen=True, slots=True)
class Bar:
    """One wave. Where `answered` is None the chart prints `note` ("hidden") in place of a bar.

    `retained` is the share of the first wave's answerers who answered this one; None where it does not apply.
    """

    label: str
    code: str
    answered: Share | None
    retained: Share | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ParticipationBars:
    """Participation by wave: `title` is the finding in words, the two names say what each kind of bar is a share of."""

    title: str
    bars: tuple[Bar, ...]
    answered: str = "With a value"
    retained: str = "Of the first wave's answerers"


def participation_bars(chart: ParticipationBars, *, prefix: str, width: Width) -> str:
    """The chart as one SVG element; every bar is drawn on a track of the whole length, which is 100%.

    Raises:
        ValueError: for a share that is not between none and all of its total, no title, or an unusable prefix.
    """
    for bar in chart.bars:
        _check(bar.answered)
        _check(bar.retained)
    if not chart.bars:
        body, bottom = lettering(["Nothing to show: no wave has been asked yet."], 0, SIZE + 2), 24.0
    elif width is Width.WIDE:
        body, bottom = _wide(chart)
    else:
        body, bottom = _narrow(chart)
    return document(body, title=chart.title, prefix=prefix, width=width.value, height=bottom)


def _check(share: Share | None) -> None:
    if share is not None and not 0 <= share.count <= share.total:
        raise ValueError(f"not a share: {share.count} of {share.total}")


def _wide(chart: ParticipationBars) -> tuple[str, float]:
    """Labels at the left, bars on a common track, figures at the right, a key above."""
    shares = [share for bar in chart.bars for share in (bar.answered, bar.retained) if share is not None]
    figures = max((width_of(count_of(share)) for share in shares), default=0.0)
    column = _column(chart)
    x = Linear(0.0, 1.0, column, Width.WIDE.value - figures - 10)
    key, y = _key(chart, x.start)
    parts = [key]
    for bar in chart.bars:
        lines = _label(bar, column - _ASIDE, most=3)
        measures = [(bar.answered, False), *([(bar.retained, True)] if bar.retained else [])]
        parts.append(lettering(lines, 0, y + SIZE, leading=LEADING))
        for i, (share, again) in enumerate(measures):
            parts.append(_measure(share, bar.note, x, y + i * 19, again=again))
        y += max(LEADING * len(lines), 19 * len(measures)) + 12
    return "".join(parts), y - 6


def _column(chart: ParticipationBars) -> float:
    """Width of the labels' column: the longest label goes on one line where that leaves room for the bars."""
    longest = max(width_of(_whole(bar)) for bar in chart.bars) + _ASIDE
    return min(max(_LABELS, longest), _LABELS_MOST)


def _measure(share: Share | None, note: str | None, x: Linear, y: float, *, again: bool) -> str:
    if share is None:
        room = Width.WIDE.value - x.start
        return lettering(wrap(note or _NO_VALUE, room, most=1), x.start, y + SIZE, fill=QUIET)
    high = _SLIM if again else _BAR
    return _bar(share, x, y + (_BAR - high) / 2 + 1, again=again) + lettering(
        [count_of(share)], x.end + 10, y + SIZE, fill=QUIET if again else None
    )


def _key(chart: ParticipationBars, left: float) -> tuple[str, float]:
    """What the two kinds of bar stand for; only the kinds that are drawn."""
    parts, y = [], 0.0
    names = [(chart.answered, False), (chart.retained, True)]
    for name, again in names if any(bar.retained for bar in chart.bars) else names[:1]:
        lines = wrap(name, Width.WIDE.value - left - 24, most=2)
        parts += [_swatch(left, y + 2, again=again), lettering(lines, left + 20, y + SIZE, leading=LEADING)]
        y += LEADING * len(lines) + 3
    return "".join(parts), y + 8


def _narrow(chart: ParticipationBars) -> tuple[str, float]:
    """One wave below the other; above each bar its own words and figures, so that no key is needed."""
    x = Linear(0.0, 1.0, 1.0, Width.NARROW.value - 1.0)
    parts, y = [], 0.0
    for bar in chart.bars:
        lines = _label(bar, Width.NARROW.value, most=3, bold=True)
        if lines:
            parts.append(lettering(lines, 0, y + SIZE, bold=True, leading=LEADING))
            y += LEADING * len(lines) + 2
        for share, name, again in ((bar.answered, chart.answered, False), (bar.retained, chart.retained, True)):
            if share is None and again:
                continue
            drawn, y = _line(share, name, bar.note, x, y, again=again)
            parts.append(drawn)
        y += 12
    return "".join(parts), y - 8


def _line(share: Share | None, name: str, note: str | None, x: Linear, y: float, *, again: bool) -> tuple[str, float]:
    if share is None:
        lines = wrap(note or _NO_VALUE, Width.NARROW.value, most=3)
        return lettering(lines, 0, y + SIZE, fill=QUIET, leading=LEADING), y + LEADING * len(lines) + 4
    figures = count_of(share)
    lines = wrap(name, Width.NARROW.value - width_of(figures) - 12)
    words = lettering(lines, 0, y + SIZE, leading=LEADING) + lettering(
        [figures], Width.NARROW.value, y + SIZE, anchor="end"
    )
    below = y + LEADING * len(lines) + 3
    return words + _bar(share, x, below, again=again), below + (_SLIM if again else _BAR) + 6


def _bar(share: Share, x: Linear, y: float, *, again: bool) -> str:
    """The track and on it the bar: solid for the answers of the wave, an outline for those who answered again."""
    high = _SLIM if again else _BAR
    track = element("rect", x=x.start, y=y, width=x.end - x.start, height=high, fill=RULE)
    if not share.share:
        return track
    long = x(share.share) - x.start
    if not again:
        return track + element("rect", x=x.start, y=y, width=long, height=high, fill=BLUE)
    return track + _outline(x.start, y, long, high)


def _outline(x: float, y: float, width: float, height: float) -> str:
    inset = min(1.0, width / 2)
    return element(
        "rect",
        x=x + inset,
        y=y + 1,
        width=width - 2 * inset,
        height=height - 2,
        fill=WHITE,
        stroke=DARK_BLUE,
        stroke_width=2.0,
    )


def _swatch(x: float, y: float, *, again: bool) -> str:
    if again:
        return _outline(x, y, 14, _SLIM)
    return element("rect", x=x, y=y, width=14.0, height=_SLIM, fill=BLUE)


def _label(bar: Bar, room: float, *, most: int, bold: bool = False) -> tuple[str, ...]:
    """`Baseline, T0` in lines; where that is too long the label is cut, never the code."""
    label, code = bar.label.strip(), bar.code.strip()
    whole = _whole(bar)
    if not code or fits(whole, room, bold=bold, most=most):
        return wrap(whole, room, bold=bold, most=most)
    return *wrap(label, room, bold=bold, most=most - 1), *wrap(code, room, bold=bold, most=1)


def _whole(bar: Bar) -> str:
    return ", ".join(filter(None, (bar.label.strip(), bar.code.strip())))
