"""PURE: what a code of the Organisation Data Service (ODS) looks like. Whether one is in use, only the register knows.

Source: NHS England, "ODS codes" (data model and code formats of the Organisation Data Service).
"""

import re

ANY = re.compile(r"[A-Z0-9]{3,8}")
# By kind of organisation: what its code looks like, and how to say so.
FORMS = {
    "practice": (re.compile(r"[A-Z][0-9]{5}"), "a letter and five digits, like A81001"),
    "network": (re.compile(r"U[0-9]{5}"), "U and five digits, like U12345"),
    "trust": (re.compile(r"[A-Z][A-Z0-9]{2}(?:[A-Z0-9]{2})?"), "three characters, like RJ1, or five for a site"),
    "system": (re.compile(r"Q[A-Z0-9]{2}"), "Q and two characters, like QKK"),
}


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
