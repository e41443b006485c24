from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest

from programme.backup.rules import manifest
from programme.backup.rules.manifest import Keys, Manifest, TableFacts
from programme.backup.rules.rows import Kind, from_line, to_line

MOMENT = datetime(2026, 3, 29, 0, 30, 15, 123456, tzinfo=UTC)
ROW: list[tuple[Kind, Any]] = [
    (Kind.ID, UUID(int=7, version=4)),
    (Kind.MOMENT, MOMENT),
    (Kind.DAY, date(2026, 2, 28)),
    (Kind.BYTES, bytes(range(256))),
    (Kind.TEXT, "Siân said “no”\n\u2028\ttwice"),
    (Kind.JSON, '{"b": 0.10, "a": null}'),
    (Kind.WHOLE, 2**62),
    (Kind.NUMBER, 0.1 + 0.2),
    (Kind.FLAG, False),
]
KINDS = [kind for kind, _ in ROW]
FACTS = TableFacts("people", (("id", Kind.ID), ("name", Kind.TEXT)), ("id",), is_own_parent=False, rows=2, digest="d")
KEYS = Keys(("new", "old"), "one")
SAID = Manifest(MOMENT, "sqlite", "0002", KEYS, "head", (FACTS,))


def test_a_row_comes_back_from_its_line_as_it_was() -> None:
    values = [value for _, value in ROW]
    line = to_line(KINDS, values)
    assert (line.count(b"\n"), line[-1:]) == (1, b"\n")
    assert from_line(KINDS, line) == values
    assert to_line(KINDS, from_line(KINDS, line)) == line


def test_what_is_empty_stays_empty_whatever_the_column_holds() -> None:
    assert set(KINDS) == set(Kind)
    assert from_line(KINDS, to_line(KINDS, [None] * len(KINDS))) == [None] * len(KINDS)


def test_json_travels_as_the_text_that_is_stored() -> None:
    assert from_line([Kind.JSON, Kind.JSON], to_line([Kind.JSON, Kind.JSON], ["null", None])) == ["null", None]


def test_a_moment_is_the_same_moment_in_any_zone() -> None:
    summer = MOMENT.astimezone(timezone(timedelta(hours=1)))
    assert to_line([Kind.MOMENT], [summer]) == to_line([Kind.MOMENT], [MOMENT])


def test_a_manifest_comes_back_as_it_was() -> None:
    assert manifest.from_text(SAID.text()) == SAID
    assert SAID.rows == 2


@pytest.mark.parametrize("text", [b"", b"[]", b"null", b"{}", b'{"format": "1"}', b"\xff", SAID.text()[:-9]])
def test_what_is_no_manifest_is_not_taken_for_one(text: bytes) -> None:
    with pytest.raises(manifest.Unreadable):
        manifest.from_text(text)


def test_a_later_format_is_told_from_a_fault() -> None:
    with pytest.raises(manifest.Newer):
        manifest.from_text(SAID.text().replace(b'"format": 1', b'"format": 2'))


@pytest.mark.parametrize(
    ("here", "words"),
    [
        (KEYS, None),
        (Keys(("newest", "old", "new"), "one"), None),
        (Keys(("new",), "one"), "ENCRYPTION_KEYS lacks 1 of the 2 that the backup was made under"),
        (Keys(KEYS.encryption, "two"), "PSEUDONYM_KEY is another than the backup's"),
    ],
)
def test_it_is_said_which_keys_are_missing(here: Keys, words: str | None) -> None:
    assert manifest.missing_keys(KEYS, here) == words


def test_both_keys_are_named_when_both_are_missing() -> None:
    said = manifest.missing_keys(KEYS, Keys((), "two")) or ""
    assert "lacks 2 of the 2" in said
    assert said.endswith("and PSEUDONYM_KEY is another than the backup's")
