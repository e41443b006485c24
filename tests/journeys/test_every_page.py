"""Every page that somebody of the demonstration reaches by links, as they find it."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from programme.accounts.demo import ACCOUNTS, DemoAccount
from tests.journeys.running import Installation
from tests.journeys.visitor import Visitor, visitor

NAMED = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)T?\d+")
FILES = ("/pdf", "/csv", ".csv", ".xlsx")
TWINS = 3  # a planned cohort, a running one and one with results show different pages
LOOKS_AT_TWINS = {"Programme director"}  # a coordinator meets the same pages, with fewer buttons
FEWEST_KINDS = {
    "Programme director": 25,
    "Coordinator": 20,
    "Fellow": 15,
    "Alumna": 12,
    "Mentor": 4,
    "Sponsor": 7,
    "Administrator": 15,
}


def kind(address: str) -> str:
    """What kind of page an address leads to: its path without the ids in it."""
    return NAMED.sub("…", urlsplit(address).path)


def links(visitor: Visitor) -> list[str]:
    """Where the page's links lead within the service, files apart."""
    found = visitor.page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    here = [each.partition("#")[0] for each in found if each.startswith(visitor.address)]
    return [each for each in here if not each.endswith(FILES)]


@pytest.mark.only_on("sqlite", "a browser sees the same page from either, and every page is opened on both without one")
@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.role.lower())
def test_every_page_that_a_role_reaches_is_fit_for_everybody(
    browser: Browser, demonstration: Installation, pictures: Path | None, account: DemoAccount
) -> None:
    person = visitor(browser, demonstration.address, has_scripts=True, pictures=pictures)
    person.opens("/sign-in")
    person.writes("Email address", account.email)
    person.writes("Password", account.password)
    person.presses("Sign in")
    person.sees("Home")
    waiting, met = links(person), Counter({"/": TWINS, "/sign-in": TWINS})
    opened: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in opened or met[kind(address)] >= (TWINS if "/cohorts/" in address else 1):
            continue
        opened.add(address)
        met[kind(address)] += 1
        person.opens(address)
        if met[kind(address)] == 1 or account.role in LOOKS_AT_TWINS:
            person.is_met()
        waiting += links(person)
    assert len(met) >= FEWEST_KINDS[account.role], sorted(met)
