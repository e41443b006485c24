"""What pages are measured against: Flask that renders the layout of every page, for somebody signed in, and no more.

It has the navigation of a director and an empty page. It knows no database, no session and no access.
"""

from pathlib import Path

from flask import Flask, render_template, request
from jinja2 import ChainableUndefined, ChoiceLoader, DictLoader, PackageLoader, PrefixLoader

from programme.access.navigation import ENTRIES
from programme.access.policy import Role
from programme.core.pages import Entry

ROOT = Path(__file__).resolve().parents[2]
PAGE = """{% extends "layout.html" %}
{% block title %}Bare{% endblock %}
{% block page %}<h1 class="nhsuk-heading-l">Bare</h1>{% endblock %}
"""
NAVIGATION = next(entries for roles, entries in ENTRIES if Role.DIRECTOR in roles)


def make_app() -> Flask:
    """The application; its one page is at /page, and /healthz answers."""
    app = Flask(__name__)
    app.jinja_options = {
        "undefined": ChainableUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    app.secret_key = "bare"
    design = PrefixLoader({"nhsuk": PackageLoader("nhsuk_frontend_jinja", "templates/nhsuk")})
    ours = Flask(__name__, template_folder=str(ROOT / "templates")).jinja_loader
    assert ours is not None
    app.jinja_loader = ChoiceLoader([DictLoader({"bare.html": PAGE}), ours, design])  # type: ignore[assignment]
    app.jinja_env.filters["said"] = str
    app.context_processor(_shared)
    app.add_url_rule("/page", "page", lambda: render_template("bare.html"))
    app.add_url_rule("/healthz", "healthz", str)
    for endpoint in ("accounts.account", "accounts.sign_out", *(entry.endpoint for entry in NAVIGATION)):
        app.add_url_rule(f"/{endpoint}", endpoint, str)
    return app


def _shared() -> dict[str, object]:
    def is_current(entry: Entry) -> bool:
        return request.path.startswith(entry.prefixes)

    return {
        "service_name": "Canopy",
        "show_nhs_logo": False,
        "is_demo": True,
        "cspNonce": "bare",
        "csrf_token": lambda: "bare",
        "navigation": lambda: NAVIGATION,
        "built_file": lambda name: f"/static/{name}",
        "is_current": is_current,
    }
