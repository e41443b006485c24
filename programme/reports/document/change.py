"""What a report prints of the change between the two waves that it compares."""

from dataclasses import dataclass

from programme.charts.shown import Table
from programme.reports.rules.evaluation import Evaluation
from programme.surveys.rules.showing import change_row
from programme.surveys.rules.words import CHANGES, wave_words


@dataclass(frozen=True, slots=True)
class ChangePart:
    """The later wave, both waves, and the change of each scale's mean."""

    last: str
    between: str
    table: Table


def change_part(evaluation: Evaluation) -> ChangePart | None:
    """The change of the same people; None where there is one wave only."""
    if evaluation.last is None:
        return None
    first, last = wave_words(evaluation.first), wave_words(evaluation.last)
    rows = [list(change_row(result)) for result in evaluation.scales if result.change]
    return ChangePart(last, f"{first} to {last}", Table(CHANGES, rows))
