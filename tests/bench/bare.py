"""What answering is measured against: Flask that does nothing but one insert, or nothing but one page.

The page is the layout of every page of Canopy, with the questions as they come out there, as they stand in PAGE below
the folder that BARE_FOLDER names; the database, with the settings that Canopy's has, lies beside it.
"""

import json
import os
import sqlite3
from pathlib import Path
from threading import local

from flask import Flask, render_template, request
from jinja2 import ChainableUndefined, ChoiceLoader, DictLoader, PackageLoader, PrefixLoader

from programme.core.connections import BUSY_TIMEOUT_MS

ROOT = Path(__file__).resolve().parents[2]
SETTING = "BARE_FOLDER"
PAGE, DATABASE = "page.html", "bare.db"
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "secure_delete=ON",
)
AROUND = """{{% extends "layout.html" %}}
{{% block title %}}Bare{{% endblock %}}
{{% block header %}}{{% include "surveys/answering/header.html" %}}{{% endblock %}}
{{% block page %}}{{% raw %}}{page}{{% endraw %}}{{% endblock %}}
"""
SHARED = {"service_name": "Canopy", "show_nhs_logo": False, "is_demo": True, "cspNonce": "bare"}


def make_app(folder: Path) -> Flask:
    """The application whose page and database lie in `folder`."""
    app = Flask(__name__)
    app.secret_key = "bare"
    app.jinja_options = {
        "undefined": ChainableUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    _add_pages(app, (folder / PAGE).read_text(encoding="utf-8"))
    _add_insert(app, folder / DATABASE)
    return app


def _add_pages(app: Flask, page: str) -> None:
    design = PrefixLoader({"nhsuk": PackageLoader("nhsuk_frontend_jinja", "templates/nhsuk")})
    ours = Flask(__name__, template_folder=str(ROOT / "templates")).jinja_loader
    assert ours is not None
    app.jinja_loader = ChoiceLoader([DictLoader({PAGE: AROUND.format(page=page)}), ours, design])  # type: ignore[assignment]
    app.jinja_env.filters["said"] = json.loads
    app.context_processor(lambda: {**SHARED, "built_file": lambda name: f"/static/{name}"})
    app.add_url_rule("/page", "page", lambda: render_template(PAGE))
    app.add_url_rule("/healthz", "healthz", lambda: "")


def _add_insert(app: Flask, database: Path) -> None:
    threads = local()

    def connection() -> sqlite3.Connection:
        if not hasattr(threads, "connection"):
            threads.connection = sqlite3.connect(database, isolation_level=None)
            for pragma in PRAGMAS:
                threads.connection.execute(f"PRAGMA {pragma}")
        found: sqlite3.Connection = threads.connection
        return found

    connection().execute("CREATE TABLE IF NOT EXISTS answers (id INTEGER PRIMARY KEY, name TEXT, value TEXT)")

    def insert() -> dict[str, bool]:
        ours = connection()
        ours.execute("BEGIN IMMEDIATE")
        ours.execute("INSERT INTO answers (name, value) VALUES (?, ?)", (request.form["name"], request.form["value"]))
        ours.execute("COMMIT")
        return {"saved": True}

    app.add_url_rule("/insert", "insert", insert, methods=["POST"])


if SETTING in os.environ:
    app = make_app(Path(os.environ[SETTING]))
