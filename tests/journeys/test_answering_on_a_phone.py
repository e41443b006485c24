import json
import re
import sys
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import select

from programme.core.db import db
from programme.questionnaires.rules.answers import Answer
from programme.surveys.models import Draft, Response
from programme.surveys.rules import drafts
from tests.journeys import steps
from tests.journeys.site import Site, Year, link_in
from tests.journeys.sitting import Phone, Stopwatch, with_phone
from tests.support import living

TITLE = "Leadership outcomes"
FIRST, SECOND, THIRD, FOURTH = "systems-and-change", "people-and-networks", "citizens-and-data", "you-as-a-leader"
ALONE, WHOLE = "leading-alone", "looking-at-the-whole"
HEADINGS = {section.key: section.title for section in living.outcomes().sections}


def sent(year: Year) -> Sequence[Mapping[str, Answer]]:
    """What has been sent in a cohort's survey."""
    db.session.rollback()
    wave_ids = [wave.id for survey in year.surveys() for wave in survey.waves]
    rows = db.session.scalars(select(Response).where(Response.wave_id.in_(wave_ids))).all()
    found = [{**row.answers, **(json.loads(row.texts) if row.texts else {})} for row in rows if row.answers]
    db.session.rollback()
    return found


def kept(year: Year) -> Mapping[str, Answer]:
    """What the one draft in a cohort's survey holds."""
    db.session.rollback()
    wave_ids = [wave.id for survey in year.surveys() for wave in survey.waves]
    content = db.session.scalars(select(Draft.content).where(Draft.wave_id.in_(wave_ids))).one()
    db.session.rollback()
    return drafts.from_text(content).answers


def first_sitting(phone: Phone) -> None:
    """Signed in on the phone: the first sections and half of the third."""
    phone.sees("Home", f"{TITLE}: baseline")
    phone.opens(phone.visitor.page.get_by_role("button", name=re.compile("^Answer")))
    phone.sees(TITLE, "35 questions", "Your answers are confidential")
    phone.presses("Start")
    phone.sees(HEADINGS[FIRST], "0 of 35 answered")
    phone.answers_all(FIRST)
    phone.presses("Save and continue")
    phone.comes_to(HEADINGS[SECOND], "8 of 35 answered")
    phone.answers_all(SECOND)
    phone.presses("Save and continue")
    phone.comes_to(HEADINGS[THIRD], "16 of 35 answered")
    phone.answers("coproduction-1", 4)
    phone.answers("coproduction-2", "unable")
    phone.presses("Save and come back later")
    phone.sees("Home", "Your answers are saved", "18 of 35 answered")


def second_sitting(phone: Phone, link: str) -> None:
    """By the link of the mail, on a device where nobody is signed in: the rest, a change of mind, and send."""
    phone.visitor.opens(link)
    phone.sees(TITLE, "Your answers are confidential")
    phone.presses("Continue")
    phone.sees(HEADINGS[THIRD], "18 of 35 answered")
    phone.answers_all(THIRD, besides=("coproduction-1", "coproduction-2"))
    phone.presses("Save and continue")
    phone.comes_to(HEADINGS[FOURTH])
    phone.visitor.page.go_back()
    phone.comes_to(HEADINGS[THIRD])
    phone.answers("data-1", 2)
    phone.presses("Save and continue")
    phone.comes_to(HEADINGS[FOURTH], "24 of 35 answered")
    phone.answers_all(FOURTH, besides=("resilience-3", "awareness-2"))
    phone.presses("Save and continue")
    phone.comes_to(HEADINGS[ALONE], "30 of 35 answered")
    phone.answers_all(ALONE)
    phone.presses("Save and continue")
    phone.sees(HEADINGS[WHOLE], "33 of 35 answered")
    phone.answers("helped", "My mentor’s patience, and a morning a week")
    phone.presses("Save and continue")
    phone.sees("Check and send your answers", "2 questions are not answered")
    left = phone.asked.item("resilience-3").text
    phone.opens(phone.visitor.page.get_by_role("link", name=left))
    phone.comes_to(HEADINGS[FOURTH])
    phone.answers("resilience-3", 5)
    phone.presses("Save and continue")
    phone.comes_to("Check and send your answers", "1 question is not answered", "34 of 35 answered")
    phone.presses("Send answers")
    phone.sees("Thank you", "Your answers have been sent", "What happens next")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_new_fellow_answers_on_a_phone_in_two_sittings(
    site: Site, has_scripts: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    year = Year(site, f"Year {'with' if has_scripts else 'without'} scripts")
    femi = year.invite("Femi Adeyemi-O’Brien")
    invitation = link_in(site.mail_to(femi.email, "set your password"))
    living.asked(year.cohort)
    survey_mail = site.mail_to(femi.email, f"answer {TITLE}")
    phone = with_phone(site, "1-phone", has_scripts=has_scripts)
    fresh = phone.next_browser(with_phone(site, "2-by-link", has_scripts=has_scripts).visitor)
    watch = Stopwatch((phone.visitor, fresh.visitor))
    phone.visitor.opens(invitation)
    phone.sees("Accept your invitation", femi.email)
    phone.visitor.writes("New password", steps.PASSWORD)
    phone.presses("Save password")
    phone.sees("Home", "Your password is set", femi.email)
    first_sitting(phone)
    assert kept(year) == phone.given
    second_sitting(fresh, link_in(survey_mail))
    phone.effort.seconds = watch.seconds()
    assert sent(year) == [phone.given]
    phone.visitor.opens("/")
    phone.sees("Home", "Nothing waits for you")
    assert len(site.subjects(femi.email)) == 2, "one mail to come in, one about the survey"
    with capsys.disabled():
        sys.stdout.write(f"\n{'with' if has_scripts else 'without'} scripts: {phone.effort.words()}\n")


def by_link(site: Site, year: Year) -> Phone:
    """A fellow who has opened the first section from the mail."""
    fellow = year.fellow("Femi Adeyemi")
    living.asked(year.cohort, title=TITLE)
    phone = with_phone(site, "phone", has_scripts=True)
    phone.visitor.opens(link_in(site.mail_to(fellow.email, f"answer {TITLE}")))
    phone.presses("Start")
    return phone


def test_a_minute_without_connection_loses_no_answer(site: Site) -> None:
    year = Year(site, "Year with a tunnel")
    phone = by_link(site, year)
    phone.answers("systems-1", 4)
    phone.is_told("Saved at")
    phone.visitor.page.context.set_offline(True)
    before = dict(phone.given)
    phone.answers_all(FIRST)
    phone.is_told("Not saved yet: no connection")
    phone.presses("Save and continue")
    phone.is_told("Not saved yet: no connection")
    assert kept(year) == before
    phone.visitor.page.context.set_offline(False)
    phone.is_told("Saved at")
    assert kept(year) == phone.given, "saved is said of all"
    phone.visitor.complaints.clear()  # the browser says of each try that there was no connection
    phone.visitor.is_met()
    phone.visitor.page.wait_for_timeout(1100)  # a button does nothing when it is pressed twice within a second
    phone.presses("Save and continue")
    phone.comes_to(HEADINGS[SECOND], "8 of 35 answered")


def test_quick_taps_on_a_slow_line_and_the_button_at_once_lose_nothing(site: Site) -> None:
    year = Year(site, "Year on a slow line")
    phone = by_link(site, year)
    session = phone.visitor.page.context.new_cdp_session(phone.visitor.page)
    session.send("Network.enable")
    line = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 20_000}
    session.send("Network.emulateNetworkConditions", line)
    phone.answers_all(FIRST)
    phone.answers("change-4", "unable")  # a change of mind while the first answers are still on their way
    phone.presses("Save and continue")
    phone.visitor.page.wait_for_url(f"**/{SECOND}")
    assert kept(year) == phone.given
