"""The worker's side of the queue: one failure stops nothing else, and the log says no more than it must."""

import logging

import pytest

from programme.core.jobs.consumer import PlainWords, do_all
from programme.core.logs import log


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> pytest.LogCaptureFixture:
    """What our own log got."""
    monkeypatch.setattr(log, "propagate", True)
    return caplog


@pytest.fixture
def library() -> logging.Logger:
    """The log of the library that works the queue."""
    found = logging.Logger("library")
    found.addHandler(PlainWords())
    return found


def test_a_chore_that_fails_stops_none_of_the_rest_and_is_named(said: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def wakes() -> None:
        done.append("wakes")

    def breaks() -> None:
        raise ValueError("the address of a person")

    def sleeps() -> None:
        done.append("sleeps")

    do_all((wakes, breaks, sleeps))
    assert done == ["wakes", "sleeps"]
    (record,) = said.records
    assert (record.message, vars(record)["chore"], vars(record)["problem"]) == ("tick failed", "breaks", "ValueError")
    assert "the address" not in str(vars(record))


def test_trouble_of_the_queue_is_one_line_without_the_words_of_the_problem(
    said: pytest.LogCaptureFixture, library: logging.Logger
) -> None:
    for _ in range(50):
        try:
            raise ConnectionError("the address of a person")
        except ConnectionError:
            library.exception("Error enqueueing periodic task %s.", "tick")
    library.warning("Another thing.")
    library.info("Nothing to see.")
    first, second = said.records
    assert (first.message, vars(first)["problem"]) == ("queue: Error enqueueing periodic task", "ConnectionError")
    assert first.exc_info is None
    assert second.message == "queue: Another thing"
