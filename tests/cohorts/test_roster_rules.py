from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programme.cohorts.models import Profession
from programme.cohorts.presenters import EXPORT_HEADER, PROFESSIONS
from programme.cohorts.rules.roster.cells import PROFESSIONS as KNOWN
from programme.cohorts.rules.roster.cells import date_in, on_one_line, profession_in
from programme.cohorts.rules.roster.columns import NAMES, find_columns, plain
from programme.cohorts.rules.roster.planning import Here, Host, Kind, Plan, State, plan
from programme.cohorts.rules.roster.rows import MOST_FELLOWS, read_roster
from programme.core.tables.values import Table
from tests.support.world import END, START

UUIDS = [UUID(int=number) for number in range(1, 6)]
WORDS = {each.value: said for each, said in PROFESSIONS.items()}
HEADER = ("Full name", "Email", "Profession", "Host", "ODS code", "Mentor name", "Mentor email", "Joined")


def table(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Table:
    padded = tuple(row + ("",) * (len(header) - len(row)) for row in rows)
    return Table(header, padded, tuple(range(2, len(rows) + 2)))


def planned(given_table: Table, **there: object) -> Plan:
    facts: dict[str, object] = {"fellows": {}, "hosts": (), "uploader": "me@example.org", **there}
    return plan(read_roster(given_table), State(START, END, **facts), WORDS)  # type: ignore[arg-type]


def here(**facts: object) -> Here:
    known: dict[str, object] = {"id": UUIDS[0], "name": "Ada Osei", "is_renamable": True, "profession": "unknown",
                                "stage": "", "employer": "", "host_id": None, "host": "", "joined": START,
                                "left_on": None}  # fmt: skip
    return Here(**{**known, **facts})  # type: ignore[arg-type]


def faults(result: Plan) -> list[str]:
    return [fault.message for row in result.rows for fault in row.faults]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/9/2026", date(2026, 9, 3)),
        ("03.09.26", date(2026, 9, 3)),
        ("03-09-2026", date(2026, 9, 3)),
        ("3 Sep 2026", date(2026, 9, 3)),
        ("3 Sept 2026", date(2026, 9, 3)),
        ("3rd September 2026", date(2026, 9, 3)),
        ("3-Sep-26", date(2026, 9, 3)),
        ("2026-09-03", date(2026, 9, 3)),
        ("2026-09-03 00:00:00", date(2026, 9, 3)),
        ("29/2/2028", date(2028, 2, 29)),
        ("29/2/2026", None),
        ("31/9/2026", None),
        ("9/13/2026", None),
        ("2026-13-01", None),
        ("3 Septembre 2026", None),
        ("September 2026", None),
        ("46268", None),
        ("soon", None),
        ("0/0/0000", None),
    ],
)
def test_a_date_is_read_day_first_and_an_impossible_one_is_none(text: str, day: date | None) -> None:
    assert date_in(text) == day


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_way_to_write_a_day_names_that_day(day: date) -> None:
    ways = (day.isoformat(), f"{day.day}/{day.month}/{day.year}", f"{day:%d.%m.%y}", f"{day.day} {day:%b} {day.year}",
            f"{day.day} {day:%B} {day.year}")  # fmt: skip
    assert {date_in(way) for way in ways} == {day}


@pytest.mark.parametrize(
    ("text", "profession"),
    [("Doctor", "medicine"), ("physio", "allied health"), ("AHP", "allied health"), ("Social-Worker", "social care"),
     ("GP", "medicine"), ("not known", ""), ("wizard", None)],
)  # fmt: skip
def test_a_profession_goes_by_many_names(text: str, profession: str | None) -> None:
    assert profession_in(text) == profession


def test_every_profession_is_known_by_its_own_words_and_by_the_words_of_pages() -> None:
    for each, words in PROFESSIONS.items():
        assert profession_in(words) == ("" if each is Profession.UNKNOWN else each.value)
    assert set(KNOWN) == {each.value for each in Profession} - {"unknown"}


@pytest.mark.parametrize(
    "header",
    [("Full name", "Email"), ("NAME", "e-mail"), ("First name", "Last name", "E-mail address"),
     ("forename", "SURNAME", "email_address"), ("Fellow's name", " Email ")],
)  # fmt: skip
def test_a_column_is_known_by_many_names(header: tuple[str, ...]) -> None:
    columns, wrong = find_columns(header)
    assert (wrong, columns.unknown) == ((), ())


def test_no_name_of_a_column_stands_for_two_things_and_each_is_written_plainly() -> None:
    names = [name for each in NAMES.values() for name in each]
    assert len(names) == len(set(names))
    assert [name for name in names if plain(name) != name] == []


