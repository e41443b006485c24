"""Reports on next to nothing: each is made whole, and says what it cannot say."""

import re
from collections.abc import Sequence
from pathlib import Path

import page
import pytest
from flask import Flask

from programme.reports.jobs import print_version
from programme.reports.models import ReportFile
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import Snapshot
from tests.reports.cohorts import people, snapshot_of
from tests.reports.reader import BY
from tests.support.pages import check_page

FEW = "no change is printed. Hidden: fewer than 5 people"
ONE_WAVE = "asked at one wave only, so nothing can be said about change"
SPREAD = [(1 + n / 4, 2 + n % 4 / 2) for n in range(12)]


def one_wave(*scores: float) -> Snapshot:
    return snapshot_of(people(*((score,) for score in scores), waves=("T2",)), waves=("T2",))


FOLLOWED = ("T0", "T2", "T3")
STAYED = [(1 + n / 4, 2 + n % 4 / 2, 2 + n % 3 / 2) for n in range(12)]


def followed(*scores: Sequence[float | None]) -> Snapshot:
    """People at baseline, at the end of the year and a year after it."""
    return snapshot_of(people(*scores, waves=FOLLOWED), waves=FOLLOWED)


MANY = [(1 + n % 13 / 4, 1.5 + n % 11 / 4, None if n % 4 == 0 else 1.5 + n % 7 / 4) for n in range(400)]
NOT_KEPT = "How many of those who answered the first wave are still there at 1 year after the end (T3) is hidden"
NO_LASTING = "no change between baseline (T0) and 1 year after the end (T3) is printed. Hidden: fewer than 5 people"
CASES: dict[str, tuple[Snapshot, Sequence[str]]] = {
    "nobody": (snapshot_of([]), [FEW, "0 people"]),
    "nobody with a score": (snapshot_of(people(*[(None, None)] * 9)), [FEW, "Fewer than 5 have a score at Baseline"]),
    "one person": (snapshot_of(people((3, 4))), [FEW, "1 person"]),
    "four people": (snapshot_of(people(*SPREAD[:4])), [FEW, "4 people"]),
    "five people": (snapshot_of(people(*SPREAD[:5])), ["5 people have a score at both waves"]),
    "nobody at the end": (snapshot_of(people(*[(n / 4 + 1, None) for n in range(9)])), [FEW, "9 of 9 (100%)"]),
    "nobody at the start": (snapshot_of(people(*[(None, n / 4 + 1) for n in range(9)])), [FEW, "Fewer than 5 have"]),
    "one wave": (one_wave(3, 2, 4, 5, 1, 3), [ONE_WAVE, "6 of 6 (100%)"]),
    "one wave of one person": (one_wave(3), [ONE_WAVE, "Hidden: fewer than 5 people"]),
    "all alike": (snapshot_of(people(*[(3, 3)] * 8)), ["only a range is printed", "less than 1.00 points"]),
    "all changed alike": (snapshot_of(people(*[(1 + n / 4, 2 + n / 4) for n in range(8)])), ["rose by 1.00 points or"]),
    "all at the end of the scale": (snapshot_of(people(*[(5, 5)] * 8)), ["only a range is printed", "3.00 to 5.00"]),
    "no organisation": (snapshot_of(people(*SPREAD, place=None)), ["12 people have a score at both waves"]),
    "followed, nobody": (followed(), [FEW, NO_LASTING, NOT_KEPT, "0 people"]),
    "followed, one person": (followed(*STAYED[:1]), [FEW, NO_LASTING, NOT_KEPT, "1 person"]),
    "followed, four people": (followed(*STAYED[:4]), [FEW, NO_LASTING, NOT_KEPT]),
    "followed, five people": (
        followed(*STAYED[:5]),
        ["Has it lasted?", "5 people have a score at T3", "5 of 5 (100%)"],
    ),
    "followed, four hundred": (followed(*MANY), ["300 people have a score at T3", "300 of 400 (75%)"]),
    "followed, all identical": (followed(*[(3, 3, 3)] * 9), ["only a range is printed", "for 1 no figure is printed"]),
    "followed, all missing": (followed(*[(None, None, None)] * 9), [FEW, NO_LASTING, NOT_KEPT]),
    "followed by nobody": (
        followed(*[(before, after, None) for before, after, _ in STAYED]),
        ["12 people have a score at both waves", NO_LASTING],
    ),
    "in step": (
        followed(*[(1 + n / 4, 1.5 + n / 4, 1.5 + n / 4) for n in range(9)]),
        ["only a range is printed"],
    ),
    "for publication": (snapshot_of(people(*SPREAD[:9]), for_publication=True), ["Hidden: fewer than 10 people"]),
}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)).split())


def printed(snapshot: Snapshot) -> ReportFile:
    return print_version(snapshot, evaluate(snapshot), BY)


@pytest.mark.parametrize(("snapshot", "said"), CASES.values(), ids=CASES)
def test_a_report_is_made_and_says_what_it_cannot_say(
    app: Flask, snapshot: Snapshot, said: Sequence[str], tmp_path: Path
) -> None:
    file = printed(snapshot)
    check_page(f"<!DOCTYPE html><html><head><title>A</title></head><body><h1>A</h1>{file.html}</body></html>")
    for each in said:
        assert each in words(file.html)
    assert not re.search(r"\b(nan|None|inf)\b", words(file.html))
    assert not re.search(r"nan|None|inf\b", file.csv.replace("information", ""))
    assert "p =" not in words(file.html)
    path = tmp_path / "report.pdf"
    path.write_bytes(file.pdf)
    assert [(each.rule_id, each.message) for each in page.validate_pdf(path, profile="ua1").failures] == []


def test_names_that_look_like_markup_are_printed_as_they_are(app: Flask) -> None:
    name = "<script>alert(1)</script> & “x”"
    rows = people(*SPREAD, place=name) + [
        type(row)(f"q{row.token}", "Lake", row.scores) for row in people(*SPREAD, place="Lake")
    ]
    file = printed(snapshot_of(rows))
    assert "<script>" not in file.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; “x”" in file.html
    assert name in file.csv
