"""PURE: what a roster would change in a cohort, row by row: create, change, leave unchanged, refuse."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from programme.cohorts.rules.roster.cells import quoted
from programme.cohorts.rules.roster.namesakes import addresses_by_name, namesakes
from programme.cohorts.rules.roster.rows import ReadRow, Roster, RosterRow
from programme.cohorts.rules.states import fault_in_joining
from programme.core.tables.values import Fault
from programme.organisations.rules import bare_name, same_in_other_words


class Kind(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    CHANGE = "change"
    UNCHANGED = "unchanged"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Host:
    """An organisation of the programme."""

    id: uuid.UUID
    name: str
    code: str


@dataclass(frozen=True, slots=True)
class Here:
    """A fellow who is in the cohort already. `mentors` are addresses; a name can change until they have signed in."""

    id: uuid.UUID
    name: str
    is_renamable: bool
    profession: str
    stage: str
    employer: str
    host_id: uuid.UUID | None
    host: str
    joined: date
    left_on: date | None
    mentors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class State:
    """What is there before: the cohort's days, its fellows by address, the programme's organisations, who uploads.

    `people` are the full names of all who are known in the programme, by address.
    """

    starts_on: date
    ends_on: date
    fellows: Mapping[str, Here]
    hosts: Sequence[Host]
    uploader: str
    people: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that would change, in words; `before` is empty where there was none."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What becomes of a row. `host_id` is a host who is here; `new_host` the name of one to add.

    `warnings` say, in sentences, what may be a mistake; they keep nothing out.
    """

    row: RosterRow
    kind: Kind
    fellow_id: uuid.UUID | None = None
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()
    host_id: uuid.UUID | None = None
    new_host: str = ""
    takes_name: bool = False
    takes_mentor: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A roster's whole plan. `new_hosts` are the organisations to add: ODS codes by name."""

    rows: tuple[PlannedRow, ...]
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...]
    new_hosts: Mapping[str, str] = field(default_factory=dict)

    def count(self, kind: Kind) -> int:
        """How many rows are of a kind."""
        return sum(row.kind is kind for row in self.rows)

    @property
    def warned(self) -> int:
        """How many rows may hold a mistake."""
        return sum(bool(row.warnings) for row in self.rows)

    @property
    def has_work(self) -> bool:
        """Whether anything would be written, and nothing refused."""
        return not self.faults and not self.count(Kind.REFUSE) and self.count(Kind.UNCHANGED) < len(self.rows)


def plan(roster: Roster, state: State, words: Mapping[str, str]) -> Plan:
    """What `roster` would change where `state` holds; `words` are professions as pages write them."""
    planner = _Planner(state, words)
    rows = tuple(planner.planned(each) for each in roster.rows)
    return Plan(rows, roster.faults, roster.unknown, dict(planner.new_hosts.values()))


