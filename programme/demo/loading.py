"""The story of the demonstration, told day by day through the services that the pages use."""

from functools import partial
from itertools import chain

from sqlalchemy import select

from programme import ROOT
from programme.access.policy import Role
from programme.accounts.models import Person
from programme.core import clock
from programme.core.db import db, transaction
from programme.core.settings import Settings
from programme.demo import cast, completed, diaries, earlier, running
from programme.demo.cast import ADMINISTRATOR, DIRECTOR, SPONSOR, NotDemo
from programme.demo.fixtures import Story, read_story
from programme.demo.times import MORNING, Days, Event, live_through
from programme.surveys.queries import surveys

STORY = ROOT / "fixtures" / "demo"
FILE = ROOT / "tests" / "data" / "longitudinal-outcomes-495-persons-3-waves.csv"
SPONSORED = "community"


def load(settings: Settings) -> None:
    """Load the demonstration, unless it is there.

    Raises:
        NotDemo: this is not demo mode, or an earlier loading was interrupted.
    """
    if not settings.is_demo:
        raise NotDemo("CANOPY_MODE is not demo.")
    if db.session.scalar(select(Person.id).where(Person.email == SPONSOR.email)):
        return
    if db.session.scalar(select(Person.id).where(Person.email == ADMINISTRATOR.email)):
        again = f"Remove the folder {settings.instance} and start again."
        if not settings.database_url.startswith("sqlite"):
            again = f"Empty the database. {again}"  # it does not lie in the folder
        raise NotDemo(f"Loading was interrupted earlier. {again}")
    _tell(read_story(STORY), Days.around(clock.today()))


def _tell(story: Story, days: Days) -> None:
    begin = Event(days.beginning, MORNING, partial(_begin, story, days))
    told = (completed.events(story, days), running.events(story, days), diaries.events(story, days))
    live_through([begin, *chain(*told)])
    with transaction():
        _sponsor(story)


def _begin(story: Story, days: Days) -> None:
    with transaction():
        cast.begin(story)
    earlier.bring_in(days.earlier, FILE)


def _sponsor(story: Story) -> None:
    """A sponsor of a host, and of the first organisation of the imported results, whose report is released.

    Last of all: where this account is, the demonstration is whole.
    """
    director = cast.actor(DIRECTOR)
    hosts = cast.places(story)
    person = cast.give_role(SPONSOR, director, Role.SPONSOR, hosts[SPONSORED])
    cast.add_role(person, director, Role.SPONSOR, surveys.organisations_of(survey_id=earlier.survey_id())[0].id)
