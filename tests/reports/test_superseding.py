"""A released version is superseded by the next one, with a reason, and is never changed."""

import re

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from programme.core.db import db, transaction
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.reports import queries, service
from programme.reports.models import ReportSnapshot, ReportVersion, VersionState
from tests.reports.shelf import Shelf
from tests.support.pages import CheckingClient
from tests.support.world import World

REASON = "Wave T2 was counted twice"
RELEASED, REVIEWED, DRAFT = VersionState.RELEASED, VersionState.REVIEWED, VersionState.DRAFT


@pytest.fixture
def shelf(world: World) -> Shelf:
    """Version 1 is released to Hill and Lake, version 2 is reviewed."""
    shelf = Shelf(world)
    shelf.version(1, RELEASED, ["Hill", "Lake"])
    shelf.version(2, REVIEWED)
    return shelf


def main_of(page: TestResponse) -> str:
    """The words of a page between its navigation and its footer, with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text.partition("<main")[2].partition("</main>")[0]).split())


def seen_on(page: TestResponse) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page.text)
    assert found is not None, main_of(page)
    return found[1]


def released_by_form(client: CheckingClient, path: str, **form: object) -> TestResponse:
    """Fill in the form, look at what it would do, and release."""
    checked = client.send(f"{path}/release", form)
    return client.send(f"{path}/release", {**form, "seen": seen_on(checked)}, follow_redirects=True)


def test_a_release_that_supersedes_another_asks_why_and_keeps_what_was_chosen(shelf: Shelf) -> None:
    client, path = shelf.client("director"), f"{shelf.address(2)}/release"
    assert "Why version 2 takes the place of version 1" in client.get(path).text
    asked = {"everyone": "chosen", "scopes": [str(shelf.places["Lake"])], "reason": "  "}
    refused = client.send(path, asked)
    assert "Error: " in refused.text
    assert "Say why version 2 takes the place of version 1" in main_of(refused)
    assert re.search(r'name="everyone"[^>]*value="chosen" checked', refused.text)
    assert re.search(rf'value="{shelf.places["Lake"]}" checked', refused.text)
    assert shelf.row(2).state is REVIEWED
    long = client.send(path, {**asked, "reason": "x" * 501})
    assert "Use 500 characters or fewer" in main_of(long)
    assert "x" * 501 in long.text


def test_the_places_are_named_before_the_button_is_pressed(shelf: Shelf) -> None:
    client, path = shelf.client("director"), f"{shelf.address(2)}/release"
    form = {"everyone": "chosen", "scopes": [str(shelf.places["Lake"])], "reason": REASON}
    shown = main_of(client.send(path, form))
    assert "This goes to 1 place." in shown
    assert "Lake Sponsors Lakea Sponsor" in shown
    assert "had version 1 and do not get this one" in shown
    assert shown.index("Hill") > shown.index("do not get this one")
    assert REASON in shown
    everywhere = main_of(client.send(path, {"everyone": "all", "reason": REASON}))
    assert "This goes to 3 places." in everywhere
    assert "1 place without a sponsor yet" in everywhere
    assert "Funders of Fellowship" in everywhere
    assert shelf.row(2).state is REVIEWED


def test_who_goes_back_to_change_finds_what_they_typed(shelf: Shelf) -> None:
    client, path = shelf.client("director"), f"{shelf.address(2)}/release"
    form = {"everyone": "chosen", "scopes": [str(shelf.places["Lake"])], "reason": "One line\nand another"}
    mark = seen_on(client.send(path, form))
    again = client.send(path, {**form, "seen": mark, "change": "y"})
    assert "One line\nand another</textarea>" in again.text
    assert re.search(rf'value="{shelf.places["Lake"]}" checked', again.text)
    assert "Error: " not in again.text


def test_what_has_changed_since_the_page_was_opened_is_shown_before_it_is_done(shelf: Shelf) -> None:
    client, path = shelf.client("director"), f"{shelf.address(2)}/release"
    form = {"everyone": "all", "reason": REASON}
    mark = seen_on(client.send(path, form))
    shelf.sponsor("Nell New", "Hill")
    shown = client.send(path, {**form, "seen": mark})
    assert "has changed since you opened it. Nothing was released." in main_of(shown)
    assert "Nell New" in main_of(shown)
    assert shelf.row(2).state is REVIEWED
    assert client.send(path, {**form, "seen": seen_on(shown)}).status_code == 302
    assert shelf.row(2).state is VersionState.RELEASING


def test_who_had_the_version_before_is_chosen_from_the_start(world: World) -> None:
    shelf = Shelf(world)
    shelf.version(1, RELEASED, ["Lake"])
    shelf.version(2, REVIEWED)
    page = shelf.client("director").get(f"{shelf.address(2)}/release").text
    assert re.search(rf'value="{shelf.places["Lake"]}" checked', page)
    assert not re.search(rf'value="{shelf.places["Hill"]}" checked', page)


def test_the_version_before_is_superseded_once_its_successor_is_printed_and_says_why_by_whom_and_when(
    shelf: Shelf,
) -> None:
    released_by_form(shelf.client("director"), shelf.address(2), everyone="all", reason=REASON)
    assert shelf.row(1).state is RELEASED, "sponsors have a version to read while the new one is printed"
    shelf.print(2)
    old = shelf.row(1)
    assert old.state is VersionState.SUPERSEDED
    assert (old.superseded_reason, old.superseded_by_name) == (REASON, "Own Director")
    assert old.superseded_at is not None
    assert shelf.row(2).state is RELEASED
    assert ("report superseded", {"version": 1, "successor": 2}) in shelf.actions()


def test_a_first_release_asks_for_no_reason(world: World) -> None:
    shelf = Shelf(world)
    shelf.version(1, REVIEWED)
    client = shelf.client("director")
    assert "takes the place" not in client.get(f"{shelf.address(1)}/release").text
    released_by_form(client, shelf.address(1), everyone="all")
    assert shelf.row(1).state is VersionState.RELEASING


def test_without_a_reason_nothing_is_released_over_another_version(shelf: Shelf) -> None:
    for nothing in (None, " \n"):
        with pytest.raises(DomainError, match="Say why version 2"):
            shelf.release(2, ["Hill"], nothing)
    assert shelf.row(2).state is REVIEWED


UNSIGNED = {
    "superseded": {"superseded_by_name": "Dora", "superseded_reason": REASON},
    "withdrawn": {"withdrawn_by_name": "Dora"},
    "sent back": {},
}


@pytest.mark.parametrize("state", UNSIGNED)
def test_the_database_refuses_an_ending_without_reason_name_and_day(shelf: Shelf, state: str) -> None:
    mine = (ReportVersion.report_id == shelf.report_id, ReportVersion.number == 1)
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(update(ReportVersion).where(*mine).values(state=VersionState(state), **UNSIGNED[state]))


def test_the_database_refuses_a_second_released_version_of_a_report(shelf: Shelf) -> None:
    with pytest.raises(IntegrityError):
        shelf.version(3, RELEASED, ["Hill"])


def test_a_sponsor_who_opens_an_old_link_is_told_so_and_led_to_the_new_version(shelf: Shelf) -> None:
    shelf.release(2, ["Hill", "Lake"], REASON)
    client = shelf.client("Hill")
    old = client.get(shelf.address(1))
    said = main_of(old)
    assert "Important: version 1 is superseded" in said
    assert REASON in said
    assert "Own Director" in said
    assert f'href="{shelf.address(2)}">Read version 2 instead' in old.text
    file = client.get(f"{shelf.address(1)}/pdf")
    assert file.headers["Content-Disposition"].endswith('-version-1-superseded.pdf"')
    assert "Download superseded PDF" in said
    new = main_of(client.get(shelf.address(2)))
    assert "This version takes the place of version 1" in new
    assert REASON in new
    home = client.get("/").text
    assert f"{shelf.address(2)}/pdf" in home
    assert f'href="{shelf.address(1)}"' not in home, "the newest version alone"


def test_a_sponsor_who_is_not_given_the_new_version_learns_of_it_and_cannot_open_it(shelf: Shelf) -> None:
    shelf.release(2, ["Lake"], REASON)
    client = shelf.client("Hill")
    said = main_of(client.get(shelf.address(1)))
    assert "The newer version is not released to you." in said
    assert "Read version 2" not in said
    for part in ("", "/pdf", "/csv"):
        assert client.get(f"{shelf.address(2)}{part}").status_code == 404
    home = main_of(client.get("/"))
    assert "Superseded since" in home
    assert "See why" in home


def test_a_sponsor_of_the_new_version_alone_reads_nothing_of_the_old_one(world: World) -> None:
    shelf = Shelf(world)
    shelf.version(1, RELEASED, ["Hill"])
    shelf.version(2, REVIEWED)
    shelf.release(2, ["Lake"], REASON)
    client = shelf.client("Lake")
    assert client.get(shelf.address(1)).status_code == 404
    assert REASON not in client.get(shelf.address(2)).text
    assert "version 1" not in client.get("/reports").text


def test_a_version_taken_out_of_download_is_read_by_the_team_alone(shelf: Shelf) -> None:
    director, sponsor = shelf.client("director"), shelf.client("Hill")
    path = shelf.address(1)
    assert "2 sponsors can read it now and will be told by mail: Hilla Sponsor, Lakea Sponsor." in main_of(
        director.get(f"{path}/withdraw")
    ).replace(" ,", ",")
    assert "Error: " in director.send(f"{path}/withdraw", {"reason": ""}).text
    assert shelf.row(1).state is RELEASED
    done = director.send(f"{path}/withdraw", {"reason": "Two waves were mixed up"}, follow_redirects=True)
    assert "The version is out of download" in main_of(done)
    assert "Printed 1" in done.text
    assert "Download withdrawn PDF" in done.text
    said = sponsor.get(path)
    assert "version 1 is out of download" in main_of(said)
    assert "Two waves were mixed up" in main_of(said)
    assert "Printed 1" not in said.text
    for part in ("pdf", "csv"):
        assert sponsor.get(f"{path}/{part}").location == path
        assert director.get(f"{path}/{part}").status_code == 200
    assert ("report withdrawn", {"version": 1}) in shelf.actions()
    assert [details for action, details in shelf.actions() if action == "report downloaded"] == [
        {"version": 1, "file": "pdf"},
        {"version": 1, "file": "csv"},
    ], "what was not handed out is no download"
    assert "Out of download since" in main_of(sponsor.get("/"))


def test_a_version_that_is_not_in_download_cannot_be_taken_out_of_it(shelf: Shelf) -> None:
    client = shelf.client("director")
    shelf.withdraw(1)
    for number in (1, 2):
        state, path = shelf.row(number).state, f"{shelf.address(number)}/withdraw"
        opened = client.get(path, follow_redirects=True)
        sent = client.send(path, {"reason": "No"}, follow_redirects=True)
        for answer in (opened, sent):
            assert "It cannot be taken out of download." in main_of(answer)
        assert shelf.row(number).state is state


def test_a_corrected_version_is_released_after_one_was_taken_out_of_download(shelf: Shelf) -> None:
    shelf.withdraw(1)
    shelf.release(2, ["Hill"])
    assert shelf.row(1).state is VersionState.WITHDRAWN, "it does not come back into download as superseded"
    sponsor = shelf.client("Hill")
    assert "Read version 2 instead" in main_of(sponsor.get(shelf.address(1)))
    assert "This version takes the place of version 1" in main_of(sponsor.get(shelf.address(2)))


def test_what_readers_of_any_earlier_version_have_seen_binds_the_next_one(shelf: Shelf) -> None:
    with transaction() as session:
        for number in (1, 2):
            row = queries.version(
                actor=shelf.world.actor(shelf.people["director"]), report_id=shelf.report_id, number=number
            )
            session.add(ReportSnapshot(version_id=row.id, content=b"{}", printed=b"[]"))
    shelf.release(2, ["Hill"], REASON)
    shelf.withdraw(2)
    assert len(queries.released_snapshots(report_id=shelf.report_id, before=3)) == 2
    db.session.rollback()


def test_a_version_is_sent_back_with_what_is_to_be_mended(shelf: Shelf) -> None:
    director, coordinator = shelf.client("director"), shelf.client("coordinator")
    path = shelf.address(2)
    assert "Error: " in director.send(f"{path}/send-back", {"reason": ""}).text
    director.send(f"{path}/send-back", {"reason": "The second cohort is missing"})
    said = main_of(coordinator.get(path))
    assert "version 2 is sent back" in said
    assert "The second cohort is missing" in said
    assert "sent back. Make a new version" in main_of(coordinator.get("/"))
    assert shelf.client("Hill").get(path).status_code == 404
    for step in ("review", "release", "send-back"):
        answer = director.send(f"{path}/{step}", {"everyone": "all", "reason": "x"}, follow_redirects=True)
        assert "was sent back by Own Director" in main_of(answer)
    assert shelf.row(2).state is VersionState.SENT_BACK
    assert ("report sent back", {"version": 2}) in shelf.actions()


def test_only_a_director_takes_out_of_download_or_sends_back(shelf: Shelf) -> None:
    for who in ("coordinator", "Hill"):
        client = shelf.client(who)
        for path in (f"{shelf.address(1)}/withdraw", f"{shelf.address(2)}/send-back", f"{shelf.address(2)}/release"):
            assert client.get(path).status_code == 404
            assert client.send(path, {"reason": "Because"}).status_code == 404
    assert shelf.row(1).state is RELEASED
    assert shelf.row(2).state is REVIEWED


def test_a_version_whose_release_failed_gives_way_to_a_newer_one(world: World) -> None:
    shelf = Shelf(world)
    shelf.version(1, VersionState.RELEASING, ["Hill"])
    shelf.version(2, REVIEWED)
    shelf.release(2, ["Hill"])
    with pytest.raises(DomainError, match="A newer version"):
        shelf.print(1)
    assert shelf.row(2).state is RELEASED


def test_a_failed_release_is_not_tried_again_once_a_newer_version_is_drafted_without_it(world: World) -> None:
    shelf = Shelf(world)
    shelf.version(1, VersionState.RELEASING, ["Hill"])
    with transaction():
        jobs.ask_for(service.JOB, shelf.row(1).id, asked_by=None).state = JobState.FAILED
    shelf.version(2, DRAFT)
    client = shelf.client("director")
    answer = client.send(f"{shelf.address(1)}/again", follow_redirects=True)
    assert "There is a newer version of this report." in main_of(answer)
    db.session.rollback()
    again = jobs.latest(service.JOB, shelf.row(1).id)
    assert again is not None
    assert again.state is JobState.FAILED


def test_a_sponsor_of_two_versions_is_told_when_both_are_not_to_be_relied_on(shelf: Shelf) -> None:
    shelf.release(2, ["Hill"], REASON)
    shelf.withdraw(2)
    said = main_of(shelf.client("Hill").get(shelf.address(1)))
    assert "Version 2 took its place and is out of download now." in said


def test_the_list_of_versions_says_why_one_is_not_to_be_read(shelf: Shelf) -> None:
    shelf.release(2, ["Hill"], REASON)
    said = main_of(shelf.client("coordinator").get(f"/reports/{shelf.report_id}"))
    assert "Superseded by Own Director on" in said
    assert REASON in said
