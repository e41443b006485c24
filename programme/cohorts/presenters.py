"""Words and colours for cohorts and fellows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from programme.accounts.presenters import ROLES as ROLES
from programme.cohorts.models import Cohort, CohortState, Fellow, Leaving, Profession
from programme.cohorts.rules.roster.planning import Change, Kind
from programme.cohorts.rules.standing import Need, Standing
from programme.core.clock import date_words
from programme.core.tables.values import Fault


class FellowLine(Protocol):
    """A fellow with where they stand."""

    @property
    def row(self) -> Fellow:
        """The fellow."""

    @property
    def standing(self) -> Standing:
        """Where they stand."""


class Supporter(Protocol):
    """Somebody who supports a fellow."""

    @property
    def full_name(self) -> str:
        """Who it is."""

    @property
    def email(self) -> str:
        """Their address."""


STATES = {
    CohortState.PLANNED: ("Planned", "grey"),
    CohortState.RUNNING: ("Running", "blue"),
    CohortState.COMPLETED: ("Completed", "green"),
    CohortState.ARCHIVED: ("Archived", "grey"),
}
PROFESSIONS = {
    Profession.UNKNOWN: "Not known",
    Profession.ALLIED: "Allied health professions",
    Profession.DENTISTRY: "Dentistry",
    Profession.SCIENCE: "Healthcare science",
    Profession.MANAGEMENT: "Management",
    Profession.MEDICINE: "Medicine",
    Profession.MIDWIFERY: "Midwifery",
    Profession.NURSING: "Nursing",
    Profession.PARAMEDICINE: "Paramedicine",
    Profession.PHARMACY: "Pharmacy",
    Profession.PSYCHOLOGY: "Psychology",
    Profession.PUBLIC_HEALTH: "Public health",
    Profession.SOCIAL_CARE: "Social care",
    Profession.OTHER: "Other",
}
LEAVINGS = {Leaving.WITHDRAWN: "Withdraws", Leaving.DEFERRED: "Defers"}
STANDINGS = {
    Standing.NOT_INVITED: ("Not invited yet", "grey"),
    Standing.PROPOSED: ("Waits for a director", "yellow"),
    Standing.INVITED: ("Not signed in yet", "blue"),
    Standing.HERE: ("Taking part", "green"),
    Standing.WITHDRAWN: ("Withdrawn", "red"),
    Standing.DEFERRED: ("Deferred", "orange"),
}
NEEDS = {Need.HOST: "Needs a host", Need.MENTOR: "Needs a mentor", Need.SIGN_IN: "Has not signed in yet"}

KINDS = {
    Kind.CREATE: ("Add", "green"),
    Kind.CHANGE: ("Change", "blue"),
    Kind.UNCHANGED: ("Unchanged", "grey"),
    Kind.REFUSE: ("Refused", "red"),
}
EXPORT_HEADER = (
    "Full name",
    "Email",
    "Profession",
    "Career stage",
    "Employer",
    "Host organisation",
    "Host ODS code",
    "Mentor name",
    "Mentor email",
    "Joined",
    "State",
    "Left on",
)


def dates(cohort: Cohort) -> str:
    """When the cohort runs."""
    return f"{date_words(cohort.starts_on)} to {date_words(cohort.ends_on)}"


def standing_words(standing: Standing, cohort: Cohort) -> tuple[str, str]:
    """Where a fellow stands, with a colour; who took part to the end of a cohort completed it."""
    if standing is Standing.HERE and cohort.state in (CohortState.COMPLETED, CohortState.ARCHIVED):
        return "Completed", "green"
    return STANDINGS[standing]


def leaving_words(row: Fellow) -> str:
    """That and when a fellow left, in a sentence; nothing for who is here."""
    if row.left_on is None or row.leaving is None:
        return ""
    verb = "Withdrew" if row.leaving is Leaving.WITHDRAWN else "Deferred"
    return f"{verb} on {date_words(row.left_on)}"


def support_state(*, is_proposal: bool, is_agreed: bool, has_ended: bool) -> tuple[str, str]:
    """How far a relation with a fellow is, with a colour."""
    if is_proposal:
        return ("Waits for the fellow", "blue") if is_agreed else ("Waits for a director", "yellow")
    return ("Ended", "grey") if has_ended else ("In force", "green")


def proposal_words(proposer: str | None, moment: datetime) -> str:
    """Who proposed something and when, in a sentence; an account that is gone has no name any more."""
    return f"Proposed by {proposer} on {date_words(moment)}" if proposer else f"Proposed on {date_words(moment)}"


def left_out_words(names: Sequence[str], why: str) -> str:
    """Who was left out and why, in a sentence; nothing if nobody was."""
    if not names:
        return ""
    shown = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"Left out: {shown}. {why}"


def fault_words(fault: Fault) -> str:
    """A fault of a file as one sentence with its place."""
    return f"{fault.place}: {fault.message}" if fault.row else fault.message


def change_words(change: Change) -> str:
    """One fact that would change, from what to what."""
    return f"{change.what}: {change.before} → {change.after}" if change.before else f"{change.what}: {change.after}"


def export_rows(
    lines: Sequence[FellowLine], mentors: Mapping[UUID, Sequence[Supporter]], cohort: Cohort
) -> Iterator[tuple[str | date | None, ...]]:
    """A cohort's fellows as rows under `EXPORT_HEADER`; imported again they change nothing."""
    for line in lines:
        row = line.row
        mentor = next(iter(mentors.get(row.id, ())), None)
        yield (
            row.person.full_name,
            row.person.email,
            "" if row.profession is Profession.UNKNOWN else PROFESSIONS[row.profession],
            row.career_stage,
            row.employer,
            row.host.name if row.host else "",
            row.host.ods_code if row.host else "",
            mentor.full_name if mentor else "",
            mentor.email if mentor else "",
            row.joined_on,
            standing_words(line.standing, cohort)[0],
            row.left_on,
        )
