"""The pages on which a survey is answered, the same for who came by a link and for who is signed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from flask import get_template_attribute, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from programme.access.guards import keep_nothing
from programme.core import clock
from programme.core.errors import DomainError, NotFound
from programme.core.pages import announce
from programme.questionnaires.presenters import progress_words
from programme.questionnaires.rules.answers import Answer, items_to_show, progress
from programme.questionnaires.rules.definition import Item, Section
from programme.surveys.presenters import answering as presenters
from programme.surveys.queries import answering as queries
from programme.surveys.queries.answering import Asking
from programme.surveys.rules import drafts
from programme.surveys.rules.standing import Standing, refusal
from programme.surveys.service import answering as service
from programme.surveys.service.answering import NotOpen, Saved

READING = "120 per minute"
SAVING = "300 per minute"  # going through an item with the arrow keys saves each step
PARTS = "questionnaires/parts.html"
DIGITS = 12  # of the number of a page: more than anybody opens


@dataclass(frozen=True, slots=True)
class Way:
    """How a person came here, and the addresses of the pages for them."""

    base: str
    by_link: bool

    def to(self, place: str) -> str:
        """The address of one of the pages: a section by its key, or "review", "send", "save", "later", "thanks"."""
        return f"{self.base}/{place}"


def start(asking: Asking, way: Way) -> ResponseReturnValue:
    """What this is, who sees what, and the button that begins or goes on."""
    if asking.standing is not Standing.OPEN:
        return _not_open(asking, way)
    answers = queries.draft_of(asking=asking).answers
    following = _unfinished(asking, answers)
    return render_template(
        "surveys/answering/start.html",
        asking=asking,
        way=way,
        presenters=presenters,
        has_begun=bool(answers),
        progress=progress(asking.asked, answers),
        following=following,
    )


def _unfinished(asking: Asking, answers: Mapping[str, Answer]) -> str:
    """Where to go on: the first section with something left, else the page before sending."""
    left = next((part.section.key for part in presenters.parts(asking.asked, answers) if part.left), None)
    return left or "review"


def section(asking: Asking, way: Way, key: str) -> ResponseReturnValue:
    """The questions of one section; sent, they are kept and the next section comes."""
    try:
        found = asking.asked.section(key)
    except KeyError:
        raise NotFound from None
    if request.method == "POST":
        return _save_section(asking, way, found)
    if asking.standing is not Standing.OPEN:
        return _not_open(asking, way)
    draft = queries.draft_of(asking=asking)
    if not items_to_show(asking.asked, found, draft.answers):
        return redirect(way.to(_next(asking, found, draft.answers)))
    return _section_page(asking, way, found, draft, draft.answers, {})


def _save_section(asking: Asking, way: Way, found: Section) -> ResponseReturnValue:
    try:
        saved = service.save_section(asking, found, request.form, _sequence(asking))
    except NotOpen as problem:
        keep_nothing()
        return _refused(asking, way, problem.message, presenters.typed_lines(found, request.form))
    said = presenters.faults(asking.asked, saved.faults, saved.late)
    if said:
        return _section_page(asking, way, found, saved.draft, saved.to_show, said)
    if request.form.get("then") == "later":
        return _come_back(asking, way, saved)
    back = request.args.get("back") == "review"
    return redirect(way.to("review" if back else _next(asking, found, saved.draft.answers)))


def _come_back(asking: Asking, way: Way, saved: Saved) -> ResponseReturnValue:
    if way.by_link:
        return redirect(way.to("later"))
    done = progress_words(progress(asking.asked, saved.draft.answers))
    announce("Your answers are saved", f"{done}. You can go on {presenters.until_words(asking.closes_on)}.")
    return redirect(url_for("home.show"))


def _next(asking: Asking, current: Section, answers: Mapping[str, Answer]) -> str:
    """The next section that asks this person anything, else the page before sending."""
    following = asking.asked.next_section(current.key)
    while following is not None and not items_to_show(asking.asked, following, answers):
        following = asking.asked.next_section(following.key)
    return following.key if following else "review"


def _section_page(
    asking: Asking,
    way: Way,
    found: Section,
    draft: drafts.Draft,
    answers: Mapping[str, Answer],
    said: Mapping[str, str],
) -> ResponseReturnValue:
    return render_template(
        "surveys/answering/section.html",
        asking=asking,
        way=way,
        presenters=presenters,
        section=found,
        items=items_to_show(asking.asked, found, draft.answers),
        drawn=lambda item: _drawn(item, answers, said),
        form=presenters.summary_of(asking.asked, said),
        progress=progress(asking.asked, draft.answers),
        sequence=drafts.start_sequence(draft),
        back="?back=review" if request.args.get("back") == "review" else "",
    )


def _drawn(item: Item, answers: Mapping[str, Answer], said: Mapping[str, str]) -> Markup:
    if item.is_choice and item.key not in said:
        return _choice(item, answers.get(item.key))
    drawn: Markup = get_template_attribute(PARTS, "any_item")(item, answers, said)
    return drawn


@lru_cache(maxsize=2048)
def _choice(item: Item, value: Answer | None) -> Markup:
    """An item with one of its options chosen, kept in the process: it is most of what a page costs.

    What somebody wrote in own words is never kept so.
    """
    drawn: Markup = get_template_attribute(PARTS, "likert_item")(item, value)
    return drawn


def save(asking: Asking) -> ResponseReturnValue:
    """What the page sends by itself: one answer. The reply says that it is stored, or in words why not."""
    sequence = _typed_sequence()
    if sequence is None:
        return jsonify(problem="This page is not whole. Load it again"), HTTPStatus.UNPROCESSABLE_ENTITY
    field = request.form.get("name", "")
    try:
        saved = service.save_answer(asking, field, request.form.get("value", ""), sequence)
    except NotOpen as problem:
        keep_nothing()
        return jsonify(problem=problem.message), HTTPStatus.CONFLICT
    except DomainError as problem:
        keep_nothing()
        return jsonify(problem=problem.message.rstrip(".")), HTTPStatus.UNPROCESSABLE_ENTITY
    if saved.late or saved.faults:
        keep_nothing()
        problem_words = presenters.ELSEWHERE if saved.late else next(iter(saved.faults.values()))
        return jsonify(problem=problem_words), HTTPStatus.UNPROCESSABLE_ENTITY
    return jsonify(saved=True, sequence=sequence)


def review(asking: Asking, way: Way) -> ResponseReturnValue:
    """What is left and what was answered, before anything is sent."""
    if asking.standing is not Standing.OPEN:
        return _not_open(asking, way)
    return _review(asking, way, [])


def _review(asking: Asking, way: Way, problems: list[dict[str, str]]) -> ResponseReturnValue:
    answers = queries.draft_of(asking=asking).answers
    shown = presenters.parts(asking.asked, answers)
    done, form = progress(asking.asked, answers), presenters.Faults(problems)
    return render_template(
        "surveys/answering/review.html",
        asking=asking,
        way=way,
        presenters=presenters,
        parts=shown,
        progress=done,
        form=form,
    )


def send(asking: Asking, way: Way) -> ResponseReturnValue:
    """Send the answers; sending twice says thanks twice."""
    try:
        service.send(asking)
    except NotOpen as problem:
        keep_nothing()
        return _refused(asking, way, problem.message, [])
    except DomainError as problem:
        keep_nothing()
        return _review(asking, way, [{"text": problem.message}])
    return redirect(way.to("thanks"))


def thanks(asking: Asking, way: Way) -> ResponseReturnValue:
    """The end: what happens next."""
    if asking.standing is not Standing.ANSWERED:
        return redirect(way.base)
    return render_template("surveys/answering/thanks.html", asking=asking, way=way)


def later(asking: Asking, way: Way) -> ResponseReturnValue:
    """How to come back, for who came by a link and goes on later."""
    if asking.standing is not Standing.OPEN:
        return _not_open(asking, way)
    done = progress(asking.asked, queries.draft_of(asking=asking).answers)
    return render_template("surveys/answering/later.html", asking=asking, way=way, progress=done)


def _not_open(asking: Asking, way: Way) -> ResponseReturnValue:
    if asking.standing is Standing.ANSWERED:
        return redirect(way.to("thanks"))
    words = refusal(asking.standing, asking.opens_on, asking.closes_on, clock.today())
    return render_template("surveys/answering/closed.html", asking=asking, way=way, words=words, typed=[])


def _refused(asking: Asking, way: Way, words: str, typed: list[tuple[str, str]]) -> ResponseReturnValue:
    """Why nothing was stored, with what was `typed`, so that it can be copied."""
    page = render_template("surveys/answering/closed.html", asking=asking, way=way, words=words, typed=typed)
    return page, HTTPStatus.CONFLICT


def _typed_sequence() -> int | None:
    typed = request.form.get("sequence", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= DIGITS else None


def _sequence(asking: Asking) -> int:
    """The number of the page that was sent; of one without a number, that of a page opened now."""
    typed = _typed_sequence()
    return drafts.start_sequence(queries.draft_of(asking=asking)) if typed is None else typed
