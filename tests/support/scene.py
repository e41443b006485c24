"""One programme's whole life beside another's, made once a run: who is who, and where each record lies.

Two programmes. In the first: a director, a coordinator, a funder, sponsors of an organisation that took part and of one
that did not, a survey, its report with a released version 1 and a draft version 2, and two imports on their way.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select, text, update

from programme import create_app
from programme.access.policy import Role, ScopeKind
from programme.accounts import mail as account_mails
from programme.accounts import queries as account_queries
from programme.accounts import service as accounts
from programme.accounts.models import GrantRow, Person
from programme.cohorts.models import Cohort
from programme.core import clock, links
from programme.core.db import db, transaction
from programme.core.mail.models import MailState, OutboxMail
from programme.core.security import limiter
from programme.surveys import service as survey_service
from programme.surveys.rules.mapping import Columns, Mapping, ScaleMap, WaveMap
from tests.conftest import settings_for
from tests.support.pages import CheckingClient
from tests.support.world import PASSWORD, World, csv_of

Answers = Sequence[tuple[str, Sequence[float | None]]]
PLACES = (("Place", 0), ("Other place", 1))
ANSWERS: Answers = [
    (place, [1 + (number + shift) % 4, 2 + number % 4]) for place, shift in PLACES for number in range(12)
]


@dataclass(frozen=True, slots=True)
class Scene:
    """A database to copy, the ids by the names that addresses use, and the address of each person."""

    database: Path
    names: dict[str, str]
    emails: dict[str, str]

    @contextmanager
    def played(self, instance: Path) -> Iterator[Flask]:
        """An application on a copy of its own, inside its context."""
        shutil.copy(self.database, instance / "canopy.db")
        app = create_app(settings_for(instance))
        app.test_client_class = CheckingClient
        with app.app_context():
            limiter.reset()
            yield app
            db.session.remove()
            db.engine.dispose()

    def client(self, app: Flask, who: str) -> CheckingClient:
        """A browser; signed in unless `who` has no address."""
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        if who in self.emails:
            assert client.sign_in(self.emails[who], PASSWORD).status_code == 302
        return client


@cache
def scene_from(migrated: Path) -> Scene:
    """The scene, built at its first use from a migrated, empty database."""
    instance = migrated.parent / "scene"
    instance.mkdir(exist_ok=True)
    shutil.copy(migrated, instance / "canopy.db")
    app = create_app(settings_for(instance))
    app.test_client_class = CheckingClient
    with app.app_context():
        scene = _Building(World(app)).scene(instance / "canopy.db")
        db.session.remove()
        db.engine.dispose()  # the last connection to close brings everything into the one file
    return scene


class _Building:
    def __init__(self, world: World) -> None:
        self.world = world
        self.names: dict[str, str] = {"unknown": str(uuid4()), "unknown_token": "nobody-was-sent-this"}
        self.people: dict[str, Person] = {}

    def scene(self, database: Path) -> Scene:
        self._programmes()
        self._cast()
        self._results()
        self._imports()
        self._proposals()
        self._mails()
        self.names |= {name: str(person.id) for name, person in self.people.items()}
        return Scene(database, self.names, {name: person.email for name, person in self.people.items()})

    def _programmes(self) -> None:
        world = self.world
        self.own, self.far = world.programme("Fellowship"), world.programme("Another programme")
        self.cohort = world.cohort(self.own, "First cohort")
        second, far_cohort = world.cohort(self.own, "Second cohort"), world.cohort(self.far, "Far cohort")
        self.elsewhere = world.organisation(self.own, "Did not take part")
        self.far_place = world.organisation(self.far, "Far place")
        self.names |= {
            "programme": str(self.own.id),
            "far": str(self.far.id),
            "cohort": str(self.cohort.id),
            "second": str(second.id),
            "far_cohort": str(far_cohort.id),
            "elsewhere": str(self.elsewhere.id),
            "far_place": str(self.far_place.id),
        }

    def _cast(self) -> None:
        team = {"director": Role.DIRECTOR, "coordinator": Role.COORDINATOR}
        self.people["administrator"] = self.world.administrator()
        for name, role in team.items():
            self.people[name] = self.world.person(f"Own {name}", role=role, scope_id=self.own.id)
            self.people[f"far_{name}"] = self.world.person(f"Far {name}", role=role, scope_id=self.far.id)
        self.people["funder"] = self.world.person("Fay Funder", role=Role.SPONSOR, scope_id=self.own.id)
        self.people["nobody"] = self.world.person("Nora Nobody")
        self.people["ended"] = self.world.person("Ed Ended", role=Role.DIRECTOR, scope_id=self.own.id)
        with transaction() as session:
            hers = GrantRow.person_id == self.people["ended"].id
            session.execute(update(GrantRow).where(hers).values(ends_at=clock.now() - timedelta(days=1)))

    def _results(self) -> None:
        """A released version to all sponsors of the cohort, then a newer draft."""
        director = self.people["director"]
        survey = self.world.results(self.cohort, director, csv_of(ANSWERS), ("ready",), "02")
        place = db.session.execute(text("SELECT id FROM organisations WHERE name = 'Place'")).scalar_one()
        place_id = UUID(place)
        self.people["sponsor"] = self.world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=place_id)
        self.people["idle"] = self.world.person("Ida Idle", role=Role.SPONSOR, scope_id=self.elsewhere.id)
        version = self.world.release(self.world.version(survey, director), director)
        self.world.version(survey, self.people["coordinator"])
        self.names |= {"survey": str(survey.id), "place": str(place_id), "report": str(version.report_id)}

    def _imports(self) -> None:
        for owner in ("director", "coordinator"):
            self.names[f"{owner}s_import"] = str(mapped_import(self.world, self.cohort, self.people[owner], ANSWERS))

    def _proposals(self) -> None:
        """Two roles that the coordinator proposes for the sponsor, of which a director gives one."""
        coordinator, sponsor = self.world.actor(self.people["coordinator"]), self.people["sponsor"]
        facts = account_queries.scope_facts(scope_id=self.own.id, kind=ScopeKind.PROGRAMME)
        for name, role in (("proposal", Role.COORDINATOR), ("other_proposal", Role.SPONSOR)):
            with transaction():
                person = account_queries.person(person_id=sponsor.id, scopes=None)
                self.names[name] = str(accounts.propose_grant(coordinator, person, role, self.own.id, facts).id)

    def _mails(self) -> None:
        """Somebody invited, whose mail failed; open links of both kinds; a grant that may be ended."""
        director = self.people["director"]
        with transaction() as session:
            invited = accounts.invite(email="ivy@example.org", full_name="Ivy Invited", by=director.id)
            scope = {"person_id": invited.id, "scope_id": self.own.id, "starts_at": clock.now()}
            session.add(GrantRow(role=Role.SPONSOR, given_by=director.id, **scope))
            session.execute(update(OutboxMail).values(state=MailState.FAILED, reason="Refused"))
            self.names["invited"] = str(invited.id)
            for purpose, owner in ((account_mails.INVITATION, invited), (account_mails.RESET, self.people["nobody"])):
                self.names[purpose] = links.issue(purpose, owner.id, timedelta(days=1))
        self.names["mail"] = str(db.session.scalar(select(OutboxMail.id)))
        for name in ("coordinator", "director", "far_coordinator"):
            hers = select(GrantRow.id).where(GrantRow.person_id == self.people[name].id)
            self.names[f"{name}s_grant"] = str(db.session.scalar(hers))


def mapped_import(world: World, cohort: Cohort, uploader: Person, answers: Answers) -> UUID:
    """A file that has been mapped and not yet been imported."""
    columns = Columns(f"Results {uuid4()}", "person", ("place",), "{scale}_t{wave}")
    mapping = Mapping(columns, (ScaleMap("ready", "Readiness", 1, 5),), (WaveMap("0", "T0"), WaveMap("2", "T2")))
    with transaction():
        row = survey_service.take_upload(world.actor(uploader), cohort.id, "results.csv", csv_of(answers))
        survey_service.choose_columns(row, columns)
        survey_service.choose_scales(row, mapping)
        return row.id
