from sqlalchemy import text

from programme.core.db import db
from programme.reflections import queries
from tests.reflections.writing import Desk


def test_a_reflection_is_written_found_and_deleted(desk: Desk) -> None:
    made = desk.starts("kolb")
    assert desk.autosaves(made, 2, part_experience="Zanzibar").json == {"saved": True, "sequence": 2}
    assert desk.autosaves(made, 1, part_experience="Late").json == {"saved": False, "sequence": 2}
    stored = db.session.execute(text("SELECT content FROM reflections")).scalar_one()
    assert b"Zanzibar" not in bytes(stored)
    db.session.rollback()
    assert desk.saves(made, part_experience="Zanzibar").status_code == 302
    assert "1 reflection matches" in desk.client.send("/my/reflections", {"words": "zanzibar"}).text
    assert queries.count_of_cohort(cohort_id=desk.cohort.id) is None
    assert queries.blank_draft(person_id=desk.person.id, fellow_id=desk.fellow.id) is None
    db.session.rollback()
    assert desk.client.send(f"/my/reflections/{made}/delete").status_code == 302
    assert queries.count(person_id=desk.person.id) == 0
    db.session.rollback()
