import html
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from programme.access.policy import Role
from programme.accounts.models import Scope
from programme.cohorts.models import Cohort, CohortState, Programme
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from tests.support.pages import CheckingClient
from tests.support.world import END, START, World

FORM = {"name": "2026 to 2027", "starts_on": ["3", "9", "2026"], "ends_on": ["31", "8", "2027"]}


@pytest.fixture
def own(world: World) -> Programme:
    return world.programme("Fellowship")


@pytest.fixture
def client(world: World, own: Programme) -> CheckingClient:
    """A coordinator's browser."""
    return world.client(world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=own.id))


def cohorts() -> list[Cohort]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Cohort)))


def test_a_cohort_is_added_and_stands_planned_in_the_lists(client: CheckingClient, own: Programme) -> None:
    answer = client.send(f"/programmes/{own.id}/cohorts/new", FORM)
    page = client.get(answer.location).text
    assert "Cohort 2026 to 2027 is planned" in page
    assert "3 September 2026 to 31 August 2027" in page
    (row,) = cohorts()
    assert (row.state, row.programme_id) == (CohortState.PLANNED, own.id)
    for address in ("/", "/cohorts", f"/programmes/{own.id}"):
        assert "2026 to 2027</a>" in client.get(address).text, address


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": "  "}, "Enter the cohort's name"),
        ({"name": "x" * 201}, "Use 200 characters or fewer"),
        ({"starts_on": ["", "", ""]}, "Enter the first day"),
        ({"ends_on": ["", "", ""]}, "Enter the last day"),
        ({"starts_on": ["31", "9", "2026"]}, "Enter a real date"),
        ({"starts_on": ["3", "", "2026"]}, "Enter a real date"),
        ({"ends_on": ["31", "8", "2025"]}, "The end must be after the start"),
        ({"ends_on": ["31", "8", "2046"]}, "A cohort runs for five years at most"),
        ({"name": "Taken"}, "This programme has a cohort of this name already"),
    ],
)
def test_a_cohort_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    world: World, own: Programme, client: CheckingClient, typed: dict[str, object], message: str
) -> None:
    taken = world.cohort(own, "Taken").id
    form = {**FORM, **typed}
    page = html.unescape(client.send(f"/programmes/{own.id}/cohorts/new", form).text)
    assert "There is a problem" in page
    assert message in page
    assert "<title>Error: " in page
    for field in ("starts_on", "ends_on"):
        day, month, year = form[field]
        for part, shown in (("day", day), ("month", month), ("year", year)):
            assert not shown or f'id="{field}-{part}" name="{field}" type="text" value="{shown}"' in page, (field, part)
    assert not str(form["name"]).strip() or f'value="{form["name"]}"' in page
    assert [row.id for row in cohorts()] == [taken]


def test_two_programmes_may_each_have_a_cohort_of_the_same_name(
    world: World, own: Programme, client: CheckingClient
) -> None:
    world.cohort(world.programme("Another programme"), "2026 to 2027")
    assert client.send(f"/programmes/{own.id}/cohorts/new", FORM).status_code == 302


def test_a_cohort_is_changed_and_its_scope_is_called_the_same(
    world: World, own: Programme, client: CheckingClient
) -> None:
    row_id = world.cohort(own, "Old name").id
    page = client.get(f"/cohorts/{row_id}/edit").text
    assert 'value="Old name"' in page
    assert f'value="{START.year}"' in page
    answer = client.send(f"/cohorts/{row_id}/edit", FORM, follow_redirects=True)
    assert "The changes are saved" in answer.text
    assert "3 September 2026 to 31 August 2027" in answer.text
    db.session.rollback()
    assert db.session.scalar(select(Scope.name).where(Scope.id == row_id)) == "2026 to 2027"
    assert client.send(f"/cohorts/{row_id}/edit", FORM).status_code == 302, "its own name is not taken"


def test_a_change_that_cannot_be_leaves_the_cohort_as_it_was(
    world: World, own: Programme, client: CheckingClient
) -> None:
    row_id = world.cohort(own, "Old name").id
    world.cohort(own, "Taken")
    for typed in ({"name": "Taken"}, {"ends_on": ["1", "1", "2020"]}):
        assert client.send(f"/cohorts/{row_id}/edit", {**FORM, **typed}).status_code == 200
    row = next(row for row in cohorts() if row.id == row_id)
    assert (row.name, row.starts_on, row.ends_on) == ("Old name", START, END)


