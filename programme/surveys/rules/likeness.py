"""PURE: whether a file holds the answers that a cohort has already.

Figures of two surveys with nearly the same people could be subtracted from each other: the few who differ would show.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from programme.surveys.rules.people import People
from programme.surveys.rules.repeats import DIGEST

Scores = Mapping[str, Mapping[str, float]]
"""One person's scores by wave code and scale key."""

FEWEST_UNNAMED = 3
"""Scores that a row needs to be known again without the names of its columns: shorter ones agree by chance."""

SHARES = 16


def are_mostly_alike(file: Sequence[Scores], survey: Iterable[Scores]) -> bool:
    """Whether more than half of the file's rows with scores are rows of the survey, each counted as often as it occurs.

    Rows are compared on the scales and waves that both have; and on all their scores whatever the columns are called,
    so that a file is known again under other names. The survey is gone through once, the file some times, and of
    either a few bytes a row are held.
    """
    held, unnamed = _held(sorted(_cells(file)), survey)
    cells = _cells(held)
    return _mostly(_digests(_all_of(row) for row in file), unnamed) or _mostly(
        _digests(_of(row, cells) for row in file), _digests(_of(row, cells) for row in held)
    )


def _held(cells: Sequence[tuple[str, str]], survey: Iterable[Scores]) -> tuple[Sequence[Scores], "array[int]"]:
    """The survey's scores in these cells, and a digest of each row whatever its columns are called."""
    people, unnamed = People(cells), array("Q")
    for row in survey:
        people.add(0, None, [row.get(wave, {}).get(scale) for wave, scale in cells])
        unnamed.extend(_digests([_all_of(row)]))
    return people.scores, unnamed


def _cells(rows: Iterable[Scores]) -> frozenset[tuple[str, str]]:
    return frozenset((wave, scale) for row in rows for wave, scores in row.items() for scale in scores)


def _of(row: Scores, cells: frozenset[tuple[str, str]]) -> tuple[object, ...]:
    named = {(wave, scale): score for wave, scores in row.items() for scale, score in scores.items()}
    return tuple((cell, named[cell]) for cell in sorted(cells) if cell in named)


def _all_of(row: Scores) -> tuple[object, ...]:
    values = tuple(sorted(score for scores in row.values() for score in scores.values()))
    return values if len(values) >= FEWEST_UNNAMED else ()


def _digests(rows: Iterable[tuple[object, ...]]) -> "array[int]":
    """Eight bytes for each row with scores, the same for the same row."""
    return array("Q", (hash(row) & DIGEST for row in rows if row))


def _mostly(file: "array[int]", survey: "array[int]") -> bool:
    """Whether more than half of the first are in the second; a share of them is counted at a time."""
    shared = 0
    for share in range(SHARES):
        ours, theirs = (Counter(each for each in rows if each % SHARES == share) for rows in (file, survey))
        shared += (ours & theirs).total()
    return 2 * shared > len(file) > 0
