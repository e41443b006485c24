"""What people do on the way from an empty installation to a report in a sponsor's hands, page by page."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.visitor import Visitor

REAL = Path(__file__).resolve().parents[1] / "data" / "longitudinal-outcomes-495-persons-3-waves.csv"
PASSWORD = "three random words"
PROGRAMME = "Riverside Fellowship"
COHORT = "2024 to 2025"
RESULTS = "Outcomes study"
REPORT = f"Evaluation report: {RESULTS}"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to get an account."""

    name: str
    email: str


ADMINISTRATOR = Newcomer("Tom Wells", "tom@example.org")
DIRECTOR = Newcomer("Dora Marsh", "dora@example.org")
SPONSOR = Newcomer("Sam Okafor", "sam@example.org")


def sign_in(visitor: Visitor, person: Newcomer) -> None:
    """From the front door to the person's home page."""
    visitor.opens("/")
    visitor.sees("Sign in")
    visitor.writes("Email address", person.email)
    visitor.writes("Password", PASSWORD)
    visitor.presses("Sign in")
    visitor.sees("Home")


def mistype_password(visitor: Visitor, person: Newcomer) -> None:
    """A wrong password is refused in words that do not say which part was wrong."""
    visitor.opens("/sign-in")
    visitor.writes("Email address", person.email)
    visitor.writes("Password", "three other words")
    visitor.presses("Sign in")
    visitor.sees("Sign in", "Check your email address and password")


def create_programme(visitor: Visitor) -> None:
    """An administrator adds the programme."""
    visitor.follows("Programmes")
    visitor.sees("Programmes")
    visitor.follows("Add a programme")
    visitor.sees("Add a programme")
    visitor.writes("Name", PROGRAMME)
    visitor.writes("Purpose (optional)", "Clinicians take a year to lead a hard change.")
    visitor.presses("Save programme")
    visitor.sees(PROGRAMME, "is added", "None yet")


def invite(visitor: Visitor, person: Newcomer, role: str, where: str) -> None:
    """Invite somebody with their first role; a form sent too early keeps what was typed."""
    visitor.follows("People")
    visitor.sees("People")
    visitor.follows("Invite a person")
    visitor.sees("Invite a person")
    visitor.writes("Full name", person.name)
    visitor.presses("Send invitation")
    visitor.sees("Invite a person", "Choose a role")
    visitor.writes("Email address", person.email)
    visitor.ticks(role)
    visitor.picks("Where", where)
    visitor.presses("Send invitation")
    visitor.sees(person.name, f"{person.name} is invited", f"{role}")


def accept(visitor: Visitor, person: Newcomer, link: str) -> None:
    """Open the link of the mail and set a password; that signs in, and the link works no more."""
    visitor.opens(link)
    visitor.sees("Accept your invitation", person.email)
    visitor.writes("New password", "short")
    visitor.presses("Save password")
    visitor.sees("Accept your invitation", "There is a problem")
    visitor.writes("New password", PASSWORD)
    visitor.presses("Save password")
    visitor.sees("Home", "Your password is set", person.email)
    visitor.opens(link, status=404)
    visitor.sees("This link no longer works")
    visitor.opens("/")


def create_cohort(visitor: Visitor) -> None:
    """A director adds the cohort to the programme."""
    visitor.follows("Cohorts")
    visitor.sees("Cohorts")
    visitor.follows(f"Add a cohort to {PROGRAMME}")
    visitor.sees(f"Add a cohort to {PROGRAMME}")
    visitor.writes("Name", COHORT)
    visitor.writes_day("First day", "2 9 2024")
    visitor.writes_day("Last day", "31 8 2025")
    visitor.presses("Save cohort")
    visitor.sees(COHORT, f"Cohort {COHORT} is planned")


def import_results(visitor: Visitor) -> None:
    """Upload the real file with one fault in it, say what it holds, mend the fault, import it."""
    content = REAL.read_bytes()
    faulty = content.replace(b'"HHC",1.666667,', b'"HHC",16.66667,', 1)
    assert faulty != content
    visitor.follows("Surveys")
    visitor.sees("Surveys")
    visitor.follows("Import earlier results")
    visitor.sees("Import earlier results")
    visitor.uploads("Results file (CSV or XLSX)", "outcomes.csv", faulty)
    visitor.presses("Upload file")
    visitor.sees("What the columns hold", "9 columns follow the pattern")
    visitor.writes("What these results are called", RESULTS)
    visitor.picks("Column that names the person", "person")
    visitor.ticks("battalion")
    visitor.ticks("company")
    visitor.presses("Save and continue")
    name_scales(visitor)
    visitor.sees("The file has faults", "1 fault in 1 row")
    visitor.follows("Upload the mended file")
    visitor.sees("Upload the mended file", "What you said about its columns is kept")
    visitor.uploads("Results file (CSV or XLSX)", "outcomes.csv", content)
    visitor.presses("Upload file")
    visitor.sees("Check before you import", "495 people in 43 organisations")
    visitor.presses("Import 495 people")
    visitor.sees("Importing results")
    visitor.waits_for(RESULTS)
    visitor.sees(RESULTS, "495 people took part")


def name_scales(visitor: Visitor) -> None:
    """Give the three scales their names; ranges and waves are as the file suggests."""
    visitor.sees("Scales and waves", "3 scales at 3 waves")
    for key, name in (("jobsat", "Job satisfaction"), ("commit", "Commitment"), ("ready", "Readiness")):
        group = visitor.page.get_by_role("group", name=f"Scale “{key}”")
        group.get_by_label("Name").fill(name)
    visitor.presses("Save and check the file")


def make_report(visitor: Visitor) -> None:
    """From the survey to a draft of its report."""
    visitor.follows("Make an evaluation report")
    visitor.sees("Make an evaluation report")
    visitor.presses("Make report")
    visitor.sees("Making the report", "You can leave this page")
    visitor.waits_for(f"{REPORT}, version 1")
    visitor.sees(
        f"{REPORT}, version 1", "Drafted by Dora Marsh", "Job satisfaction", "people have a score at both waves"
    )


def review(visitor: Visitor) -> None:
    """The director reads the draft and says so."""
    visitor.follows("Review")
    visitor.sees("Mark this report as reviewed")
    visitor.presses("Mark as reviewed")
    visitor.sees(f"{REPORT}, version 1", "The report is reviewed")


def release(visitor: Visitor, organisation: str) -> None:
    """Release the reviewed report to the sponsors of one organisation."""
    visitor.follows("Reports")
    visitor.sees("Reports", "Reviewed")
    visitor.follows(f"{REPORT}, version 1")
    visitor.follows("Release")
    visitor.sees("Release this report", SPONSOR.name)
    visitor.ticks("Only the sponsors chosen below")
    visitor.ticks(organisation)
    visitor.presses("Continue")
    visitor.sees("Check before you release", "This goes to 1 place", organisation)
    visitor.presses("Release report")
    visitor.sees("Releasing the report", "You can leave this page")
    visitor.waits_for(f"{REPORT}, version 1")
    visitor.sees(f"{REPORT}, version 1", "Released by Dora Marsh")


def read_report(visitor: Visitor) -> bytes:
    """A sponsor finds the report on the home page, reads it and keeps the PDF, which is returned."""
    visitor.follows(f"{REPORT}, version 1")
    visitor.sees(f"{REPORT}, version 1", "Released by Dora Marsh", "There was no comparison group")
    return visitor.downloads(re.compile(r"^Download PDF \("))
