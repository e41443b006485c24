"""A reader with a pencil: all that a version prints, read back from its annex and its pages, and what follows."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from programme.analysis.disclosure import Figure
from programme.reports.document import Document, Endorsements, document_of
from programme.reports.rules.annex import figures_csv
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.snapshot import Snapshot
from programme.surveys.rules.results import Row

Cell = tuple[str, ...]
"""What is counted: ("people", place), ("people", place, wave), ("value", wave), ("kept", wave), ("mean", scale, wave),
("pairs", scale), ("lasting", scale, wave, follow-up); the place "" is everybody."""

Way = frozenset[tuple[str, str]]
"""The scales and waves of which somebody has a score."""
Form = NDArray[np.float64]
WITHOUT_END = 3
"""What the solver says where a count could be as large as one likes."""
FEW = "Hidden: fewer than {} people"
OF_THEN = "Not renewed"
"""How the annex marks a figure that rests on the people of an earlier version."""
BY = Endorsements("Draft", "Dora Director, 6 January 2026", None, None)


@dataclass(frozen=True)
class Reading:
    """What one version says: counts by cell (None where hidden), means by (scale, wave, "all" or "pairs").

    `few` are the cells that are said to be below the threshold.
    """

    counts: Mapping[Cell, int | None]
    few: frozenset[Cell]
    means: Mapping[tuple[str, str, str], tuple[str, int]]
    document: Document


def read(snapshot: Snapshot, evaluation: Evaluation) -> Reading:
    """Read the annex line by line, and on the pages what the annex lacks."""
    keys = {scale.label: scale.key for scale in snapshot.scales}
    document = document_of(snapshot, evaluation, BY, {"Canopy": "1"})
    everybody = int(re.findall(r"[\d,]+", document.taking.sentence)[0].replace(",", ""))
    total = evaluation.groups[-1].name if evaluation.groups else ""
    counts: dict[Cell, int | None] = {("people", ""): everybody}
    few: set[Cell] = set()
    means: dict[tuple[str, str, str], tuple[str, int]] = {}
    for line in csv.DictReader(io.StringIO(figures_csv(evaluation))):
        n, cell = int(line["n"]) if line["n"] else None, _cell_of(line, keys, total)
        if cell is not None and not line["note"].startswith(OF_THEN):
            assert n is None or counts.get(cell) in (None, n), f"{cell} is printed as {n} and as {counts[cell]}"
            counts[cell] = n if n is not None else counts.get(cell)
            few |= {cell} if line["note"] == FEW.format(evaluation.threshold) else set()
        if line["figure"] == "mean" and line["value"] and n is not None:
            means[keys[line["about"]], code(line["wave"]), "all"] = line["value"], n
    compared = document.change
    for scale, n_words, before, after, *_ in compared.table.rows if compared else []:
        for value, wave in zip((before, after), compared.between.split(" to "), strict=True):
            if value:
                means[keys[scale], code(wave), "pairs"] = value, int(n_words)
    return Reading(counts, frozenset(few), means, document)


def code(words: str) -> str:
    """The code of a wave in words: "End of year (T2)" is T2."""
    found = re.search(r"\((T\d)\)", words)
    return found[1] if found else ""


def _cell_of(line: Mapping[str, str], keys: Mapping[str, str], total: str) -> Cell | None:
    """What a line of the annex counts; None where it is a figure beside another of the same people."""
    wave, about = code(line["wave"]), line["about"]
    match line["figure"]:
        case "people":
            place = "" if about == total else about
            return ("people", place, wave) if wave else ("people", place)
        case "with a value":
            return "value", wave
        case "of the baseline's answerers":
            return "kept", wave
        case "mean":
            return "mean", keys[about], wave
        case "change of the mean":
            return "pairs", keys[about]
        case "change, people with a score at both waves":
            return "lasting", keys[about], *re.findall(r"\((T\d)\)", line["wave"])
    return None


def counted(rows: Iterable[Row], scales: Sequence[str], waves: Sequence[str], last: str | None) -> dict[Cell, int]:
    """The true count of every cell."""
    truth: dict[Cell, int] = {}
    for row in rows:
        has = frozenset(each for each in product(scales, waves) if row.score(each[1], each[0]) is not None)
        place = row.organisation or "No organisation named"
        for cell in cells_of(place, has, scales, waves, last):
            truth[cell] = truth.get(cell, 0) + 1
    return truth


def cells_of(place: str, has: Way, scales: Sequence[str], waves: Sequence[str], last: str | None) -> list[Cell]:
    """The cells that somebody counts in who is of this place and has these scores."""
    first = waves[0]
    answered = {wave for _, wave in has}
    found: list[Cell] = [("people", ""), ("people", place)]
    for wave in answered:
        found += [("value", wave), ("people", "", wave), ("people", place, wave)]
        if first in answered and wave != first:
            found.append(("kept", wave))
    found += [("mean", scale, wave) for scale, wave in has]
    if last:
        found += [("pairs", scale) for scale in scales if {(scale, first), (scale, last)} <= has]
        later = [wave for wave in waves if wave > last]
        found += [
            ("lasting", scale, start, waves[-1])
            for scale in scales
            for start in (first, last)
            if later and {(scale, start), (scale, waves[-1])} <= has
        ]
    return found


Asked = tuple[Sequence[str], Sequence[str], str | None]
"""The scales, the waves, and the wave that the first is compared with."""


class Counts:
    """All files of people that agree with what one version prints, or two, and the counts that they allow.

    Between two versions people may have come, and scores; none have gone.
    """

    def __init__(self, readings: Sequence[Reading], asked: Asked, threshold: int = 5) -> None:
        self._forms: dict[tuple[int, Cell], list[int]] = {}
        self._atoms = 0
        scores = list(product(*asked[:2]))
        ways = [frozenset(compress(scores, bits)) for bits in product((False, True), repeat=len(scores))]
        places = {cell[1] for reading in readings for cell in reading.counts if cell[0] == "people" and cell[1]}
        for place in sorted(places) or ["anywhere"]:
            for life in self._lives(ways, len(readings)):
                for version, way in enumerate(life):
                    for cell in cells_of(place, way, *asked) if way is not None else ():
                        self._forms.setdefault((version, cell), []).append(self._atoms)
                self._atoms += 1
        rows = [row for version, reading in enumerate(readings) for row in self._rows(version, reading, threshold)]
        self._limits = LinearConstraint(
            np.array([form for form, _, _ in rows]), [low for _, low, _ in rows], [high for _, _, high in rows]
        )

    @staticmethod
    def _lives(ways: Sequence[Way], versions: int) -> Iterator[tuple[Way | None, ...]]:
        """What somebody has in each version: None before they came, and never less than before."""
        if versions == 1:
            yield from ((way,) for way in ways)
            return
        yield from ((before, now) for before in ways for now in ways if before <= now)
        yield from ((None, now) for now in ways)

    def _rows(self, version: int, reading: Reading, threshold: int) -> Iterator[tuple[Form, float, float]]:
        for cell, value in reading.counts.items():
            if value is not None:
                yield self._form(version, cell), value, value
            elif cell in reading.few:
                yield self._form(version, cell), 0, threshold - 1
            elif cell[0] == "people" and len(cell) == 2:  # who is named has somebody
                yield self._form(version, cell), 1, np.inf

    def _form(self, version: int, cell: Cell) -> Form:
        form = np.zeros(self._atoms)
        form[self._forms.get((version, cell), [])] = 1
        return form

    def could_be_other_than(self, value: int, cell: Cell, version: int = 0) -> bool:
        """Whether a file agrees with all that is printed in which this count is not `value`."""
        form = self._form(version, cell)
        for sign in (1, -1):
            found = milp(sign * form, integrality=1, bounds=Bounds(0, np.inf), constraints=self._limits)
            if found.x is None:
                assert found.status == WITHOUT_END, "what is printed agrees with itself"
                return True
            if round(sign * found.fun) != value:
                return True
        return False


def answers_under(rows: Iterable[Row], scale: str, wave: str, partner: str | None = None) -> frozenset[str]:
    """The answers that a mean rests on: all at the wave, or of those who have one at its partner too."""
    return frozenset(
        f"{row.token}={row.score(wave, scale)!r}"
        for row in rows
        if row.score(wave, scale) is not None and (partner is None or row.score(partner, scale) is not None)
    )


def mean_of(answers: Iterable[str]) -> str:
    """The mean of answers, as a reader sees it."""
    scores = [float(answer.rpartition("=")[2]) for answer in answers]
    return f"{sum(scores) / len(scores):.2f}"


def figures_of(
    reading: Reading, versions: Sequence[Sequence[Row]], pair: tuple[str, str] | None, number: int
) -> list[Figure]:
    """Every printed mean as a figure over the answers that it rests on, sought in this version and those before it."""
    found = []
    for (scale, wave, whom), (value, n) in reading.means.items():
        partner = next((each for each in pair or () if each != wave), None) if whom == "pairs" else None
        sets = [answers_under(rows, scale, wave, partner) for rows in reversed(versions)]
        fitting = [each for each in sets if len(each) == n and mean_of(each) == value]
        assert fitting, f"{scale} {wave} {whom}: no set of people has the mean {value} of {n}"
        found.append(Figure(f"{number} {scale} {wave} {whom}", f"{scale} {wave}", fitting[0]))
    return found
