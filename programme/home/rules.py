"""PURE: when a wave's response needs somebody, and how soon is soon."""

from datetime import date, timedelta

SOON = timedelta(days=7)
ENOUGH = 0.8
"""A wave with this share of answers needs nobody."""
ADDRESS_AHEAD = timedelta(days=90)
"""So long before a year ends its fellows are asked for an address of their own."""
NEW_FOR = timedelta(days=30)


def needs_answers(answered: int, asked: int, closes_on: date, today: date) -> bool:
    """Whether a wave closes within a week and fewer than 80% of those asked have answered."""
    return asked > 0 and answered / asked < ENOUGH and today <= closes_on <= today + SOON


def is_soon(day: date, today: date) -> bool:
    """Whether a day is today or within a week."""
    return today <= day <= today + SOON


def is_new(day: date, today: date) -> bool:
    """Whether something that happened on a day is still worth telling."""
    return today - NEW_FOR <= day <= today


def wants_own_address(ends_on: date, today: date, has_one: bool) -> bool:
    """Whether a fellow is asked for an address that stays theirs: from 90 days before the year ends."""
    return not has_one and ends_on - ADDRESS_AHEAD <= today
