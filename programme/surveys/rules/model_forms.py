"""PURE: estimates of the mixed model and plain means as sums of answers: what each answer adds to a figure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from programme.analysis.waves.weights import weights_of
from programme.surveys.rules.leaks import Form
from programme.surveys.rules.results import Printed, Results

Scores = Mapping[str, Mapping[str, float]]
"""By person: scores by wave."""


def mean_forms(scores: Scores, waves: Sequence[str], icc: float) -> dict[str, Form]:
    """The estimated mean of each wave, of a model with this intraclass correlation below 1."""
    weights = weights_of((frozenset(given) for given in scores.values()), waves, icc / (1 - icc))
    return {
        wave: {
            (who, other): float(weights[frozenset(given)][row, column])
            for who, given in scores.items()
            for column, other in enumerate(waves)
            if other in given
        }
        for row, wave in enumerate(waves)
    }


def change_form(means: Mapping[str, Form], first: str, last: str) -> Form:
    """The change between two waves: the difference of their estimated means."""
    return {cell: means[last].get(cell, 0.0) - means[first].get(cell, 0.0) for cell in {*means[first], *means[last]}}


def plain_forms(results: Results, scale: str, printed: Iterable[Printed]) -> Iterator[Form]:
    """The printed means of a scale. An answer that is another by now counts as one of another wave."""
    waves = {f"{scale} {wave.code}": wave.code for wave in results.waves}
    now = {(row.token, wave, repr(row.score(wave, scale))) for row in results.rows for wave in waves.values()}
    for each in printed:
        wave = waves.get(each.variable)
        if wave is not None and each.answers:
            split = (answer.rpartition("=") for answer in each.answers)
            yield {
                (token, wave if (token, wave, score) in now else f"{wave} before"): 1 / len(each.answers)
                for token, _, score in split
            }
