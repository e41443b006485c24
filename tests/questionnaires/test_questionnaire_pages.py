"""The pages on which staff read the questionnaires."""

from pathlib import Path

import pytest
from flask import Flask

from programme.access.policy import Role
from tests.questionnaires.conftest import SMALL
from tests.support.pages import CheckingClient
from tests.support.world import World


@pytest.fixture
def coordinator(world: World) -> CheckingClient:
    person = world.person("Cora Coordinator", role=Role.COORDINATOR, scope_id=world.programme().id)
    return world.client(person)


def test_the_list_leads_to_every_version(coordinator: CheckingClient) -> None:
    page = coordinator.get("/questionnaires").text
    assert "Leadership Outcomes" in page
    assert "CC BY 4.0, not validated" in page
    assert 'href="/questionnaires/leadership-outcomes/1"' in page


def test_a_version_is_shown_with_its_items_its_scales_and_what_it_is_not(coordinator: CheckingClient) -> None:
    page = coordinator.get("/questionnaires/leadership-outcomes/1").text
    assert "This questionnaire is not validated." in page
    assert "Written for Canopy" in page
    assert "I concentrate on my own part of the service" in page
    assert "Answers: agreement · Scale: Systems thinking · Reversed" in page
    assert "4 items, mean, at least 2 answered" in page
    assert "1 to 5, lower is better" in page


@pytest.mark.parametrize("address", ["leadership-outcomes/2", "nothing/1", "leadership-outcomes/x", "../app.py/1"])
def test_what_is_not_in_the_library_is_not_found(coordinator: CheckingClient, address: str) -> None:
    assert coordinator.get(f"/questionnaires/{address}").status_code == 404


def test_an_empty_library_says_what_will_be_there(app: Flask, coordinator: CheckingClient, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    app.config["QUESTIONNAIRES"] = empty
    assert "will be listed here" in coordinator.get("/questionnaires").text


def test_everything_that_a_questionnaire_can_hold_can_be_shown(
    app: Flask, coordinator: CheckingClient, tmp_path: Path
) -> None:
    folder = tmp_path / "questionnaires"
    folder.mkdir()
    (folder / "small-1.yaml").write_text(SMALL, encoding="utf-8")
    app.config["QUESTIONNAIRES"] = folder
    page = coordinator.get("/questionnaires/small/1").text
    assert "Asked only after certain answers to “Have you met your mentor?”" in page
    assert "not validated" not in page
