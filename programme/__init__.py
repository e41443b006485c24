"""Canopy: leadership fellowships, cohort by cohort."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from programme import cli
from programme.access import guards
from programme.access.navigation import entries_for
from programme.accounts import mail as account_mails
from programme.accounts import sessions
from programme.accounts.demo import claim_database
from programme.accounts.service import people
from programme.blueprints import BLUEPRINTS
from programme.core import crypto, db, logs, pages, security
from programme.core.jobs import queue
from programme.core.mail import sending
from programme.core.settings import Settings, WrongSetting, make_folder, read_settings
from programme.core.static_files import read_manifest
from programme.questionnaires import queries as questionnaire_queries
from programme.questionnaires.rules.reading import FaultyQuestionnaire
from programme.reports import mail as report_mails
from programme.surveys import mail as survey_mails
from programme.surveys.service import mailing as survey_mailing

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "instance" / "static"
STOPS_GUNICORN = 4  # with any other status it would start the process again and again
COMPOSERS = {
    account_mails.INVITATION: account_mails.invitation,
    account_mails.RESET: account_mails.reset,
    account_mails.ADDRESS: account_mails.confirmation,
    survey_mails.SURVEY: survey_mails.survey,
    report_mails.RELEASED: report_mails.released,
    report_mails.SUPERSEDED: report_mails.superseded,
    report_mails.WITHDRAWN: report_mails.withdrawn,
}


def create_app(environment: Mapping[str, str] | None = None) -> Flask:
    """The application, with settings from `environment` (the process's own if None).

    Raises:
        WrongSetting: a setting is missing or cannot be used.
        UndeclaredAccess: a URL does not say who may use it.
        FaultyQuestionnaire: a questionnaire cannot be read.
    """
    settings = read_settings(os.environ if environment is None else environment, ROOT)
    make_folder(settings.instance)
    app = Flask(
        __name__,
        root_path=str(ROOT / "programme"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(STATIC),
        static_url_path="/static",
    )
    _prepare(app, settings)
    questionnaire_queries.library(app.config["QUESTIONNAIRES"])
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.init_app(app)
    guards.refuse_undeclared(app)
    if settings.is_demo:
        claim_database(app)
    return app


def app_or_exit() -> Flask:
    """The application of this process; a wrong setting or questionnaire is said in words and ends the process."""
    try:
        return create_app()
    except (WrongSetting, FaultyQuestionnaire) as problem:
        sys.stderr.write(f"Canopy cannot start: {problem}\n")
        sys.exit(STOPS_GUNICORN)


def _prepare(app: Flask, settings: Settings) -> None:
    app.extensions["canopy.settings"] = settings
    app.config.update(
        IS_DEMO=settings.is_demo,
        BASE_URL=settings.base_url,
        QUESTIONNAIRES=ROOT / "fixtures" / "questionnaires",
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        TESTING=settings.mode == "test",
    )
    pages.init_app(
        app, settings, read_manifest(STATIC), lambda: entries_for(guards.actor_or_none())
    )  # first: it shapes the template engine
    logs.init_app(app)
    crypto.init_app(app, crypto.Keyring(settings.encryption_keys, settings.pseudonym_key))
    db.init_app(app, settings.database_url)
    queue.init_app(app, settings)
    security.init_app(app, settings)
    sending.init_app(app, settings, COMPOSERS)
    people.REACTIONS["surveys"] = survey_mailing.address_changed
    sessions.init_app(app, settings)
    guards.init_app(app, sessions.load_actor)