def test_columns_that_are_not_known_are_named_and_those_of_the_own_export_are() -> None:
    assert find_columns((*EXPORT_HEADER, "Shoe size"))[0].unknown == ("Shoe size",)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (("Full name", "Phone"), "No column holds email addresses"),
        (("Email", "Phone"), "No column holds names"),
        (("Email", "First name"), "No column holds names"),
        (("Email", "Name", "Full name"), "“Name” says the same"),
    ],
)
def test_a_header_that_will_not_do_says_why(header: tuple[str, ...], message: str) -> None:
    result = planned(table(("x",) * len(header), header=header))
    assert message in result.faults[0].message
    assert not result.has_work


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("", "ada@example.org"), "The name is missing"),
        (("Ada", ""), "The email address is missing"),
        (("Ada", "ada"), "“ada” is no email address in the usual form"),
        (("x" * 201, "ada@example.org"), "A name can hold 200 characters"),
        (("Ada", "ada@example.org", "wizard"), "“wizard” is no known profession. Use medicine"),
        (("Ada", "ada@example.org", "", "", "R!"), "“R!” is no ODS code"),
        (("Ada", "ada@example.org", "", "", "RJ1"), "No organisation has the ODS code RJ1 yet. Add its name"),
        (("Ada", "ada@example.org", "", "", "", "Mary"), "A mentor needs an email address. “Mary” has none"),
        (
            ("Ada", "ada@example.org", "", "", "", "", "mary@example.org"),
            "Add the mentor's name beside mary@example.org",
        ),
        (("Ada", "ada@example.org", "", "", "", "Ada", "ada@example.org"), "cannot be their own mentor"),
        (("Ada", "ada@example.org", "", "", "", "Me", "me@example.org"), "You cannot name yourself"),
        (("Ada", "ada@example.org", "", "", "", "", "", "31/9/2026"), "“31/9/2026” is no date"),
        (
            ("Ada", "ada@example.org", "", "", "", "", "", "1/9/2031"),
            "1 September 2031 will not do. The cohort ends on 31 August 2025",
        ),
    ],
)
def test_a_row_that_cannot_come_in_is_refused_with_its_place(cells: tuple[str, ...], message: str) -> None:
    result = planned(table(("Good", "good@example.org"), cells))
    assert [row.kind for row in result.rows] == [Kind.CREATE, Kind.REFUSE]
    assert message in faults(result)[0]
    assert result.rows[1].faults[0].row == 3
    assert not result.has_work


def test_an_address_that_stands_twice_is_refused_the_second_time() -> None:
    result = planned(table(("Ada", "ada@example.org"), ("Bea", "ADA@example.org "), ("Cy", "cy@example.org")))
    assert [row.kind for row in result.rows] == [Kind.CREATE, Kind.REFUSE, Kind.CREATE]
    assert faults(result) == ["Row 2 has “ada@example.org” already."]


def test_an_empty_cell_leaves_things_as_they_are() -> None:
    known = here(profession="nursing", employer="Riverside", host_id=UUIDS[1], host="Place")
    result = planned(table(("Ada Osei", "ada@example.org")), fellows={"ada@example.org": known})
    assert [(row.kind, row.changes) for row in result.rows] == [(Kind.UNCHANGED, ())]
    assert not result.has_work


def test_a_change_says_from_what_to_what() -> None:
    known = here(profession="nursing", joined=START)
    row = ("Ada Osei-Ng", "ada@example.org", "midwife", "", "", "", "", "4/9/2024")
    result = planned(table(row), fellows={"ada@example.org": known})
    assert [(each.what, each.before, each.after) for each in result.rows[0].changes] == [
        ("Name", "Ada Osei", "Ada Osei-Ng"),
        ("Profession", "Nursing", "Midwifery"),
        ("Joined on", "2 September 2024", "4 September 2024"),
    ]


def test_who_has_signed_in_keeps_their_name() -> None:
    known = here(is_renamable=False)
    result = planned(table(("Another Name", "ada@example.org")), fellows={"ada@example.org": known})
    assert result.rows[0].kind is Kind.UNCHANGED


def test_a_host_is_found_by_code_or_name_and_added_once_where_there_is_none() -> None:
    hosts = [Host(UUIDS[1], "Riverside Practice", "A81001"), Host(UUIDS[2], "Hill Trust", "")]
    rows = [
        ("A", "a@example.org", "", "RIVERSIDE practice"),
        ("B", "b@example.org", "", "", "a81 001"),
        ("C", "c@example.org", "", "Hill Trust"),
        ("D", "d@example.org", "", "New Place", "RJ1"),
        ("E", "e@example.org", "", "new place"),
    ]
    result = planned(table(*rows), hosts=hosts)
    assert [row.host_id for row in result.rows] == [UUIDS[1], UUIDS[1], UUIDS[2], None, None]
    assert result.new_hosts == {"New Place": "RJ1"}
    assert result.has_work


