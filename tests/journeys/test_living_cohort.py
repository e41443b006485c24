import re
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import update

from programme.core import clock
from programme.core.db import transaction
from programme.surveys.models import Survey, SurveyMail
from tests.journeys import steps
from tests.journeys.site import Site, Year, link_in
from tests.journeys.steps import Newcomer
from tests.journeys.visitor import PHONE, Visitor
from tests.support import living

TITLE = "Leadership Outcomes"
REPORT = f"Evaluation report: {TITLE}, version 1"
SURVEY_PAGE = "Who has answered, and what do they say so far?"
HEADER = "Full name,Email,Profession,Career stage,Host,Mentor,Mentor email,Start date"
ZOE = Newcomer("Zoë O’Brien-Ng", "zoe@example.org")
ADA = Newcomer("Ada Osei", "ada@example.org")
BO = Newcomer("Bo Lee", "bo@example.org")
MARY = Newcomer("Mary Asante", "mary@example.org")


def roster(ada_s_address: str) -> bytes:
    """What a coordinator has in a spreadsheet."""
    joined = clock.today() - timedelta(days=9)
    zoe = f"{ZOE.name},{ZOE.email},Nurse,Band 7,Riverside Practice,{MARY.name},{MARY.email},{joined:%d/%m/%Y}"
    rows = (HEADER, zoe, f"{ADA.name},{ada_s_address},GP,ST5,Hill Trust,,,", f"{BO.name},{BO.email},,,,,,")
    return "\n".join(rows).encode()


def import_roster(visitor: Visitor, year: Year) -> None:
    """Upload the roster with one address mistyped, then mended, and bring it in."""
    visitor.follows("Cohorts")
    visitor.sees("Cohorts", year.name)
    visitor.follows(year.name)
    visitor.sees(year.name)
    visitor.follows("Fellows")
    visitor.sees("Fellows", "Each fellow will be listed here")
    visitor.follows("Import a roster")
    visitor.sees("Import a roster", "No mail leaves")
    visitor.uploads("Roster", "fellows.csv", roster("ada example.org"))
    visitor.presses("Upload and check")
    visitor.sees("The file has faults", "1 refused")
    expect(visitor.page.locator("tbody tr").first).to_contain_text("Row 3")  # what is to be mended comes first
    visitor.follows("Upload the mended file")
    visitor.comes_to("Import a roster")
    visitor.uploads("Roster", "fellows.csv", roster(ADA.email))
    visitor.presses("Upload and check")
    visitor.sees("Check before you import", "3 fellows to add, 0 to change, 0 unchanged.")
    visitor.presses("Import the roster")
    visitor.waits_for("Fellows")
    visitor.sees("Fellows", "The roster is imported", "3 added", "No mail has left", ZOE.name)


def propose_to_invite(visitor: Visitor) -> None:
    """A coordinator asks a director to invite all."""
    visitor.follows("Propose to invite")
    visitor.sees("Propose to invite fellows", "3 fellows have not been invited yet")
    visitor.presses("Propose to invite")
    visitor.sees("Fellows", "3 fellows proposed")


def start_survey(visitor: Visitor) -> None:
    """Ask the questionnaire at the start of the year."""
    visitor.follows("Surveys")
    visitor.sees("Surveys")
    visitor.follows("Start a survey")
    visitor.sees("Start a survey", "Every fellow who has joined is asked")
    visitor.presses("Start survey")
    visitor.sees(SURVEY_PAGE, f"{TITLE} is set up", "Figures will be here once five fellows have answered")


def invite_all(visitor: Visitor, year: Year) -> None:
    """From home to the one button that invites them all."""
    visitor.sees("Home", f"3 fellows of {year.name} wait for a director to invite them")
    visitor.page.get_by_role("link", name=re.compile("^Invite them")).click()
    visitor.sees("Fellows proposed for invitation", ADA.email, BO.email)
    visitor.presses("Invite 3 fellows")
    visitor.sees("Fellows", "3 fellows invited")


def agree_to_mentor(visitor: Visitor) -> None:
    """From home to the fellow for whom a mentor is proposed."""
    visitor.follows("Home")
    visitor.comes_to("Home", f"{MARY.name} is proposed as mentor of {ZOE.name}")
    visitor.page.get_by_role("link", name=re.compile("^Decide")).click()
    visitor.sees(ZOE.name, "Waits for a director")
    visitor.presses("Agree")
    visitor.sees(ZOE.name, MARY.name)


