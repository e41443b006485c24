"""The small questionnaire of these tests, which has everything once, and a way to spoil it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from programme.questionnaires.rules.definition import Asked, Questionnaire, at_wave
from programme.questionnaires.rules.reading import read_questionnaire

DATA = Path(__file__).parent / "data"
SMALL = (DATA / "small-1.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def small() -> Questionnaire:
    return read_questionnaire(SMALL, "small-1.yaml")


@pytest.fixture(scope="session")
def asked(small: Questionnaire) -> Asked:
    """The small questionnaire at a wave that asks all of it."""
    return at_wave(small, "T2")


@pytest.fixture
def raw() -> Any:
    """The data of the small questionnaire, to be spoilt."""
    return yaml.safe_load(SMALL)
