import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from programme.access.policy import Role
from programme.accounts.models import GrantProposal, GrantRow, Person, PersonState, Scope
from programme.cohorts.models import Cohort, CohortState, Fellow, Leaving, Profession, RosterImport
from programme.cohorts.service import rosters as service
from programme.cohorts.service import uploads
from programme.core import clock
from programme.core.audit.models import AuditEntry
from programme.core.db import db, transaction
from programme.core.jobs import service as jobs
from programme.core.jobs.models import Job, JobState
from programme.core.mail.models import OutboxMail
from programme.core.tables.reading import read_table
from programme.core.tables.values import UnreadableFile
from programme.core.tables.writing import to_csv, to_xlsx
from programme.organisations.models import Organisation
from tests.cohorts.conftest import Year
from tests.support.pages import CheckingClient
from tests.support.statements import statements
from tests.support.world import START

HEADER = (
    "Full name",
    "Email",
    "Profession",
    "Grade",
    "Employer",
    "Host",
    "ODS code",
    "Mentor",
    "Mentor email",
    "Start date",
)
ROWS: Sequence[tuple[str, ...]] = (
    ("Zoë O’Brien-Ng", "zoe@example.org", "nurse", "Band 7", "Riverside", "Riverside Practice", "A81001", "Mary Mentor",
     "mary@example.org", "3/9/2024"),
    ("=Ada 'Osei", "ada@example.org", "GP", "", "", "Hill Trust", "", "", "", ""),
    ("Bo Lee", "bo@example.org", "", "", "", "riverside practice", "", "Mary Mentor", "MARY@example.org", ""),
)  # fmt: skip


def csv_file(rows: Sequence[tuple[str, ...]] = ROWS, header: tuple[str, ...] = HEADER) -> bytes:
    return to_csv(header, rows)