@pytest.mark.parametrize(
    ("host", "code", "message"),
    [
        ("Same Name", "", "Several organisations are called “Same Name”"),
        ("Hill Trust", "A81001", "is Riverside Practice's"),
        ("Riverside Practice", "RJ1", "has the ODS code A81001 here"),
    ],
)
def test_a_host_that_could_be_two_is_refused(host: str, code: str, message: str) -> None:
    hosts = [Host(UUIDS[1], "Riverside Practice", "A81001"), Host(UUIDS[2], "Hill Trust", ""),
             Host(UUIDS[3], "Same Name", ""), Host(UUIDS[4], "Same name", "")]  # fmt: skip
    result = planned(table(("A", "a@example.org", "", host, code)), hosts=hosts)
    assert message in faults(result)[0]


def test_two_new_hosts_of_one_name_or_one_code_are_refused() -> None:
    rows = [
        ("A", "a@example.org", "", "New", "RJ1"),
        ("B", "b@example.org", "", "New", "RJ2"),
        ("C", "c@example.org", "", "Newer", "RJ1"),
    ]
    result = planned(table(*rows))
    assert [row.kind for row in result.rows] == [Kind.CREATE, Kind.REFUSE, Kind.REFUSE]


def test_a_mentor_who_is_there_stays_and_another_is_refused() -> None:
    known = here(mentors=frozenset({"mary@example.org"}))
    same = ("Ada Osei", "ada@example.org", "", "", "", "Mary", "Mary@example.org")
    assert planned(table(same), fellows={"ada@example.org": known}).rows[0].kind is Kind.UNCHANGED
    other = (*same[:6], "max@example.org")
    assert "another mentor than max@example.org" in faults(planned(table(other), fellows={"ada@example.org": known}))[0]


def test_a_mentor_whose_name_is_here_under_another_address_is_warned_of_and_comes_in_all_the_same() -> None:
    people = {"pauline@example.org": "Pauline  O'Neil", "p.oneil@example.org": "PAULINE O’NEIL"}
    row = ("Ada", "ada@example.org", "", "", "", "Pauline O’Neil", "pauline@elsewhere.example")
    result = planned(table(row), people=people)
    assert [(each.kind, each.warnings) for each in result.rows] == [
        (Kind.CREATE, ("Adds a person. Somebody of this name is here as p.oneil@example.org and pauline@example.org.",))
    ]
    assert result.has_work
    assert result.warned == 1
    same = planned(table((*row[:6], "pauline@example.org"), ("Bo", "bo@example.org")), people=people)
    assert [each.warnings for each in same.rows] == [(), ()]


def test_a_new_host_with_the_words_of_one_who_is_here_is_warned_of_in_each_of_its_rows() -> None:
    hosts = [Host(UUIDS[1], "Riverside Primary Care Network", "")]
    rows = [("A", "a@example.org", "", "Riverside PCN"), ("B", "b@example.org", "", "riverside pcn"),
            ("C", "c@example.org", "", "Hill PCN")]  # fmt: skip
    said = "Adds organisation Riverside PCN. Is it Riverside Primary Care Network, which is here already?"
    assert [each.warnings for each in planned(table(*rows), hosts=hosts).rows] == [(said,), (said,), ()]


def test_nobody_joins_after_they_left() -> None:
    known = here(left_on=START + timedelta(days=3))
    row = ("Ada Osei", "ada@example.org", "", "", "", "", "", "1/10/2024")
    assert "The fellow left on 5 September 2024" in faults(planned(table(row), fellows={"ada@example.org": known}))[0]


def test_a_roster_holds_five_thousand_fellows_and_no_more() -> None:
    many = [(f"Fellow {number}", f"f{number}@example.org") for number in range(MOST_FELLOWS + 1)]
    assert planned(table(*many[:-1])).count(Kind.CREATE) == 5000
    assert "A roster can hold 5,000 fellows" in planned(table(*many)).faults[0].message
    assert "no rows" in planned(table()).faults[0].message


CELLS = st.text(max_size=30) | st.sampled_from(
    ["ada@example.org", "Ada", "doctor", "3/9/2026", "RJ1", "Riverside", "=1+1", "'", "\u202eevil"]
)


@settings(max_examples=200)
@given(st.lists(st.tuples(*[CELLS] * len(HEADER)), min_size=1, max_size=12), st.permutations(HEADER))
def test_whatever_a_file_holds_each_row_has_one_outcome_and_says_why(
    rows: list[tuple[str, ...]], header: list[str]
) -> None:
    result = planned(table(*rows, header=tuple(header)))
    assert len(result.rows) == len(rows)
    for row in result.rows:
        assert (row.kind is Kind.REFUSE) == bool(row.faults)
        assert row.row.name == on_one_line(row.row.name)
        if row.kind is Kind.CREATE:
            assert row.row.name
            assert "@" in row.row.email
    created = [row.row.email for row in result.rows if row.kind is Kind.CREATE]
    assert len(created) == len(set(created))
