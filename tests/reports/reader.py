"""A reader with a pencil: everything that a version prints, read back from its annex and its pages, and what follows."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from programme.analysis.disclosure import Figure
from programme.reports.document import Document, Endorsements, document_of
from programme.reports.rules.annex import figures_csv
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.snapshot import Row, Snapshot

Cell = tuple[str, ...]
"""What is counted: ("people", place), ("people", place, wave), ("value", wave), ("kept", wave), ("mean", scale, wave),
("pairs", scale); the place "" is everybody."""

NAMED = {"Baseline": "T0", "Mid-programme": "T1", "End of year": "T2", "1 year after the end": "T3"}
BY = Endorsements("Draft", "Dora Director, 6 January 2026", None, None)


@dataclass(frozen=True)
class Reading:
    """What one version says: counts by cell (None where hidden), means by (scale, wave, "all" or "pairs")."""

    counts: Mapping[Cell, int | None]
    means: Mapping[tuple[str, str, str], tuple[str, int]]
    document: Document


def code(words: str) -> str:
    """The code of a wave in words: "End of year (T2)" is T2."""
    found = re.search(r"\((T\d)\)", words)
    return found[1] if found else ""


def read(snapshot: Snapshot, evaluation: Evaluation) -> Reading:
    """Read the annex line by line, and on the pages what the annex lacks."""
    lines = list(csv.DictReader(io.StringIO(figures_csv(evaluation))))
    document = document_of(snapshot, evaluation, BY, {"Canopy": "1"})
    keys = {scale.label: scale.key for scale in snapshot.scales}
    counts: dict[Cell, int | None] = {("people", ""): int(re.findall(r"[\d,]+", document.taking)[0].replace(",", ""))}
    means: dict[tuple[str, str, str], tuple[str, int]] = {}
    for line in lines:
        n = int(line["n"]) if line["n"] else None
        is_of_now = not line["note"].startswith("Not renewed")
        wave = code(line["wave"])
        match line["section"], line["figure"]:
            case "who took part", "people":
                place = line["about"] if line["about"] != evaluation.groups[-1].name else ""
                cell = ("people", place, wave) if wave else ("people", place)
                if place or n is not None:
                    counts[cell] = n
                else:
                    counts.setdefault(cell, None)
            case "who took part", "with a value":
                counts["value", wave] = n
            case "who took part", "of the baseline's answerers":
                counts["kept", wave] = n
            case "what changed", "mean":
                counts |= {("mean", keys[line["about"]], wave): n} if is_of_now else {}
                if line["value"] and n is not None:
                    means[keys[line["about"]], wave, "all"] = line["value"], n
            case "what changed", "change of the mean":
                counts |= {("pairs", keys[line["about"]]): n} if is_of_now else {}
    for row in document.change_rows:
        scale, n_words, before, after = row[:4]
        if before:
            first, last = (code(each) for each in document.between.split(" to "))
            means[keys[scale], first, "pairs"] = before, int(n_words)
            means[keys[scale], last, "pairs"] = after, int(n_words)
    return Reading(counts, means, document)


def counted(rows: Iterable[Row], scales: Sequence[str], waves: Sequence[str], last: str | None) -> dict[Cell, int]:
    """The true count of every cell."""
    truth: dict[Cell, int] = {}
    for row in rows:
        has = {(scale, wave) for scale, wave in product(scales, waves) if row.score(wave, scale) is not None}
        place = row.organisation or "No organisation named"
        for cell in cells_of(place, has, scales, waves, last):
            truth[cell] = truth.get(cell, 0) + 1
    return truth


def cells_of(
    place: str, has: set[tuple[str, str]], scales: Sequence[str], waves: Sequence[str], last: str | None
) -> list[Cell]:
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
    return found


class Counts:
    """All tables of people that agree with what one version prints, and the counts that they allow."""

    def __init__(self, reading: Reading, scales: Sequence[str], waves: Sequence[str], last: str | None) -> None:
        self.counts = reading.counts
        places = sorted({cell[1] for cell in reading.counts if cell[0] == "people" and cell[1]}) or ["anywhere"]
        pairs = list(product(scales, waves))
        self._forms: dict[Cell, list[int]] = {}
        atom = 0
        for place in places:
            for bits in product((False, True), repeat=len(pairs)):
                has = {pair for pair, bit in zip(pairs, bits, strict=True) if bit}
                for cell in cells_of(place, has, scales, waves, last):
                    self._forms.setdefault(cell, []).append(atom)
                atom += 1
        self._atoms = atom
        printed = [(self._form(cell), value, value) for cell, value in self.counts.items() if value is not None]
        named = [(self._form(cell), 1, np.inf) for cell in self.counts if len(cell) == 2 and cell[0] == "people"]
        rows = [*printed, *named]
        self._limits = LinearConstraint(
            np.array([form for form, _, _ in rows]), [low for _, low, _ in rows], [high for _, _, high in rows]
        )

    def _form(self, cell: Cell) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        form = np.zeros(self._atoms)
        form[self._forms.get(cell, [])] = 1
        return form

    def another(self, cell: Cell, value: int) -> bool:
        """Whether a table agrees with all that is printed in which this count is not `value`."""
        for sign in (1, -1):
            found = milp(
                sign * self._form(cell), integrality=1, bounds=Bounds(0, np.inf), constraints=self._limits
            )
            assert found.x is not None or sign == -1, "what is printed agrees with itself"
            if found.x is None or round(sign * found.fun) != value:
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
