"""What a report prints of all who answered: whether change has lasted, the mixed model, reliability."""

from collections.abc import Mapping
from dataclasses import dataclass

from programme.reports.rules import lasting as words
from programme.reports.rules.alone import alone_row, alone_sentence
from programme.reports.rules.consistency import HEADERS, consistency_row, undefined_words
from programme.reports.rules.evaluation import Evaluation
from programme.surveys.rules.words import wave_words

ALONE = ["Waves", "People", "Not alone before", "Not alone after", "Percentage points", "95% interval", "p"]


@dataclass(frozen=True, slots=True)
class LastingPart:
    """Question and answers, with both tables. `to` is the follow-up in words, nothing where there is none."""

    question: str
    to: str
    lead: str
    retention: str
    sentences: list[list[str]]
    change_headers: list[str]
    changes: list[list[str]]
    mean_headers: list[str]
    means: list[list[str]]
    how: list[str]


@dataclass(frozen=True, slots=True)
class ReliabilityPart:
    """The reliability of each scale, and why a figure of it is not defined."""

    headers: list[str]
    rows: list[list[str]]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class AlonePart:
    """Who is no longer alone: a sentence and a row for each pair of waves."""

    sentences: list[str]
    headers: list[str]
    rows: list[list[str]]


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
        change_headers=words.CHANGES,
        changes=words.change_rows(evaluation),
        mean_headers=words.mean_headers(evaluation),
        means=words.mean_rows(evaluation) if any(each.model.means for each in evaluation.scales) else [],
        how=[*words.how_words(evaluation), *words.model_notes(evaluation), source],
    )


def reliability_part(evaluation: Evaluation) -> ReliabilityPart | None:
    """The reliability of the scales; None where nothing is known of their items."""
    found = evaluation.consistency
    rows = [consistency_row(each, evaluation.threshold) for each in found]
    return ReliabilityPart(HEADERS, rows, undefined_words(found)) if found else None


def alone_part(evaluation: Evaluation) -> AlonePart | None:
    """Who is no longer alone; None without a scale of isolation or a second wave."""
    found = evaluation.alone
    if not found:
        return None
    said = [alone_sentence(each, evaluation.threshold) for each in found]
    return AlonePart(said, ALONE, [alone_row(each) for each in found])