def test_a_cohort_is_started_completed_and_reopened_each_by_one_button(
    world: World, own: Programme, client: CheckingClient
) -> None:
    row_id = world.cohort(own).id
    for button, to in (("Start cohort", "running"), ("Complete cohort", "completed"), ("Reopen cohort", "running"),
                       ("Back to planned", "planned")):  # fmt: skip
        assert button in client.get(f"/cohorts/{row_id}").text
        answer = client.send(f"/cohorts/{row_id}/state", {"to": to}, follow_redirects=True)
        assert f"is {to} now" in answer.text
    moves = select(AuditEntry.details).where(AuditEntry.action == "cohort moved").order_by(AuditEntry.number)
    db.session.rollback()
    assert [each["to"] for each in db.session.scalars(moves)] == ["running", "completed", "running", "planned"]


def test_the_steps_of_a_cohort_stand_last_and_a_coordinator_is_not_told_to_release(
    world: World, own: Programme, client: CheckingClient
) -> None:
    row_id = world.cohort(own).id
    director = world.client(world.person("Dora", role=Role.DIRECTOR, scope_id=own.id))
    pages = {who: each.get(f"/cohorts/{row_id}").text for who, each in (("d", director), ("c", client))}
    assert pages["d"].index("What you can do here") < pages["d"].index("Change its state")
    assert ["review it and release it" in pages[who] for who in "dc"] == [True, False]
    assert "which a director reviews and releases" in pages["c"]


@pytest.mark.parametrize("to", ["completed", "planned", "", "nonsense"])
def test_a_step_that_does_not_start_from_here_changes_nothing(
    world: World, own: Programme, client: CheckingClient, to: str
) -> None:
    row_id = world.cohort(own).id
    answer = client.send(f"/cohorts/{row_id}/state", {"to": to}, follow_redirects=True)
    assert "Nothing was changed" in answer.text
    assert cohorts()[0].state is CohortState.PLANNED


def test_a_cohort_does_not_start_before_its_first_day_nor_end_before_its_last(
    world: World, own: Programme, client: CheckingClient
) -> None:
    row_id, today = world.cohort(own).id, clock.today()
    with transaction() as session:
        row = session.get_one(Cohort, row_id)
        row.starts_on, row.ends_on = today + timedelta(days=1), today + timedelta(days=2)
    answer = client.send(f"/cohorts/{row_id}/state", {"to": "running"}, follow_redirects=True)
    assert f"It starts on {clock.date_words(today + timedelta(days=1))}" in answer.text
    with transaction() as session:
        session.get_one(Cohort, row_id).starts_on = today
    assert "is running now" in client.send(f"/cohorts/{row_id}/state", {"to": "running"}, follow_redirects=True).text
    client.send(f"/cohorts/{row_id}/state", {"to": "completed"})
    assert cohorts()[0].state is CohortState.RUNNING


def test_the_list_says_what_will_be_there_and_shows_fifty_a_page_the_latest_first(
    world: World, own: Programme, client: CheckingClient
) -> None:
    empty = client.get("/cohorts").text
    assert "Each cohort will be listed here" in empty
    assert "Each cohort will be listed here" in empty
    assert f"/programmes/{own.id}/cohorts/new" in empty
    for number in range(51):
        world.cohort(own, f"Cohort {number:02}")
    with transaction() as session:
        session.scalars(select(Cohort).where(Cohort.name == "Cohort 50")).one().starts_on = START + timedelta(days=1)
    first, second = client.get("/cohorts").text, client.get("/cohorts?page=2").text
    assert "51 cohorts in 1 programme" in first
    assert "Showing 1 to 50 of 51" in first
    assert first.index("Cohort 50</a>") < first.index("Cohort 00</a>")
    assert "Cohort 49</a>" not in first
    assert "Cohort 49</a>" in second
    assert "Showing 51 to 51 of 51" in second


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x", "1e3", "²"])
def test_an_odd_page_number_shows_a_page_that_is_there(
    world: World, own: Programme, client: CheckingClient, page: str
) -> None:
    world.cohort(own, "The only cohort")
    answer = client.get("/cohorts", query_string={"page": page})
    assert answer.status_code == 200
    assert "The only cohort" in answer.text


def test_the_database_holds_no_cohort_that_ends_before_it_starts(world: World, own: Programme) -> None:
    row_id = world.cohort(own).id
    with pytest.raises(IntegrityError, match="ends_after_start"), transaction() as session:
        session.get_one(Cohort, row_id).ends_on = START
