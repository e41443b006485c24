"""Files that look like workbooks and are none, or would take the machine's memory: one message, soon, nothing else."""

import io
import random
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.core.tables.reading import read_table
from programme.core.tables.values import Table, UnreadableFile
from programme.core.tables.writing import to_csv, to_xlsx
from programme.core.tables.xlsx import archive, budget
from tests.support.workbooks import HEADER, LINKS, SHEET, with_parts, with_sheet, with_texts, workbook

GOOD = workbook([["a", "b"], ["x", 1.5], ["y", 2]])
SEEDS = (GOOD, to_xlsx(["a", "b"], [["x", 1.5]], "t"), to_csv(["a", "b"], [["x", 1.5], ["=1", None]]))
TOO_LARGE = "too large once it is unpacked"
DAMAGED = "it is damaged"
PROTECTED = "This file is protected by a password"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {now} "{f"&{before};" * 10}">' for before, now in zip("abcdefghi", "bcdefghij", strict=True))
    + f"]><worksheet><sheetData>{HEADER}<row><c t='str'><v>&j;</v></c></row></sheetData></worksheet>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    f"<worksheet><sheetData>{HEADER}<row><c t='str'><v>&a;</v></c></row></sheetData></worksheet>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def words_of(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content)
    return caught.value.fault.message


def archived(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"text")
    return out.getvalue()


def repeated(before: bytes, unit: bytes, after: bytes, megabytes: int = 64) -> Iterator[bytes]:
    """Markup that packs to next to nothing."""
    times = 65536 // len(unit)
    yield before
    for _ in range(megabytes * 1024 * 1024 // (times * len(unit))):
        yield unit * times
    yield after


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OLE + "Workbook\0".encode("utf-16-le"), "This is a workbook of an old kind (.xls)."),
        (OLE + "EncryptedPackage".encode("utf-16-le"), PROTECTED),
        (OLE, "This is a spreadsheet or an archive of an old kind."),
        (archived("mimetype", "content.xml"), "This is an OpenDocument file (.ods)."),
        (archived("Index/Document.iwa", "preview.jpg"), "This is a file of Apple Numbers."),
        (archived("[Content_Types].xml", "xl/workbook.bin"), "This is a binary workbook (.xlsb)."),
        (archived("word/document.xml"), "This is a spreadsheet or an archive that holds no workbook of Excel."),
        (archived(), "This is a spreadsheet or an archive that holds no workbook of Excel."),
    ],
)
def test_another_kind_of_file_is_called_what_it_is(content: bytes, said: str) -> None:
    message = words_of(content)
    assert message.startswith(said)
    assert "upload that file." in message


def test_a_file_under_a_password_says_so() -> None:
    locked = bytearray(GOOD)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert words_of(bytes(locked)).startswith(PROTECTED)


