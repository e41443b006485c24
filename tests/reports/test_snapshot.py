"""A snapshot is all that a version is made from: it comes back whole, and its fingerprint tells any change."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from programme.reports.rules.snapshot import Snapshot, from_bytes, printed_from_bytes, printed_to_bytes, to_bytes
from programme.surveys.rules.results import Printed, Row
from tests.reports.cohorts import invented, people, snapshot_of

ROOT = Path(__file__).parents[2]
some = settings(max_examples=40, derandomize=True, deadline=None)
ONE = snapshot_of(people((1.25, 4.0), (2.0, None)))
PRINTED = (Printed("mean ready T0", "ready T0", ("p000=1.25", "p001=2.0")),)


@some
@given(st.integers(0, 9999), st.booleans())
def test_a_snapshot_comes_back_as_it_was_with_its_fingerprint(seed: int, is_second: bool) -> None:
    rows = invented(seed, ("ready", "able"), ("T0", "T1", "T2"))
    before = snapshot_of(rows, ("ready", "able"), ("T0", "T1", "T2"), published=PRINTED if is_second else ())
    after = from_bytes(to_bytes(before))
    assert after == before
    assert after.digest == before.digest
    assert to_bytes(after) == to_bytes(before)


@some
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_score_comes_back_to_the_last_bit(score: float) -> None:
    row = from_bytes(to_bytes(snapshot_of(people((score, None))))).rows[0]
    assert repr(row.score("T0", "ready")) == repr(score)


def test_printed_figures_come_back_as_they_were() -> None:
    assert printed_from_bytes(printed_to_bytes(PRINTED)) == PRINTED
    assert printed_from_bytes(printed_to_bytes(())) == ()


def test_a_fingerprint_is_64_hexadecimal_digits() -> None:
    assert len(ONE.digest) == 64
    assert int(ONE.digest, 16) >= 0


def test_any_change_changes_the_fingerprint() -> None:
    row = ONE.rows[0]
    others: list[Snapshot] = [
        replace(ONE, about=replace(ONE.about, number=2)),
        replace(ONE, about=replace(ONE.about, for_publication=True)),
        replace(ONE, about=replace(ONE.about, made_by="Somebody else")),
        replace(ONE, scales=(replace(ONE.scales[0], high=7),)),
        replace(ONE, waves=(ONE.waves[0], replace(ONE.waves[1], label="Afterwards"))),
        replace(ONE, rows=(replace(row, organisation="Lake"), ONE.rows[1])),
        replace(
            ONE, rows=(Row(row.token, row.organisation, {"T0": {"ready": 1.26}, "T2": {"ready": 4.0}}), ONE.rows[1])
        ),
        replace(ONE, rows=ONE.rows[:1]),
        replace(ONE, published=PRINTED),
    ]
    assert len({ONE.digest, *(each.digest for each in others)}) == len(others) + 1


def test_the_order_in_which_scores_were_read_changes_nothing() -> None:
    one = Row("p", None, {"T0": {"a": 1.0, "b": 2.0}, "T2": {"a": 3.0}})
    other = Row("p", None, {"T2": {"a": 3.0}, "T0": {"b": 2.0, "a": 1.0}})
    assert snapshot_of([one]).digest == snapshot_of([other]).digest
    assert to_bytes(snapshot_of([one])) == to_bytes(snapshot_of([other]))


def test_the_fingerprint_is_the_same_in_every_process() -> None:
    words = "from tests.reports.test_snapshot import ONE; print(ONE.digest)"
    said = [
        subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-c", words],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert said == [ONE.digest, ONE.digest]


def test_a_score_that_is_not_there_is_none() -> None:
    assert ONE.rows[1].score("T0", "ready") == 2.0
    assert ONE.rows[1].score("T2", "ready") is None
    assert ONE.rows[1].score("T0", "able") is None
