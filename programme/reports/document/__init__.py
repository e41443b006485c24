"""What the report's templates are given: every sentence, table and picture, ready to print, a module a part."""

from collections.abc import Mapping
from dataclasses import dataclass

from programme.reports.document.change import ChangePart, change_part
from programme.reports.document.facts import Facts, facts_of
from programme.reports.document.groups import GroupsPart, groups_part
from programme.reports.document.hidden import rules_used
from programme.reports.document.lasting import (
    AlonePart,
    LastingPart,
    ReliabilityPart,
    alone_part,
    lasting_part,
    reliability_part,
)
from programme.reports.document.lived import LivedPart, lived_part
from programme.reports.document.principles import PrinciplesPart, principles_part
from programme.reports.document.scales import ScaleSection, scale_sections
from programme.reports.document.taking import TakingPart, taking_part
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.living import asking_words
from programme.reports.rules.snapshot import About, Snapshot


@dataclass(frozen=True, slots=True)
class Endorsements:
    """Who did what to a version, in words; None for what has not happened."""

    state: str
    drafted: str
    reviewed: str | None
    released: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """All that the templates print, in the order of the page; None for a part that has nothing to say.

    `rules` are those that hid something in it.
    """

    about: About
    by: Endorsements
    facts: Facts
    threshold: int
    taking: TakingPart
    principles: PrinciplesPart
    change: ChangePart | None
    scales: list[ScaleSection]
    lasting: LastingPart | None
    alone: AlonePart | None
    lived: LivedPart | None
    reliability: ReliabilityPart | None
    rules: list[str]
    groups: GroupsPart | None


def document_of(snapshot: Snapshot, evaluation: Evaluation, by: Endorsements, software: Mapping[str, str]) -> Document:
    """Everything in words, tables and pictures. The same arguments give the same document."""
    facts, living = facts_of(snapshot, software), snapshot.living
    source = _source(snapshot, facts, evaluation.threshold)
    return Document(
        about=snapshot.about,
        by=by,
        facts=facts,
        threshold=evaluation.threshold,
        taking=taking_part(evaluation, source),
        principles=principles_part(),
        change=change_part(evaluation),
        scales=scale_sections(evaluation, source),
        lasting=lasting_part(evaluation, living.improves if living else {}, source),
        alone=alone_part(evaluation),
        lived=lived_part(evaluation.lived, living, evaluation.mix) if evaluation.lived and living else None,
        reliability=reliability_part(evaluation),
        rules=rules_used(evaluation),
        groups=groups_part(evaluation, snapshot.waves),
    )


def _source(snapshot: Snapshot, facts: Facts, threshold: int) -> str:
    """Where a figure comes from: the results, when they came in or what was asked, and the rule for small groups."""
    living = snapshot.living
    came = f"imported on {facts.imported_on}" if living is None else asking_words(living)
    return f"Source: {snapshot.about.survey}, {came}. Hidden below {threshold} people."
