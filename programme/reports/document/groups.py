"""What a report prints of the organisations that people came from: counts, no scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from programme.analysis.disclosure.printing import wording
from programme.analysis.disclosure.rules import Hidden
from programme.charts.shown import Table
from programme.reports.rules.evaluation import Evaluation
from programme.reports.rules.findings import groups_sentence
from programme.surveys.rules.results import WaveFacts


@dataclass(frozen=True, slots=True)
class GroupsPart:
    """A sentence, the table, and the rule that hides counts in it, where it hides any."""

    sentence: str
    table: Table
    hidden: str


def groups_part(evaluation: Evaluation, waves: Sequence[WaveFacts]) -> GroupsPart | None:
    """People by organisation; None where no row may be shown."""
    shown = [group for group in evaluation.groups if group.is_shown]
    if not shown:
        return None
    headers = ["Organisation", "People", *(f"With a score at {wave.code}" for wave in waves)]
    rows = [[group.name, *(_count(cell.value) for cell in group.cells)] for group in shown]
    hides = any(cell.hidden for group in evaluation.groups for cell in group.cells)
    rule = f"{wording(Hidden.SMALL_COUNT, evaluation.threshold)}." if hides else ""
    return GroupsPart(groups_sentence(evaluation), Table(headers, rows), rule)


def _count(value: int | None) -> str:
    return "Hidden" if value is None else f"{value:,}"
