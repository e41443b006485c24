import html
from datetime import timedelta

import pytest
from sqlalchemy import select

from programme.access.policy import Role
from programme.accounts.models import GrantRow, Person
from programme.cohorts.models import Cohort, CohortState, Leaving, Profession
from programme.core import clock
from programme.core.db import db, transaction
from programme.organisations import service as organisations
from programme.organisations.models import OrganisationFacts, OrganisationKind
from tests.cohorts.conftest import Year
from tests.support.statements import statements
from tests.support.world import START

NEW = {"full_name": "Zoë O’Brien-Ng", "email": " Zoe@Example.org ", "profession": "nursing", "career_stage": "Band 7",
       "employer": "Riverside", "host": ""}  # fmt: skip


def signed_in(person_id: object) -> None:
    with transaction() as session:
        session.get_one(Person, person_id).signed_in_at = clock.now()


def test_a_coordinator_adds_a_fellow_and_no_mail_leaves(year: Year) -> None:
    place = str(year.world.organisation(year.cohort.programme).id)
    client = year.coordinating()
    page = client.send(f"{year.at}/new", {**NEW, "host": place}, follow_redirects=True).text
    for words in ("Zoë O’Brien-Ng is added", "No mail has left yet", "Nursing", "Band 7", "Riverside Practice",
                  "Not invited yet", "2 September 2024", "zoe@example.org"):  # fmt: skip
        assert words in page, words
    assert year.fellows()["Zoë O’Brien-Ng"].profession is Profession.NURSING
    assert "None of the" not in client.get(year.at).text
    assert client.get(year.at).text.count("Zoë O’Brien-Ng</a>") == 1


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"full_name": " "}, "Enter a full name"),
        ({"email": "zoe"}, "Enter an email address in the usual form"),
        ({"email": "here@example.org"}, "has a fellow with this email address already"),
        ({"career_stage": "x" * 101}, "Use 100 characters or fewer"),
        ({"profession": "wizard"}, "Not a valid choice"),
        ({"host": "wrong"}, "Not a valid choice"),
        ({"joined_on": ["31", "9", "2026"]}, "Enter a real date"),
        ({"joined_on": ["1", "9", "2029"]}, "The cohort ends on 31 August 2025"),
    ],
)
def test_a_fellow_who_cannot_be_is_refused_and_what_was_typed_is_kept(
    year: Year, typed: dict[str, object], message: str
) -> None:
    with transaction() as session:
        person = session.get_one(Person, year.world.fellow(year.cohort, "Here").person_id)
        person.email = "here@example.org"
    page = html.unescape(year.coordinating().send(f"{year.at}/new", {**NEW, **typed}).text)
    assert "There is a problem" in page
    assert message in page
    assert "Riverside" in page
    assert list(year.fellows()) == ["Here"]


def test_the_list_tells_where_each_fellow_stands_and_finds_who_needs_what(year: Year) -> None:
    place = year.world.organisation(year.cohort.programme)
    here = year.world.fellow(year.cohort, "Hana Here", host_id=place.id, profession=Profession.PHARMACY)
    signed_in(here.person_id)
    year.world.mentor(here)
    ivy = year.world.fellow(year.cohort, "Ivy Invited", signed_up=False)
    year.world.fellow(year.cohort, "Ned Not-yet", invited=False)
    year.world.fellow(year.cohort, "Wim Withdrawn", left_on=START, leaving=Leaving.WITHDRAWN)
    client = year.coordinating()
    page = client.get(year.at).text
    for words in ("4 fellows", "Mary Mentor", "Pharmacy", "Riverside Practice", "Taking part", "Not signed in yet",
                  "Not invited yet", "Withdrawn"):  # fmt: skip
        assert words in page, words
    given = select(GrantRow.starts_at).where(GrantRow.role == Role.FELLOW, GrantRow.person_id == ivy.person_id)
    assert page.count(f"Invited on {clock.date_words(db.session.scalars(given).one())}") == 1
    assert "1 fellow matches" in client.get(f"{year.at}?words=ivy").text
    found = {
        "state=here": ["Hana"],
        "state=invited": ["Ivy"],
        "state=not+invited": ["Ned"],
        "state=withdrawn": ["Wim"],
        "state=deferred": [],
        "needs=host": ["Ivy", "Ned"],
        "needs=mentor": ["Ivy", "Ned"],
        "needs=sign-in": ["Ivy"],
        "words=HANA": ["Hana"],
        "state=odd&needs=odd": ["Hana", "Ivy", "Ned", "Wim"],
    }
    for asked, names in found.items():
        page = client.get(f"{year.at}?{asked}").text
        assert [name for name in ("Hana", "Ivy", "Ned", "Wim") if f">{name} " in page] == names, asked
    assert "No fellow matches" in client.get(f"{year.at}?words=nobody").text


