"""What pages share: the design system's templates, links to built files, navigation, paging and error pages."""

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, flash, jsonify, make_response, render_template, request, session
from flask_wtf.csrf import CSRFError
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader, Template
from jinja2.runtime import Context
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import ClientDisconnected, HTTPException

from programme.core import clock, uploads
from programme.core.connections import Use
from programme.core.db import expected, let_go
from programme.core.errors import NotFound
from programme.core.logs import log, report_problem
from programme.core.settings import Settings
from programme.core.trouble import UNWRITABLE, Trouble, trouble_in
from programme.core.words import count_words

ROWS_A_PAGE = 50
FARTHEST_PAGE = 100_000
Row = TypeVar("Row")
HIDDEN = re.compile("password|^current$|^csrf_token$")  # fields that are not shown again: what somebody proves


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation; it is current on every address that starts with one of its prefixes."""

    text: str
    endpoint: str
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which rows a list shows, counted from 1."""

    page: int
    total: int
    size: int = ROWS_A_PAGE

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def words(self) -> str:
        """Which rows of how many are shown; nothing when all fit on one page."""
        if self.total <= self.size:
            return ""
        first = (self.page - 1) * self.size + 1
        return f"Showing {first:,} to {min(self.page * self.size, self.total):,} of {self.total:,}"


def page_number() -> int:
    """The page that the address asks for, from 1; anything odd is page 1."""
    asked = request.args.get("page", "1")
    return min(max(int(asked), 1), FARTHEST_PAGE) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1


def search_words() -> str:
    """What the address asks a list to be searched for: at most 100 printable characters."""
    asked = request.args.get("words", "").strip()[:100]
    return "".join(letter for letter in asked if letter.isprintable())


def paged(total: int) -> Paging:
    """The paging of a list of `total` rows at the page asked for; past the end it is the last one."""
    paging = Paging(page_number(), total)
    return Paging(min(paging.page, paging.last), total)


def read_page(
    read: Callable[[int], tuple[Sequence[Row], int]], size: int = ROWS_A_PAGE
) -> tuple[Sequence[Row], Paging]:
    """The rows of the page that the address asks for, with its paging; past the end they are those of the last page.

    `read` gives the rows of a page, and how many rows there are in all.
    """
    rows, total = read(page_number())
    paging = Paging(page_number(), total, size)
    if paging.page > paging.last:
        paging = Paging(paging.last, total, size)
        rows, _ = read(paging.page)
    return rows, paging


def announce(heading: str, what_follows: str = "") -> None:
    """Say on the next page what happened and what follows."""
    flash(json.dumps([heading, what_follows]), "success")


def await_end(subject_id: uuid.UUID) -> None:
    """Remember that this person waits for a job on `subject_id`, so that its end can be announced to them."""
    session["awaited"] = str(subject_id)


def has_come(subject_id: uuid.UUID) -> bool:
    """Whether this person waited for the job on `subject_id`; says so once, and not to a script that only looks."""
    if session.get("awaited") != str(subject_id) or request.headers.get("X-Requested-With") == "fetch":
        return False
    del session["awaited"]
    return True


class SharingTemplate(Template):
    """A template whose macros are imported without comparing globals, which are the same for all templates here.

    The comparison took a tenth of the time of a page.
    """

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        return super()._get_default_module()


def init_app(
    app: Flask, settings: Settings, built: Mapping[str, str], navigation: Callable[[], Sequence[Entry]]
) -> None:
    """Give `app` the design system, the filters for words, and its error pages; `built` names the static files."""
    app.jinja_options = {
        "undefined": ChainableUndefined,
        "autoescape": True,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    design = PrefixLoader({"nhsuk": PackageLoader("nhsuk_frontend_jinja", "templates/nhsuk")})
    app.jinja_loader = ChoiceLoader([app.jinja_loader, design])  # type: ignore[list-item]
    app.jinja_env.template_class = SharingTemplate
    app.jinja_env.filters.update(
        date=clock.date_words, moment=clock.moment_words, counted=count_words, said=lambda text: json.loads(text)
    )
    app.context_processor(lambda: _shared(settings, built, navigation))
    app.register_error_handler(HTTPException, explain)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Exception, _unexpected)


