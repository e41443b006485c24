"""A cohort that lives here: its fellows and mentors, what they answered and wrote, and what is on its way."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from programme.accounts.mail import ADDRESS
from programme.accounts.models import GrantProposal, Person
from programme.cohorts.models import Cohort, CohortState, Fellow, Leaving, Programme
from programme.cohorts.queries import cohort_facts, fellow_facts
from programme.cohorts.service import fellows, inviting, relations, rosters
from programme.core import clock, links
from programme.core.db import db, transaction
from programme.equality import service as equality
from programme.questionnaires.rules.answers import Answer, field_name
from programme.reflections.models import Reflection
from programme.reflections.rules import Content
from programme.surveys.mail import STOP, SURVEY
from programme.surveys.models import Survey, SurveyInvitation
from programme.surveys.queries import answering as queries
from programme.surveys.service import answering, results
from tests.support import living
from tests.support.scene.stage import Cast
from tests.support.scene.words import WRITTEN

CODES = ("T0", "T1", "T2")
LINK_LIFE = timedelta(days=20)
CROWD = 6


class LivingYear:
    """One programme's cohort of this year; `prefix` goes in front of every name that it gives."""

    def __init__(self, cast: Cast, prefix: str, programme: Programme, host_id: UUID) -> None:
        self.cast, self.world, self.prefix, self.host_id = cast, cast.world, prefix, host_id
        self.cohort = living.cohort_now(programme, f"{prefix or 'own_'}year".replace("_", " ").capitalize())
        self.cohort_id = self.cohort.id
        self._name("living", self.cohort_id)

    def happens(self) -> None:
        """Make it all."""
        self._fellows()
        self._survey()
        self._mentors()
        self._writing()
        self._leaving()
        self._roster()

    def _name(self, name: str, value: object) -> None:
        self.cast.names[self.prefix + name] = str(value)

    def _fellow(self, name: str, full_name: str, **how: object) -> Fellow:
        row = self.world.fellow(self.cohort, full_name, host_id=self.host_id, **how)  # type: ignore[arg-type]
        self._name(f"{name}s_year", row.id)
        return row

    def _year(self, name: str) -> Fellow:
        return db.session.get_one(Fellow, self.cast.id(f"{self.prefix}{name}s_year"))

    def _fellows(self) -> None:
        """Three who have a password; one who was invited and has none; the crowd; two who are not invited yet."""
        for name, full_name in (("fellow", "Femi Adeyemi"), ("other", "Olga Other"), ("withdrawn", "Will Withdrawn")):
            self.cast.people[self.prefix + name] = self._fellow(name, full_name).person
        newcomer = self._fellow("newcomer", "Nell Newcomer", signed_up=False)
        self._name("newcomer", newcomer.person_id)
        for number in range(CROWD):
            self._fellow(f"crowd{number}", f"Crowd {number}", signed_up=False)
        self._fellow("uninvited", "Una Uninvited", invited=False)
        self.cast.people[f"{self.prefix}proposed"] = self.world.person("Pru Proposed")
        proposed = self._fellow("proposed", "", invited=False, person=self.cast.people[f"{self.prefix}proposed"])
        with transaction() as session:
            coordinator, cohort = self.cast.actor(f"{self.prefix}coordinator"), session.get_one(Cohort, self.cohort_id)
            facts = cohort_facts(cohort_id=self.cohort_id)
            inviting.invite(coordinator, cohort, [session.get_one(Fellow, proposed.id)], facts)
            mine = GrantProposal.person_id == proposed.person_id
            self._name("proposal_to_invite", session.scalars(select(GrantProposal.id).where(mine)).one())
        self.cast.name_grant(f"{self.prefix}fellow")
        self._name("fellows_email", self.cast.people[f"{self.prefix}fellow"].email)

    def _survey(self) -> None:
        """A wave that has closed with figures, one that is open, and one that is planned."""
        survey = living.asked(self.cohort, CODES)
        self._name("asked", survey.id)
        everybody = [self._year(f"crowd{number}") for number in range(CROWD)]
        everybody += [self._year(name) for name in ("fellow", "other", "withdrawn")]
        for place, row in enumerate(everybody):
            living.answer(living.wave_of(survey, "T0"), row, self._answers(2 + place % 3, "T0"))
        self._name("closed_link", self._link(survey, "T0", "fellow"))
        living.close_now(living.wave_of(survey, "T0"))
        self.world.do(results.JOB, survey.id)
        living.open_now(living.wave_of(survey, "T1"))
        for name, whose in (("survey_link", "fellow"), ("answered_link", "other"), ("left_link", "withdrawn")):
            self._name(name, self._link(survey, "T1", whose))
        self._answer_by_link(*(self.cast.names[self.prefix + name] for name in ("answered_link", "survey_link")))
        for name, code in (("closed_wave", "T0"), ("open_wave", "T1"), ("planned_wave", "T2")):
            self._name(name, living.wave_of(survey, code).id)

    @staticmethod
    def _answers(value: int, code: str) -> dict[str, Answer]:
        return {**living.all_with(value, code), "helped": f"{WRITTEN.free_text} {value}"}

    def _link(self, survey: Survey, code: str, name: str) -> str:
        wave_id, fellow_id = living.wave_of(survey, code).id, self._year(name).id
        mine = (SurveyInvitation.wave_id == wave_id, SurveyInvitation.fellow_id == fellow_id)
        with transaction() as session:
            invitation_id = session.scalars(select(SurveyInvitation.id).where(*mine)).one()
            return links.issue(SURVEY, invitation_id, LINK_LIFE)

    @staticmethod
    def _answer_by_link(sent: str, begun: str) -> None:
        """One fellow sends all of the answers; another begins and does not."""
        with transaction():
            asking = queries.by_link(token=sent)
            for section in asking.asked.sections:
                typed = {field_name(each): "4" if each.is_choice else WRITTEN.free_text for each in section.items}
                answering.save_section(asking, section, typed, 1)
            answering.send(asking)
        with transaction():
            answering.save_answer(queries.by_link(token=begun), "item-helped", WRITTEN.unsent, 1)

    def _mentors(self) -> None:
        """One whom the fellow has accepted, one who waits for that, and one whom no director has agreed to yet."""
        prefix, fellow = self.prefix, self._year("fellow")
        self.cast.people[f"{prefix}mentor"] = self.world.mentor(fellow)
        self.cast.name_grant(f"{prefix}mentor")
        self.cast.people[f"{prefix}named"] = self.world.person("Ned Named")
        self._offer("named_proposal", "director", self.cast.people[f"{prefix}named"].email, "Ned Named")
        suggested = f"{prefix}mo@example.org"
        self._name("suggested", self._offer("asked_proposal", "coordinator", suggested, "Mo Suggested"))

    def _offer(self, name: str, by: str, email: str, full_name: str) -> UUID:
        with transaction():
            row, actor = self._year("fellow"), self.cast.actor(self.prefix + by)
            offered = relations.name_mentor(actor, row, email, full_name, fellow_facts(fellow_id=row.id))
            self._name(name, offered.id)
            return offered.person_id

    def _writing(self) -> None:
        """Reflections, answers to equality monitoring, an address to confirm, and a link to stop mails."""
        self._name("reflection", write(self._year("fellow").id, WRITTEN.reflection))
        self._name("draft", write(self._year("fellow").id, WRITTEN.draft, is_draft=True))
        self._name("withdrawns_reflection", write(self._year("withdrawn").id, WRITTEN.reflection))
        fellow, other = self._year("fellow").person_id, self._year("other").person_id
        with transaction() as session:
            salt = session.get_one(Person, fellow).salt
            assert salt is not None
            equality.keep(self.cohort_id, salt, {"ethnicity": WRITTEN.equality})
            own = f"{self.prefix}olga@home.example"
            session.execute(update(Person).where(Person.id == other).values(pending_email=own))
            self._name("address_link", links.issue(ADDRESS, other, LINK_LIFE))
            self._name("stop_link", links.issue(STOP, fellow, LINK_LIFE))

    def _leaving(self) -> None:
        with transaction():
            by = self.cast.actor(f"{self.prefix}coordinator").person_id
            fellows.leave(self._year("withdrawn"), Leaving.WITHDRAWN, clock.today(), WRITTEN.leaving, by=by)

    def _roster(self) -> None:
        """A file of fellows that the coordinator, and one that the director, has uploaded and not brought in."""
        for owner in ("coordinator", "director"):
            with transaction() as session:
                actor, cohort = self.cast.actor(self.prefix + owner), session.get_one(Cohort, self.cohort_id)
                row = rosters.take_upload(actor, cohort, f"{WRITTEN.roster}.csv", ROSTER.encode())
                self._name(f"{owner}s_roster", row.id)


ROSTER = f"Full name,Email,Career stage\nRosa {WRITTEN.roster},rosa@example.org,ST5\n"


def alumna(cast: Cast, programme: Programme) -> None:
    """A cohort that is completed, and a fellow of it who has kept what she wrote."""
    cohort = cast.world.cohort(programme, "Last year")
    cohort_id = cohort.id
    fellow = cast.world.fellow(cohort, "Ama Alumna")
    with transaction() as session:
        session.execute(update(Cohort).where(Cohort.id == cohort_id).values(state=CohortState.COMPLETED))
    cast.people["alumna"] = fellow.person
    cast.names |= {"completed": str(cohort_id), "alumnas_year": str(fellow.id)}
    cast.names["alumnas_reflection"] = str(write(fellow.id, WRITTEN.reflection))
    cast.name_grant("alumna")


def write(fellow_id: UUID, text: str, *, is_draft: bool = False) -> UUID:
    """A reflection of this fellow, with a title and an emotion."""
    content = Content(parts={"text": text}, title=WRITTEN.title, emotions=("hope",)).stored()
    with transaction() as session:
        row = Reflection(fellow_id=fellow_id, happened_on=clock.today(), content=content, is_draft=is_draft)
        row.changed_at, row.sequence = clock.now(), 1
        session.add(row)
        session.flush()
        return row.id
