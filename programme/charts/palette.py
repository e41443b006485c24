"""Colours of the charts, from the NHS palette; contrast against white is tested, not assumed."""

from dataclasses import dataclass

TEXT = "#212b32"
QUIET = "#425563"
"""Secondary text: notes, ticks, numbers of respondents."""
BLUE = "#005eb8"
DARK_BLUE = "#003087"
AXIS = "#768692"
RULE = "#d8dde0"
"""Grid lines and tracks: they carry no value of their own, so they may be faint."""
WHITE = "#ffffff"


@dataclass(frozen=True, slots=True)
class Style:
    """How one series is told from the others: by colour, by the marker's shape and by the line's dashes."""

    colour: str
    shape: str
    dashes: str | None


STYLES = (
    Style(DARK_BLUE, "circle", None),
    Style("#d07a00", "square", "7 3"),
    Style("#007f78", "triangle", "2 3"),
    Style("#9b1f66", "diamond", "9 3 2 3"),
)
