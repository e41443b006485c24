"""PURE: which columns of a file hold what."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

SCALE, WAVE = "{scale}", "{wave}"
PATTERNS = (
    "{scale}_t{wave}",
    "{scale}_w{wave}",
    "t{wave}_{scale}",
    "{scale}_{wave}",
    "{scale}.{wave}",
    "{scale}{wave}",
)
STAGES = {
    "T0": "Baseline",
    "T1": "Mid-programme",
    "T2": "End of year",
    "T3": "1 year after the end",
    "T4": "3 years after the end",
    "T5": "5 years after the end",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """The column that holds one scale at one wave."""

    column: str
    scale: str
    wave: str


@dataclass(frozen=True, slots=True)
class ScaleMap:
    """A scale found in the file: what it is called and the range of its scores."""

    key: str
    label: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WaveMap:
    """A wave found in the file and the stage (T0 to T5) that it stands for."""

    key: str
    code: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The first half of a mapping: person, organisation and the pattern of the score columns."""

    title: str
    person: str
    organisation: tuple[str, ...]
    pattern: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """A whole mapping."""

    columns: Columns
    scales: tuple[ScaleMap, ...]
    waves: tuple[WaveMap, ...]


def fault_in_pattern(pattern: str) -> str | None:
    """What is wrong with a pattern; None if nothing is."""
    if pattern.count(SCALE) != 1 or pattern.count(WAVE) != 1:
        return "Use {scale} once and {wave} once, for example {scale}_t{wave}"
    return None


def find_cells(header: Sequence[str], pattern: str, taken: Sequence[str] = ()) -> tuple[Cell, ...]:
    """The columns that follow `pattern`, in the file's order, without those `taken` for something else.

    A wave is a run of digits, or one word of letters and digits where the pattern sets it apart.
    """
    if fault_in_pattern(pattern):
        return ()
    found = []
    expression = _expression(pattern)
    for column in header:
        match = expression.fullmatch(column)
        if match and column not in taken:
            found.append(Cell(column, match["scale"], match["wave"]))
    return tuple(found)


def fault_in_cells(cells: Sequence[Cell]) -> str | None:
    """What is wrong with the columns found; None if each holds a scale and wave of its own."""
    columns: dict[tuple[str, str], str] = {}
    for cell in cells:
        other = columns.setdefault((cell.scale, cell.wave), cell.column)
        if other != cell.column:
            return f"The columns {other} and {cell.column} both hold the scale {cell.scale} at wave {cell.wave}"
    return None


def suggest_pattern(header: Sequence[str]) -> str:
    """The usual pattern that fits the most columns; the first of them if none fits."""
    return max(PATTERNS, key=lambda pattern: (len(find_cells(header, pattern)), -PATTERNS.index(pattern)))


def scale_keys(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The scales in `cells`, in the file's order."""
    return tuple(dict.fromkeys(cell.scale for cell in cells))


def wave_keys(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The waves in `cells`, numbers by size and before words."""
    keys = dict.fromkeys(cell.wave for cell in cells)
    return tuple(sorted(keys, key=lambda key: (not key.isdigit(), int(key) if key.isdigit() else 0, key)))


def suggest_stages(keys: Sequence[str]) -> dict[str, str]:
    """A stage for each wave: by order, so that the first is the baseline."""
    codes = list(STAGES)
    return {key: codes[min(place, len(codes) - 1)] for place, key in enumerate(keys)}


def suggest_columns(header: Sequence[str]) -> Columns:
    """A first half of the mapping to start from: the usual pattern, the first other column as the person."""
    pattern = suggest_pattern(header)
    scores = {cell.column for cell in find_cells(header, pattern)}
    others = [name for name in header if name not in scores]
    return Columns("", others[0] if others else "", tuple(others[1:4]), pattern)


def suggest_label(key: str) -> str:
    """A name for a scale from its name in the file: "job_satisfaction" becomes "Job satisfaction"."""
    words = re.sub(r"[_.\s]+", " ", key).strip()
    return words[:1].upper() + words[1:] if words else key


def fault_in_stages(waves: Sequence[WaveMap]) -> str | None:
    """What is wrong with the stages; None if nothing is."""
    codes = [wave.code for wave in waves]
    if len(set(codes)) < len(codes):
        return "Two waves have the same stage. Give each wave a stage of its own"
    return None


def to_data(mapping: Mapping) -> dict[str, Any]:
    """The mapping as plain data that JSON can hold."""
    return asdict(mapping)


def columns_from(data: dict[str, Any]) -> Columns:
    """The columns that `to_data` made plain."""
    return Columns(data["title"], data["person"], tuple(data["organisation"]), data["pattern"])


def mapping_from(data: dict[str, Any]) -> Mapping:
    """The mapping that `to_data` made plain."""
    scales = tuple(ScaleMap(**each) for each in data["scales"])
    return Mapping(columns_from(data["columns"]), scales, tuple(WaveMap(**each) for each in data["waves"]))


def _expression(pattern: str) -> re.Pattern[str]:
    wave = r"(?P<wave>\d{1,3})" if "}{" in pattern else r"(?P<wave>[A-Za-z0-9]{1,12})"
    parts = re.escape(pattern).replace(re.escape(SCALE), r"(?P<scale>.{1,60}?)").replace(re.escape(WAVE), wave)
    return re.compile(parts, re.IGNORECASE)
