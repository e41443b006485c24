"""Words for surveys and imports."""

from collections.abc import Sequence

from programme.surveys.models import Survey
from programme.surveys.rules.mapping import STAGES, Mapping
from programme.surveys.rules.people import CheckedPerson


def waves_words(survey: Survey) -> str:
    """The waves in words with their codes, in order."""
    return ", ".join(f"{wave.label} ({wave.code})" for wave in survey.waves)


def scales_words(mapping: Mapping) -> str:
    """The scales with their ranges, in order."""
    return ", ".join(f"{scale.label} ({scale.low:g} to {scale.high:g})" for scale in mapping.scales)


def stages_words(mapping: Mapping) -> str:
    """Which stage each wave of the file stands for."""
    return ", ".join(f"wave {wave.key} is {STAGES[wave.code]} ({wave.code})" for wave in mapping.waves)


def row_words(person: CheckedPerson, codes: Sequence[str]) -> list[str]:
    """How many scores one row has at each wave, as cells of a table."""
    return [str(len(person.scores.get(code, {}))) for code in codes]
