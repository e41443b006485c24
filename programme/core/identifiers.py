"""PURE: likely identifiers in a text. It points them out; it neither alters the text nor knows who reads it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from programme.core.letters import plain_with_places
from programme.core.names_in_text import names_in

EARLIEST_YEAR = 1900
YOUNGEST = 16  # years: a full date longer ago than this is more likely somebody's birth than an event


class Kind(StrEnum):
    """What a finding looks like."""

    NAME = "name"
    NHS_NUMBER = "NHS number"
    BIRTH = "date of birth"
    PHONE = "phone number"
    POSTCODE = "postcode"
    EMAIL = "email address"


@dataclass(frozen=True, slots=True)
class Finding:
    """One likely identifier: `excerpt` is text[start:end]."""

    kind: Kind
    excerpt: str
    start: int
    end: int


Span = tuple[int, int]

BETWEEN = r"[ .\-\u2010-\u2015]"
NHS_NUMBER = re.compile(rf"(?<!\d)\d(?:{BETWEEN}?\d){{9}}(?!\d)")
PHONE = re.compile(
    rf"(?<![\w+])(?:(?:\+|00)44{BETWEEN}?(?:\(0\){BETWEEN}?)?|\(?0)[1-35789]"
    r"(?:[ .()\-\u2010-\u2015]{0,2}\d){8,9}(?!\d)"
)
# One-letter areas are these eight; the last two letters of a postcode never are C, I, K, M, O or V.
POSTCODE = re.compile(
    r"(?<![a-z0-9])(?:gir {0,2}0aa|(?:[beglmnsw]|[a-z]{2})(?:[1-9][0-9]?|[0-9][a-z]|0) {0,2}[0-9][abd-hjlnp-uw-z]{2})"
    r"(?![a-z0-9])"
)
EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")

NEAR_BIRTH = re.compile(r"(?<!\w)(?:born|birthday|birth day|birthdate|birth date|date of birth|d\.? ?o\.? ?b)(?!\w)")
CHARACTERS_BEFORE, CHARACTERS_AFTER = 40, 20
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)(?![a-z])\.?"
)
DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
YEAR = r"'?(\d{4}|\d{2})(?!\d)"
IN_FIGURES = re.compile(r"(?<!\d)(\d{1,2}) ?([/. \-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})(?!\d)")
YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([/.\-])(\d{1,2})\2(\d{1,2})(?!\d)")
DAY_FIRST = re.compile(rf"(?<!\d){DAY}[ \-]{{0,2}}(?:of )?{MONTH}(?:[ ,\-]{{0,2}}{YEAR})?")
MONTH_FIRST = re.compile(rf"(?<![a-z]){MONTH} {{1,2}}{DAY}(?!\d)(?:,? {{0,2}}{YEAR})?")


def identifiers(text: str, *, names: Iterable[str], today: date) -> tuple[Finding, ...]:
    """The likely identifiers of `text`, in order and without overlaps.

    `names` are full names of people to look for. NHS numbers have a valid check digit (modulus 11). A date counts as
    one of birth near a word such as "born", or if it has a year from 1900 on and lies 16 years or more before `today`.
    """
    letters, places = plain_with_places(text)
    found = [Finding(Kind.NAME, text[start:end], start, end) for start, end in names_in(text, names)]
    for kind, look in _searches(today):
        for first, last in look(letters):
            start, end = places[first], places[last - 1] + 1
            found.append(Finding(kind, text[start:end], start, end))
    return tuple(_without_overlaps(found))


def _searches(today: date) -> tuple[tuple[Kind, Callable[[str], Iterator[Span]]], ...]:
    return (
        (Kind.EMAIL, lambda text: (each.span() for each in EMAIL.finditer(text))),
        (Kind.NHS_NUMBER, _nhs_numbers),
        (Kind.PHONE, lambda text: (each.span() for each in PHONE.finditer(text))),
        (Kind.BIRTH, lambda text: _births(text, today)),
        (Kind.POSTCODE, lambda text: (each.span() for each in POSTCODE.finditer(text))),
    )


def _without_overlaps(found: list[Finding]) -> Iterator[Finding]:
    """The findings in order; of two that overlap the one that starts first, and of those the longer."""
    end = 0
    for each in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if each.start >= end:
            yield each
            end = each.end


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits end in their check digit: 11 less the sum weighted 10 to 2, modulo 11; 11 counts as 0.

    Source: NHS Data Dictionary, NHS number.
    """
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True)) % 11
    return (11 - rest) % 11 == int(digits[9])


def _nhs_numbers(text: str) -> Iterator[Span]:
    for found in NHS_NUMBER.finditer(text):
        if is_nhs_number(re.sub(r"\D", "", found.group())):
            yield found.span()


def _births(text: str, today: date) -> Iterator[Span]:
    for start, end, days in _dates(text):
        near = text[max(0, start - CHARACTERS_BEFORE) : end + CHARACTERS_AFTER]
        if NEAR_BIRTH.search(near) or any(_is_long_ago(day, today) for day in days):
            yield start, end


def _is_long_ago(day: date, today: date) -> bool:
    years = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    return day.year >= EARLIEST_YEAR and years >= YOUNGEST


def _dates(text: str) -> Iterator[tuple[int, int, list[date]]]:
    """Where dates stand, with what each can mean when its year has four digits; none when it has fewer."""
    for found in IN_FIGURES.finditer(text):
        one, other, year = int(found[1]), int(found[3]), found[4]
        can_be = _real(2000, other, one) + _real(2000, one, other)  # as written here, and as written in America
        if can_be:
            yield *found.span(), _real(int(year), other, one) + _real(int(year), one, other) if len(year) == 4 else []
    for found in YEAR_FIRST.finditer(text):
        if days := _real(int(found[1]), int(found[3]), int(found[4])):
            yield *found.span(), days
    for pattern, day_at, month_at in ((DAY_FIRST, 1, 2), (MONTH_FIRST, 2, 1)):
        for found in pattern.finditer(text):
            month, day, year = MONTHS.index(found[month_at][:3]) + 1, int(found[day_at]), found[3] or ""
            if _real(2000, month, day):
                yield *found.span(), _real(int(year), month, day) if len(year) == 4 else []


def _real(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []
