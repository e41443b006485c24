from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from programme import create_app
from programme.accounts.models import GrantRow, Person
from programme.cohorts.models import Cohort, CohortState, Fellow
from programme.core.audit import service as audit
from programme.core.crypto import keyring
from programme.core.db import db
from programme.core.jobs.models import Job
from programme.core.mail.models import MailState, OutboxMail
from programme.reflections.models import Reflection
from programme.surveys.models import Response, SurveyInvitation, Wave, WaveState
from programme.surveys.queries import waves
from programme.surveys.queries.answering import ANSWERS
from tests.bench.visits import cookie_of, scene, statements_of, visits
from tests.conftest import settings_for
from tests.scale.conftest import SIZES
from tests.support import containing, reaching
from tests.support.databases import Database, disconnect
from tests.support.world import World

MOST_STATEMENTS = 15
SMALL = ("--programmes", "1", "--cohorts", "2", "--fellows", "16")


def seed(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=("seed-scale", *arguments))


@contextmanager
def another(migrated: Database, folder: Path, **more: str) -> Iterator[Flask]:
    """An empty installation in a folder of its own."""
    folder.mkdir()
    with migrated.copied(folder) as own:
        app = create_app(settings_for(folder, **own.settings, **more))
        with app.app_context():
            yield app
        disconnect(app)


def test_every_main_page_opens_for_its_role_with_few_statements(scaled: Flask) -> None:
    with scaled.app_context():
        found = scene()
        pages = visits(found)
        cookies = {role: cookie_of(scaled, person_id) for role, person_id in found.people.items()}
        db.session.remove()
    counts = {page.name: statements_of(scaled, page, cookies[page.role]) for page in pages}
    assert {role for role, _, _ in (name.partition(",") for name in counts)} == set(found.people)
    assert min(counts.values()) >= 1, "who is signed in, and with what grants, is always asked"
    assert max(counts.values()) <= MOST_STATEMENTS, counts


def test_there_are_as_many_of_each_as_were_asked_for(scaled: Flask) -> None:
    with scaled.app_context():
        count = {
            model: db.session.scalar(select(func.count()).select_from(model))
            for model in (Cohort, Fellow, Response, Reflection)
        }
        assert list(count.values()) == [SIZES.cohorts, SIZES.fellows, SIZES.responses, SIZES.reflections]
        states = set(db.session.scalars(select(Cohort.state)))
        assert states == {CohortState.RUNNING, CohortState.COMPLETED}
        assert set(db.session.scalars(select(Wave.state))) == set(WaveState)


def test_each_wave_holds_the_answers_of_those_who_are_marked_and_of_nobody_else(scaled: Flask) -> None:
    with scaled.app_context():
        mine = select(SurveyInvitation.wave_id, Person.salt).join(SurveyInvitation.fellow).join(Fellow.person)
        marked = {
            (wave_id, keyring().pseudonym(ANSWERS, salt))
            for wave_id, salt in db.session.execute(mine.where(SurveyInvitation.has_answered)).tuples()
        }
        sent = {(row.wave_id, bytes(row.pseudonym)) for row in db.session.scalars(select(Response))}
        assert marked == sent
        held = waves.counts(wave_ids=db.session.scalars(select(Wave.id)).all())
        assert sum(each.answered for each in held.values()) == len(sent)
        assert all(each.answered <= each.asked for each in held.values())


def test_nobody_can_sign_in_with_the_hash_that_all_accounts_share(scaled: Flask) -> None:
    with scaled.app_context():
        (shared,) = set(db.session.scalars(select(Person.password_hash)))
        assert shared is not None
        for guess in ("", shared, "nobody"):
            with pytest.raises(VerifyMismatchError):
                PasswordHasher().verify(shared, guess)
        email = db.session.scalars(select(Person.email).limit(1)).one()
    answer = World(scaled).client().sign_in(email, shared)
    assert answer.status_code == 200
    assert "Sign out" not in answer.text


def test_no_mail_waits_and_the_audit_trail_holds(scaled: Flask) -> None:
    with scaled.app_context():
        assert set(db.session.scalars(select(OutboxMail.state))) == {MailState.SENT}
        assert not db.session.scalar(select(func.count()).where(Person.wants_reminders))
        verdict = audit.verify()
        assert verdict.broken_at is None
        assert verdict.entries >= SIZES.programmes + SIZES.cohorts + 2 * SIZES.fellows


def test_the_worker_is_asked_for_the_figures_of_every_survey(scaled: Flask) -> None:
    with scaled.app_context():
        assert db.session.scalar(select(func.count()).select_from(Job)) == SIZES.cohorts


def test_the_same_seed_invents_the_same_and_another_one_something_else(migrated: Database, tmp_path: Path) -> None:
    found = []
    for number, chosen in enumerate(("7", "7", "8")):
        with another(migrated, tmp_path / str(number)) as app:
            result = seed(app, *SMALL, "--seed", chosen)
            assert result.exit_code == 0, result.output
            answers = sorted((bytes(row.pseudonym), str(row.answers)) for row in db.session.scalars(select(Response)))
            texts = sorted(db.session.scalars(select(Reflection.content)))
            found.append((answers, texts, sorted(db.session.scalars(select(Person.email)))))
    first, again, other = found
    assert first == again
    assert not any(mine == theirs for mine, theirs in zip(first, other, strict=True))


def test_a_database_with_somebody_in_it_is_left_as_it_is(app: Flask, world: World) -> None:
    world.administrator()
    result = seed(app, *SMALL)
    assert result.exit_code == 1
    assert "not empty" in result.output
    assert len(db.session.scalars(select(Person)).all()) == 1


def test_production_has_to_be_asked_for_by_name(migrated: Database, tmp_path: Path) -> None:
    production = {"CANOPY_MODE": "production", "BASE_URL": "https://canopy.example"}
    with another(migrated, tmp_path / "earnest", **production) as app:
        refused = seed(app, *SMALL)
        assert refused.exit_code == 1
        assert "--yes" in refused.output
        assert db.session.scalars(select(GrantRow)).all() == []
        assert seed(app, *SMALL, "--yes").exit_code == 0


def test_what_contains_what_and_who_is_found_where_is_written_down(scaled: Flask) -> None:
    with scaled.app_context():
        assert containing.written() == containing.followed()
        assert reaching.written() == reaching.followed()
