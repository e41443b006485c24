from pathlib import Path

from sqlalchemy import text

from programme.access.policy import Role
from programme.core.db import db
from tests.support.databases import place_of_rows
from tests.support.scene import ANSWERS, Scene, mapped_import
from tests.support.who_opens_what import PEOPLE, lines
from tests.support.world import World, csv_of

EVIL = "<script>alert(1)</script>"
NAMES = {
    "programmes": ("name", "purpose"),
    "scopes": ("name",),
    "cohorts": ("name",),
    "organisations": ("name",),
    "people": ("full_name",),
    "surveys": ("title",),
    "survey_scales": ("label",),
    "reports": ("title",),
    "report_versions": ("made_by_name", "reviewed_by_name", "released_by_name"),
    "outbox": ("recipient", "reason"),
}


def test_a_script_as_a_name_or_label_comes_out_escaped_on_every_page(scene: Scene, tmp_path: Path) -> None:
    with scene.played(tmp_path) as app:
        clients = {who: scene.client(app, who) for who in ("administrator", "director", "sponsor")}
        for table, columns in NAMES.items():
            for column in columns:
                unique = f"'{EVIL}' || substr(CAST({place_of_rows()} AS text), 1, 9)"
                db.session.execute(text(f"UPDATE {table} SET {column} = {unique} WHERE {column} IS NOT NULL"))  # noqa: S608 - our own words
        db.session.commit()
        shown = ""
        for line in lines():
            for who, client in clients.items():
                if line.method == "GET" and line.found[PEOPLE.index(who)] == "200":
                    answer = client.get(line.address.format(**scene.names))
                    page = answer.text if answer.mimetype == "text/html" else ""
                    assert "<script>alert" not in page, (who, line.address)
                    shown += page
        assert shown.count("&lt;script&gt;alert(1)") > 50


def test_a_script_that_was_typed_comes_back_escaped(world: World) -> None:
    own = world.programme()
    director = world.person("Dora Director", role=Role.DIRECTOR, scope_id=own.id)
    client = world.client(director)
    for page in (
        client.get(f"/people?words={EVIL}"),
        client.get(f"/organisations?words={EVIL}"),
        client.send(f"/programmes/{own.id}/cohorts/new", {"name": EVIL, "starts_on": [EVIL, "9", "2026"]}),
        client.send("/organisations/new", {"name": EVIL, "kind": EVIL, "programme": EVIL}),
        client.send("/people/invite", {"full_name": EVIL, "email": EVIL, "role": EVIL}),
        client.send(f"/programmes/{own.id}/edit", {"name": EVIL}, follow_redirects=True),
        client.send("/account/name", {"full_name": EVIL}, follow_redirects=True),
    ):
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


def test_a_script_in_a_file_comes_out_escaped_on_the_pages_of_the_import_and_in_the_report(world: World) -> None:
    programme = world.programme(f"Programme {EVIL}")
    director = world.person(f"Dora {EVIL}", role=Role.DIRECTOR, scope_id=programme.id)
    cohort = world.cohort(programme, f"Cohort {EVIL}")
    answers = [(f"{place} {EVIL}", scores) for place, scores in ANSWERS]
    client = world.client(director)
    import_id = mapped_import(world, cohort, director, answers)
    survey = world.results(cohort, director, csv_of(answers, (f"x{EVIL}",)), (f"x{EVIL}",), "02")
    version = world.version(survey, director)
    for address in (f"/cohorts/{cohort.id}/surveys/imports/{import_id}", f"/cohorts/{cohort.id}/surveys/{survey.id}",
                    f"/cohorts/{cohort.id}/reports/new", f"/reports/{version.report_id}/versions/1"):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200, address
        assert "<script>alert" not in page.text.lower(), address
        assert "&lt;script&gt;alert(1)" in page.text.lower(), address
