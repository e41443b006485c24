"""One bar of ordered options around a line, and the key to its colours."""

from itertools import accumulate

from programme.analysis.likert import LikertItem
from programme.analysis.participation import share_of
from programme.charts.frame import LEADING
from programme.charts.palette import AXIS, diverging, ink_on
from programme.charts.scales import Linear
from programme.charts.svg import SIZE, element, lettering, number
from programme.charts.typesetting import width_of, wrap
from programme.charts.words import percent

HEIGHT = 22.0
"""Of a bar, in units."""
_SWATCH = 14.0


def sides(item: LikertItem) -> tuple[float, float]:
    """Shares of the answers left and right of the line; half of the middle option counts to each."""
    if not item.n:
        return 0.0, 0.0
    half = len(item.counts) // 2
    middle = item.counts[half] / 2 if len(item.counts) % 2 else 0.0
    return (sum(item.counts[:half]) + middle) / item.n, (sum(item.counts[-half:]) + middle) / item.n


def bar(item: LikertItem, x: Linear, y: float) -> str:
    """The options from the lowest to the highest around the line, with their percentages where they have room."""
    left = -sides(item)[0]
    ends = [x(left + upto / item.n) for upto in accumulate(item.counts, initial=0)]
    parts, figures = [], []
    for i, (count, colour) in enumerate(zip(item.counts, diverging(len(item.counts)), strict=True)):
        if not count:
            continue
        start, end = ends[i], ends[i + 1]
        parts.append(element("rect", x=start, y=y, width=end - start, height=HEIGHT, fill=colour))
        words = percent(share_of(count, item.n))
        if width_of(words) + 2 <= end - start:
            middle = (start + end) / 2
            figures.append(lettering([words], middle, y + HEIGHT / 2 + 4.3, anchor="middle", fill=ink_on(colour)))
    outline = element(
        "path", d=_outline(ends[0], y, ends[-1] - ends[0], HEIGHT), fill="none", stroke=AXIS, stroke_width=1.0
    )
    return "".join([*parts, outline, *figures])


def key(options: tuple[str, ...], room: float) -> tuple[str, float]:
    """Swatches with the options' words in their order, in as many lines as they need, and the y below them."""
    parts, x, y, below = [], 0.0, 0.0, 0.0
    for option, colour in zip(options, diverging(len(options)), strict=True):
        lines = wrap(option, room - _SWATCH - 6, most=2)
        long = _SWATCH + 6 + max((width_of(line) for line in lines), default=0.0)
        if x and x + long > room:
            x, y = 0.0, below
        parts.append(element("path", d=_outline(x + 0.5, y + 1.5, _SWATCH - 1, 11.0), fill=colour, stroke=AXIS))
        parts.append(lettering(lines, x + _SWATCH + 6, y + SIZE - 0.7, leading=LEADING))
        below = max(below, y + LEADING * len(lines) + 4)
        x += long + 16
    return "".join(parts), below + 10


def zero_line(x: float, top: float, bottom: float) -> str:
    """The line between the two sides, to be drawn behind the bar."""
    return element("path", d=f"M{number(x)} {number(top)}V{number(bottom)}", stroke=AXIS, stroke_width=1.0)


def _outline(x: float, y: float, width: float, height: float) -> str:
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}Z"