def upload(year: Year, client: CheckingClient, content: bytes, name: str = "roster.csv") -> str:
    """The address of the dry run."""
    answer = client.send(f"{year.at}/import", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.text
    return urlsplit(answer.location).path


def do(year: Year, address: str) -> Job:
    db.session.rollback()  # what the job finds is what is there then
    return year.world.do(service.JOB, UUID(address.rpartition("/")[2]))


def bring_in(year: Year, client: CheckingClient, content: bytes) -> None:
    address = upload(year, client, content)
    assert client.send(f"{address}/start").status_code == 302
    job = do(year, address)
    assert job.state is JobState.DONE, job.reason


def refused(year: Year, client: CheckingClient, content: bytes) -> str:
    answer = client.send(f"{year.at}/import", {"file": (io.BytesIO(content), "roster.csv")},
                         content_type="multipart/form-data")  # fmt: skip
    assert answer.status_code == 200
    return str(answer.text)


def everything() -> dict[str, int]:
    db.session.rollback()
    kinds = (Fellow, GrantProposal, GrantRow, Organisation, OutboxMail, Person, Scope)
    return {kind.__name__: db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds}


def test_a_roster_comes_in_whole_and_no_mail_leaves(year: Year) -> None:
    client = year.coordinating()
    address = upload(year, client, csv_file())
    page = client.get(address).text
    for words in ("3 fellows to add", "0 unchanged", "Adds 2 organisations: Riverside Practice, Hill Trust",
                  "Mentor: Mary Mentor (proposed)", "Row 2"):  # fmt: skip
        assert words in page, words
    assert year.fellows() == {}
    client.send(f"{address}/start")
    assert "Check progress" in client.get(address).text
    do(year, address)
    page = client.get(address, follow_redirects=True).text
    assert "The roster is imported" in page
    assert "3 added, 0 changed, 0 unchanged. No mail has left" in page
    found = year.fellows()
    zoe = found["Zoë O’Brien-Ng"]
    assert (zoe.profession, zoe.career_stage, zoe.employer) == (Profession.NURSING, "Band 7", "Riverside")
    assert (zoe.joined_on, found["Bo Lee"].joined_on) == (START + timedelta(days=1), START)
    assert zoe.host is not None
    assert (zoe.host.ods_code, zoe.host_id, found["=Ada 'Osei"].profession) == (
        "A81001", found["Bo Lee"].host_id, Profession.MEDICINE)  # fmt: skip
    assert zoe.person.state is PersonState.INVITED
    assert db.session.get_one(Scope, zoe.id).name == "Zoë O’Brien-Ng"
    proposals = db.session.scalars(select(GrantProposal)).all()
    assert [(row.role, row.agreed_by, row.person.full_name) for row in proposals] == [
        (Role.MENTOR, None, "Mary Mentor")] * 2  # fmt: skip
    assert everything()["OutboxMail"] == 0


def test_a_directors_roster_agrees_to_its_mentors(year: Year) -> None:
    bring_in(year, year.directing(), csv_file())
    db.session.rollback()
    assert {row.agreed_by for row in db.session.scalars(select(GrantProposal))} == {year.ids["director"]}


def test_the_same_file_twice_changes_nothing(year: Year) -> None:
    client = year.coordinating()
    bring_in(year, client, csv_file())
    before = everything()
    address = upload(year, client, csv_file())
    page = client.get(address).text
    assert "The file changes nothing" in page
    assert "3 unchanged" in page
    assert "The file changes nothing" in client.send(f"{address}/start", {}, follow_redirects=True).text
    assert everything() == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_is_imported_again_unchanged(year: Year, kind: str) -> None:
    place = year.world.organisation(year.cohort.programme, "Twin  Name").id
    year.world.organisation(year.cohort.programme, "Twin Name")
    client = year.directing()
    bring_in(year, client, csv_file())
    active = year.world.fellow(
        year.cohort, "Very  Spaced", employer="A  B", host_id=place, profession=Profession.ALLIED
    )
    year.world.mentor(active)
    year.world.fellow(year.cohort, "Gone", left_on=START, leaving=Leaving.WITHDRAWN)
    answer = client.get(f"{year.at}/export.{kind}")
    assert answer.status_code == 200
    assert f"fellows.{kind}" in answer.headers["Content-Disposition"]
    table = read_table(answer.data)
    assert len(table.rows) == 5
    page = client.get(upload(year, client, answer.data, f"fellows.{kind}")).text
    assert "0 fellows to add, 0 to change, 5 unchanged" in page
    assert "left out" not in page
    db.session.rollback()
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "roster exported"))
    assert (entry.subject_id, entry.details) == (year.cohort_id, {"kind": kind})


def test_a_changed_export_changes_what_was_changed(year: Year) -> None:
    client = year.directing()
    bring_in(year, client, csv_file())
    table = read_table(client.get(f"{year.at}/export.xlsx").data)
    rows = [["" if cell == "Nursing" else cell for cell in row] for row in table.rows]
    place = table.header.index("Employer")
    for row in rows:
        row[place] = "New employer"
    bring_in(year, client, to_xlsx(table.header, rows, "Fellows"))
    found = year.fellows()
    assert {row.employer for row in found.values()} == {"New employer"}
    assert found["Zoë O’Brien-Ng"].profession is Profession.NURSING


def test_somebody_who_is_elsewhere_becomes_a_fellow_and_the_dry_run_does_not_tell(year: Year) -> None:
    far = year.world.programme("Far away")
    person = year.world.person("Real Name", role=Role.COORDINATOR, scope_id=far.id)
    email, person_id = person.email, person.id
    client = year.coordinating()
    rows = [("Typed Name", email), ("Other Name", "nobody@example.org")]
    address = upload(year, client, to_csv(("Name", "Email"), rows))
    page = client.get(address).text
    assert page.count(">Add<") == 2
    assert "Real Name" not in page
    bring_in(year, client, to_csv(("Name", "Email"), rows))
    assert year.fellows()["Real Name"].person_id == person_id
    before = everything()
    assert "2 unchanged" in client.get(upload(year, client, to_csv(("Name", "Email"), rows))).text
    assert everything() == before