@pytest.mark.parametrize("markup", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_entities_are_neither_expanded_nor_fetched(markup: str) -> None:
    for part in (SHEET, "xl/workbook.xml", "xl/styles.xml", LINKS, "_rels/.rels"):
        began = monotonic()
        assert DAMAGED in words_of(with_parts(GOOD, {part: markup})), part
        assert monotonic() - began < 1


@pytest.mark.parametrize(
    ("part", "markup"),
    [
        (SHEET, None),
        (SHEET, "no markup"),
        (SHEET, "<worksheet><sheetData>"),
        (SHEET, b"\xff\xfe\x00"),
        (SHEET, '<?xml version="1.0" encoding="no-such"?><worksheet/>'),
        ("xl/workbook.xml", '<workbook xmlns:r="r"><sheets><sheet name="a" r:id="rId77"/></sheets></workbook>'),
        (LINKS, None),
        ("xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId='x'/></numFmts></styleSheet>"),
    ],
)
def test_a_part_that_is_missing_or_broken_is_one_message(part: str, markup: str | bytes | None) -> None:
    assert DAMAGED in words_of(with_parts(GOOD, {part: markup}))


@pytest.mark.parametrize(
    "rows",
    [
        f'{HEADER}<row r="1"/>',
        f'{HEADER}<row r="1048577"/>',
        f'{HEADER}<row r="{"9" * 5000}"/>',
        f'{HEADER}<row r="2"><c r="B2"/><c r="A2"/></row>',
        f'{HEADER}<row r="2"><c r="XFE2"/></row>',
        f'{HEADER}<row r="2"><c r="A3"/></row>',
        f'{HEADER}<row r="2"><c r="A2" s="x"><v>1</v></c></row>',
        f'{HEADER}<row r="2"><c><c/></c></row>',
    ],
)
def test_rows_and_cells_that_cannot_stand_there_are_one_message(rows: str) -> None:
    assert DAMAGED in words_of(with_sheet(rows))


def test_a_directory_that_promises_too_much_is_refused_before_anything_is_unpacked() -> None:
    zeros = with_parts(GOOD, {SHEET: repeated(b"", b"\0" * 64, b"", 201)})
    began = monotonic()
    assert TOO_LARGE in words_of(zeros)
    assert monotonic() - began < 0.5


def test_a_directory_that_promises_less_than_there_is_does_not_unpack_more(monkeypatch: pytest.MonkeyPatch) -> None:
    lying = bytearray(with_parts(GOOD, {SHEET: repeated(b"<worksheet>", b" " * 64, b"</worksheet>", 30)}))
    place = lying.rindex(b"PK\x01\x02")
    lying[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    taken: list[int] = []
    monkeypatch.setattr(budget.Budget, "take_octets", lambda _, count: taken.append(count))
    assert DAMAGED in words_of(bytes(lying))
    assert sum(taken) < 100_000


def test_what_is_unpacked_is_counted_whatever_the_directory_says() -> None:
    left = budget.Budget(octets=1000)
    opened = archive.Archive(with_parts(GOOD, {SHEET: "x" * 1001}), left)
    with pytest.raises(UnreadableFile, match=TOO_LARGE):
        list(opened.chunks(SHEET))


def test_a_part_that_packs_beyond_all_measure_is_refused() -> None:
    assert TOO_LARGE in words_of(with_parts(GOOD, {SHEET: repeated(b"<a>", b"<b/>", b"</a>", 21)}))


def test_an_archive_of_very_many_parts_is_refused() -> None:
    assert TOO_LARGE in words_of(archived(*(f"n{number}" for number in range(archive.MOST_ENTRIES + 1))))


UNITS = {
    "cells": (b"<worksheet><sheetData><row>", b'<c s="0"/>'),
    "rows": (b"<worksheet><sheetData>", b"<row/>"),
    "text": (b'<worksheet><sheetData><row><c t="str"><v>', b"a" * 64),
    "an attribute": (b'<worksheet a="', b"a" * 64),
    "a comment": (b"<worksheet><!--", b"a" * 64),
    "depth": (b"<worksheet>", b"<a>"),
    "long texts": (b"<worksheet><sheetData><row>", '<c t="str"><v>\U0001f600'.encode() + b"a" * 990 + b"</v></c>"),
}
GROWTH = """
import os, pathlib, sys
from programme.core.tables.reading import read_table
from programme.core.tables.values import UnreadableFile
from programme.core.tables.xlsx import archive

def memory(name):
    return int(pathlib.Path("/proc/self/status").read_text().partition(name + ":")[2].split()[0]) // 1024

def grown(path):
    content = path.read_bytes()
    before = memory("VmRSS")
    try:
        read_table(content)
    except UnreadableFile as problem:
        return memory("VmHWM") - before
    return "read"

archive.MOST_RATIO = 10**9  # the guards behind this one are tried
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    if not os.fork():
        print(path.stem, grown(path), flush=True)
        os._exit(0)
    os.wait()
"""


def test_a_bomb_takes_less_than_a_hundred_megabytes_and_ten_seconds(tmp_path: Path) -> None:
    for kind, (before, unit) in UNITS.items():
        bomb = tmp_path / f"{kind}.xlsx"
        bomb.write_bytes(with_parts(GOOD, {SHEET: repeated(before, unit, b"")}))
        assert bomb.stat().st_size < 1_000_000
    done = subprocess.run(  # noqa: S603 (fixed words)
        [sys.executable, "-c", GROWTH, str(tmp_path)],
        timeout=60,
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=bounded,
    )
    grown = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    assert grown.keys() == UNITS.keys()
    assert all(int(megabytes) < 100 for megabytes in grown.values()), grown


def bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (10, 10))  # each child has its own ten seconds


def test_shared_texts_beyond_the_memory_for_them_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget.Budget.__init__, "__defaults__", (10**6, 10**6, 10**6, 1000))
    assert TOO_LARGE in words_of(with_texts("<si><t>ab</t></si>" * 20, HEADER))


def table_or_none(content: bytes) -> Table | None:
    try:
        return read_table(content)
    except UnreadableFile:
        return None


def assert_read_or_refused(content: bytes) -> None:
    began = monotonic()
    table = table_or_none(content)
    assert table is None or all(len(row) == len(table.header) for row in table.rows)
    assert monotonic() - began < 2


Change = tuple[int, int, bytes]
edit = st.tuples(st.integers(0, 20_000), st.integers(0, 40), st.binary(max_size=12))
changes = st.lists(edit, min_size=1, max_size=6)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.sampled_from(SEEDS), changes, st.integers(0, 20_000) | st.none())
def test_no_change_of_a_good_file_does_more_than_be_refused(seed: bytes, edits: list[Change], cut: int | None) -> None:
    content = seed
    for place, length, new in edits:
        start = place % len(content) if content else 0
        content = content[:start] + new + content[start + length :]
    assert_read_or_refused(content if cut is None else content[: cut % (len(content) + 1)])


parts = st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", LINKS, "_rels/.rels"])
AWKWARD = (b"<", b">", b"/>", b'"', b"&", b"&#0;", b"&#55357;", b"\0", b"\xff", b"]]>", b"<!--", b"<c/>", b"<row>")
AWKWARD += (b"</row>", b"<v>", b"<f/>", b"<is>", b"<t>", b"-1", b"9" * 5000, b"1e400", b"_x0000_", b"A0")
AWKWARD += (b't="s"', b't="e"', b't="d"', b' s="1"', b"&#x20;", b"xmlns:x", b"Target=")
awkward = st.sampled_from(AWKWARD)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(parts, st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 20), awkward), min_size=1, max_size=5))
def test_no_change_within_a_workbook_does_more_than_be_refused(part: str, edits: list[Change]) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as opened:
        markup = opened.read(part)
    for place, length, new in edits:
        start = place % (len(markup) + 1)
        markup = markup[:start] + new + markup[start + length :]
    assert_read_or_refused(with_parts(GOOD, {part: markup}))


def test_five_thousand_rows_of_twenty_columns_are_read_whole() -> None:
    chance = random.Random(3)  # noqa: S311 (no secret)
    rows = [[chance.random() if place % 2 else f"text {row} {place}" for place in range(20)] for row in range(5000)]
    content = to_xlsx([f"c{place}" for place in range(20)], rows, "Speed")
    assert len(read_table(content).rows) == 5000
