"""One fellow in two windows, or with a double click: nothing is doubled, and nothing typed is lost."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from programme.core.audit.models import AuditEntry
from programme.core.db import db
from programme.core.errors import NotFound
from programme.frameworks.prompts import FREE, GIBBS, ReflectionModel
from programme.reflections import queries, service
from programme.reflections.models import Reflection
from programme.reflections.rules import Content
from tests.reflections.writing import Desk, still_there
from tests.support.together import meeting

Act = Callable[[], object]


def starting(desk: Desk, model: ReflectionModel = FREE) -> Callable[[], UUID]:
    person_id = desk.person.id
    return lambda: service.start(person_id, model).id


def saving(desk: Desk, made: UUID, words: str, sequence: int) -> Callable[[], bool]:
    person_id = desk.person.id

    def save() -> bool:
        row = queries.reflection_to_change(person_id=person_id, reflection_id=made).row
        saved = service.autosave(row, Content(parts={"text": words}), None, sequence)
        db.session.flush()
        return saved

    return save


def deleting(desk: Desk, made: UUID) -> Act:
    person_id = desk.person.id

    def delete() -> None:
        row = queries.reflection_to_change(person_id=person_id, reflection_id=made).row
        service.delete(row, by=person_id)
        db.session.flush()

    return delete


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Reflection)) or 0


def test_a_double_click_starts_one_reflection(app: Flask, desk: Desk) -> None:
    second = meeting(app, starting(desk), starting(desk))
    assert still_there(second)
    assert count() == 1


def test_the_first_words_in_one_window_outlive_a_start_in_another(app: Flask, desk: Desk) -> None:
    made = desk.starts()
    assert meeting(app, saving(desk, made, "First words", 1), starting(desk, GIBBS)) != made
    assert desk.stored(made).content == Content(FREE, parts={"text": "First words"})


def test_of_two_windows_that_save_at_once_the_newer_words_stay_and_the_other_is_told(app: Flask, desk: Desk) -> None:
    made = desk.starts()
    assert not meeting(app, saving(desk, made, "Newer", 5), saving(desk, made, "Older", 4))
    assert desk.stored(made).content.parts == {"text": "Newer"}


def test_what_is_deleted_in_one_window_is_not_brought_back_by_another(app: Flask, desk: Desk) -> None:
    made = desk.writes("Before")
    with pytest.raises(NotFound):
        meeting(app, deleting(desk, made), saving(desk, made, "After", 9))
    assert not still_there(made)


def test_of_two_windows_that_delete_one_does_and_it_is_recorded_once(app: Flask, desk: Desk) -> None:
    made = desk.writes("Before")
    with pytest.raises(NotFound):
        meeting(app, deleting(desk, made), deleting(desk, made))
    deleted = select(AuditEntry).where(AuditEntry.action == "reflection deleted")
    db.session.rollback()
    assert len(db.session.scalars(deleted).all()) == 1


def test_a_page_whose_draft_was_given_another_model_in_a_second_window_keeps_what_is_typed(desk: Desk) -> None:
    prompts = {f"part_{prompt.key}": "" for prompt in GIBBS.prompts}
    made = desk.starts("gibbs")
    assert desk.starts("free") == made
    typed = {**prompts, "part_feelings": "Relieved"}
    assert desk.autosaves(made, 1, **typed).json == {"saved": True, "sequence": 1}
    assert desk.stored(made).content == Content(GIBBS, parts={"feelings": "Relieved"})
    late = desk.autosaves(made, 1, part_text="The other page")
    assert late.json == {"saved": False, "sequence": 1}, "the second window is told of the first"
    desk.saves(made, "draft", part_text="The other page, by its button")
    assert desk.stored(made).content == Content(FREE, parts={"text": "The other page, by its button"})
