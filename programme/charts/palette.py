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

_FALLING = ("#8f4700", "#eb9e50", "#f6c58e")
_RISING = ("#003087", "#4f96d8", "#82b5e6")
_MIDDLE = "#f0f4f5"


def diverging(count: int) -> tuple[str, ...]:
    """Colours for 2 to 7 ordered options, the lowest first: brown to navy through a light middle.

    Neighbours differ in lightness, and so do both halves, so that the order survives greyscale.
    """
    depth = count // 2
    middle = (_MIDDLE,) if count % 2 else ()
    return (*_FALLING[:depth], *middle, *reversed(_RISING[:depth]))


def ink_on(ground: str) -> str:
    """White or the text's colour: whichever stands out more from this ground (#rrggbb)."""
    light = _luminance(ground) + 0.05
    return WHITE if 1.05 / light > light / (_luminance(TEXT) + 0.05) else TEXT


def _luminance(colour: str) -> float:
    """Relative luminance from 0 to 1 (WCAG 2.2)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