def test_one_refused_row_keeps_all_out(year: Year) -> None:
    client = year.coordinating()
    address = upload(year, client, csv_file([*ROWS, ("", "ada@example.org") + ("",) * 8]))
    page = client.get(address).text
    for words in ("The file has faults", "1 refused", "The name is missing", "Row 3 has “ada@example.org” already"):
        assert words in page, words
    assert "Nothing was imported" in client.send(f"{address}/start", {}, follow_redirects=True).text
    assert year.fellows() == {}
    assert "Row 5" in client.get(f"{address}?kind=refuse").text
    assert "Row 3<" not in client.get(f"{address}?kind=refuse").text


def test_the_dry_run_warns_of_a_mentor_who_is_here_under_another_address_and_of_no_stranger(year: Year) -> None:
    mary = year.world.mentor(year.world.fellow(year.cohort)).email
    far = year.world.programme("Far away")
    year.world.person("Max Mentor", role=Role.COORDINATOR, scope_id=far.id)
    year.world.organisation(year.cohort.programme, "Hill University Hospital")
    rows = [
        ("Ada", "ada@example.org", "", ""),
        ("Bo", "bo@example.org", "Max Mentor", "max@elsewhere.example"),
        ("Cy", "cy@example.org", "mary  mentor", "mary@elsewhere.example", "Hill Univ. Hospital NHS Trust"),
    ]
    header = ("Name", "Email", "Mentor", "Mentor email", "Host")
    address = upload(year, year.coordinating(), to_csv(header, [row + ("",) * (5 - len(row)) for row in rows]))
    page = year.coordinating().get(address).text
    assert f"Adds a person. Somebody of this name is here as {mary}." in page
    assert "Is it Hill University Hospital, which is here already?" in page
    assert "1 row may hold a mistake" in page
    assert "A director agrees to each mentor, then the fellow accepts or declines." in page
    assert page.count("Somebody of this name") == 1, "who is elsewhere is not told of"
    assert page.index("Row 4<") < page.index("Row 2<"), "a warned row comes before the others"
    assert "Import the roster" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"Name;Email\nAda;ada@example.org\n", "semicolons"),
        (b"PK\x03\x04nonsense", "file"),
        (b"\x00\x01\x02", "file"),
    ],
)
def test_a_file_that_is_no_table_is_refused_on_the_upload_page(year: Year, content: bytes, words: str) -> None:
    page = refused(year, year.coordinating(), content)
    assert "There is a problem" in page
    assert words in page.partition('id="file-error"')[2][:400]
    assert everything()["Fellow"] == 0


def test_a_roster_is_refused_by_what_has_happened_since_the_dry_run(year: Year) -> None:
    client = year.coordinating()
    address = upload(year, client, csv_file())
    client.send(f"{address}/start")
    with transaction() as session:
        session.execute(text("DELETE FROM grants"))
    job = do(year, address)
    assert job.state is JobState.FAILED
    assert job.reason == "You can no longer change the fellows of this cohort."
    assert year.fellows() == {}


