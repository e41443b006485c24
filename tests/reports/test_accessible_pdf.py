"""Every kind of report passes PDF/UA-1, whatever its data are."""

import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

import page
import pytest
from flask import Flask

from programme.reports.document import Endorsements
from programme.reports.jobs import print_version
from programme.reports.models import ReportFile
from programme.reports.rules.evaluation import evaluate
from programme.reports.rules.snapshot import About, Row, ScaleFacts, Snapshot, WaveFacts

DRAFT = Endorsements("Draft", "Ann Author, 2 October 2025", None, None)
RELEASED = Endorsements("Released", "Ann Author, 2 October 2025", "Dora O’Neill, today", "Dora O’Neill, today")
SCALES = (ScaleFacts("ready", "Readiness", 1, 5), ScaleFacts("job", "Job <satisfaction> & more", 1, 5))
WAVES = (WaveFacts("T0", "Baseline"), WaveFacts("T1", "Mid-programme"), WaveFacts("T2", "End of year"))
Score = Callable[[int, str], float | None]
CASES: dict[str, tuple[int, Score]] = {
    "nobody": (0, lambda number, wave: 3.0),
    "one person": (1, lambda number, wave: 3.0),
    "four people": (4, lambda number, wave: 2.0 + number % 3),
    "five people": (5, lambda number, wave: 2.0 + (number + int(wave[1])) % 3),
    "many people": (400, lambda number, wave: 1.0 + (number * 7 + int(wave[1]) * number) % 5),
    "all alike": (30, lambda number, wave: 3.0),
    "nothing answered": (30, lambda number, wave: None),
}


def printed(people: int, score: Score, waves: tuple[WaveFacts, ...], by: Endorsements, *, public: bool) -> ReportFile:
    rows = tuple(
        Row(
            f"{number:032x}",
            f"Organisation {number % 4}",
            {
                wave.code: {scale.key: value for scale in SCALES if (value := score(number, wave.code)) is not None}
                for wave in waves
            },
        )
        for number in range(people)
    )
    about = About(
        title="Evaluation report: a study",
        number=1,
        programme="Fellowship",
        purpose="To lead change.",
        cohort="2024 to 2025",
        starts_on="2024-09-02",
        ends_on="2025-08-31",
        survey="A study",
        imported_on="2025-10-01",
        for_publication=public,
        made_on="2025-10-02",
        made_by="Ann Author",
    )
    snapshot = Snapshot(about, SCALES, waves, rows)
    return print_version(snapshot, evaluate(snapshot), by)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("waves", [WAVES, WAVES[:1]], ids=["three waves", "one wave"])
def test_a_report_passes_pdf_ua_1_and_says_what_it_cannot_say(
    app: Flask, tmp_path: Path, case: str, waves: tuple[WaveFacts, ...]
) -> None:
    people, score = CASES[case]
    file = printed(people, score, waves, DRAFT, public=case == "many people")
    path = tmp_path / "report.pdf"
    path.write_bytes(file.pdf)
    verdict = page.validate_pdf(str(path), profile="ua1")
    assert verdict.is_compliant, [(each.rule_id, each.message) for each in verdict.failures]
    if case in ("nobody", "one person", "four people", "nothing answered") and len(waves) > 1:
        assert "Hidden: fewer than 5 people" in file.html
    if len(waves) == 1:
        assert "asked at one wave only" in file.html


def test_the_summary_fits_on_the_first_page_and_names_who_released_it(app: Flask, tmp_path: Path) -> None:
    people, score = CASES["many people"]
    path = tmp_path / "report.pdf"
    path.write_bytes(printed(people, score, WAVES, RELEASED, public=False).pdf)
    first = subprocess.run(  # noqa: S603 - Debian's own program on our own file
        ["pdftotext", "-f", "1", "-l", "1", str(path), "-"],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Summary" in first
    assert "Data fingerprint" in first, "the last line of the summary"
    assert "Dora O’Neill" in first
    assert "Who took part" not in first, "the next part begins on a page of its own"


def test_every_picture_has_a_title_before_the_finisher_sees_it(app: Flask) -> None:
    people, score = CASES["many people"]
    html = printed(people, score, WAVES, RELEASED, public=False).html
    pictures = [f"<svg{part.split('</svg>')[0]}</svg>" for part in html.split("<svg")[1:]]
    assert len(pictures) == 2 * (1 + len(SCALES)), "wide and narrow, of who took part and of each scale"
    for picture in pictures:
        root = ElementTree.fromstring(picture)  # noqa: S314 - our own picture
        title = next(iter(root))
        assert title.tag.endswith("title")
        assert (title.text or "").strip()


def test_what_people_typed_is_escaped_in_the_document(app: Flask) -> None:
    people, score = CASES["five people"]
    html = printed(people, score, WAVES, DRAFT, public=False).html
    assert "Job <satisfaction>" not in html
    assert "Job &lt;satisfaction&gt; &amp; more" in html
