"""The whole way through: an empty installation, real results in, a released report in a sponsor's hands."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.journeys import steps
from tests.journeys.running import Installation
from tests.journeys.visitor import Visitor, visitor

ORGANISATION = "1022 · HHC"  # of the file's columns battalion and company


def assert_whole_way(browser: Browser, installation: Installation, pictures: Path | None, *, has_scripts: bool) -> None:
    def somebody(name: str) -> Visitor:
        folder = pictures / name if pictures else None
        return visitor(browser, installation.address, has_scripts=has_scripts, pictures=folder)

    administrator, director, sponsor = somebody("1-administrator"), somebody("2-director"), somebody("3-sponsor")
    steps.mistype_password(administrator, steps.ADMINISTRATOR)
    steps.sign_in(administrator, steps.ADMINISTRATOR)
    steps.create_programme(administrator)
    steps.invite(administrator, steps.DIRECTOR, "Director", f"{steps.PROGRAMME} (programme)")
    steps.accept(director, steps.DIRECTOR, installation.link_for(steps.DIRECTOR.name))
    steps.create_cohort(director)
    steps.import_results(director)
    steps.make_report(director)
    steps.review(director)
    steps.invite(director, steps.SPONSOR, "Sponsor", f"{ORGANISATION} (organisation)")
    steps.release(director, ORGANISATION)
    steps.accept(sponsor, steps.SPONSOR, installation.link_for(steps.SPONSOR.name))
    assert steps.read_report(sponsor).startswith(b"%PDF-1.7")


def test_real_results_reach_a_sponsor_as_a_report(
    browser: Browser, installation: Installation, pictures: Path | None
) -> None:
    assert_whole_way(browser, installation, pictures, has_scripts=True)


def test_the_same_way_is_open_without_javascript(
    browser: Browser, installation: Installation, pictures: Path | None
) -> None:
    assert_whole_way(browser, installation, pictures, has_scripts=False)
