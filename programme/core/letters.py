"""PURE: letters that can be kept and shown, and plain small ones to compare what people type with what is stored."""

import unicodedata

APOSTROPHES = "'\u2018\u2019\u02bc\u02b9`\u00b4\u2032\uff07"
# Letters that no accent explains.
SPELT = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}

JOINERS = "\u200c\u200d"  # they belong to the spelling of some names


def can_be_kept(letter: str) -> bool:
    """Whether each database, a page and a workbook can hold a character.

    They cannot hold control characters other than tab and line break, halves of characters, and the code points that
    Unicode has set aside for no character ever.
    """
    code = ord(letter)
    is_set_aside = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return letter in "\n\t" or not (is_set_aside or unicodedata.category(letter) in ("Cc", "Cs"))


def on_one_line(text: str) -> str:
    """The text with single spaces and nothing that cannot be seen, but for the joiners that some names need."""
    seen = "".join(each if each.isprintable() or each in JOINERS else " " for each in text)
    return " ".join(seen.split())


def plain(text: str) -> str:
    """The text in small letters, without accents, with one kind of apostrophe."""
    return plain_with_places(text)[0]


def plain_with_places(text: str) -> tuple[str, list[int]]:
    """As `plain`, with the place in `text` that each letter of the result came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for each in _plain_letter(letter):
            letters.append(each)
            places.append(place)
    return "".join(letters), places


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return "'" if letter == "`" else letter.lower()
    if letter in APOSTROPHES:
        return "'"
    parts = (each for each in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(each))
    return "".join(SPELT.get(each, each) for each in "".join(parts).casefold())
