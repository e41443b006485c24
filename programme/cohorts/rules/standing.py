"""PURE: where a fellow stands, from invitation to leaving."""

from enum import StrEnum


class Standing(StrEnum):
    """Where a fellow stands, in the order in which a year goes."""

    NOT_INVITED = "not invited"
    PROPOSED = "proposed"
    INVITED = "invited"
    HERE = "here"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"


class Need(StrEnum):
    """What is missing for a fellow who has not left."""

    HOST = "host"
    MENTOR = "mentor"
    SIGN_IN = "sign-in"


def standing(leaving: str | None, *, has_role: bool, is_proposed: bool, has_signed_in: bool) -> Standing:
    """Where a fellow stands; `leaving` is how they left, if they did.

    Whether somebody has signed in is said only of those who hold the role: before, their account is no concern of the
    cohort's.
    """
    if leaving is not None:
        return Standing(leaving)
    if has_role:
        return Standing.HERE if has_signed_in else Standing.INVITED
    return Standing.PROPOSED if is_proposed else Standing.NOT_INVITED
