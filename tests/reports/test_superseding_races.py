"""Two directors decide at once: one of them does, the other is told what happened."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask

from programme.access.policy import Actor
from programme.core.db import transaction
from programme.core.errors import DomainError
from programme.core.jobs import service as jobs
from programme.core.jobs.models import JobState
from programme.reports import queries, service
from programme.reports.models import ReportVersion, VersionState
from tests.reports.shelf import Shelf
from tests.support.together import meeting, told
from tests.support.world import World

REASON = "Wave T2 was counted twice"


@dataclass(frozen=True)
class Director:
    """Somebody who decides, and what they do."""

    name: str
    actor: Actor
    hill: UUID

    def release(self, row: ReportVersion) -> None:
        service.release(self.actor, row, self.name, [self.hill], REASON)

    def withdraw(self, row: ReportVersion) -> None:
        service.withdraw(self.actor, row, self.name, REASON)

    def send_back(self, row: ReportVersion) -> None:
        service.send_back(self.actor, row, self.name, REASON)


@pytest.fixture
def shelf(app: Flask) -> Shelf:
    shelf = Shelf(World(app))
    shelf.version(1, VersionState.RELEASED, ["Hill"])
    shelf.version(2, VersionState.REVIEWED)
    return shelf


@pytest.fixture
def row_of(shelf: Shelf) -> Callable[[int], ReportVersion]:
    actor = shelf.world.actor(shelf.people["director"])
    return lambda number: queries.version(actor=actor, report_id=shelf.report_id, number=number)


@pytest.fixture
def directors(shelf: Shelf) -> tuple[Director, Director]:
    actor, hill = shelf.world.actor(shelf.people["director"]), shelf.places["Hill"]
    return Director("Dora First", actor, hill), Director("Dan Second", actor, hill)


Decide = Callable[[ReportVersion], None]
RowOf = Callable[[int], ReportVersion]


def decided(shelf: Shelf, row: Callable[[], ReportVersion], first: Decide, second: Decide) -> str:
    """What the second one is told, who has opened the version before the first one's decision is committed."""
    return told(shelf.world.app, lambda: first(row()), lambda: second(row()))


def test_of_two_who_release_at_once_one_does_and_the_other_learns_who_did(
    shelf: Shelf, row_of: RowOf, directors: tuple[Director, Director]
) -> None:
    first, second = directors
    assert "was released by Dora First" in decided(shelf, lambda: row_of(2), first.release, second.release)
    assert shelf.row(2).released_by_name == "Dora First"
    assert shelf.row(1).superseded_by_name == "Dora First"
    assert [action for action, _ in shelf.actions()] == ["report released"]


def test_what_is_sent_back_is_not_released_by_somebody_who_still_sees_the_button(
    shelf: Shelf, row_of: RowOf, directors: tuple[Director, Director]
) -> None:
    first, second = directors
    assert "was sent back by Dora First" in decided(shelf, lambda: row_of(2), first.send_back, second.release)
    assert shelf.row(2).state is VersionState.SENT_BACK
    assert shelf.row(1).superseded_reason is None


def test_of_two_who_take_a_version_out_of_download_one_gives_the_reason(
    shelf: Shelf, row_of: RowOf, directors: tuple[Director, Director]
) -> None:
    first, second = directors
    assert "was taken out of download by Dora First" in decided(
        shelf, lambda: row_of(1), first.withdraw, second.withdraw
    )
    assert [who for _, who in shelf.mails()] == ["Hill"]


def test_a_version_taken_out_of_download_while_its_successor_is_printed_stays_out(
    shelf: Shelf, row_of: RowOf, directors: tuple[Director, Director]
) -> None:
    with transaction():
        directors[0].release(row_of(2))
    shelf.withdraw(1)
    shelf.print(2)
    assert shelf.row(1).state is VersionState.WITHDRAWN
    assert shelf.row(2).state is VersionState.RELEASED


def test_a_release_through_the_form_is_refused_in_words_once_another_has_released(
    shelf: Shelf, row_of: RowOf, directors: tuple[Director, Director]
) -> None:
    with transaction():
        directors[0].release(row_of(2))
    late = shelf.client("director").send(
        f"{shelf.address(2)}/release", {"everyone": "all", "reason": REASON}, follow_redirects=True
    )
    assert "Nothing was changed" in late.text
    assert "was released by Dora First" in late.text


def test_of_two_who_ask_for_a_version_at_once_one_gets_it(
    shelf: Shelf, row_of: RowOf, directors: tuple[Director, Director]
) -> None:
    def ask(director: Director) -> None:
        survey = row_of(2).report.survey
        service.ask_for_version(director.actor, survey, director.name, for_publication=False)

    with pytest.raises(DomainError, match="A version of this report is being made"):
        meeting(shelf.world.app, lambda: ask(directors[0]), lambda: ask(directors[1]))
    assert shelf.row(3).made_by_name == "Dora First"


def test_of_two_who_try_again_at_once_one_does(
    shelf: Shelf, row_of: RowOf, directors: tuple[Director, Director]
) -> None:
    with transaction():
        row = row_of(2)
        row.state = VersionState.MAKING
        jobs.ask_for(service.JOB, row.id, asked_by=None).state = JobState.FAILED

    def try_again(director: Director) -> None:
        service.try_again(director.actor, row_of(2))

    with pytest.raises(DomainError, match="has not failed"):
        meeting(shelf.world.app, lambda: try_again(directors[0]), lambda: try_again(directors[1]))


def test_of_two_versions_that_are_printed_at_once_the_newer_is_released(
    shelf: Shelf, row_of: RowOf, directors: tuple[Director, Director]
) -> None:
    with transaction():
        directors[0].release(row_of(2))
    shelf.version(3, VersionState.REVIEWED)
    with transaction():
        directors[1].release(row_of(3))

    def print_it(number: int) -> None:
        service.take_effect(row_of(number), by=None)

    with pytest.raises(DomainError, match="A newer version of this report has been released"):
        meeting(shelf.world.app, lambda: print_it(3), lambda: print_it(2))
    assert shelf.row(3).state is VersionState.RELEASED
    assert shelf.row(2).state is VersionState.RELEASING
