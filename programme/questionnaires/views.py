"""Pages about the questionnaires that can be asked."""

from pathlib import Path

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from programme.access.guards import requires
from programme.access.policy import Permission
from programme.questionnaires import presenters, queries

blueprint = Blueprint("questionnaires", __name__, url_prefix="/questionnaires")


def _folder() -> Path:
    return Path(current_app.config["QUESTIONNAIRES"])


@blueprint.route("")
@requires(Permission.LIST_QUESTIONNAIRES)
def index() -> ResponseReturnValue:
    """Every version of every questionnaire."""
    return render_template(
        "questionnaires/index.html", questionnaires=queries.library(_folder()), presenters=presenters
    )


@blueprint.route("/<key>/<int:version>")
@requires(Permission.LIST_QUESTIONNAIRES)
def show(key: str, version: int) -> ResponseReturnValue:
    """One version with all that it asks."""
    found = queries.questionnaire(folder=_folder(), key=key, version=version)
    return render_template(
        "questionnaires/show.html",
        questionnaire=found,
        sections=presenters.preview(found),
        presenters=presenters,
    )
