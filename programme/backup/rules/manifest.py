"""PURE: what a backup says about itself, as JSON and back."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from programme.backup.rules.rows import Kind

FORMAT = 1


class Unreadable(Exception):
    """This is no manifest."""


class Newer(Exception):
    """The backup was made in a way that this software does not know yet."""


@dataclass(frozen=True, slots=True)
class TableFacts:
    """One table: its columns in the order of a line, its key, and whether a row can point at another of its own."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    key: tuple[str, ...]
    is_own_parent: bool
    rows: int = 0
    digest: str = ""

    @property
    def kinds(self) -> list[Kind]:
        """What each column holds."""
        return [kind for _, kind in self.columns]


@dataclass(frozen=True, slots=True)
class Keys:
    """Fingerprints of the keys that the backup's secrets were written under; they open nothing."""

    encryption: tuple[str, ...]
    pseudonym: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that restoring must know before it writes. `head` is the last digest of the audit trail, "" without one."""

    made_at: datetime
    database: str
    revision: str
    keys: Keys
    head: str
    tables: tuple[TableFacts, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(table.rows for table in self.tables)

    def text(self) -> bytes:
        """The manifest as JSON in UTF-8."""
        said = {**asdict(self), "format": FORMAT, "made_at": self.made_at.isoformat()}
        return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False).encode()


def from_text(content: bytes) -> Manifest:
    """The manifest that `text` wrote.

    Raises:
        Newer: it has a later format.
        Unreadable: it is none.
    """
    try:
        said = json.loads(content)
        if said["format"] > FORMAT:
            raise Newer
        return Manifest(
            datetime.fromisoformat(said["made_at"]),
            str(said["database"]),
            str(said["revision"]),
            Keys(tuple(said["keys"]["encryption"]), str(said["keys"]["pseudonym"])),
            str(said["head"]),
            tuple(_table(each) for each in said["tables"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError):
        raise Unreadable from None


def _table(said: dict[str, Any]) -> TableFacts:
    columns = tuple((str(name), Kind(kind)) for name, kind in said["columns"])
    return TableFacts(
        str(said["name"]), columns, tuple(said["key"]), bool(said["is_own_parent"]), int(said["rows"]), said["digest"]
    )


def missing_keys(wanted: Keys, here: Keys) -> str | None:
    """In words, which keys of the backup are not set here; None if all are."""
    absent = _absent(wanted.encryption, here.encryption)
    faults = []
    if absent:
        faults.append(f"ENCRYPTION_KEYS lacks {absent} of the {len(wanted.encryption)} that the backup was made under")
    if wanted.pseudonym != here.pseudonym:
        faults.append("PSEUDONYM_KEY is another than the backup's")
    return " and ".join(faults) or None


def _absent(wanted: Sequence[str], here: Collection[str]) -> int:
    return sum(each not in here for each in wanted)