def accept_mentor(visitor: Visitor) -> None:
    """A fellow accepts on screen who is to support them."""
    visitor.comes_to("Home", f"{MARY.name} is proposed as your mentor")
    visitor.page.get_by_role("link", name=re.compile("^Decide")).click()
    visitor.sees(f"Is {MARY.name} to be your mentor?", "They can never read your private reflections")
    visitor.presses("Accept")
    visitor.sees("Your profile", MARY.name)


def test_a_roster_becomes_fellows_who_are_invited_and_asked(site: Site) -> None:
    year = Year(site, "Roster year")
    coordinator, director = site.visitor("1-coordinator"), site.visitor("2-director")
    steps.sign_in(coordinator, year.coordinator)
    import_roster(coordinator, year)
    propose_to_invite(coordinator)
    start_survey(coordinator)
    assert [site.subjects(each.email) for each in (ZOE, ADA, BO, MARY)] == [[], [], [], []]
    steps.sign_in(director, year.director)
    invite_all(director, year)
    for each in (ZOE, ADA, BO):
        assert "/invitation/" in link_in(site.mail_to(each.email, "set your password"))
        assert "/answer/" in link_in(site.mail_to(each.email, f"answer {TITLE}"))
    agree_to_mentor(director)
    assert site.subjects(MARY.email) == [], "a mentor is asked once the fellow has accepted"
    fellow = site.visitor("3-fellow", width=PHONE)
    steps.accept(fellow, ZOE, link_in(site.mail_to(ZOE.email, "set your password")))
    accept_mentor(fellow)
    site.mail_to(MARY.email, "set your password")


def answered_survey(year: Year, names: list[str], answering: int) -> tuple[Survey, list[Newcomer]]:
    """A survey that these fellows were asked five days ago, and so many of them have answered."""
    fellows = [year.site.world.fellow(year.cohort, name) for name in names]
    emails = [Newcomer(name, each.person.email) for name, each in zip(names, fellows, strict=True)]
    survey = living.asked(year.cohort, title=TITLE)
    wave = living.wave_of(survey, "T0")
    for place, fellow in enumerate(fellows[:answering]):
        living.answer(wave, fellow, living.all_with(2 + place % 3))
    for each in emails[answering:]:
        year.site.mail_to(each.email, f"answer {TITLE}")
    with transaction() as session:
        earlier = clock.today() - timedelta(days=5)
        session.execute(update(SurveyMail).where(SurveyMail.wave_id == wave.id).values(posted_on=earlier))
    return survey, emails


def test_a_director_reads_what_is_said_so_far_reminds_and_reports(site: Site) -> None:
    year = Year(site, "Answering year")
    names = ["Zoë Ng", "Ada Osei", "Bo Lee", "Ifan Rhys", "Mei Chen", "Raj Patel", "Una Ó Briain", "Tom Hale"]
    survey, fellows = answered_survey(year, names, 6)
    wave, waiting = living.wave_of(survey, "T0"), fellows[6:]
    director = site.visitor("director")
    steps.sign_in(director, year.director)
    director.opens(f"{year.at}/surveys")
    director.sees("Surveys", TITLE)
    director.follows(TITLE)
    director.reloads_until("What do they say on each scale?")
    director.sees(SURVEY_PAGE, "What do they say to each item?", "6 of 8")
    director.follows("Baseline (T0)")
    director.sees("Who has answered?", "6 of 8 fellows have answered")
    director.follows("Show only who has not answered")
    director.sees("Who has answered?", *(each.name for each in waiting))
    director.presses("Remind 2 fellows")
    director.sees("Who has answered?", "2 reminders on the way")
    for each in waiting:
        site.has_mails(each.email, f"answer {TITLE}", 2)
    living.close_now(wave)
    director.opens(f"{year.at}/surveys/{survey.id}")
    director.follows("Make an evaluation report")
    director.sees("Make an evaluation report")
    director.presses("Make report")
    director.waits_for(REPORT)
    director.sees(REPORT, f"Drafted by {year.director.name}")
