"""The tables as a backup sees them: columns as they are stored, so that what is encrypted stays so."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Cast,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Select,
    String,
    TableClause,
    Text,
    Uuid,
    cast,
    column,
    func,
    select,
    table,
)
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from programme.backup.rules.manifest import TableFacts
from programme.backup.rules.rows import Kind
from programme.core.db import UtcDateTime, db

BYTES_AT_ONCE = 4 * 1024 * 1024
ROWS_AT_ONCE = 1000
# From the most special to the most general: an Enum is a String.
KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Uuid, Kind.ID),
    (DateTime, Kind.MOMENT),
    (Date, Kind.DAY),
    (LargeBinary, Kind.BYTES),
    (JSON, Kind.JSON),
    (Boolean, Kind.FLAG),
    (String, Kind.TEXT),
    (Float, Kind.NUMBER),
    (Integer, Kind.WHOLE),
)
TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.ID: Uuid(),
    Kind.MOMENT: UtcDateTime(),
    Kind.DAY: Date(),
    Kind.BYTES: LargeBinary(),
    Kind.JSON: NullType(),  # as text, which each database reads for itself
    Kind.FLAG: Boolean(),
    Kind.TEXT: String(),
    Kind.NUMBER: Float(),
    Kind.WHOLE: BigInteger(),
}
OF_ANY_LENGTH = (Kind.BYTES, Kind.TEXT, Kind.JSON)


class UnknownKind(Exception):
    """A column has a type that a backup does not know: it needs a kind in rows.py and a line in `KINDS`."""


def all_tables() -> list[TableFacts]:
    """Every table of the software, in an order in which each row finds what it points at."""
    return [
        TableFacts(
            each.name,
            tuple((one.name, kind_of(one)) for one in each.columns),
            tuple(one.name for one in each.primary_key),
            any(key.column.table is each for key in each.foreign_keys),
        )
        for each in db.metadata.sorted_tables
    ]


def kind_of(one: Column[Any]) -> Kind:
    """What the column holds.

    Raises:
        UnknownKind: a backup does not know its type.
    """
    kind = one.type
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    for known, name in KINDS:
        if isinstance(kind, known):
            return name
    raise UnknownKind(f"{one.table.name}.{one.name}: {kind!r}")


def stored(facts: TableFacts) -> TableClause:
    """The table for reading and writing what is stored, whatever the software makes of it."""
    return table(facts.name, *(column(name, TYPES[kind]) for name, kind in facts.columns))


def rows(connection: Connection, facts: TableFacts) -> Iterator[Any]:
    """All rows in the order of their keys, a few at a time: they need no more memory than the largest of them."""
    found = connection.execution_options(yield_per=_rows_at_once(connection, facts)).execute(_selected(facts))
    with found:
        yield from found


def _selected(facts: TableFacts) -> Select[Any]:
    source = stored(facts)
    return select(*(_as_stored(source.c[name], kind) for name, kind in facts.columns)).order_by(
        *(source.c[name] for name in facts.key)
    )


def _as_stored(one: ColumnClause[Any], kind: Kind) -> ColumnClause[Any] | Cast[str]:
    return cast(one, Text) if kind is Kind.JSON else one


def _rows_at_once(connection: Connection, facts: TableFacts) -> int:
    source = stored(facts)
    lengths = [
        func.coalesce(func.max(func.length(_as_stored(source.c[name], kind))), 0)
        for name, kind in facts.columns
        if kind in OF_ANY_LENGTH
    ]
    longest = sum(connection.execute(select(*lengths)).one()) if lengths else 0
    return min(max(BYTES_AT_ONCE // (int(longest) + 1), 1), ROWS_AT_ONCE)