class _Planner:
    def __init__(self, state: State, words: Mapping[str, str]) -> None:
        self.state, self.words = state, words
        self.by_code = {host.code: host for host in state.hosts if host.code}
        self.by_name: dict[str, list[Host]] = {}
        for host in state.hosts:
            self.by_name.setdefault(host.name.casefold(), []).append(host)
        self.new_hosts: dict[str, tuple[str, str]] = {}
        self.bare = {bare_name(host.name): host.name for host in state.hosts}
        self.like: dict[str, str | None] = {}
        self.names = addresses_by_name(state.people)

    def planned(self, read: ReadRow) -> PlannedRow:
        row, here = read.row, self.state.fellows.get(read.row.email)
        host, new_host, fault = self._host(row, here) if not read.faults else (None, "", None)
        faults = [*read.faults, *filter(None, (fault, self._joining(row, here), self._mentor(row, here)))]
        if faults:
            return PlannedRow(row, Kind.REFUSE, faults=tuple(faults))
        host_id = host.id if host else None
        if here is None:
            changes = self._facts(row, Here(uuid.UUID(int=0), "", False, "", "", "", None, "", date.min, None), host)
            named = bool(row.mentor_email)
            said = self._warnings(row, new_host, takes_mentor=named)
            return PlannedRow(row, Kind.CREATE, None, changes, (), host_id, new_host, False, named, said)
        changes = self._facts(row, here, host)
        takes_name = here.is_renamable and row.name != here.name
        if takes_name:
            changes = (Change("Name", here.name, row.name), *changes)
        kind = Kind.CHANGE if changes else Kind.UNCHANGED
        takes_mentor = bool(row.mentor_email) and row.mentor_email not in here.mentors
        said = self._warnings(row, new_host, takes_mentor=takes_mentor)
        return PlannedRow(row, kind, here.id, changes, (), host_id, new_host, takes_name, takes_mentor, said)

    def _warnings(self, row: RosterRow, new_host: str, *, takes_mentor: bool) -> tuple[str, ...]:
        """What of a row may be a mistake: a person, or an organisation, who is here in another form."""
        said = []
        if takes_mentor and row.mentor_email not in self.state.people:  # who is elsewhere alone is not told of
            here = namesakes(row.mentor, self.names)
            said += [f"Adds a person. Somebody of this name is here as {' and '.join(here)}."] if here else []
        if new_host:
            if new_host not in self.like:
                self.like[new_host] = same_in_other_words(new_host, self.bare)
            like = self.like[new_host]
            said += [f"Adds organisation {new_host}. Is it {like}, which is here already?"] if like else []
        return tuple(said)

    def _facts(self, row: RosterRow, here: Here, host: Host | None) -> tuple[Change, ...]:
        changes = []
        if row.profession and row.profession != here.profession:
            before = self.words.get(here.profession, "") if here.profession not in ("", "unknown") else ""
            changes.append(Change("Profession", before, self.words[row.profession]))
        for what, before, after in (
            ("Career stage", here.stage, row.stage), ("Employer", here.employer, row.employer),
        ):  # fmt: skip
            if after and after != before:
                changes.append(Change(what, before, after))
        if (row.host or row.code) and (host is None or host.id != here.host_id):
            changes.append(Change("Host", here.host, host.name if host else f"{row.host} (adds this organisation)"))
        if row.joined and row.joined != here.joined:
            before = "" if here.joined == date.min else _words(here.joined)
            changes.append(Change("Joined on", before, _words(row.joined)))
        if row.mentor_email and row.mentor_email not in here.mentors:
            changes.append(Change("Mentor", "", f"{row.mentor or row.mentor_email} (proposed)"))
        return tuple(changes)

    def _host(self, row: RosterRow, here: Here | None) -> tuple[Host | None, str, Fault | None]:
        """The host who is here, or the name of one to add, or why neither can be."""
        if not row.host and not row.code:
            return None, "", None
        named = self.by_name.get(row.host.casefold(), []) if row.host else []
        if len(named) > 1 and here is not None:
            named = [host for host in named if host.id == here.host_id] or named
        coded = next((host for host in named if row.code and host.code == row.code), self.by_code.get(row.code))
        if coded is not None:
            if row.host and coded not in named:
                return None, "", Fault(row.number, "Host", f"ODS code {row.code} is {coded.name}'s. Mend name or code.")
            return coded, "", None
        if len(named) > 1:
            return (
                None,
                "",
                Fault(row.number, "Host", f"Several organisations are called {quoted(row.host)}. Add the ODS code."),
            )
        if named:
            if row.code and named[0].code:
                message = f"{named[0].name} has the ODS code {named[0].code} here. Mend name or code."
                return None, "", Fault(row.number, "Host", message)
            return named[0], "", None
        if not row.host:
            return (
                None,
                "",
                Fault(row.number, "Host", f"No organisation has the ODS code {row.code} yet. Add its name."),
            )
        return self._new_host(row)

    def _new_host(self, row: RosterRow) -> tuple[None, str, Fault | None]:
        name, code = self.new_hosts.get(row.host.casefold(), (row.host, row.code))
        other = next((each for each, known in self.new_hosts.values() if row.code and known == row.code), name)
        if (row.code and code and row.code != code) or other != name:
            message = f"Another row has {quoted(f'{row.host} {row.code}'.strip())} with another name or ODS code."
            return None, "", Fault(row.number, "Host", message)
        self.new_hosts[row.host.casefold()] = (name, code or row.code)
        return None, name, None

    def _joining(self, row: RosterRow, here: Here | None) -> Fault | None:
        if row.joined is None or (here is not None and row.joined == here.joined):
            return None
        fault = fault_in_joining(row.joined, self.state.starts_on, self.state.ends_on)
        if fault is None and here is not None and here.left_on is not None and row.joined > here.left_on:
            fault = f"The fellow left on {_words(here.left_on)}, before this day"
        return Fault(row.number, "Joined", f"{_words(row.joined)} will not do. {fault}.") if fault else None

    def _mentor(self, row: RosterRow, here: Here | None) -> Fault | None:
        if not row.mentor_email or (here is not None and row.mentor_email in here.mentors):
            return None
        if row.mentor_email == self.state.uploader:
            return Fault(
                row.number,
                "Mentor",
                f"You cannot name yourself ({row.mentor_email}). Ask somebody else who runs the programme.",
            )
        if here is not None and here.mentors:
            return Fault(
                row.number,
                "Mentor",
                f"The fellow has another mentor than {row.mentor_email}. End that on the fellow's page first.",
            )
        if here is not None and here.left_on is not None:
            return Fault(
                row.number, "Mentor", f"The fellow has left. {quoted(row.mentor or row.mentor_email)} cannot be named."
            )
        if not row.mentor:
            return Fault(row.number, "Mentor", f"Add the mentor's name beside {row.mentor_email}.")
        return None


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
