"""Pages for a fellow's own reflections. No page here is for anybody else."""

import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from programme.access.guards import current_actor, keep_nothing, requires, writes
from programme.access.policy import Facts, Permission
from programme.core.errors import DomainError
from programme.core.pages import ROWS_A_PAGE, Paging, announce, paged
from programme.frameworks import emotions, principles
from programme.frameworks.prompts import FREE
from programme.reflections import presenters, queries, service
from programme.reflections.forms import ChooseModelForm, ReflectionForm, SearchForm, form_for, part_name, prompts_in
from programme.reflections.queries import Written
from programme.reflections.rules import model_called, model_of_page

blueprint = Blueprint("reflections", __name__, url_prefix="/my/reflections")


def _facts(arguments: Mapping[str, Any]) -> Facts:
    return queries.facts(reflection_id=arguments["reflection_id"])


def _own(reflection_id: uuid.UUID) -> Written:
    return queries.reflection(person_id=current_actor().person_id, reflection_id=reflection_id)


def _own_to_change(reflection_id: uuid.UUID) -> Written:
    return queries.reflection_to_change(person_id=current_actor().person_id, reflection_id=reflection_id)


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.OWN_YEAR)
def index() -> ResponseReturnValue:
    """One's own reflections, the newest first. A search is sent by POST, so that its words stand in no address."""
    person_id = current_actor().person_id
    form = SearchForm(request.form if request.method == "POST" else request.args)
    if request.method != "POST":
        form.words.data = ""
    wanted = form.wanted()
    total = queries.count(person_id=person_id)
    if wanted.is_all:
        paging = paged(total)
        found = queries.reflections(person_id=person_id, page=paging.page, size=ROWS_A_PAGE)
    else:
        found = queries.matching(person_id=person_id, wanted=wanted)
        paging = Paging(1, len(found), size=max(len(found), 1))
    return render_template(
        "reflections/index.html",
        form=form,
        filters=_filters(wanted.model, wanted.principle, wanted.emotion),
        found=found,
        total=total,
        paging=paging,
        wanted=wanted,
        presenters=presenters,
    )


@lru_cache(maxsize=256)
def _filters(model: str, principle: str, emotion: str) -> Markup:
    """What narrows the list, with these chosen, kept in the process: there are few, and nothing in them was typed."""
    form = SearchForm(None, model=model, principle=principle, emotion=emotion)
    return Markup("").join((form.model(), form.principle(), form.emotion()))


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.OWN_YEAR)
@writes
def create() -> ResponseReturnValue:
    """Choose how to reflect, and start."""
    form = ChooseModelForm(model=FREE.key)
    if form.validate_on_submit():
        row = service.start(current_actor().person_id, model_called(str(form.model.data)))
        return redirect(url_for("reflections.edit", reflection_id=row.id))
    return render_template("reflections/new.html", form=form, presenters=presenters)


@blueprint.route("/<uuid:reflection_id>")
@requires(Permission.OWN_REFLECTION, _facts)
def show(reflection_id: uuid.UUID) -> ResponseReturnValue:
    """Read one."""
    return render_template("reflections/show.html", written=_own(reflection_id), presenters=presenters)


@blueprint.route("/<uuid:reflection_id>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_REFLECTION, _facts)
@writes
def edit(reflection_id: uuid.UUID) -> ResponseReturnValue:
    """Write: as a draft, or to save it. What could tell who is meant is pointed out before it is saved."""
    written = _own_to_change(reflection_id) if request.method == "POST" else _own(reflection_id)
    row, form = written.row, _form(written)
    if form.validate_on_submit():
        service.keep(row, form.content(), form.day, form.number)
        if request.form.get("then") == "draft":
            announce("The draft is saved", "Only you can read it. Go on whenever you want.")
            return redirect(url_for("reflections.index"))
        if service.point_out(row):
            return redirect(url_for("reflections.check", reflection_id=reflection_id))
        try:
            return _finished(written)
        except DomainError as problem:
            keep_nothing()
            form.refuse(problem)
    found = service.point_out(row) if "look" in request.args else ()
    return render_template(
        "reflections/edit.html",
        form=form,
        row=row,
        found=presenters.finding_words(found),
        presenters=presenters,
        sources=(principles.SOURCE, emotions.SOURCE),
    )


@blueprint.route("/<uuid:reflection_id>/check", methods=["GET", "POST"])
@requires(Permission.OWN_REFLECTION, _facts)
@writes
def check(reflection_id: uuid.UUID) -> ResponseReturnValue:
    """What could tell who is meant. It warns: the reflection can be saved as it is."""
    if request.method == "POST":
        try:
            return _finished(_own_to_change(reflection_id))
        except DomainError as problem:
            announce("Nothing was saved", problem.message)
            return redirect(url_for("reflections.edit", reflection_id=reflection_id))
    row = _own(reflection_id).row
    found = presenters.finding_words(service.point_out(row))
    return render_template("reflections/check.html", row=row, found=found, presenters=presenters)


@blueprint.route("/<uuid:reflection_id>/autosave", methods=["POST"])
@requires(Permission.OWN_REFLECTION, _facts)
@writes
def autosave(reflection_id: uuid.UUID) -> ResponseReturnValue:
    """What the page sends by itself. A late one is answered like any other and changes nothing."""
    written = _own_to_change(reflection_id)
    form = _form(written)
    form.validate()
    faults = [field.errors[0] for field in (form.title, *form.parts) if field.errors]
    if faults:
        keep_nothing()
        return jsonify(problem=str(faults[0])), 422
    day = None if form.happened_on.errors else form.happened_on.data
    is_saved = service.autosave(written.row, form.content(), day, form.number)
    return jsonify(saved=is_saved, sequence=written.row.sequence)


@blueprint.route("/<uuid:reflection_id>/delete", methods=["GET", "POST"])
@requires(Permission.OWN_REFLECTION, _facts)
@writes
def delete(reflection_id: uuid.UUID) -> ResponseReturnValue:
    """Ask, then delete for good."""
    if request.method == "POST":
        service.delete(_own_to_change(reflection_id).row, by=current_actor().person_id)
        announce("The reflection is deleted", "Nothing of it is kept.")
        return redirect(url_for("reflections.index"))
    return render_template("reflections/delete.html", written=_own(reflection_id), presenters=presenters)


def _form(written: Written) -> ReflectionForm:
    """The form of the reflection's model, or of the page that was sent, filled with what is stored."""
    row, content = written.row, written.content
    model = model_of_page(content.model, prompts_in(request.form))
    stored = {part_name(key): text for key, text in content.parts.items()}
    return form_for(model)(
        title=content.title,
        happened_on=row.happened_on,
        principles=content.principles,
        emotions=content.emotions,
        sequence=str(row.sequence),
        **stored,
    )


def _finished(written: Written) -> ResponseReturnValue:
    was_draft = written.row.is_draft
    service.finish(written.row)
    announce("The reflection is saved" if was_draft else "The changes are saved")
    return redirect(url_for("reflections.show", reflection_id=written.row.id))
