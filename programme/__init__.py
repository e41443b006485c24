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
from programme.accounts.views import blueprint as accounts
from programme.accounts.views import door, own, people, proposals
from programme.cohorts.views import blueprint as cohorts
from programme.cohorts.views import cohorts as cohort_pages
from programme.cohorts.views import programmes
from programme.core import crypto, db, logs, pages, security
from programme.core.jobs import queue
from programme.core.mail import sending
from programme.core.settings import Settings, WrongSetting, make_folder, read_settings
from programme.core.static_files import read_manifest
from programme.home.views.admin import blueprint as admin
from programme.home.views.landing import blueprint as home
from programme.organisations.views import blueprint as organisations
from programme.reports.views import blueprint as reports
from programme.surveys.views import blueprint as surveys
from programme.surveys.views import imports
from programme.surveys.views import surveys as survey_pages

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "instance" / "static"
# Modules that add their pages to a blueprint when they are loaded.
PAGES = (door, own, people, proposals, cohort_pages, programmes, imports, survey_pages)
BLUEPRINTS = (home, accounts, cohorts, organisations, surveys, reports, admin)
STOPS_GUNICORN = 4  # with any other status it would start the process again and again
COMPOSERS = {account_mails.INVITATION: account_mails.invitation, account_mails.RESET: account_mails.reset}


def create_app(environment: Mapping[str, str] | None = None) -> Flask:
    """The application, with settings from `environment` (the process's own if None).

    Raises:
        WrongSetting: a setting is missing or cannot be used.
        UndeclaredAccess: a URL does not say who may use it.
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
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    cli.init_app(app)
    guards.refuse_undeclared(app)
    if settings.is_demo:
        claim_database(app)
    return app


def app_or_exit() -> Flask:
    """The application of this process; a wrong setting is said in one line and ends the process."""
    try:
        return create_app()
    except WrongSetting as problem:
        sys.stderr.write(f"Canopy cannot start: {problem}\n")
        sys.exit(STOPS_GUNICORN)


def _prepare(app: Flask, settings: Settings) -> None:
    app.extensions["canopy.settings"] = settings
    app.config.update(
        IS_DEMO=settings.is_demo,
        BASE_URL=settings.base_url,
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
    sessions.init_app(app, settings)
    guards.init_app(app, sessions.load_actor)
