"""The reflections of invented fellows."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from programme.accounts import queries as accounts
from programme.core import clock
from programme.core.db import transaction
from programme.demo import cast
from programme.demo.fixtures import Story, Written
from programme.demo.times import EVENING, Days, Event
from programme.frameworks.prompts import BY_KEY
from programme.reflections import service
from programme.reflections.rules import content_from

PARAGRAPH = "\n\n"


def events(story: Story, days: Days) -> Iterator[Event]:
    """What fellows wrote, each on its own evening."""
    first_days = {"completed": days.completed[0], "running": days.running[0]}
    people = {each.name: (name, each.account) for name in first_days for each in story.cohorts[name]}
    for each in story.reflections:
        cohort, account = people[each.by]
        day = first_days[cohort] + timedelta(days=each.day)
        yield Event(day, EVENING, partial(_write, each, cast.address(each.by, account)))


def _write(each: Written, email: str) -> None:
    """One reflection; an unfinished one stays a draft."""
    model = BY_KEY[each.model]
    content = content_from(
        model,
        title=each.title,
        parts={key: text.strip().replace("\n", PARAGRAPH) for key, text in each.parts.items()},
        chosen_principles=each.principles,
        chosen_emotions=each.emotions,
    )
    person = accounts.person_by_email(email=email)
    if person is None:
        raise cast.NotDemo(f"{each.by} is missing.")
    person_id = person.id
    with transaction():
        row = service.start(person_id, model)
        service.keep(row, content, clock.today(), 0)
        if not each.draft:
            service.finish(row)
