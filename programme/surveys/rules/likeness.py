"""PURE: whether a file holds the answers that a cohort has already.

Figures of two surveys with nearly the same people could be subtracted from each other: the few who differ would show.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

Scores = Mapping[str, Mapping[str, float]]
"""One person's scores by wave code and scale key."""

FEWEST_UNNAMED = 3
"""Scores that a row needs to be known again without the names of its columns: shorter ones agree by chance."""


def are_mostly_alike(file: Sequence[Scores], survey: Sequence[Scores]) -> bool:
    """Whether more than half of the file's rows with scores are rows of the survey, each counted as often as it occurs.

    Rows are compared on the scales and waves that both have; and on all their scores whatever the columns are called,
    so that a file is known again under other names.
    """
    cells = _cells(file) & _cells(survey)
    named = _mostly([_of(row, cells) for row in file], [_of(row, cells) for row in survey])
    return named or _mostly([_all_of(row) for row in file], [_all_of(row) for row in survey])


def _cells(rows: Sequence[Scores]) -> frozenset[tuple[str, str]]:
    return frozenset((wave, scale) for row in rows for wave, scores in row.items() for scale in scores)


def _of(row: Scores, cells: frozenset[tuple[str, str]]) -> tuple[object, ...]:
    named = {(wave, scale): score for wave, scores in row.items() for scale, score in scores.items()}
    return tuple((cell, named[cell]) for cell in sorted(cells) if cell in named)


def _all_of(row: Scores) -> tuple[object, ...]:
    values = tuple(sorted(score for scores in row.values() for score in scores.values()))
    return values if len(values) >= FEWEST_UNNAMED else ()


def _mostly(file: Sequence[tuple[object, ...]], survey: Sequence[tuple[object, ...]]) -> bool:
    rows = Counter(row for row in file if row)
    shared = rows & Counter(row for row in survey if row)
    return 2 * shared.total() > rows.total() > 0
