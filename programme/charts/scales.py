"""From values to places: linear scales, ticks at round numbers, and the part of a scale worth showing."""

import math
from dataclasses import dataclass

_MOST_PARTS = 10
_STEPS = (1.0, 2.0, 5.0)
_LEAST_PART = 0.25
"""A part shown of a scale is never less than a quarter of it, so that noise is not blown up to look like change."""


@dataclass(frozen=True, slots=True)
class Linear:
    """Maps [low, high] onto the places `start` to `end`; start may lie beyond end (a vertical axis)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value, which may lie outside [low, high]."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def nice_step(span: float, about: int = 5) -> float:
    """A step of 1, 2 or 5 times a power of ten that cuts the span into close to `about` parts.

    Raises:
        ValueError: when the span is not a positive finite number.
    """
    if not (math.isfinite(span) and span > 0):
        raise ValueError("a span is a positive number")
    power = 10.0 ** math.floor(math.log10(span / about))
    candidates = [step * scale for scale in (power, power * 10) for step in _STEPS]
    return min(candidates, key=lambda step: abs(span / step - about))


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round values from low to high: both ends where a round step divides the range, else multiples within it."""
    span = high - low
    start = nice_step(span, about)
    for step in (start, *(nice_step(span, about) for about in (4, 3, 6, 9))):
        parts = round(span / step)
        if parts <= _MOST_PARTS and math.isclose(span / step, parts, abs_tol=1e-9):
            return tuple(_clean(low + step * i) for i in range(parts + 1))
    first, last = math.ceil(low / start - 1e-9), math.floor(high / start + 1e-9)
    return tuple(_clean(start * i) for i in range(first, last + 1))


def part_of(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    """The part of the scale [low, high] that holds [least, most] with room around it, ending at round values.

    It is at least a quarter of the scale; where it would leave out less than a quarter, it is the whole scale.
    """
    whole = high - low
    least, most = max(least, low), min(most, high)
    span = max((most - least) * 1.2, whole * _LEAST_PART)
    middle = (least + most) / 2
    step = nice_step(span, 5)
    start = max(low, _clean(math.floor((middle - span / 2) / step + 1e-9) * step))
    end = min(high, _clean(math.ceil((middle + span / 2) / step - 1e-9) * step))
    return (low, high) if end - start > whole * (1 - _LEAST_PART) else (start, end)


def _clean(value: float) -> float:
    """The value without the noise of binary fractions."""
    return round(value, 10) + 0.0
