"""Reads a chart as a reader sees it: words with the boxes they fill, colours, and the contrast between them."""

from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree as ET

from programme.analysis.change import WaveMean
from programme.analysis.values import Interval
from programme.charts.labels import Box
from programme.charts.typesetting import width_of
from programme.charts.waves import WavePoint

SVG = "{http://www.w3.org/2000/svg}"
WAVES = (("Baseline", "T0"), ("Mid-point", "T1"), ("End of year", "T2"))
LONG_WAVES = (*WAVES, ("12 months after", "T3"), ("36 months after", "T4"), ("60 months after", "T5"))


@dataclass(frozen=True)
class Words:
    text: str
    box: Box
    size: float
    fill: str


def root(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 (our own picture)


def words(svg: str) -> list[Words]:
    """Every line of text with the box its letters fill, from 0.73 of the size above the baseline to 0.2 below."""
    picture = root(svg)
    found = []
    for text in picture.iter(f"{SVG}text"):
        size = float(text.get("font-size", picture.get("font-size", "")))
        for line in text.findall(f"{SVG}tspan") or [text]:
            content = line.text or ""
            long = width_of(content, size, bold=text.get("font-weight") == "bold")
            x, y = float(line.get("x", "")), float(line.get("y", ""))
            left = {None: x, "middle": x - long / 2, "end": x - long}[text.get("text-anchor")]
            box = Box(left, y - size * 0.73, left + long, y + size * 0.2)
            found.append(Words(content, box, size, text.get("fill", picture.get("fill", ""))))
    return found


def said(svg: str) -> list[str]:
    return [one.text.replace("\u00a0", " ") for one in words(svg)]


def collisions(svg: str) -> list[tuple[str, str]]:
    return [(a.text, b.text) for a, b in combinations(words(svg), 2) if a.box.overlaps(b.box)]


def outside(svg: str) -> list[str]:
    _, _, width, height = (float(part) for part in root(svg).get("viewBox", "").split())
    return [one.text for one in words(svg) if not one.box.within(Box(-0.5, -0.5, width + 0.5, height + 0.5))]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str = "#ffffff") -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def point(
    wave: tuple[str, str], mean: float | None, *, n: int | None = 24, half: float | None = 0.3, note: str | None = None
) -> WavePoint:
    """A wave's point with an interval of mean ± half; a gap where the mean is None."""
    if mean is None:
        return WavePoint(*wave, n, None, note)
    interval = None if half is None else Interval(mean - half, mean + half)
    return WavePoint(*wave, n, WaveMean(n or 0, mean, 1.0, interval), note)


def points(waves: tuple[tuple[str, str], ...], means: list[float | None], **more: object) -> tuple[WavePoint, ...]:
    return tuple(point(wave, mean, **more) for wave, mean in zip(waves, means, strict=True))  # type: ignore[arg-type]
