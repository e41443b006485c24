"""Reports of a survey that is lived here on next to nothing, or on many: each says what it cannot say."""

import re
from collections.abc import Mapping, Sequence

import pytest
from flask import Flask, render_template

from programme.reports.document import document_of
from programme.reports.jobs import PAGE
from programme.reports.rules.annex import figures_csv
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import Snapshot
from tests.reports.cohorts import ABOUT
from tests.reports.reader import BY
from tests.support.living import all_with
from tests.support.pages import check_page
from tests.surveys.lives import Sheet, crowd, results_of

FOLLOWED = ("T0", "T2", "T3")
FEW = "Hidden: fewer than 5 people"
NOTHING_LASTS = "for 9 no figure is printed"
Sheets = Mapping[str, Mapping[str, Sheet]]
ALIKE: Sheets = {f"p{n}": {code: all_with(4, code) for code in FOLLOWED} for n in range(9)}
MISSING: Sheets = {f"p{n}": {code: {} for code in FOLLOWED} for n in range(9)}
CASES: dict[str, tuple[Sheets, Sequence[str], Sequence[str]]] = {
    "nobody": ({}, FOLLOWED, [FEW, NOTHING_LASTS, "Fewer than 5 have answered"]),
    "one person": (crowd(1, FOLLOWED), FOLLOWED, [FEW, NOTHING_LASTS]),
    "four people": (crowd(4, FOLLOWED), FOLLOWED, [FEW, NOTHING_LASTS]),
    "five people": (crowd(5, FOLLOWED), FOLLOWED, ["5 of 5 fellows (100%) answered", "5 people have a score at T3"]),
    "four hundred": (crowd(400, FOLLOWED), FOLLOWED, ["400 of 400 fellows (100%)", "400 people have a score at T3"]),
    "one wave": (crowd(12, ("T0",)), ("T0",), ["asked at one wave only, so nothing can be said about change"]),
    "all identical": (ALIKE, FOLLOWED, ["only a range is printed", NOTHING_LASTS]),
    "all missing": (MISSING, FOLLOWED, [FEW, NOTHING_LASTS]),
}


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)).split())


@pytest.mark.parametrize(("sheets", "waves", "said"), CASES.values(), ids=CASES)
def test_a_living_report_is_made_and_says_what_it_cannot_say(
    app: Flask, sheets: Sheets, waves: Sequence[str], said: Sequence[str]
) -> None:
    results, living = results_of(sheets, waves)
    snapshot = Snapshot(ABOUT, results.scales, results.waves, results.rows, living=living)
    evaluation = evaluate(snapshot)
    html = render_template(PAGE, document=document_of(snapshot, evaluation, BY, {"Canopy": "1"}), for_print=False)
    check_page(f"<!DOCTYPE html><html><head><title>A</title></head><body><h1>A</h1>{html}</body></html>")
    text, annex = words(html), figures_csv(evaluation)
    for each in said:
        assert each.lower() in text.lower(), each
    assert not re.search(r"\b(nan|None|inf)\b", text + annex)


def test_pictures_have_one_axis_and_the_summary_the_lasting_result(app: Flask) -> None:
    results, living = results_of(crowd(24, FOLLOWED), FOLLOWED)
    snapshot = Snapshot(ABOUT, results.scales, results.waves, results.rows, living=living)
    document = document_of(snapshot, evaluate(snapshot), BY, {"Canopy": "1"})
    pictures = [scale.picture.wide for scale in document.scales if scale.picture]
    axes = {re.findall(r"The axis shows [^<]*", picture)[0] for picture in pictures}
    assert (len(pictures), len(axes)) == (9, 1)
    assert document.lived is not None
    assert document.lasting is not None
    assert document.lived.after == "", "nobody is sent to look for what is told right below"
    summary = words(render_template(PAGE, document=document, for_print=False)).partition("Who took part?")[0]
    assert document.lasting.lead in summary
