import html

import pytest
from sqlalchemy import select

from programme.access.policy import Permission, Role, may
from programme.accounts.models import GrantProposal, GrantRow, Person
from programme.cohorts import queries
from programme.cohorts.models import Fellow
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.mail.models import OutboxMail
from tests.cohorts.conftest import Year
from tests.support.world import World

MARY = {"full_name": "Mary Mentor", "email": "mary@example.org"}


@pytest.fixture
def fellow(year: Year) -> Fellow:
    return year.world.fellow(year.cohort)


def proposals() -> list[GrantProposal]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(GrantProposal).order_by(GrantProposal.proposed_at)))


def relations() -> list[GrantRow]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(GrantRow).where(GrantRow.role == Role.MENTOR).order_by(GrantRow.starts_at)))


def test_a_relation_starts_when_coordinator_director_and_fellow_have_spoken(year: Year, fellow: Fellow) -> None:
    one, owner = f"{year.at}/{fellow.id}", fellow.person
    page = year.coordinating().send(f"{one}/mentors/new", MARY, follow_redirects=True).text
    assert "A director agrees first" in page
    assert "Waits for a director" in page
    assert "Agree</button>" not in page
    assert ("Take back" in page, "Decline</button>" in page) == (True, False)
    (row,) = proposals()
    own = year.world.client(owner)
    assert own.get(f"/my/supporters/{row.id}").status_code == 404, "no director has agreed yet"
    assert "Accept or decline" not in own.get("/my/profile").text
    assert year.coordinating().send(f"{one}/mentors/{row.id}/agree", {}, follow_redirects=True).status_code == 200
    assert proposals()[0].agreed_by is None, "a coordinator's word is not enough"
    director = year.directing()
    page = director.get(one).text
    said = f"Proposed by Cora Coordinator on {clock.date_words(row.proposed_at)}"
    for words in ("Agree</button>", "Decline</button>", "Mary Mentor, <span", "mary@example.org</span>", said):
        assert words in page, words
    assert "Take back" not in page
    assert "Waits for the fellow" in director.send(f"{one}/mentors/{row.id}/agree", {}, follow_redirects=True).text
    assert relations() == []
    own = year.world.client(owner)
    assert "Accept or decline" in own.get("/my/profile").text
    question = own.get(f"/my/supporters/{row.id}").text
    for words in ("Is Mary Mentor to be your mentor?", "Dora Director named them", "can never read your private",
                  "is here as", "mary@example.org", said):  # fmt: skip
        assert words in question, words
    assert relations() == [], "a look at the question changes nothing"
    page = own.send(f"/my/supporters/{row.id}/accept", {}, follow_redirects=True).text
    assert "Mary Mentor supports you now" in page
    assert page.count("Dora Director") >= 2, "the profile says who gave it"
    (given,) = relations()
    assert (given.given_by, given.scope_id) == (year.ids["director"], fellow.id)
    assert db.session.scalars(select(OutboxMail.recipient)).all() == ["mary@example.org"], "new people are invited now"
    assert proposals() == []


def test_a_fellow_declines_and_nothing_is_left(year: Year, fellow: Fellow) -> None:
    owner = fellow.person
    year.directing().send(f"{year.at}/{fellow.id}/mentors/new", MARY)
    (row,) = proposals()
    page = year.world.client(owner).send(f"/my/supporters/{row.id}/decline", {}, follow_redirects=True).text
    assert "You have declined Mary Mentor" in page
    assert (proposals(), relations()) == ([], [])
    assert db.session.scalar(select(Person.id).where(Person.email == MARY["email"])) is None
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_a_director_declines_what_a_coordinator_proposed(year: Year, fellow: Fellow) -> None:
    one = f"{year.at}/{fellow.id}"
    year.coordinating().send(f"{one}/mentors/new", MARY)
    (row,) = proposals()
    page = year.directing().send(f"{one}/mentors/{row.id}/withdraw", {}, follow_redirects=True).text
    assert "You have declined Mary Mentor" in page
    assert proposals() == []


def test_only_the_fellow_answers(year: Year, fellow: Fellow) -> None:
    year.directing().send(f"{year.at}/{fellow.id}/mentors/new", MARY)
    (row,) = proposals()
    other = year.world.fellow(year.cohort, "Other Fellow").person
    for person in (year.director, year.coordinator, other):
        client = year.world.client(person)
        for last in ("", "/accept", "/decline"):
            answer = (
                client.get(f"/my/supporters/{row.id}") if not last else client.send(f"/my/supporters/{row.id}{last}")
            )
            assert answer.status_code == 404, (person.full_name, last)
    assert len(proposals()) == 1


def test_a_relation_cannot_be_given_from_the_persons_page_past_the_fellow(year: Year, fellow: Fellow) -> None:
    year.coordinating().send(f"{year.at}/{fellow.id}/mentors/new", MARY)
    (row,) = proposals()
    client = year.directing()
    page = client.send(f"/people/{row.person_id}/proposals/{row.id}/accept", {}, follow_redirects=True).text
    assert "Nothing was changed" in html.unescape(page)
    form = {"role": "mentor", "scope": str(fellow.id), "ends_on": ["", "", ""]}
    assert client.send(f"/people/{row.person_id}/grants/new", form).status_code == 200
    assert relations() == []


