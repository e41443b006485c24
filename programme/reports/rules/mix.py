"""PURE: from which professions the fellows came: counts of which no small one can be worked out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from programme.analysis.disclosure.tables import grouped, suppress
from programme.surveys.rules.results import Printed

SHOWN = "professions"
OTHERS = ""
"""The name of those who stand together, because few come from each of their professions."""


@dataclass(frozen=True, slots=True)
class Mix:
    """How many fellows came from each profession, the largest first, those who stand together last.

    Empty where no table of two rows or more can be printed; `is_withheld` where too few are new or gone since one was.
    """

    counts: tuple[tuple[str, int], ...] = ()
    printed: tuple[Printed, ...] = ()
    is_withheld: bool = False


def mix_of(counts: Mapping[str, int], threshold: int, published: Iterable[Printed] = ()) -> Mix:
    """The mix of these counts by profession, of which everybody knows the sum.

    What the rules for tables hide stands together in one sum, which is none or at least the threshold. A table that was
    printed is printed as it was, or anew once each row that changed did so by the threshold or more.
    """
    people, total, column = sum(counts.values()), "\0", "people"
    if len(counts) < 2 or people < threshold:
        return Mix()
    table = grouped({name: {column: count} for name, count in counts.items()}, total)
    cells = suppress(table, threshold, {(total, column)})
    rows = {name: count for name, count in counts.items() if cells[name, column].value is not None}
    together = people - sum(rows.values())
    rows = dict(sorted(rows.items(), key=lambda each: (-each[1], each[0]))) | ({OTHERS: together} if together else {})
    if len(rows) < 2:
        return Mix()
    before = {each.key: len(each.answers) for each in published if each.variable == SHOWN}
    moved = (abs(rows.get(name, 0) - before.get(name, 0)) for name in {*rows, *before})
    if before and any(0 < each < threshold for each in moved):
        return Mix(is_withheld=True)
    printed = (Printed(name, SHOWN, tuple(str(each) for each in range(count))) for name, count in rows.items())
    return Mix(tuple(rows.items()), tuple(printed))
