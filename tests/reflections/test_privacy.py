import logging
import re
from uuid import UUID

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import GrantRow
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.reflections import queries
from programme.reflections.presenters import cohort_sentence
from tests.reflections.writing import Desk, still_there, write
from tests.support import living
from tests.support.databases import everything_stored
from tests.support.world import World

READING = ("", "/edit", "/check", "/delete")
WRITING = ("/edit", "/check", "/autosave", "/delete")


def strangers(desk: Desk) -> dict[str, object]:
    """Everybody near the fellow who must not read a word."""
    world, programme_id = desk.world, desk.cohort.programme_id
    return {
        "another fellow": world.fellow(desk.cohort, "Nia Other").person,
        "director": world.person("Dora Director", role=Role.DIRECTOR, scope_id=programme_id),
        "coordinator": world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=programme_id),
        "administrator": world.administrator(),
        "mentor": world.mentor(desk.fellow),
        "nobody": world.person("Nora Nobody"),
    }


def test_nobody_but_the_writer_can_open_or_change_a_reflection(desk: Desk) -> None:
    made = desk.writes("Mine alone")
    faults = []
    for who, person in strangers(desk).items():
        client = desk.world.client(person)  # type: ignore[arg-type]
        token = client.token()
        for end in READING:
            answer = client.get(f"/my/reflections/{made}{end}")
            faults += [f"{who} GET {end}"] if answer.status_code != 404 or "Mine alone" in answer.text else []
        for end in WRITING:
            sent = {"csrf_token": token, "part_text": "Taken", "sequence": 9, "happened_on": ["3", "9", "2024"]}
            answer = client.post(f"/my/reflections/{made}{end}", data=sent)
            faults += [f"{who} POST {end}"] if answer.status_code != 404 else []
    assert faults == []
    assert still_there(made)
    assert desk.stored(made).content.parts == {"text": "Mine alone"}


def test_the_list_is_for_fellows_and_holds_ones_own_alone(desk: Desk) -> None:
    desk.writes("Mine alone", title="Mine")
    codes = {}
    for who, person in strangers(desk).items():
        client = desk.world.client(person)  # type: ignore[arg-type]
        answer, search = client.get("/my/reflections"), client.send("/my/reflections", {"words": "mine"})
        codes[who] = (answer.status_code, search.status_code)
        assert ">Mine</a>" not in answer.text + search.text
    assert codes.pop("another fellow") == (200, 200)
    assert set(codes.values()) == {(403, 403)}


def test_a_fellow_who_left_keeps_what_they_wrote(desk: Desk) -> None:
    made = desk.writes("From my year")
    fellow_id, person_id = desk.fellow.id, desk.person.id
    with transaction() as session:
        row = session.get_one(type(desk.fellow), fellow_id)
        row.left_on, row.leaving = clock.today(), "withdrawn"
    assert "From my year" in desk.client.get(f"/my/reflections/{made}").text
    assert "From my year" in desk.client.get("/my/reflections").text
    with transaction() as session:
        grant = session.scalars(select(GrantRow).where(GrantRow.person_id == person_id)).one()
        grant.ends_at = clock.now()
    assert "From my year" in desk.client.get(f"/my/reflections/{made}").text
    assert desk.saves(made, part_text="Changed since").status_code == 302


def test_no_word_of_a_reflection_is_in_the_database(desk: Desk) -> None:
    words = ("Zanzibar", "Quagga", "Xylophone", "hope", "driscoll")
    made = desk.starts("driscoll")
    desk.autosaves(made, 1, part_what="Zanzibar at first", title="Quagga", emotions=["hope"])
    desk.saves(made, **{"part_what": "Zanzibar", "part_so-what": "Xylophone", "title": "Quagga", "emotions": ["hope"]})
    stored = everything_stored()
    assert str(made).replace("-", "").encode() in stored, "the row itself is there"
    assert [word for word in words if word.encode() in stored] == []


def test_nothing_written_reaches_the_logs_or_the_audit_trail(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    made = desk.starts()
    desk.autosaves(made, 1, part_text="Zanzibar")
    desk.saves(made, part_text="Zanzibar with Siobhán O'Brien")
    desk.client.get(f"/my/reflections/{made}/check")
    desk.client.send("/my/reflections", {"words": "Zanzibar"})
    desk.client.send(f"/my/reflections/{made}/delete")
    db.session.rollback()
    said = caplog.text + repr([record.__dict__ for record in caplog.records])
    assert "Zanzibar" not in said
    assert "Brien" not in said
    entries = [entry for entry in db.session.scalars(select(AuditEntry)) if "reflection" in entry.action]
    assert [(entry.action, entry.subject_id, entry.details) for entry in entries] == [("reflection deleted", made, {})]


def test_a_title_of_a_page_that_a_browser_remembers_holds_no_word_of_it(desk: Desk) -> None:
    made = desk.writes("A heavy day", title="Heavy")
    for end in READING:
        title = re.search(r"<title>(.*?)</title>", desk.client.get(f"/my/reflections/{made}{end}").text, re.S)
        assert title is not None
        assert "eavy" not in title[1]


def test_a_cohorts_number_is_told_from_five_writers_on_and_drafts_do_not_count(world: World) -> None:
    cohort = world.cohort(world.programme())
    far = world.cohort(world.programme("Another"), "Far")
    cohort_id: UUID = cohort.id
    fellows = [world.fellow(cohort, f"Fellow Number{number}", signed_up=False) for number in range(5)]
    write(world.fellow(far, "Far Fellow", signed_up=False), "x")
    for fellow in fellows[:4]:
        write(fellow, "x")
        write(fellow, "y")
    write(fellows[4], "z", is_draft=True)
    db.session.rollback()
    assert queries.count_of_cohort(cohort_id=cohort_id) is None
    write(fellows[4], "z")
    db.session.rollback()
    assert queries.count_of_cohort(cohort_id=cohort_id) == 9


def test_a_number_that_is_not_told_is_explained_in_words() -> None:
    assert "fewer than 5 fellows" in cohort_sentence(None)
    assert cohort_sentence(1234) == "Fellows have saved 1,234 reflections."


def test_a_director_reads_the_number_and_a_coordinator_or_stranger_does_not(world: World) -> None:
    cohort = living.cohort_now(world.programme())
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=cohort.programme_id)
    coordinator = world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=cohort.programme_id)
    stranger = world.person("Stan Stranger", role=Role.DIRECTOR, scope_id=world.programme("Elsewhere").id)
    address = f"/cohorts/{cohort.id}/reflections"
    assert "fewer than 5 fellows" in world.client(director).get(address).text
    assert world.client(coordinator).get(address).status_code == 404
    assert world.client(stranger).get(address).status_code == 404