@pytest.mark.parametrize("who", ["director", "coordinator", "fellow"])
def test_nobody_names_themselves_nor_the_fellow(year: Year, fellow: Fellow, who: str) -> None:
    email = {"director": year.director.email, "coordinator": year.coordinator.email, "fellow": fellow.person.email}[who]
    client = year.coordinating() if who == "coordinator" else year.directing()
    page = client.send(f"{year.at}/{fellow.id}/mentors/new", {"full_name": "Me", "email": email}).text
    assert "There is a problem" in page
    assert proposals() == []


def test_who_is_named_is_not_named_twice_and_can_be_taken_back(year: Year, fellow: Fellow) -> None:
    one = f"{year.at}/{fellow.id}"
    client = year.directing()
    client.send(f"{one}/mentors/new", MARY)
    assert "Mary Mentor is named already" in client.send(f"{one}/mentors/new", MARY).text
    (row,) = proposals()
    assert "It is taken back" in client.send(f"{one}/mentors/{row.id}/withdraw", {}, follow_redirects=True).text
    assert proposals() == []


def test_a_director_ends_a_relation_and_it_stays_in_the_history(year: Year, fellow: Fellow) -> None:
    mentor = year.world.mentor(fellow)
    mentor_id, one = mentor.id, f"{year.at}/{fellow.id}"
    (row,) = relations()
    assert year.coordinating().get(f"{one}/mentors/{row.id}/end").status_code == 404
    client = year.directing()
    assert "End this relation" in client.get(f"{one}/mentors/{row.id}/end").text
    page = client.send(f"{one}/mentors/{row.id}/end", {}, follow_redirects=True).text
    assert "The relation has ended" in page
    assert "became mentor, until" in page
    assert client.get(f"{one}/mentors/{row.id}/end").status_code == 404
    facts = queries.fellow_facts(fellow_id=fellow.id)
    assert not may(year.world.actor(db.session.get_one(Person, mentor_id)), Permission.READ_FELLOWS, facts)


def test_all_whom_somebody_supports_are_handed_over_and_each_fellow_is_asked(year: Year, fellow: Fellow) -> None:
    world: World = year.world
    mentor = world.mentor(fellow)
    second = world.fellow(year.cohort, "Second Fellow")
    third = world.fellow(year.cohort, "Third Fellow")
    with_second = {"full_name": mentor.full_name, "email": mentor.email}
    mentor_id = mentor.id
    client = year.directing()
    client.send(f"{year.at}/{second.id}/mentors/new", with_second)
    assert "Hand over whom they support" in client.get(f"/people/{mentor_id}").text
    page = client.get(f"/people/{mentor_id}/hand-over").text
    assert "Femi Adeyemi" in page
    assert "Second Fellow" in page
    assert "Third Fellow" not in page
    assert "Choose somebody else" in client.send(f"/people/{mentor_id}/hand-over", with_second).text
    page = client.send(f"/people/{mentor_id}/hand-over", MARY, follow_redirects=True).text
    assert "Handed over to Mary Mentor" in page
    assert "2 fellows asked" in page
    assert {(row.person.full_name, row.scope_id, row.agreed_by) for row in proposals()} == {
        ("Mary Mentor", fellow.id, year.ids["director"]),
        ("Mary Mentor", second.id, year.ids["director"]),
    }
    assert [row.ends_at is None for row in relations()] == [False]
    assert "supports no fellow of your programmes now" in client.get(f"/people/{mentor_id}/hand-over").text
    assert third.id not in {row.scope_id for row in proposals()}


def test_only_a_director_hands_over_and_only_within_their_own_programmes(year: Year, fellow: Fellow) -> None:
    world = year.world
    mentor = world.mentor(fellow)
    far = world.programme("Far")
    elsewhere = world.fellow(world.cohort(far, "Far cohort"), "Far Fellow")
    mentor_id, far_id = mentor.id, elsewhere.id
    world_grant = world.person("Far Director", role=Role.DIRECTOR, scope_id=far.id)
    world.mentor(elsewhere, "Max Mentor")
    assert year.coordinating().get(f"/people/{mentor_id}/hand-over").status_code == 404
    assert world.client(world_grant).get(f"/people/{mentor_id}/hand-over").status_code == 404
    assert world.client(fellow.person).get(f"/people/{mentor_id}/hand-over").status_code == 404
    year.directing().send(f"/people/{mentor_id}/hand-over", MARY)
    assert far_id not in {row.scope_id for row in proposals()}


def test_who_directs_one_programme_and_coordinates_another_hands_over_in_the_first_alone(
    year: Year, fellow: Fellow
) -> None:
    world = year.world
    other = world.programme("Other programme")
    elsewhere = world.fellow(world.cohort(other, "Other cohort"), "Other Fellow")
    mentor = world.mentor(fellow)
    with transaction():
        world._grant(mentor, Role.MENTOR, elsewhere.id)
        world._grant(year.director, Role.COORDINATOR, other.id)
    elsewhere_id, mentor_id = elsewhere.id, mentor.id
    client = year.directing()
    page = client.get(f"/people/{mentor_id}/hand-over").text
    assert "Femi Adeyemi" in page
    assert "Other Fellow" not in page
    client.send(f"/people/{mentor_id}/hand-over", MARY)
    assert {row.scope_id for row in proposals()} == {fellow.id}
    assert {row.scope_id: row.ends_at is None for row in relations()} == {fellow.id: False, elsewhere_id: True}
