"""What a report prints of all who answered: whether change has lasted, the mixed model, reliability."""

from collections.abc import Mapping
from dataclasses import dataclass

from programme.charts.shown import Table
from programme.reports.rules import lasting as words
from programme.reports.rules.alone import alone_row, alone_sentence
from programme.reports.rules.consistency import HEADERS, consistency_row, undefined_words
from programme.reports.rules.evaluation import Evaluation
from programme.surveys.rules.words import wave_words

ALONE = ["Waves", "People", "Not alone before", "Not alone after", "Percentage points", "95% interval", "p"]


@dataclass(frozen=True, slots=True)
class LastingPart:
    """Question and answers, with the tables of changes and of estimated means.

    `to` is the follow-up in words, nothing where there is none.
    """

    question: str
    to: str
    lead: str
    retention: str
    sentences: list[list[str]]
    changes: Table
    means: Table | None
    how: list[str]


@dataclass(frozen=True, slots=True)
class ReliabilityPart:
    """The reliability of each scale, and why a figure of it is not defined."""

    table: Table
    notes: list[str]


@dataclass(frozen=True, slots=True)
class AlonePart:
    """Who is no longer alone: a sentence and a row for each pair of waves."""

    sentences: list[str]
    table: Table


def lasting_part(evaluation: Evaluation, improves: Mapping[str, str], source: str) -> LastingPart | None:
    """What all who answered show; None where there is one wave only."""
    if evaluation.last is None:
        return None
    to = evaluation.spans.follow_up
    return LastingPart(
        question="Has it lasted?" if to else "Do all who answered show the same?",
        to=wave_words(to) if to else "",
        lead=words.lasting_lead(evaluation, improves) or words.agreement_words(evaluation),
        retention=words.retention_words(evaluation),
        sentences=[found for each in evaluation.scales if (found := words.lasting_sentences(each, evaluation))],
        changes=Table(words.CHANGES, words.change_rows(evaluation)),
        means=_means(evaluation),
        how=[*words.how_words(evaluation), *words.model_notes(evaluation), source],
    )


def _means(evaluation: Evaluation) -> Table | None:
    if not any(each.model.means for each in evaluation.scales):
        return None
    return Table(words.mean_headers(evaluation), words.mean_rows(evaluation))


def reliability_part(evaluation: Evaluation) -> ReliabilityPart | None:
    """The reliability of the scales; None where nothing is known of their items."""
    found = evaluation.consistency
    rows = [consistency_row(each, evaluation.threshold) for each in found]
    return ReliabilityPart(Table(HEADERS, rows), undefined_words(found)) if found else None


def alone_part(evaluation: Evaluation) -> AlonePart | None:
    """Who is no longer alone; None without a scale of isolation or a second wave."""
    found = evaluation.alone
    if not found:
        return None
    said = [alone_sentence(each, evaluation.threshold) for each in found]
    return AlonePart(said, Table(ALONE, [alone_row(each) for each in found]))