def _shared(settings: Settings, built: Mapping[str, str], navigation: Callable[[], Sequence[Entry]]) -> dict[str, Any]:
    def built_file(name: str) -> str:
        return f"{request.script_root}/static/{built.get(name, name)}"  # five times a page, and url_for is slow

    def is_current(entry: Entry) -> bool:
        return request.path == "/" if entry.prefixes == ("/",) else request.path.startswith(entry.prefixes)

    return {
        "service_name": settings.service_name,
        "show_nhs_logo": settings.show_nhs_logo,
        "is_demo": settings.is_demo,
        "built_file": built_file,
        "navigation": navigation,
        "is_current": is_current,
    }


WORDS = {
    400: ("There is a problem with this request", "Go back and try again."),
    401: ("Sign in to go on", "Your session has ended. Sign in, then try again."),
    403: ("You do not have access to this page", "If you need it, ask whoever runs your programme."),
    404: ("Page not found", "Check the address. If it came from a link in a mail, the link may have been closed."),
    405: ("This address does not work that way", "Go back and use the button on the page."),
    408: ("What you sent did not arrive", "The connection was too slow or broke off. Nothing was changed. Try again."),
    411: ("There is a problem with this request", "It does not say how long it is. Nothing was changed."),
    413: ("The file is too large", "Nothing was kept. Go back and choose a smaller file."),
    429: ("Too many tries", "Wait a few minutes, then try again. Nothing was changed."),
    500: ("Something went wrong", "It is our fault, not yours. Nothing was changed. Try again in a few minutes."),
}


def _error_page(code: int, heading: str, advice: str) -> Any:
    try:
        return render_template("core/error.html", heading=heading, advice=advice), code
    except DBAPIError as problem:  # its navigation depends on who is signed in
        trouble = trouble_in(problem)
        if trouble is None:
            raise
        let_go()
        return _in_trouble(trouble)


def explain(problem: HTTPException) -> Any:
    """The page that says in words what an HTTP error means and what to do."""
    if problem.code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        uploads.swallow(request.environ)
    if isinstance(problem, ClientDisconnected):
        return _error_page(408, *WORDS[408])
    if isinstance(problem, CSRFError):
        advice = "The page was open for too long. Go back, reload it, and send it again. What you typed is still there."
        return _error_page(400, "This page has expired", advice)
    if problem.code is None or problem.code < 400:
        return problem
    heading, advice = WORDS.get(problem.code, WORDS[400 if problem.code < 500 else 500])
    return _error_page(problem.code, heading, advice)


def _not_found(problem: NotFound) -> Any:
    return _error_page(404, *WORDS[404])


def _unexpected(problem: Exception) -> Any:
    let_go()
    trouble = trouble_in(problem)
    is_ours = trouble is UNWRITABLE and expected() is Use.PAGE  # a view that writes and does not say so
    if trouble is not None and not is_ours:
        return _in_trouble(trouble)
    report_problem("unexpected error", problem)
    return _error_page(500, *WORDS[500])


def _in_trouble(trouble: Trouble) -> Response:
    """What is the matter, with all that was typed and a button that sends it again; it asks the database nothing."""
    log.error("trouble", extra={"trouble": trouble.short})
    if request.headers.get("X-Requested-With") == "fetch":
        answer = jsonify(problem=trouble.short)
    else:
        typed = _typed_now()
        page = render_template(
            "core/trouble.html",
            trouble=trouble,
            is_form=request.method == "POST",
            typed=typed,
            words=[text for _, text in typed if len(text.split()) > 1],
            has_files=request.mimetype == "multipart/form-data",
            navigation=list,
        )
        answer = make_response(page)
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    answer.headers["Retry-After"] = str(trouble.retry_seconds)
    return answer


def _typed_now() -> list[tuple[str, str]]:
    """The fields that were sent, in their order; none if there was not even room to read them."""
    try:
        return [(name, text) for name, text in request.form.items(multi=True) if not HIDDEN.search(name)]
    except (OSError, HTTPException):
        return []
