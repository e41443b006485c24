"""Filling in forms as nobody should: the fields that a page shows, and values of every kind for them."""

from dataclasses import dataclass, field
from typing import TypeAlias
from xml.etree.ElementTree import Element

import html5lib
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

Filled: TypeAlias = dict[str, list[bytes]]
BOXES_OF_A_DAY = 3
CHOICES = ("select", "radio", "checkbox", "button", "submit")
# What has broken forms elsewhere: nothing, control characters, directions, halves, numbers, markup, addresses.
NASTY = (
    "", " ", "\0", "a\0b", "\x7f\x1b", "\u202eabc\u202c", "\ud800", "\ufffe", "\u2028", "\ufeff", "A\u0301" * 100,
    "👩\u200d⚕️" * 30, "x" * 201, "x" * 5000, "9" * 5000, "1e999", "-1", "0", "nan", "inf", "-1e308", "٣", "²", "1_000",
    "0x10", "7, 14, 21", "7,7", "' OR 1=1 --", "<script>", "{{7*7}}", "%s%n", "/../", "a@b", "ünï@exämple.org",
    '"a b"@example.org', "a" * 300 + "@example.org", "a@[127.0.0.1]", "a@example.org\nBcc: b@example.org",
    "a@xn--a.org", "00000000-0000-0000-0000-000000000000", "T0", "T9", "{scale}_t{wave}", "{scale}{wave}", "y", "later",
)  # fmt: skip
DAYS = (
    ["0", "0", "0000"], ["99", "99", "9999"], ["31", "12", "9999"], ["1", "1", "0001"], ["29", "2", "2023"],
    ["1", "1", "1"], ["٣", "٩", "٢٠٢٦"], ["", "", ""], ["1"], ["1", "2", "3", "4"], ["0001-01-01"], ["9999-12-31"],
    ["1", "1", "2024"], ["30", "12", "2027"], ["x" * 1000, "1", "1"], ["1", "\0", "2026"],
)  # fmt: skip


@dataclass
class Shown:
    """A field as a page shows it: its kind, and its values or what can be chosen."""

    kind: str
    values: list[str] = field(default_factory=list)

    @property
    def is_day(self) -> bool:
        """Whether it is a day in three boxes."""
        return self.kind == "text" and len(self.values) == BOXES_OF_A_DAY


def fields_of(html: str) -> dict[str, Shown]:
    """The fields of all forms of a page that are sent, by name; without the token."""
    root = html5lib.HTMLParser(namespaceHTMLElements=False).parse(html)
    found: dict[str, Shown] = {}
    for form in next(root.iter("main"), root).iter("form"):
        if form.get("method", "get").lower() == "post":
            for element in form.iter():
                name = element.get("name")
                if name and name != "csrf_token":
                    kind, values = _read(element)
                    found.setdefault(name, Shown(kind)).values += values
    return found


def _read(element: Element) -> tuple[str, list[str]]:
    if element.tag == "select":
        return "select", [option.get("value", "") for option in element.iter("option")]
    if element.tag == "textarea":
        return "textarea", ["".join(element.itertext())]
    return element.get("type", "text" if element.tag == "input" else "button"), [element.get("value", "")]


def filled(fields: dict[str, Shown]) -> SearchStrategy[Filled]:
    """Ways to fill in the fields: most of them as they are shown, some oddly, some twice, some left out."""
    return st.fixed_dictionaries({}, optional={name: _values(each) for name, each in fields.items()})


def _values(shown: Shown) -> SearchStrategy[list[bytes]]:
    odd = st.lists(st.sampled_from(NASTY) | st.text(st.characters(codec=None), max_size=30), min_size=1, max_size=2)
    if shown.is_day:
        return (st.sampled_from(DAYS) | odd).map(_encoded)
    if shown.kind in CHOICES:
        offered = st.lists(st.sampled_from(shown.values), min_size=1, max_size=3) if shown.values else odd
        return (offered | offered | odd).map(_encoded)
    return (st.just(shown.values) | odd | odd).map(_encoded)


def _encoded(values: list[str]) -> list[bytes]:
    return [value.encode("utf-8", "surrogatepass") for value in values]
