"""What a report says of what makes programmes of its kind work."""

from dataclasses import dataclass

from programme.frameworks.principles import PRINCIPLES, SOURCE
from programme.surveys.rules.words import lower_first


@dataclass(frozen=True, slots=True)
class PrinciplesPart:
    """The principles, and who named them."""

    lines: list[str]
    source: str


def principles_part() -> PrinciplesPart:
    """The same in every report."""
    lines = [f"{each.name}: {lower_first(each.meaning)}." for each in PRINCIPLES]
    return PrinciplesPart(lines, f"{SOURCE.author}: {SOURCE.title}")
