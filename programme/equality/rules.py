"""PURE: what equality monitoring asks. Every question is optional, and each has "Prefer not to say".

The words follow the questions of the 2021 census for England and Wales (Office for National Statistics), shortened.
"""

from collections.abc import Mapping
from dataclasses import dataclass

NOT_SAID = "Prefer not to say"


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the answers to choose from, "Prefer not to say" last."""

    key: str
    text: str
    options: tuple[str, ...]
    hint: str = ""


def _question(key: str, text: str, *options: str, hint: str = "") -> Question:
    return Question(key, text, (*options, NOT_SAID), hint)


QUESTIONS = (
    _question("age", "How old are you?", "Under 30", "30 to 39", "40 to 49", "50 or over"),
    _question("sex", "What is your sex?", "Female", "Male"),
    _question("gender", "Is your gender the same as the sex you were registered with at birth?", "Yes", "No"),
    _question(
        "ethnicity",
        "What is your ethnic group?",
        "Asian or Asian British",
        "Black, Black British, Caribbean or African",
        "Mixed or multiple ethnic groups",
        "White",
        "Other ethnic group",
    ),
    _question(
        "disability",
        "Do you have a physical or mental health condition that has lasted, or will last, 12 months or more?",
        "Yes",
        "No",
    ),
    _question(
        "orientation",
        "Which of these describes your sexual orientation?",
        "Straight or heterosexual",
        "Gay or lesbian",
        "Bisexual",
        "Other sexual orientation",
    ),
    _question(
        "religion",
        "What is your religion?",
        "No religion",
        "Buddhist",
        "Christian",
        "Hindu",
        "Jewish",
        "Muslim",
        "Sikh",
        "Other religion",
    ),
    _question(
        "caring",
        "Do you look after children, or somebody who is ill, disabled or old?",
        "Yes",
        "No",
        hint="Paid work does not count",
    ),
)


def cleaned(typed: Mapping[str, str]) -> dict[str, str]:
    """The answers among what was typed, by question; what is no option is left out."""
    return {each.key: typed[each.key] for each in QUESTIONS if typed.get(each.key) in each.options}
