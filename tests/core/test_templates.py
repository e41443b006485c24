import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template
from jinja2 import ChainableUndefined, DictLoader
from jinja2.runtime import Undefined

from programme.core.forms import component
from tests.support.scene import Scene
from tests.support.template_names import TEMPLATES, all_templates, calls, names_in, needed, source
from tests.support.who_opens_what import PEOPLE, lines

DRAWN_BY_CODE = {call.template for call in calls()}
FROM_JINJA = {"self", "super", "loop", "caller", "varargs", "kwargs"}


def shared_names(app: Flask) -> set[str]:
    """What every drawn template can use: globals, and what the context processors give."""
    names = set(app.jinja_env.globals) | FROM_JINJA
    with app.test_request_context():
        for processors in app.template_context_processors.values():
            for processor in processors:
                names |= set(processor())
    return names


def reaches(name: str) -> set[str]:
    """The templates that this one extends, includes or imports from."""
    names = names_in(name)
    return {*names.extended, *names.included, *names.imported}


def test_every_template_gets_the_names_it_uses_from_every_place_that_draws_it(app: Flask) -> None:
    shared = shared_names(app)
    faults = [
        f"{call.place} draws {call.template} without {sorted(missing)}"
        for call in calls()
        if (missing := needed(call.template) - shared - call.given)
    ]
    assert not faults, "\n".join(faults)


def test_no_place_gives_a_template_a_name_that_it_does_not_use() -> None:
    idle = [
        f"{call.place} gives {call.template} {sorted(unused)} for nothing"
        for call in calls()
        if (unused := call.given - needed(call.template) - {"form"})
    ]
    assert not idle, "\n".join(idle)


def test_an_imported_template_uses_its_own_arguments_and_globals_alone(app: Flask) -> None:
    imported = {each for name in all_templates() for each in names_in(name).imported}
    assert imported
    known = set(app.jinja_env.globals) | FROM_JINJA
    assert {name: names_in(name).used - known for name in imported if names_in(name).used - known} == {}


def test_every_template_is_reached_by_something() -> None:
    reached = set(DRAWN_BY_CODE)
    while more := {name for each in reached for name in reaches(each)} - reached:
        reached |= more
    assert reached - set(all_templates()) == set(), "drawn, but not there"
    assert set(all_templates()) - reached == set(), "there, but never drawn"


@pytest.mark.parametrize("name", all_templates())
def test_a_template_is_escaped_and_holds_neither_script_nor_style(name: str) -> None:
    text = re.sub(r"\{#.*?#\}", "", source(name), flags=re.S)
    assert not re.search(r"\|\s*safe\b", text), "what is safe is Markup already"
    assert not re.search(r"\son[a-z]+\s*=", text), "an event handler belongs into canopy.js"
    assert not re.search(r"\sstyle\s*=|<style", text), "style belongs into canopy.css"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "a script has an address"
    assert "javascript:" not in text
    assert not re.search(r"""(?:href|src|action)=["'](?:https?:)?//""", text), "nothing is fetched from elsewhere"
    if "autoescape false" in text:
        assert name.endswith(".txt"), "plain mails alone are not escaped"


@pytest.mark.parametrize("name", [name for name in all_templates() if "mail/" not in name and "document/" not in name])
def test_a_template_has_at_most_100_lines(name: str) -> None:
    assert len(source(name).splitlines()) <= 100


def test_every_filter_and_test_that_a_template_uses_is_there(app: Flask) -> None:
    for name in all_templates():
        assert app.jinja_env.get_template(name).name == name  # an unknown one would be a syntax error


def test_text_is_escaped_in_templates_of_every_suffix(app: Flask) -> None:
    label = {"text": "<script>alert(1)</script>"}
    drawn = component("input", "input", {"id": "a", "name": "a", "label": label})
    assert "&lt;script&gt;" in drawn
    assert "<script>" not in drawn
    for suffix in ("html", "jinja", "txt", "xml"):
        own = app.jinja_env.overlay(loader=DictLoader({f"page.{suffix}": "{{ name }}"}))
        assert own.get_template(f"page.{suffix}").render(name="<b>") == "&lt;b&gt;"


class Loud(ChainableUndefined):
    """What a template of ours prints, or walks through, must be there; the design system's own may ask."""

    faults: list[str] = []

    def _complain(self) -> None:
        frame = sys._getframe(1)
        while frame := frame.f_back:
            place = frame.f_code.co_filename
            if place.startswith(str(TEMPLATES)):
                Loud.faults.append(f"{Path(place).relative_to(TEMPLATES)}: {self._undefined_message}")
                return
            if "nhsuk_frontend_jinja" in place:
                return

    def __str__(self) -> str:
        self._complain()
        return super().__str__()

    def __iter__(self) -> Iterator[Undefined]:
        self._complain()
        return super().__iter__()


@pytest.fixture
def loud() -> Iterator[type[Loud]]:
    Loud.faults.clear()
    yield Loud
    Loud.faults.clear()


def test_undefined_names_in_templates_are_noticed_and_those_of_the_design_system_are_not(
    app: Flask, loud: type[Loud]
) -> None:
    app.jinja_env.undefined = loud
    with app.test_request_context("/sign-in"):
        drawn = render_template("core/error.html", heading="A heading")
    assert "A heading" in drawn
    assert any("advice" in fault for fault in loud.faults), loud.faults


@pytest.mark.parametrize("who", ["signed out", "administrator", "director", "coordinator", "sponsor"])
def test_no_page_prints_something_that_is_not_there(scene: Scene, tmp_path: Path, loud: type[Loud], who: str) -> None:
    with scene.played(tmp_path) as app:
        app.jinja_env.undefined = loud
        client = scene.client(app, who)
        for line in lines():
            if line.method == "GET" and line.found[PEOPLE.index(who)] == "200":
                client.get(line.address.format(**scene.names))
    assert sorted(set(loud.faults)) == []
