"""What the report's templates are given: every sentence, table and picture, ready to print."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from programme.analysis.disclosure.printing import wording
from programme.analysis.disclosure.rules import Hidden
from programme.charts.frame import Width
from programme.charts.participation_bars import Bar, ParticipationBars, participation_bars
from programme.core.clock import date_words
from programme.frameworks.principles import PRINCIPLES, SOURCE
from programme.reports.lasting import (
    AlonePart,
    LastingPart,
    ReliabilityPart,
    alone_part,
    lasting_part,
    reliability_part,
)
from programme.reports.lived import (
    LivedPart,
    lived_part,
    response_bars,
    response_table,
)
from programme.reports.rules import findings
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.living import asking_words
from programme.reports.rules.snapshot import About, Snapshot
from programme.reports.scales import Picture, ScaleSection, picture_of, scale_sections
from programme.surveys.rules import words
from programme.surveys.rules.evaluation import ChangeResult, WaveResult
from programme.surveys.rules.showing import change_row
from programme.surveys.rules.taking import Taking
from programme.surveys.rules.words import CHANGES, lower_first


@dataclass(frozen=True, slots=True)
class Endorsements:
    """Who did what to a version, in words; None for what has not happened."""

    state: str
    drafted: str
    reviewed: str | None
    released: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """All that the templates print, in the order of the page."""

    about: About
    by: Endorsements
    dates: str
    made_on: str
    imported_on: str
    digest: str
    threshold: int
    people: int
    waves: list[str]
    last: str
    between: str
    taking: str
    taking_picture: Picture
    taking_rows: list[list[str]]
    taking_how: list[str]
    groups: str
    group_headers: list[str]
    group_rows: list[list[str]]
    hidden_groups: str
    scales: list[ScaleSection]
    change_headers: list[str]
    change_rows: list[list[str]]
    rules: list[str]
    software: str
    principles: list[str]
    principles_source: str
    lived: LivedPart | None = None
    lasting: LastingPart | None = None
    alone: AlonePart | None = None
    reliability: ReliabilityPart | None = None


def document_of(snapshot: Snapshot, evaluation: Evaluation, by: Endorsements, software: Mapping[str, str]) -> Document:
    """Everything in words, tables and pictures. The same arguments give the same document."""
    about, last = snapshot.about, evaluation.last
    source, living = _source(snapshot, evaluation.threshold), snapshot.living
    between = f"{words.wave_words(evaluation.first)} to {words.wave_words(last)}" if last else ""
    return Document(
        about=about,
        by=by,
        dates=f"{_day(about.starts_on)} to {_day(about.ends_on)}",
        made_on=_day(about.made_on),
        imported_on=_day(about.imported_on),
        digest=snapshot.digest[:16],
        threshold=evaluation.threshold,
        people=evaluation.people,
        waves=[words.wave_words(wave) for wave in snapshot.waves],
        last=words.wave_words(last) if last else "",
        between=between,
        taking=findings.taking_sentence(evaluation),
        taking_picture=_taking_picture(evaluation),
        taking_rows=_taking_rows(evaluation),
        taking_how=[*findings.taking_how(evaluation), source],
        groups=findings.groups_sentence(evaluation),
        group_headers=["Organisation", "People", *(f"With a score at {w.code}" for w in snapshot.waves)],
        group_rows=[
            [group.name, *(_count(cell.value) for cell in group.cells)] for group in evaluation.groups if group.is_shown
        ],
        hidden_groups=_hidden_groups(evaluation),
        scales=scale_sections(evaluation, source),
        change_headers=list(CHANGES),
        change_rows=[list(change_row(result)) for result in evaluation.scales if result.change],
        rules=_rules(evaluation),
        software=", ".join(f"{name} {version}" for name, version in sorted(software.items())),
        principles=[f"{each.name}: {lower_first(each.meaning)}." for each in PRINCIPLES],
        principles_source=f"{SOURCE.author}: {SOURCE.title}",
        lived=lived_part(evaluation.lived, living, evaluation.mix) if evaluation.lived and living else None,
        lasting=lasting_part(evaluation, living.improves if living else {}, source),
        alone=alone_part(evaluation),
        reliability=reliability_part(evaluation),
    )


def _source(snapshot: Snapshot, threshold: int) -> str:
    """Where a figure comes from: the results, when they came in or what was asked, and the rule for small groups."""
    about, living = snapshot.about, snapshot.living
    came = f"imported on {_day(about.imported_on)}" if living is None else asking_words(living)
    return f"Source: {about.survey}, {came}. Hidden below {threshold} people."


def _hidden_groups(evaluation: Evaluation) -> str:
    """The rule that hides counts of organisations, where it hides any."""
    some = any(cell.hidden for group in evaluation.groups for cell in group.cells)
    return f"{wording(Hidden.SMALL_COUNT, evaluation.threshold)}." if some else ""


def _day(iso: str) -> str:
    return date_words(date.fromisoformat(iso)) if iso else "not known"


def _count(value: int | None) -> str:
    return "Hidden" if value is None else f"{value:,}"


def _taking_rows(evaluation: Evaluation) -> list[list[str]]:
    if evaluation.lived is not None:
        return response_table(evaluation.lived)
    return [[words.wave_words(each.wave), *findings.taken(each, evaluation.threshold)] for each in evaluation.taking]


def _taking_picture(evaluation: Evaluation) -> Picture:
    chart = response_bars(evaluation.lived) if evaluation.lived else _taking_bars(evaluation)
    return picture_of(
        participation_bars(chart, prefix="part-wide", width=Width.WIDE),
        participation_bars(chart, prefix="part-narrow", width=Width.NARROW),
    )


def _taking_bars(evaluation: Evaluation) -> ParticipationBars:
    bars = tuple(
        Bar(
            label=each.wave.label,
            code=each.wave.code,
            answered=each.with_value,
            retained=each.retained,
            note=_absence(each, evaluation.threshold),
        )
        for each in evaluation.taking
    )
    return ParticipationBars(
        title=findings.taking_sentence(evaluation),
        bars=bars,
        answered="With a score",
        retained="Of those with a score at baseline",
    )


def _absence(each: Taking, threshold: int) -> str | None:
    if each.with_value is not None:
        return None
    return "hidden" if each.is_concealed else f"fewer than {threshold}"


def _rules(evaluation: Evaluation) -> list[str]:
    """The rules that hid something in this report, in the words printed where they did."""
    changes = [result.change for result in evaluation.scales if result.change]
    changes += [each.change for result in evaluation.scales for each in result.lasting]
    waves = [each for result in evaluation.scales for each in result.waves]
    found: list[WaveResult | ChangeResult] = [*waves, *changes]
    used = {each.hidden for each in found if each.hidden}
    used |= {cell.hidden for group in evaluation.groups for cell in group.cells if cell.hidden}
    used |= {Hidden.SMALL_COUNT for each in evaluation.taking if each.is_concealed}
    used |= {Hidden.ALL_ALIKE for each in found if each.range}
    used |= {Hidden.FROZEN for each in found if each.is_earlier}
    used |= {result.model.hidden for result in evaluation.scales if evaluation.last and result.model.hidden}
    used |= {each.hidden for each in evaluation.alone if each.hidden}
    used |= {each.hidden for each in evaluation.consistency if each.hidden}
    used |= {each.hidden for each in evaluation.lived.items.results if each.hidden} if evaluation.lived else set()
    return sorted(wording(each, evaluation.threshold) for each in used)
