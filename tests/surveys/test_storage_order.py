"""After the close nothing in the database says who sent which answers, or in which order anybody sent."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from programme.core.crypto import keyring
from programme.core.db import db, transaction
from programme.surveys.service import storage
from tests.support import living
from tests.support.answering import FIRST, Sitting, also
from tests.support.databases import everything_stored
from tests.support.world import World

PEOPLE = 12
WORDS = "Nobody would ever guess this sentence"


def everybody(world: World, people: int = PEOPLE) -> list[Sitting]:
    """Fellows of one wave, who sent their answers in the order of the list."""
    cohort = living.cohort_now(world.programme())
    fellows = [also(world, cohort, f"Fellow{number} Name") for number in range(people)]
    for fellow in fellows:
        fellow.gives(FIRST, {"systems-1": 2})
        fellow.gives("looking-at-the-whole", {"helped": WORDS})
        assert fellow.sends().status_code == 302
    return fellows


def is_postgresql() -> bool:
    return db.engine.dialect.name == "postgresql"


def ranks(values: Sequence[object]) -> list[int]:
    ordered = sorted(values)  # type: ignore[type-var]
    return [ordered.index(value) for value in values]


def correlation(first: Sequence[int], second: Sequence[int]) -> float:
    """Spearman's, of two orders without ties."""
    size = len(first)
    return 1 - 6 * sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / (size * (size**2 - 1))


def rows(table: str, key: str, wave: Sitting) -> dict[bytes, tuple[int, tuple[int, int]]]:
    """By key, which transaction wrote the row and where it lies; PostgreSQL alone tells."""
    db.session.rollback()
    told = f"{key} AS key, xmin::text::bigint AS written, ctid::text AS place"
    asked = text(f"SELECT {told} FROM {table} WHERE wave_id = :wave")  # noqa: S608 - our own words
    found = db.session.execute(asked, {"wave": wave.wave_id})
    places = {
        (row.key.bytes if hasattr(row.key, "bytes") else bytes(row.key)): (row.written, row.place) for row in found
    }
    return {key: (written, _place(place)) for key, (written, place) in places.items()}


def _place(words: str) -> tuple[int, int]:
    page, line = re.findall(r"\d+", words)
    return int(page), int(line)


def _pseudonyms(fellows: Sequence[Sitting]) -> list[bytes]:
    db.session.rollback()
    salts = [db.session.get_one(type(fellow.fellow), fellow.fellow_id).person.salt or b"" for fellow in fellows]
    return [keyring().pseudonym("survey answers", salt) for salt in salts]


@pytest.mark.only_on("postgresql", "it alone tells which transaction wrote a row, and where it lies")
def test_before_the_close_the_order_would_tell_and_afterwards_it_does_not(world: World) -> None:
    fellows = everybody(world)
    pseudonyms, invited = _pseudonyms(fellows), [fellow.invitation().id.bytes for fellow in fellows]
    answers, asked = rows("responses", "pseudonym", fellows[0]), rows("survey_invitations", "id", fellows[0])
    sent = list(range(PEOPLE))
    assert correlation(sent, ranks([answers[each][0] for each in pseudonyms])) == 1, "the attack works"
    assert [answers[each][0] for each in pseudonyms] == [asked[each][0] for each in invited], "so does this one"
    living.close_now(fellows[0].wave)
    answers, asked = rows("responses", "pseudonym", fellows[0]), rows("survey_invitations", "id", fellows[0])
    assert len({written for written, _ in (*answers.values(), *asked.values())}) == 1, "one transaction wrote all"
    for found, keys in ((answers, pseudonyms), (asked, invited)):
        places = [found[key][1] for key in keys]
        assert ranks(places) == ranks(keys), "rows lie in the order of their keys"
        assert abs(correlation(sent, ranks(places))) < 0.95, "keys are random, so that is one run in a million"


@pytest.mark.only_on("sqlite", "without row numbers it reads a table by its keys at any time, not at rest alone")
def test_before_the_close_too_the_order_of_answers_is_that_of_their_keys(world: World) -> None:
    everybody(world)
    stored = db.session.execute(text("SELECT pseudonym FROM responses")).scalars().all()
    assert [bytes(each) for each in stored] == sorted(bytes(each) for each in stored)


def test_what_was_sent_is_the_same_after_the_close(world: World) -> None:
    fellows = everybody(world, 3)
    before = {bytes(each.pseudonym): (each.answers, each.texts, each.scores) for each in fellows[0].responses()}
    living.close_now(fellows[0].wave)
    after = {bytes(each.pseudonym): (each.answers, each.texts, each.scores) for each in fellows[0].responses()}
    assert before == after
    assert len(after) == 3
    assert all(fellow.invitation().has_answered for fellow in fellows)


def test_a_backup_rests_every_wave_and_keeps_the_drafts_of_open_ones(world: World) -> None:
    fellows = everybody(world, 3)
    late = also(world, fellows[0].fellow.cohort, "Late Comer")
    late.gives(FIRST, {"systems-1": 2})
    for wave_id in storage.waves():
        with transaction():
            storage.rest_wave(wave_id)
    assert len(fellows[0].responses()) == 3
    assert late.draft() is not None
    assert late.sends().status_code == 302
    if is_postgresql():
        written = rows("survey_invitations", "id", fellows[0])
        assert len({each for each, _ in written.values()}) == 2, "all but who has sent since"


def test_a_dump_holds_no_words_no_person_and_no_moment_beside_answers(world: World) -> None:
    fellows = everybody(world, 2)
    drafting = also(world, fellows[0].fellow.cohort, "Still Writing")
    drafting.gives("looking-at-the-whole", {"helped": WORDS})
    stored = everything_stored()
    assert WORDS.encode() not in stored
    for fellow in (*fellows, drafting):
        salt = db.session.get_one(type(fellow.fellow), fellow.fellow_id).person.salt
        assert salt is not None
        assert salt not in stored
    for table in ("responses", "drafts"):
        dumped = str([tuple(row) for row in db.session.execute(text(f"SELECT * FROM {table}"))])  # noqa: S608 - our own words
        for fellow in (*fellows, drafting):
            for known in (fellow.person_id, fellow.fellow_id, fellow.invitation().id):
                assert str(known) not in dumped
                assert known.hex not in dumped


def test_encrypted_words_do_not_carry_when_they_were_written(world: World) -> None:
    """The format of the tokens has eight bytes for the moment of writing, in the clear."""
    (fellow,) = everybody(world, 1)
    token = bytes(db.session.execute(text("SELECT texts FROM responses")).scalar_one())
    also(world, fellow.fellow.cohort, "Still Writing").gives(FIRST, {"systems-1": 3})
    draft = bytes(db.session.execute(text("SELECT content FROM drafts")).scalar_one())
    for each in (token, draft):
        assert int.from_bytes(urlsafe_b64decode(each)[1:9]) == 0