def test_an_import_that_fails_halfway_leaves_nothing_and_can_be_asked_for_again(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = year.coordinating()
    address = upload(year, client, csv_file())
    import_id = UUID(address.rpartition("/")[2])
    before = everything()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(service, "offer_all", fail)
        client.send(f"{address}/start")
        do(year, address)
    assert everything() == before
    if (job := jobs.latest(service.JOB, import_id)) is not None and job.state is JobState.FAILED:
        assert "did not go through" in client.get(address).text


def test_only_who_uploaded_a_roster_sees_it_and_only_in_its_cohort(year: Year) -> None:
    address = upload(year, year.coordinating(), csv_file())
    director = year.directing()
    assert director.get(address).status_code == 404
    assert director.send(f"{address}/start").status_code == 404
    other = year.world.cohort(year.cohort.programme, "Other").id
    elsewhere = address.replace(str(year.cohort_id), str(other))
    assert year.coordinating().get(elsewhere).status_code == 404


def test_the_file_lies_encrypted_and_goes_at_import_or_after_a_day(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    client = year.coordinating()
    upload(year, client, csv_file())
    raw = db.session.execute(text("SELECT content, filename FROM roster_imports")).one()
    assert b"zoe@example.org" not in raw.content
    assert b"roster" not in raw.filename
    bring_in(year, client, csv_file())
    db.session.rollback()
    assert sorted(row.content is None for row in db.session.scalars(select(RosterImport))) == [False, True]
    later = clock.now() + timedelta(hours=24)
    monkeypatch.setattr(clock, "now", lambda: later)
    with transaction():
        assert uploads.forget_old(RosterImport) == 2


def test_an_archived_cohort_takes_no_roster(year: Year) -> None:
    client = year.coordinating()
    address = upload(year, client, csv_file())
    with transaction() as session:
        session.get_one(Cohort, year.cohort_id).state = CohortState.ARCHIVED
    assert "This cohort is archived" in client.get(f"{year.at}/import").text
    assert "This cohort is archived" in refused(year, client, csv_file())
    assert "This cohort is archived" in client.send(f"{address}/start", {}, follow_redirects=True).text


def test_five_thousand_fellows_come_in_by_as_many_statements_as_batches(year: Year) -> None:
    client = year.coordinating()
    rows = [
        (f"Fellow {number}", f"f{number}@example.org", "nurse", "", "", f"Place {number % 300}", "",
         f"Mentor {number % 900}", f"m{number % 900}@example.org", "3 Sep 2024")
        for number in range(5000)
    ]  # fmt: skip
    content = csv_file(rows)
    address = upload(year, client, content)
    assert "5,000 fellows to add" in client.get(address).text
    client.send(f"{address}/start")
    with statements() as asked:
        job = do(year, address)
    assert job.state is JobState.DONE, job.reason
    assert asked.count < 200
    assert everything()["Fellow"] == 5000
    assert everything()["GrantProposal"] == 5000
    imported = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "roster imported")
    assert db.session.scalar(imported) == 1
    before = everything()
    assert "5,000 unchanged" in client.get(upload(year, client, content)).text
    assert everything() == before


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TABLES = st.builds(lambda rows: to_csv(HEADER, rows), st.lists(st.tuples(*[WORDS] * len(HEADER)), max_size=5))
ANY_FILE = (
    st.binary(max_size=400) | st.text(st.characters(exclude_categories=["Cs"]), max_size=400).map(str.encode) | TABLES
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANY_FILE)
def test_any_bytes_are_a_roster_that_can_be_checked_or_refused_in_words(year: Year, content: bytes) -> None:
    db.session.rollback()
    actor, cohort = year.world.actor(year.coordinator), db.session.get_one(Cohort, year.cohort_id)
    row = None
    with suppress(UnreadableFile):
        row = service.take_upload(actor, cohort, "roster.csv", content)
    if row is not None:
        plan = service.dry_run(row, cohort, {each.value: each.value for each in Profession})
        assert plan.rows or plan.faults
    db.session.rollback()


def test_a_newcomer_whom_a_file_names_anew_has_the_new_name_in_every_year(year: Year) -> None:
    later = year.world.cohort(year.cohort.programme, "2027 to 2028")
    email = year.world.fellow(later, "Bo Leigh", invited=False, signed_up=False).person.email
    for profession in ("GP", "nurse"):  # added first, then changed
        bring_in(year, year.directing(), csv_file([("Bo Lee", email, profession, *[""] * 7)]))
    db.session.rollback()
    person = db.session.scalars(select(Person).where(Person.email == email)).one()
    assert person.full_name == "Bo Lee"
    assert db.session.scalars(select(Scope.name).where(Scope.person_id == person.id)).all() == ["Bo Lee", "Bo Lee"]
