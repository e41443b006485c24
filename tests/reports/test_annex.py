"""The annex: every printed figure, as printed, safe to open in a spreadsheet, and never a row a person."""

import csv
import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.charts.shown import Table
from programme.reports.document import Document, document_of
from programme.reports.rules.annex import HEADER, figures_csv
from programme.reports.rules.evaluation import Evaluation, evaluate
from programme.reports.rules.snapshot import Snapshot
from programme.surveys.rules.results import Row, ScaleFacts
from tests.reports.cohorts import invented, people, snapshot_of
from tests.reports.reader import BY

some = settings(max_examples=30, derandomize=True, deadline=None)
SCALES, WAVES = ("ready", "able"), ("T0", "T1", "T2")
FOLLOWED = ("T0", "T2", "T3")
RULES = ("Hidden", "Not renewed", "The mixed model cannot be estimated")


def lines_of(evaluation: Evaluation) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(figures_csv(evaluation))))


def plain(text: str) -> str:
    """A figure of the pages as the annex writes it."""
    words = {"\N{MINUS SIGN}": "-", ",": "", "Hidden": "", "just below 0": "0.00", "just above 0": "0.00"}
    for word, written in words.items():
        text = text.replace(word, written)
    return text


def both(snapshot: Snapshot) -> tuple[Evaluation, Document]:
    evaluation = evaluate(snapshot)
    return evaluation, document_of(snapshot, evaluation, BY, {"Canopy": "1"})


@some
@given(st.integers(0, 9999))
def test_means_of_the_pages_and_of_the_annex_are_the_same(seed: int) -> None:
    evaluation, document = both(snapshot_of(invented(seed, SCALES, WAVES), SCALES, WAVES))
    lines = lines_of(evaluation)
    for section in document.scales:
        for wave, n, mean, interval, spread in section.table.rows:
            mine = {each["figure"]: each for each in lines if (each["about"], each["wave"]) == (section.name, wave)}
            line = mine["mean"]
            assert line["n"] == plain(n)
            ends = " to ".join(filter(None, (line["low"], line["high"])))
            assert (line["value"] or ends) == plain(mean)
            assert not line["value"] or ends == plain(interval)
            assert mine.get("standard deviation", {"value": ""})["value"] == plain(spread)


@some
@given(st.integers(0, 9999))
def test_changes_of_the_pages_and_of_the_annex_are_the_same(seed: int) -> None:
    evaluation, document = both(snapshot_of(invented(seed, SCALES, WAVES), SCALES, WAVES))
    lines = [line for line in lines_of(evaluation) if " to " in line["wave"]]
    assert document.change is not None
    for name, n, before, after, change, interval, g, limits, p in document.change.table.rows:
        mine = {line["figure"]: line for line in lines if line["about"] == name}
        line = mine["change of the mean"]
        ends = " to ".join(filter(None, (line["low"], line["high"])))
        assert line["n"] == plain(n)
        assert (line["value"] or ends) == plain(change)
        assert not line["value"] or ends == plain(interval)
        found = {figure: each["value"] for figure, each in mine.items()}
        assert found.get("mean before, of the same people", "") == plain(before)
        assert found.get("mean after, of the same people", "") == plain(after)
        assert found.get("effect size g", "") == plain(g)
        assert found.get("p", "") == p
        if limits:
            assert [mine["effect size d"][end] for end in ("low", "high")] == plain(limits).split(" to ")


@some
@given(st.integers(0, 9999), st.sampled_from([WAVES, FOLLOWED]))
def test_all_who_answered_are_the_same_in_the_pages_and_in_the_annex(seed: int, waves: tuple[str, ...]) -> None:
    evaluation, document = both(snapshot_of(invented(seed, SCALES, waves), SCALES, waves))
    lines, part = lines_of(evaluation), document.lasting
    assert part is not None
    for name, codes, n, paired, model, at_first, worst in part.changes.rows:
        mine = {line["figure"]: line for line in lines if (line["about"], span_of(line["wave"])) == (name, codes)}
        main = mine.get("change, people with a score at both waves", mine.get("change of the mean", {}))
        assert main["n"] == plain(n)
        assert plain(paired) in (estimate_of(main), ranged(main))
        assert estimate_of(mine["change, all who answered"]) == plain(model).replace("Not estimated", "")
        lost = mine.get("change, nobody lost changed")
        assert (
            (lost["n"], estimate_of(lost)) == (plain(at_first), plain(worst))
            if lost
            else worst in ("Hidden", "Only from T0")
        )
    modelled = part.means or Table([], [])
    for name, *means in modelled.rows:
        for wave, mean in zip(modelled.headers[1:], means, strict=True):
            (line,) = [
                each
                for each in lines
                if (each["about"], each["wave"], each["figure"]) == (name, wave, "estimated mean")
            ]
            assert estimate_of(line) == plain(mean).replace("Not estimated", "")


