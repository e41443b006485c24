"""Equality monitoring: a fellow's own answers, kept apart from everything else."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from programme.access.guards import current_actor, requires, writes
from programme.access.policy import Permission
from programme.cohorts import queries as cohorts
from programme.cohorts.models import Fellow
from programme.core.errors import NotFound
from programme.core.pages import announce
from programme.equality import queries, service
from programme.equality.forms import equality_form
from programme.equality.rules import QUESTIONS

blueprint = Blueprint("equality", __name__, url_prefix="/my/equality")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.OWN_YEAR)
@writes
def own() -> ResponseReturnValue:
    """What the fellow says about themselves, if they like."""
    fellow, salt = _own_year()
    form = equality_form(queries.own_answers(cohort_id=fellow.cohort_id, salt=salt))
    if form.validate_on_submit():
        service.keep(fellow.cohort_id, salt, form.typed())
        announce("Your answers are saved", "You can change or remove them here at any time.")
        return redirect(url_for("home.show"))
    return render_template("equality/own.html", form=form, cohort=fellow.cohort, questions=QUESTIONS)


@blueprint.route("/remove", methods=["POST"])
@requires(Permission.OWN_YEAR)
@writes
def remove() -> ResponseReturnValue:
    """Remove what the fellow said about themselves."""
    fellow, salt = _own_year()
    service.forget(fellow.cohort_id, salt)
    announce("Your answers are removed", "Nothing of them is left.")
    return redirect(url_for("home.show"))


def _own_year() -> tuple[Fellow, bytes]:
    fellow = cohorts.current_fellowship(person_id=current_actor().person_id)
    if fellow is None or current_user.salt is None:
        raise NotFound
    return fellow, current_user.salt
