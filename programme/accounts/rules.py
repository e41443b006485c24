"""PURE: what a password must be, and what an address looks like."""

from zxcvbn.frequency_lists import FREQUENCY_LISTS

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
COMMON = frozenset(FREQUENCY_LISTS["passwords"])


def fault_in_password(password: str, personal: tuple[str, ...] = ()) -> str | None:
    """What is wrong with a new password, in words; None if it will do.

    At least 12 characters, not among the common ones (also not one of them repeated), not the person's own name or
    address. `personal` holds those.
    """
    plain = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        return f"Use {SHORTEST_PASSWORD} characters or more"
    if len(password) > LONGEST_PASSWORD:
        return f"Use {LONGEST_PASSWORD} characters or fewer"
    if plain in COMMON or _is_repeated(plain):
        return "This password is too easy to guess. Three random words make a good one"
    bare, own = _letters(plain), [_letters(part) for part in personal]
    if any(len(part) > 3 and part in bare and len(bare) < 2 * len(part) for part in own):
        return "Use a password that does not contain your name or email address"
    return None


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _is_repeated(plain: str) -> bool:
    """Whether the password is one short or common piece over and over."""
    for size in range(1, len(plain) // 2 + 1):
        piece = plain[:size]
        if (piece * (len(plain) // size + 1))[: len(plain)] == plain:
            return size < 6 or piece in COMMON
    return False


def tidy_email(address: str) -> str:
    """The address as it is stored and compared: without white space around it, in small letters."""
    return address.strip().lower()