def span_of(wave: str) -> str:
    return " to ".join(re.findall(r"\((T\d)\)", wave))


def estimate_of(line: dict[str, str]) -> str:
    return f"{line['value']} ({line['low']} to {line['high']})" if line["value"] else ""


def ranged(line: dict[str, str]) -> str:
    return " to ".join(filter(None, (line["low"], line["high"]))) if not line["value"] else ""


@some
@given(st.integers(0, 9999))
def test_counts_of_the_pages_and_of_the_annex_are_the_same(seed: int) -> None:
    evaluation, document = both(snapshot_of(invented(seed, SCALES, WAVES), SCALES, WAVES))
    lines = [line for line in lines_of(evaluation) if line["figure"] == "people"]
    groups = document.groups.table.rows if document.groups else []
    listed = {name: [plain(count) for count in counts] for name, *counts in groups}
    for name, counts in listed.items():
        assert [line["n"] for line in lines if line["about"] == name] == counts
    for line in lines:
        assert line["about"] in listed or not line["n"]
    shares = {line["wave"]: line for line in lines_of(evaluation) if line["figure"] == "with a value"}
    for wave, share, _ in document.taking.table.rows:
        assert share.replace(",", "").startswith(shares[wave]["n"] or ("Fewer", "Hidden"))


@some
@given(st.integers(0, 9999))
def test_every_line_has_a_figure_or_the_rule_that_hides_it_and_no_line_is_a_person(seed: int) -> None:
    rows = invented(seed, SCALES, WAVES)
    text = figures_csv(evaluate(snapshot_of(rows, SCALES, WAVES)))
    for line in csv.DictReader(io.StringIO(text)):
        assert line["value"] or line["n"] or line["note"].startswith(RULES)
        assert not line["n"] or int(line["n"]) >= 5
        assert re.fullmatch(r"(-?\d+\.\d\d)?", line["value"]) or line["figure"] in ("p", "p, all who answered")
    assert not [row.token for row in rows if row.token in text]


def test_the_annex_has_one_header_and_the_line_ends_of_the_standard() -> None:
    text = figures_csv(evaluate(snapshot_of(people(*[(3.0, 4.0)] * 3))))
    assert text.splitlines()[0] == ",".join(HEADER)
    assert text.count("\r\n") == text.count("\n") == len(text.splitlines())


@pytest.mark.parametrize("mark", ["=", "+", "-", "@"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_numbers_stay_numbers(mark: str) -> None:
    name = f"{mark}HYPERLINK(A1)"
    rows = [
        Row(f"p{n}", name if n < 8 else "Lake", {"T0": {"x": 5 - n / 8}, "T2": {"x": 1 + n % 7 / 4}}) for n in range(16)
    ]
    snapshot = replace(snapshot_of(rows, ("x",)), scales=(ScaleFacts("x", name, 1, 5),))
    evaluation = evaluate(snapshot)
    for line in lines_of(evaluation):
        for cell in line.values():
            assert cell[:1] not in ("=", "+", "@")
            assert cell[:1] != "-" or re.fullmatch(r"-\d+\.\d\d", cell)
    assert f"'{name}" in {line["about"] for line in lines_of(evaluation)}
    assert any(line["value"].startswith("-") for line in lines_of(evaluation)), "a fall is a number"


def test_no_number_is_written_as_minus_nought() -> None:
    moves = [0.5, -0.5] * 20 + [-0.02]
    rows = people(*[(3.0 + n % 2 / 4, 3.0 + n % 2 / 4 + move) for n, move in enumerate(moves)])
    (line,) = [line for line in lines_of(evaluate(snapshot_of(rows))) if line["figure"] == "change of the mean"]
    assert line["value"] == "0.00"
    assert "-0.00" not in line.values()


def test_a_figure_of_the_earlier_version_is_marked() -> None:
    rows = people(*[(1 + n / 8, 2 + n % 5 / 4) for n in range(12)])
    first = evaluate(snapshot_of(rows))
    more = [*rows, Row("q", "Hill", {"T0": {"ready": 5.0}, "T2": {"ready": 1.0}})]
    second = evaluate(snapshot_of(more, published=first.printed))
    marked = [line for line in lines_of(second) if line["note"].startswith("Not renewed")]
    assert {"mean", "change of the mean", "effect size g"} < {line["figure"] for line in marked}
    assert {line["figure"] for line in lines_of(second)} - {line["figure"] for line in marked} == {
        "with a value",
        "of the baseline's answerers",
    }
    assert {line["n"] for line in marked} == {"12"}
