"""What must hold of real answers that nobody here made (tests/data/README.md)."""

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from programme.analysis.change import paired_change, wave_mean
from programme.analysis.disclosure import Figure, plan
from programme.analysis.disclosure.attack import derivable
from programme.analysis.disclosure.tables import grouped, suppress
from programme.analysis.participation import share_with_value

FILE = Path(__file__).parent.parent / "data" / "longitudinal-outcomes-495-persons-3-waves.csv"
SCALES = ("jobsat", "commit", "ready")
WAVES = ("t0", "t1", "t2")

with FILE.open(encoding="utf-8", newline="") as lines:
    ROWS = list(csv.DictReader(lines))


def column(name: str) -> list[float | None]:
    return [float(row[name]) if row[name] else None for row in ROWS]


def answerers(*names: str) -> frozenset[str]:
    return frozenset(row["person"] for row in ROWS if all(row[name] for name in names))


@pytest.mark.parametrize(
    ("scale", "n", "t"), [("jobsat", 442, 1.915484), ("commit", 444, -2.284419), ("ready", 437, 4.696994)]
)
def test_the_change_over_the_year_is_that_of_the_people_with_both_waves(scale: str, n: int, t: float) -> None:
    change = paired_change(column(f"{scale}_t0"), column(f"{scale}_t2"))
    before, after = (np.array(column(f"{scale}_{wave}"), dtype=float) for wave in ("t0", "t2"))
    theirs = stats.ttest_rel(after, before, nan_policy="omit")
    assert change.n == n == len(answerers(f"{scale}_t0", f"{scale}_t2"))
    assert change.t == pytest.approx(t, abs=1e-6)
    assert (change.t, change.p) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-9)
    assert change.reasons == {}


@pytest.mark.parametrize("scale", SCALES)
def test_every_kind_of_size_tells_the_same_direction_and_order(scale: str) -> None:
    change = paired_change(column(f"{scale}_t0"), column(f"{scale}_t2"))
    assert change.mean is not None
    assert change.d is not None
    assert change.g is not None
    assert change.d_ci is not None
    assert change.ci is not None
    assert change.d * change.mean > 0
    assert 0 < change.g / change.d < 1
    assert change.d_ci.low < change.g < change.d_ci.high
    assert (change.ci.low > 0 or change.ci.high < 0) == (change.p is not None and change.p < 0.05)
    assert change.wilcoxon is not None
    assert change.wilcoxon.method == "normal"
    assert change.wilcoxon.n + change.wilcoxon.n_zero == change.n


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("wave", WAVES)
def test_each_wave_counts_its_own_answerers(scale: str, wave: str) -> None:
    values = column(f"{scale}_{wave}")
    mean, share = wave_mean(values), share_with_value(values)
    assert mean.n == share.count == sum(value is not None for value in values)
    assert share.total == 495
    assert 23 <= 495 - share.count <= 35
    assert mean.ci is not None
    assert mean.mean is not None
    assert 1 <= mean.ci.low < mean.mean < mean.ci.high <= 5


@pytest.mark.parametrize("scale", SCALES)
def test_the_figures_of_a_report_withstand_subtraction(scale: str) -> None:
    wanted = []
    for wave, other in (("t0", "t1"), ("t0", "t2"), ("t2", "t0")):
        here, there = f"{scale}_{wave}", f"{scale}_{other}"
        wanted.append(Figure(f"{wave} paired with {other}", here, answerers(here, there), priority=2))
    wanted += [Figure(f"all {wave}", f"{scale}_{wave}", answerers(f"{scale}_{wave}")) for wave in WAVES]
    result = plan(wanted)
    assert all(result.decision(f"t{a} paired with t{b}").hidden is None for a, b in ((0, 1), (0, 2), (2, 0)))
    assert derivable(result.shown, 5) == []


def test_the_table_of_companies_keeps_all_but_the_small_ones() -> None:
    units: dict[str, list[dict[str, str]]] = {}
    for row in ROWS:
        units.setdefault(f"{row['battalion']} {row['company']}", []).append(row)
    counts = {
        name: {"people": len(rows)} | {wave: sum(bool(row[f"jobsat_{wave}"]) for row in rows) for wave in WAVES}
        for name, rows in units.items()
    }
    table = grouped(counts, "all", inside=[(wave, "people") for wave in WAVES])
    cells = suppress(table)
    assert len(units) == 43
    assert {cell for cell, count in table.counts.items() if count < 5} == {
        cell for cell, printed in cells.items() if printed.hidden
    }
    assert cells["all", "people"].value == 495