def test_hosts_of_a_known_kind_are_offered_before_study_codes(year: Year) -> None:
    code = year.world.organisation(year.cohort.programme, "1000 · HHC")
    known = OrganisationFacts("Riverside Practice", OrganisationKind.PRACTICE)
    with transaction():
        organisations.create(known, year.cohort.programme_id, by=year.ids["director"])
    page = year.coordinating().get(f"{year.at}/new").text
    assert 0 < page.index("Not known yet") < page.index("Riverside Practice") < page.index(str(code.id))


def test_who_has_not_been_invited_is_not_said_to_have_signed_in_elsewhere(year: Year) -> None:
    person = year.world.person("Ada Osei")
    signed_in(person.id)
    row = year.world.fellow(year.cohort, person=person, invited=False)
    page = year.coordinating().get(f"{year.at}/{row.id}").text
    assert "Not invited yet" in page
    assert "Taking part" not in page


def test_a_record_is_changed_from_its_own_page(year: Year) -> None:
    row = year.world.fellow(year.cohort)
    address = f"{year.at}/{row.id}"
    client = year.directing()
    form = {**NEW, "joined_on": ["1", "10", "2024"]}
    page = client.send(f"{address}/edit", form, follow_redirects=True).text
    for words in ("The changes are saved", "Nursing", "Band 7", "1 October 2024", "Femi Adeyemi"):
        assert words in page, words
    again = client.get(f"{address}/edit").text
    assert 'value="Band 7"' in again
    assert 'name="email"' not in again


def test_leaving_is_recorded_with_what_it_means_and_undone(year: Year) -> None:
    row = year.world.fellow(year.cohort)
    address = f"{year.at}/{row.id}"
    client = year.coordinating()
    assert "whether they answered or not" in client.get(f"{address}/leave").text
    assert "Choose how the fellow leaves" in client.send(f"{address}/leave", {}).text
    early = {"leaving": "deferred", "left_on": ["1", "9", "2024"], "reason": "Parental leave"}
    assert "This is before the fellow joined" in client.send(f"{address}/leave", early).text
    page = client.send(f"{address}/leave", {**early, "left_on": ["1", "10", "2024"]}, follow_redirects=True).text
    for words in ("The leaving is recorded", "Deferred on 1 October 2024", "Reason: Parental leave", "Bring back"):
        assert words in page, words
    page = client.send(f"{address}/leaving/undo", {}, follow_redirects=True).text
    assert "The leaving is undone" in page
    assert "Nothing was changed" in client.send(f"{address}/leaving/undo", {}, follow_redirects=True).text


def test_who_deferred_is_brought_back_in_a_later_cohort_of_the_programme(year: Year) -> None:
    row = year.world.fellow(year.cohort, left_on=START, leaving=Leaving.DEFERRED)
    address = f"{year.at}/{row.id}/return"
    client = year.coordinating()
    assert "no later cohort yet" in client.get(address).text
    later = year.world.cohort(year.cohort.programme, "2027 to 2028").id
    with transaction() as session:
        session.get_one(Cohort, later).starts_on = START + timedelta(days=1)
    page = client.send(address, {"cohort": str(later)}, follow_redirects=True).text
    assert "Femi Adeyemi is in 2027 to 2028" in page
    assert "is in 2027 to 2028 already" in client.send(address, {"cohort": str(later)}).text


