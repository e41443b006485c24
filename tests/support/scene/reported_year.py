"""The two programmes with their teams and sponsors, and a cohort whose results came in from elsewhere."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from programme.access.policy import Role, ScopeKind
from programme.accounts import mail as account_mails
from programme.accounts import queries as account_queries
from programme.accounts import service as accounts
from programme.accounts.models import GrantRow, Person
from programme.cohorts.models import Cohort
from programme.core import clock, links
from programme.core.db import db, transaction
from programme.core.mail.models import MailState, OutboxMail
from programme.organisations.models import Organisation
from programme.surveys.rules.mapping import Columns, Mapping, ScaleMap, WaveMap
from programme.surveys.service import imports as survey_service
from tests.support.scene.stage import Cast
from tests.support.world import World, csv_of

Answers = Sequence[tuple[str, Sequence[float | None]]]
PLACES = (("Place", 0), ("Other place", 1))
ANSWERS: Answers = [
    (place, [1 + (number + shift) % 4, 2 + number % 4]) for place, shift in PLACES for number in range(12)
]

# Unlike the first, so that they may come in beside them.
LATER_ANSWERS: Answers = [(place, [5 - number % 3, 1 + number % 5]) for place, _ in PLACES for number in range(12)]


class ReportedYear:
    """What was there before anybody answered a survey here."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.world, self.people, self.names = cast, cast.world, cast.people, cast.names

    def happens(self) -> None:
        """Make it all."""
        self._programmes()
        self._cast()
        self._results()
        self._imports()
        self._proposals()
        self._mails()

    def _programmes(self) -> None:
        world = self.world
        self.own, self.far = world.programme("Fellowship"), world.programme("Another programme")
        self.cohort = world.cohort(self.own, "First cohort")
        second, far_cohort = world.cohort(self.own, "Second cohort"), world.cohort(self.far, "Far cohort")
        self.elsewhere = world.organisation(self.own, "Did not take part")
        far_place = world.organisation(self.far, "Far place")
        self.names |= {
            "programme": str(self.own.id),
            "far": str(self.far.id),
            "cohort": str(self.cohort.id),
            "second": str(second.id),
            "far_cohort": str(far_cohort.id),
            "elsewhere": str(self.elsewhere.id),
            "far_place": str(far_place.id),
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
        place_id = db.session.scalars(select(Organisation.id).where(Organisation.name == "Place")).one()
        self.people["sponsor"] = self.world.person("Sam Sponsor", role=Role.SPONSOR, scope_id=place_id)
        self.people["idle"] = self.world.person("Ida Idle", role=Role.SPONSOR, scope_id=self.elsewhere.id)
        version = self.world.release(self.world.version(survey, director), director)
        self.world.version(survey, self.people["coordinator"])
        self.names |= {"survey": str(survey.id), "place": str(place_id), "report": str(version.report_id)}

    def _imports(self) -> None:
        for owner in ("director", "coordinator"):
            import_id = mapped_import(self.world, self.cohort, self.people[owner], LATER_ANSWERS)
            self.names[f"{owner}s_import"] = str(import_id)

    def _proposals(self) -> None:
        """Two roles that the coordinator proposes for the sponsor, of which a director gives one."""
        coordinator, sponsor = self.cast.actor("coordinator"), self.people["sponsor"]
        facts = account_queries.scope_facts(scope_id=self.own.id, kind=ScopeKind.PROGRAMME)
        for name, role in (("proposal", Role.COORDINATOR), ("other_proposal", Role.SPONSOR)):
            with transaction():
                person = account_queries.person(person_id=sponsor.id, within=None)
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
            self.cast.name_grant(name)


def mapped_import(world: World, cohort: Cohort, uploader: Person, answers: Answers) -> UUID:
    """A file that has been mapped and not yet been imported."""
    columns = Columns(f"Results {uuid4()}", "person", ("place",), "{scale}_t{wave}")
    mapping = Mapping(columns, (ScaleMap("ready", "Readiness", 1, 5),), (WaveMap("0", "T0"), WaveMap("2", "T2")))
    with transaction():
        row = survey_service.take_upload(world.actor(uploader), cohort.id, "results.csv", csv_of(answers))
        survey_service.choose_columns(row, columns)
        survey_service.choose_scales(row, mapping)
        return row.id
