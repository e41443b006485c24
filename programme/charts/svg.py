"""A small writer of SVG: escaped text, short numbers, presentation attributes only, the same bytes every time."""

import re
from collections.abc import Sequence

from programme.charts.palette import TEXT

FONT = "Inter, Arial, sans-serif"
SIZE = 12.0
"""Height of ordinary text in units: 9 pt when 640 units are 170 mm wide, 12 px on a phone."""

_ALLOWED = {"\t", "\n", "\r"}
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def escape(text: str) -> str:
    """Text that is safe as content and as an attribute's value; characters that XML 1.0 forbids are dropped."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(character for character in text if _is_xml(character))
    return text.translate(_ENTITIES)


def number(value: float) -> str:
    """A coordinate with at most two decimals and no trailing zeros; never `-0`."""
    written = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


def element(tag: str, *children: str, **attributes: str | float | None) -> str:
    """One element; `_` in an attribute's name stands for `-`, and an attribute that is None is left out."""
    written = "".join(
        f' {name.replace("_", "-")}="{escape(value) if isinstance(value, str) else number(value)}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>" if children else f"<{tag}{written}/>"


def lettering(
    lines: Sequence[str],
    x: float,
    y: float,
    *,
    anchor: str | None = None,
    size: float | None = None,
    bold: bool = False,
    fill: str | None = None,
    leading: float = 15.0,
) -> str:
    """A text element of these lines, nothing without any; (x, y) is the first baseline, `leading` the step down."""
    if not lines:
        return ""
    one = len(lines) == 1
    spans = [element("tspan", escape(line), x=x, y=y + leading * i) for i, line in enumerate(lines)]
    return element(
        "text",
        *([escape(lines[0])] if one else spans),
        x=x if one else None,
        y=y if one else None,
        text_anchor=anchor,
        font_size=size,
        font_weight="bold" if bold else None,
        fill=fill,
    )


def document(*parts: str, title: str, prefix: str, width: float, height: float) -> str:
    """A whole picture whose first child is its title; CSS decides its size, the viewBox its shape.

    Raises:
        ValueError: when the title has no words, or the prefix is not usable in an id.
    """
    if not escape(title).strip():
        raise ValueError("a chart needs a title: its finding in words")
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"not usable as the start of an id: {prefix!r}")
    name = f"{prefix}-title"
    return element(
        "svg",
        element("title", escape(" ".join(title.split())), id=name),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_labelledby=name,
        font_family=FONT,
        font_size=SIZE,
        fill=TEXT,
    )


def _is_xml(character: str) -> bool:
    code = ord(character)
    if code < 0x20:
        return character in _ALLOWED
    return not (0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE)
