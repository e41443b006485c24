"""Who opens what: every URL, method and person, written by hand from the privacy table, area by area.

One letter a person, in the order of PEOPLE and with a gap between the groups of people:

    o  opens: the page; of a form that was sent, the form again with what is wrong, and nothing is stored
    g  goes on to another page; of a form that was sent: it is done
    b  goes back with words that say why it cannot be, and nothing is stored
    k  kept: what the page sent by itself is stored
    c  closed: the answers come too late, and nothing is stored
    s  to the sign-in page
    f  no such page for this role (403)
    n  no such record for this person (404), whether or not it exists for others

What is sent stands behind each table. What is done changes the scene for the lines below it, so what ends something
comes last.
"""

from dataclasses import dataclass

from tests.support.who_opens_what import answering, door, fellows, own, people, programmes, reports, surveys

# The groups of the tables' columns, in order.
GROUPS = (
    ("signed out",),
    ("administrator",),
    ("director", "coordinator"),
    ("far_director", "far_coordinator", "far_fellow"),  # of another programme
    ("sponsor", "idle", "funder"),  # of the fellows' host, of an organisation without any, of the whole programme
    ("nobody", "ended", "proposed"),  # without a role, a director whose role has ended, proposed as a fellow
    ("fellow", "other", "withdrawn", "alumna"),  # the survey's is `fellow`; `other` has answered it
    ("mentor", "named"),  # whom the fellow has accepted, and who waits for that
)
PEOPLE = tuple(who for group in GROUPS for who in group)
CODES = {"o": "200", "g": "go", "b": "back", "k": "kept", "c": "409", "s": "in", "f": "403", "n": "404"}
AREAS = (door, programmes, people, fellows, surveys, own, answering, reports)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what is asked, what is sent with it, and what each person finds, in the order of PEOPLE."""

    method: str
    address: str
    sent: str
    found: tuple[str, ...]

    @property
    def is_for_all(self) -> bool:
        """Whether everybody finds the same, signed in or not."""
        return len(set(self.found)) == 1


def lines() -> list[Line]:
    """The whole table: what is read before what is sent, and what ends something last."""
    read = [Line("GET", address, "", found) for area in AREAS for address, found in _rows(area.READING)]
    sent = [
        Line("POST", address, area.SENT.get(address, ""), found)
        for name, areas in (("SENDING", AREAS), ("ENDING", AREAS[::-1]))
        for area in areas
        for address, found in _rows(getattr(area, name, ""))
    ]
    return read + sent


def _rows(table: str) -> list[tuple[str, tuple[str, ...]]]:
    """The addresses of a table, each with its codes.

    Raises:
        ValueError: a line's groups are not those of PEOPLE.
    """
    found = []
    for address, *cells in (line.split() for line in table.splitlines() if line):
        if [len(cell) for cell in cells] != [len(group) for group in GROUPS]:
            raise ValueError(f"{address} does not say something about each of {GROUPS}")
        found.append((address, tuple(CODES[letter] for cell in cells for letter in cell)))
    return found
