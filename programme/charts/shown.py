"""What a page shows of figures: a chart drawn for every width of screen, and the table that stands beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from markupsafe import Markup

from programme.charts.frame import Width

Chart = TypeVar("Chart")
_Drawn = TypeVar("_Drawn", contravariant=True)


class Draw(Protocol[_Drawn]):
    """How charts of one kind are drawn."""

    def __call__(self, chart: _Drawn, /, *, prefix: str, width: Width) -> str:
        """The chart as one SVG element."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart for paper and wide screens, and the same for phones."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words. Each row has a cell for each header, and its first cell says what it is about."""

    headers: Sequence[str]
    rows: list[list[str]]


def picture(draw: Draw[Chart], chart: Chart, name: str) -> Picture:
    """The chart at both widths. `name` tells its parts from those of other pictures of the page."""
    return Picture(
        drawing(draw, chart, f"{name}-wide", Width.WIDE),
        drawing(draw, chart, f"{name}-narrow", Width.NARROW),
    )


def drawing(draw: Draw[Chart], chart: Chart, name: str, width: Width) -> Markup:
    """The chart at one width, named as in `picture`."""
    return Markup(draw(chart, prefix=name, width=width))  # noqa: S704 - charts/ escapes every label
