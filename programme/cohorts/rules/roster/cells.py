"""PURE: what one cell of a roster says: a date, a profession, a name, an address."""

import re
from collections.abc import Mapping
from datetime import date

from email_validator import EmailNotValidError, validate_email

from programme.cohorts.rules.roster.columns import plain
from programme.core.letters import on_one_line as on_one_line

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
BRITISH = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
WRITTEN = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]+([a-z]+)\.?,?[ \-]+(\d{4}|\d{2})")

# Each profession with the names by which rosters know it, written as `plain` writes them.
PROFESSIONS: Mapping[str, tuple[str, ...]] = {
    "medicine": ("medicine", "medical", "doctor", "doctors", "dr", "medic", "physician", "gp", "general practitioner",
                 "general practice", "surgeon", "surgery", "consultant", "registrar", "psychiatrist", "psychiatry",
                 "paediatrician", "paediatrics", "anaesthetist", "anaesthetics", "medical doctor"),
    "nursing": ("nursing", "nurse", "rgn", "rmn", "registered nurse", "health visitor", "practice nurse",
                "community nurse", "mental health nurse"),
    "midwifery": ("midwifery", "midwife"),
    "pharmacy": ("pharmacy", "pharmacist", "pharmacy technician"),
    "dentistry": ("dentistry", "dentist", "dental", "dental surgeon"),
    "allied health": ("allied health", "allied health professions", "allied health profession",
                      "allied health professional", "ahp", "physio", "physiotherapist", "physiotherapy",
                      "occupational therapist", "occupational therapy", "ot", "dietitian", "dietician", "dietetics",
                      "radiographer", "radiography", "speech and language therapist", "speech and language therapy",
                      "slt", "podiatrist", "podiatry", "orthoptist", "prosthetist", "art therapist"),
    "psychology": ("psychology", "psychologist", "clinical psychologist", "clinical psychology"),
    "healthcare science": ("healthcare science", "healthcare scientist", "clinical scientist", "biomedical scientist"),
    "paramedicine": ("paramedicine", "paramedic"),
    "public health": ("public health", "public health specialist", "public health consultant"),
    "social care": ("social care", "social worker", "social work"),
    "management": ("management", "manager", "managers", "general manager", "nhs manager", "administration"),
    "other": ("other",),
}  # fmt: skip
BY_NAME = {name: profession for profession, names in PROFESSIONS.items() for name in names}
LONGEST_QUOTED = 60
NOT_SAID = ("", "not known", "unknown")


def date_in(text: str) -> date | None:
    """The day that a cell names, day before month: 3/9/2026, 03.09.26, 3 Sep 2026, 3rd September 2026, 2026-09-03.

    Two digits of a year lie in this century. None for what is no day, or none that ever was.
    """
    found = ISO.fullmatch(text)
    if found:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = BRITISH.fullmatch(text)
    if found:
        return _day(_year(found[3]), int(found[2]), int(found[1]))
    found = WRITTEN.fullmatch(text.casefold())
    month = _month(found[2]) if found else 0
    return _day(_year(found[3]), month, int(found[1])) if found and month else None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _month(name: str) -> int:
    short = "sep" if name == "sept" else name
    return next((place for place, month in enumerate(MONTHS, 1) if short in (month, month[:3])), 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def profession_in(text: str) -> str | None:
    """The profession that a cell names; nothing for a cell that says it is not known; None for an unknown word."""
    known = plain(text)
    return "" if known in NOT_SAID else BY_NAME.get(known)


def quoted(text: str) -> str:
    """What a cell holds, in quotation marks, shortened to 60 characters: for messages about it."""
    return f"“{text if len(text) <= LONGEST_QUOTED else text[: LONGEST_QUOTED - 1] + '…'}”"


def is_address(text: str) -> bool:
    """Whether mail could be sent there."""
    if len(text) > 254:
        return False
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True
