"""An import takes the same room however many rows its file has, but for a few bytes each."""

import io
import random
import tracemalloc

import pytest

from programme.core.crypto import SEALED_AT_ONCE, SEAM, keyring
from programme.core.db import db, transaction
from programme.core.tables.packing import packed
from programme.core.tables.reading import read_rows
from programme.core.tables.writing import to_csv
from programme.surveys.models import ResultsImport
from programme.surveys.rules.checking import dry_run
from programme.surveys.rules.mapping import Columns, Mapping, ScaleMap, WaveMap
from programme.surveys.rules.people import MOST_CODES, People
from programme.surveys.rules.repeats import FEWEST_SLOTS, FirstRows
from tests.support.importing import Walk, counts

FEW, MANY = 520, 1040
MOST_BYTES_A_ROW = 100
PLACES = (("T0", "ready"), ("T1", "ready"))


def file_of(rows: int, kind: str = "") -> bytes:
    """A file whose scores are chance."""
    chance = random.Random(kind)  # noqa: S311 - no secret
    scores = ((chance.randrange(10, 51) / 10, chance.randrange(10, 51) / 10) for _ in range(rows))
    return to_csv(
        ("person", "place", "ready_t0", "ready_t2"), ((n, f"Hill {n % 9}", *two) for n, two in enumerate(scores))
    )


def noise_of(length: int) -> bytes:
    """A file that does not pack well, of at least so many bytes."""
    noise = random.Random(length)  # noqa: S311 - no secret
    rows = [(n, noise.randbytes(200).hex()) for n in range(length // 200)]
    return to_csv(("person", "words"), rows)


def import_of(walk: Walk, rows: int, title: str) -> int:
    """Import a file; the most bytes that the job held at once beyond those before it."""
    walk.upload(file_of(rows, title))
    walk.columns(title=title, organisation=["place"])
    walk.scales([(1, 5)], ["T0", "T2"])
    walk.start()
    db.session.rollback()
    db.session.remove()
    tracemalloc.start()
    try:
        walk.do()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_job_holds_no_more_for_more_rows_but_a_few_bytes_each(walk: Walk) -> None:
    import_of(walk, FEW, "What is made once in a process")
    few, many = import_of(walk, FEW, "Few"), import_of(walk, MANY, "Many")
    assert counts()["Participant"] == 2 * FEW + MANY
    assert many - few < (MANY - FEW) * MOST_BYTES_A_ROW


def test_what_is_checked_is_held_in_a_few_bytes_a_row_too() -> None:
    mapping = Mapping(
        Columns("Study", "person", ("place",), "{scale}_t{wave}"),
        (ScaleMap("ready", "Readiness", 1, 5),),
        (WaveMap("0", "T0"), WaveMap("2", "T2")),
    )
    held = []
    for rows in (FEW, 10 * FEW):
        content = file_of(rows)
        tracemalloc.start()
        run = dry_run(read_rows(lambda: io.BytesIO(content)), mapping)  # noqa: B023 - it is called at once
        held.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert len(run.people) == rows
    assert held[1] - held[0] < 9 * FEW * 60, "a list of people would take 400 bytes for each"


def test_people_come_back_as_they_were_checked_with_few_different_scores_and_with_many() -> None:
    people = People(PLACES)
    rows = [(f"Hill {n % 3}" if n % 4 else None, (n / 7, None if n % 5 else float(n))) for n in range(MOST_CODES)]
    for number, (place, values) in enumerate(rows):
        people.add(number + 2, place, values)
    assert people.organisations == ("Hill 0", "Hill 1", "Hill 2")
    assert len(people) == len(people.scores) == MOST_CODES
    for number in (0, 1, 5, MOST_CODES // 2, -1):
        place, (first, second) = rows[number]
        expected = {"T0": {"ready": first}} | ({} if second is None else {"T1": {"ready": second}})
        person = people[number]
        assert (person.row, person.organisation, dict(person.scores)) == (number % MOST_CODES + 2, place, expected)
        assert dict(people.scores[number]) == expected
    assert [person.row for person in people[3:6]] == [5, 6, 7]
    with pytest.raises(IndexError):
        people[MOST_CODES]


def test_a_person_is_known_again_by_the_row_they_first_had_among_many() -> None:
    first_rows = FirstRows()
    names = [f"person {number}" for number in range(5 * FEWEST_SLOTS)]
    assert [first_rows.before(name, row) for row, name in enumerate(names)] == [None] * len(names)
    assert [first_rows.before(name, 0) for name in names] == list(range(len(names)))


def test_a_kept_file_is_encrypted_piece_by_piece_and_comes_back(walk: Walk) -> None:
    content = noise_of(5 * SEALED_AT_ONCE)
    walk.upload(content)
    row = db.session.get_one(ResultsImport, walk.import_id)
    assert row.content == content
    assert row.sealed is not None
    tokens = row.sealed.split(SEAM)
    assert len(tokens) > 2
    assert all(len(keyring().decrypt(token)) <= SEALED_AT_ONCE for token in tokens)


def test_a_file_that_was_kept_whole_before_this_version_still_comes_in(walk: Walk) -> None:
    walk.upload(file_of(3))
    with transaction() as session:
        session.get_one(ResultsImport, walk.import_id).sealed = keyring().encrypt(file_of(4))
    walk.columns(title="Study", organisation=["place"])
    walk.scales([(1, 5)], ["T0", "T2"])
    assert "4 people in 4 organisations would come in" in walk.check().text


def test_a_packed_file_that_somebody_sends_is_not_unpacked(walk: Walk) -> None:
    assert "A character here is not stored as UTF-8" in walk.upload(packed(file_of(3))).text