def test_name_and_address_are_corrected_until_the_fellow_has_signed_in(year: Year) -> None:
    row = year.world.fellow(year.cohort, "Mistyped", signed_up=False)
    address = f"{year.at}/{row.id}/correct"
    client = year.coordinating()
    form = {"full_name": "Right Name", "email": "right@example.org"}
    assert "The changes are saved" in client.send(address, form, follow_redirects=True).text
    assert year.fellows()["Right Name"].person.email == "right@example.org"
    with transaction() as session:
        session.get_one(Person, year.fellows()["Right Name"].person_id).state = year.director.state
    page = html.unescape(client.send(address, {**form, "email": "other@example.org"}).text)
    assert "has set a password. An administrator can correct the address" in page
    assert "/correct" not in client.get(f"{year.at}/{row.id}").text


def test_nobody_takes_over_a_colleagues_account_by_correcting_a_fellows_address(year: Year) -> None:
    row = year.world.fellow(year.cohort, "Two Roles", signed_up=False)
    with transaction():
        year.world._grant(row.person, Role.DIRECTOR, year.cohort.programme_id)
    client = year.coordinating()
    page = client.send(f"{year.at}/{row.id}/correct", {"full_name": "Two Roles", "email": "mine@example.org"}).text
    assert "This person has other roles too" in page
    assert year.fellows()["Two Roles"].person.email != "mine@example.org"


def test_nothing_changes_in_an_archived_cohort(year: Year) -> None:
    row = year.world.fellow(year.cohort, signed_up=False)
    with transaction() as session:
        session.get_one(Cohort, year.cohort_id).state = CohortState.ARCHIVED
    client = year.directing()
    words = "This cohort is archived"
    assert words in client.get(year.at).text
    assert "Add a fellow" not in client.get(year.at).text
    one = f"{year.at}/{row.id}"
    assert words in client.get(one).text
    forms: dict[str, dict[str, object]] = {
        f"{year.at}/new": dict(NEW),
        f"{one}/edit": dict(NEW),
        f"{one}/correct": {"full_name": "Changed", "email": "changed@example.org"},
        f"{one}/leave": {"leaving": "deferred", "left_on": ["1", "10", "2024"]},
        f"{one}/mentors/new": {"full_name": "Mary", "email": "mary@example.org"},
    }
    before = set(year.fellows())
    for address, form in forms.items():
        assert words in client.send(address, form).text, address
    for address in (f"{year.at}/send-again", f"{one}/send-again", f"{one}/leaving/undo"):
        assert words in client.send(address, {}, follow_redirects=True).text, address
    assert set(year.fellows()) == before


def test_the_list_and_a_record_need_no_more_statements_when_the_cohort_grows(year: Year) -> None:
    client, counts = year.coordinating(), []
    first = year.world.fellow(year.cohort, signed_up=False).id
    for more in (2, 12):
        for number in range(more):
            row = year.world.fellow(year.cohort, f"Fellow {more} {number}", signed_up=False)
            with transaction():
                year.world._grant(year.director, Role.MENTOR, row.id)
        db.session.rollback()
        asked_for = []
        for address in (year.at, f"{year.at}/{first}", f"{year.at}/invite", f"{year.at}/export.csv"):
            with statements() as asked:
                assert client.get(address).status_code == 200
            asked_for.append(asked.count)
        counts.append(asked_for)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15


def test_the_record_of_another_cohort_is_not_found_in_this_one(year: Year) -> None:
    other = year.world.cohort(year.cohort.programme, "Other")
    row = year.world.fellow(other)
    client = year.directing()
    for last in ("", "/edit", "/leave", "/correct", "/return", "/mentors/new"):
        assert client.get(f"{year.at}/{row.id}{last}").status_code == 404, last
