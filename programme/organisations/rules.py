"""PURE: what a code of the Organisation Data Service (ODS) looks like, and which names may mean one organisation.

Whether a code is in use, only the register knows.

Source: NHS England, "ODS codes" (data model and code formats of the Organisation Data Service).
"""

import re
from collections.abc import Mapping

ANY = re.compile(r"[A-Z0-9]{3,8}")
# By kind of organisation: what its code looks like, and how to say so.
FORMS = {
    "practice": (re.compile(r"[A-Z][0-9]{5}"), "a letter and five digits, like A81001"),
    "network": (re.compile(r"U[0-9]{5}"), "U and five digits, like U12345"),
    "trust": (re.compile(r"[A-Z][A-Z0-9]{2}(?:[A-Z0-9]{2})?"), "three characters, like RJ1, or five for a site"),
    "system": (re.compile(r"Q[A-Z0-9]{2}"), "Q and two characters, like QKK"),
}
# What names are written with in short, and what says nothing about which organisation it is.
EXPANDED = {"pcn": "primary care network", "univ": "university", "&": "and"}
DROPPED = frozenset({"nhs", "trust", "foundation", "the"})


def bare_name(name: str) -> str:
    """The words of a name by which two are compared: small letters, no punctuation, short forms written out."""
    plain = re.sub(r"[^\w&]+", " ", re.sub("['’.]", "", name.casefold()).replace("&", " & "))
    words = (EXPANDED.get(word, word) for word in plain.split())
    return " ".join(word for word in words if word not in DROPPED)


def same_in_other_words(name: str, known: Mapping[str, str]) -> str | None:
    """Which of the `known` names, by their bare form, may mean the same as `name`; None if none does.

    Either they have the same bare form, or the words of one stand within the other; then the one nearest in length.
    """
    bare = bare_name(name)
    if not bare:
        return None
    if bare in known:
        return known[bare]
    near = [each for each in known if each and (f" {each} " in f" {bare} " or f" {bare} " in f" {each} ")]
    return known[min(near, key=lambda each: (abs(len(each) - len(bare)), each))] if near else None


def tidy_ods_code(typed: str) -> str:
    """The code as it is stored and compared: in capitals, without spaces."""
    return "".join(typed.split()).upper()


def fault_in_ods_code(code: str, kind: str) -> str | None:
    """What is wrong with a tidy code for an organisation of this kind; None if its form will do, or there is none."""
    if not code:
        return None
    form, words = FORMS.get(kind, (ANY, "three to eight letters and digits"))
    if form.fullmatch(code):
        return None
    return f"The ODS code of such an organisation has {words}"


def kind_by_code(code: str) -> str:
    """The kind of organisation that a tidy code speaks of: "other" where it says nothing."""
    for kind in ("network", "practice", "system"):
        if FORMS[kind][0].fullmatch(code):
            return kind
    return "trust" if len(code) == 3 and code[:1] in ("R", "T") else "other"
