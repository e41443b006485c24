"""PURE: what holds for the header and rows of every kind of file."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from programme.core.tables.values import MOST_COLUMNS, MOST_ROWS, TOO_WIDE, Reading, Table, unreadable

SHORT = 4  # characters


def header_names(cells: Sequence[str]) -> tuple[str, ...]:
    """The names in a first row, as `plain` gives them.

    Raises:
        UnreadableFile: there is none.
    """
    if not any(cells):
        raise unreadable(1, None, "The first row is empty. Give every column a name in the first row.")
    return tuple(cells)


def check_names(names: Sequence[str], place_words: Callable[[int], str]) -> None:
    """Every column has a name of its own; `place_words` says which column stands at a place from 1.

    Raises:
        UnreadableFile: one has none, two are the same, or there are more than 500.
    """
    if len(names) > MOST_COLUMNS:
        raise unreadable(1, None, TOO_WIDE)
    for place, name in enumerate(names, 1):
        if not name:
            words = "This column has no name. Give every column a name in the first row."
            raise unreadable(1, place_words(place), words)
        if name in names[: place - 1]:
            raise unreadable(1, name, "Two columns have this name. Give each column a name of its own.")


def bounded(records: Iterable[tuple[int, Sequence[str]]]) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows below a header, each with its number in the file.

    Raises:
        UnreadableFile: there is no row, or there are more than 100,000.
    """
    count = 0
    for count, record in enumerate(records, 1):
        if count > MOST_ROWS:
            raise unreadable(record[0], None, f"A file can hold {MOST_ROWS:,} rows. Split it into several.")
        yield record
    if not count:
        raise unreadable(None, None, "The file has a header and no rows below it.")


def collected(reading: Reading) -> Table:
    """The whole of a table that is being read."""
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    known: dict[str, str] = {}  # a file of many rows says the same few words and figures again and again
    for number, cells in reading.records:
        rows.append(tuple(known.setdefault(cell, cell) if len(cell) <= SHORT else cell for cell in cells))
        numbers.append(number)
    return Table(reading.header, tuple(rows), tuple(numbers))
