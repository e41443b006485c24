"""PURE: which column of a roster holds what, by the many names that its header may bear."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from programme.core.tables.values import Fault

# What a roster can hold, and the names by which its columns are known, written as `plain` writes them.
NAMES: Mapping[str, tuple[str, ...]] = {
    "name": ("full name", "name", "fellow", "fellow name", "fellows name", "participant", "participant name"),
    "first": ("first name", "first names", "forename", "forenames", "given name", "given names"),
    "last": ("last name", "surname", "family name", "second name"),
    "email": ("email", "e mail", "email address", "e mail address", "mail", "work email", "nhs email", "contact email"),
    "profession": ("profession", "professional background", "professional group", "discipline", "background"),
    "stage": ("career stage", "grade", "band", "grade band", "stage", "level", "training grade", "stage of training"),
    "employer": ("employer", "employing organisation", "employed by", "employing trust"),
    "host": ("host", "host organisation", "host organization", "host trust", "placement", "host name", "organisation"),
    "code": ("host ods code", "ods code", "ods", "host ods", "host code", "organisation code"),
    "mentor": ("mentor name", "mentor", "mentors name", "name of mentor", "mentor full name"),
    "mentor_email": ("mentor email", "mentor e mail", "mentor email address", "mentor e mail address", "mentors email"),
    "joined": ("joined", "joined on", "start date", "started", "started on", "date joined", "joining date", "start"),
}
# Columns of our own export that say what the software knows by itself.
PASSED_OVER = frozenset({"state", "left on"})
BY_NAME = {name: field for field, names in NAMES.items() for name in names}


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each thing stands in a row, by its field; and the columns that are not known, as the file calls them."""

    places: Mapping[str, int]
    header: tuple[str, ...]
    unknown: tuple[str, ...]

    def title(self, field: str) -> str | None:
        """What the file calls the column of a field; None if it has none."""
        return self.header[self.places[field]] if field in self.places else None


def plain(name: str) -> str:
    """A header's name without case, accents of width, hyphens, underscores, marks and doubled spaces."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("'", "").replace("’", "")
    return " ".join(re.sub(r"[\W_]+", " ", folded).split())


def find_columns(header: Sequence[str]) -> tuple[Columns, tuple[Fault, ...]]:
    """Which column holds what, and what is wrong with the header as a whole."""
    places: dict[str, int] = {}
    unknown, faults = [], []
    for place, title in enumerate(header):
        field = BY_NAME.get(plain(title))
        if field is None:
            if plain(title) not in PASSED_OVER:
                unknown.append(title)
        elif field in places:
            faults.append(Fault(1, title, f"“{header[places[field]]}” says the same. Keep one of the two."))
        else:
            places[field] = place
    if "email" not in places:
        faults.append(Fault(1, None, "No column holds email addresses. Name one “Email”."))
    if "name" not in places and not {"first", "last"} <= set(places):
        faults.append(
            Fault(1, None, "No column holds names. Name one “Full name”, or two “First name” and “Last name”.")
        )
    return Columns(places, tuple(header), tuple(unknown)), tuple(faults)
