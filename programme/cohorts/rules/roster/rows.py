"""PURE: the rows of a roster, each as a fellow or with what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from programme.cohorts.rules.roster.cells import date_in, is_address, on_one_line, profession_in, quoted
from programme.cohorts.rules.roster.columns import Columns, find_columns
from programme.core.tables.values import Fault, Table
from programme.organisations.rules import fault_in_ods_code, tidy_ods_code

MOST_FELLOWS = 5000
LONGEST = {"name": 200, "stage": 100, "employer": 200, "host": 200, "mentor": 200}
PROFESSIONS_LISTED = (
    "medicine, nursing, midwifery, pharmacy, dentistry, allied health, psychology, healthcare science, paramedicine, "
    "public health, social care, management or other"
)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """What a row says of a fellow. Nothing ("" or None) means: leave it as it is."""

    number: int
    email: str
    name: str
    profession: str = ""
    stage: str = ""
    employer: str = ""
    host: str = ""
    code: str = ""
    mentor: str = ""
    mentor_email: str = ""
    joined: date | None = None


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row of the file: what it says, and its faults."""

    row: RosterRow
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """A whole roster. With faults of its own, about header or size, it has no rows."""

    rows: tuple[ReadRow, ...]
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...]


def read_roster(table: Table) -> Roster:
    """The fellows that a table holds."""
    columns, faults = find_columns(table.header)
    if len(table.rows) > MOST_FELLOWS:
        faults = (*faults, Fault(None, None, f"A roster can hold {MOST_FELLOWS:,} fellows. Split the file."))
    if not table.rows:
        faults = (*faults, Fault(None, None, "The file has a header and no rows."))
    if faults:
        return Roster((), faults, columns.unknown)
    read = [_Reader(columns, number, cells).read() for number, cells in zip(table.numbers, table.rows, strict=True)]
    return Roster(tuple(_without_doubles(read, columns)), (), columns.unknown)


class _Reader:
    """Reads one row and keeps what is wrong with it."""

    def __init__(self, columns: Columns, number: int, cells: Sequence[str]) -> None:
        self.columns, self.number, self.cells = columns, number, cells
        self.faults: list[Fault] = []

    def read(self) -> ReadRow:
        row = RosterRow(
            self.number,
            self._email("email", needed=True),
            self._name(),
            self._profession(),
            self._text("stage"),
            self._text("employer"),
            self._text("host"),
            self._code(),
            self._text("mentor"),
            self._email("mentor_email", needed=False),
            self._joined(),
        )
        if row.mentor and not row.mentor_email:
            self._refuse("mentor", f"A mentor needs an email address. {quoted(row.mentor)} has none.")
        if row.mentor_email and row.mentor_email == row.email:
            self._refuse("mentor_email", f"A fellow cannot be their own mentor, as {quoted(row.email)} would be.")
        return ReadRow(row, tuple(self.faults))

    def _cell(self, field: str) -> str:
        place = self.columns.places.get(field)
        return "" if place is None else on_one_line(self.cells[place])

    def _refuse(self, field: str, message: str) -> None:
        self.faults.append(Fault(self.number, self.columns.title(field), message))

    def _text(self, field: str) -> str:
        text = self._cell(field)
        if len(text) > LONGEST[field]:
            self._refuse(field, f"{quoted(text)} is too long. This can hold {LONGEST[field]} characters.")
            return ""
        return text

    def _name(self) -> str:
        whole = self._cell("name") or " ".join(filter(None, (self._cell("first"), self._cell("last"))))
        field = "name" if "name" in self.columns.places else "first"
        if not whole:
            self._refuse(field, "The name is missing.")
        elif len(whole) > LONGEST["name"]:
            self._refuse(field, f"{quoted(whole)} is too long. A name can hold {LONGEST['name']} characters.")
        return whole

    def _email(self, field: str, *, needed: bool) -> str:
        text = self._cell(field).lower()
        if not text and needed:
            self._refuse(field, "The email address is missing.")
        elif text and not is_address(text):
            self._refuse(field, f"{quoted(text)} is no email address in the usual form, like name@example.org.")
        return text

    def _profession(self) -> str:
        found = profession_in(self._cell("profession"))
        if found is None:
            self._refuse(
                "profession", f"{quoted(self._cell('profession'))} is no known profession. Use {PROFESSIONS_LISTED}."
            )
        return found or ""

    def _code(self) -> str:
        code = tidy_ods_code(self._cell("code"))
        if fault_in_ods_code(code, "other"):
            self._refuse("code", f"{quoted(code)} is no ODS code. One has three to eight letters and digits.")
            return ""
        return code

    def _joined(self) -> date | None:
        text = self._cell("joined")
        found = date_in(text) if text else None
        if text and found is None:
            self._refuse("joined", f"{quoted(text)} is no date. Write it like 3/9/2026 or 2026-09-03.")
        return found


def _without_doubles(rows: Sequence[ReadRow], columns: Columns) -> list[ReadRow]:
    """Refuse every row whose address stands in an earlier one."""
    first: dict[str, int] = {}
    found = []
    for each in rows:
        number = first.setdefault(each.row.email, each.row.number) if each.row.email else each.row.number
        if number != each.row.number:
            said = f"Row {number} has {quoted(each.row.email)} already."
            double = Fault(each.row.number, columns.title("email"), said)
            each = ReadRow(each.row, (*each.faults, double))
        found.append(each)
    return found
