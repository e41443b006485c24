"""PURE: what a person's own pages know of the waves that they are asked."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from programme.questionnaires.rules.definition import Questionnaire
from programme.surveys.rules.standing import Standing


@dataclass(frozen=True, slots=True)
class OwnWave:
    """One wave on a person's own list; `is_begun`: answers of theirs wait to be sent."""

    wave_id: uuid.UUID
    title: str
    cohort: str
    label: str
    code: str
    opens_on: date | None
    closes_on: date | None
    standing: Standing
    is_begun: bool


@dataclass(frozen=True, slots=True)
class OwnScores:
    """What a person scored at one wave, by scale; None if they did not answer."""

    survey_id: uuid.UUID
    title: str
    cohort: str
    label: str
    code: str
    questionnaire: Questionnaire
    scores: Mapping[str, float] | None
