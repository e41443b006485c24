"""The testing client: it checks every response of every test."""

import re
from collections import Counter
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from programme.core.connections import Use
from programme.core.db import expect

HIDDEN_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
XHTML = "{http://www.w3.org/1999/xhtml}"


class CheckingClient(FlaskClient):
    """A browser without scripts that refuses pages that are not well made.

    Every HTML response has valid HTML5, one h1, a title that starts with it (after "Error: " where there is one), and
    ids that stand once. POST sends the CSRF token of the session by itself.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = self._open(*args, **kwargs)
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            check_page(response.text)
        return response

    def _open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():  # of its own, so that nothing of the test is shared with the request
            response = super().open(*args, **{"buffered": True, **kwargs})
        expect(Use.WORK)  # of the test itself: a read of its own must not take the write lock
        return response

    def send(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form the way a browser does: with the token of the page that holds it."""
        return self.post(path, data={"csrf_token": self.token(), **(data or {})}, **kwargs)

    def token(self) -> str:
        """The CSRF token of this session."""
        page = self._open("/forgotten-password")  # read before every form that is sent; who tests it checks it
        found = HIDDEN_TOKEN.search(page.text)
        assert found is not None, "a page that everybody may read holds a token"
        return found[1]

    def sign_in(self, email: str, password: str) -> TestResponse:
        """Sign in by the form."""
        return self.send("/sign-in", {"email": email, "password": password})


def check_page(html: str) -> None:
    """Fail unless the page is well made."""
    parser = html5lib.HTMLParser(strict=False)
    root = parser.parse(html)
    # A duplicate attribute, a stray end tag, a block in a paragraph: each is a fault that html5lib names.
    assert not parser.errors, [(position, code, facts) for position, code, facts in parser.errors][:3]
    ids = Counter(each.get("id") for each in root.iter() if each.get("id"))
    assert not [name for name, count in ids.items() if count > 1], f"ids twice: {ids.most_common(3)}"
    headings = [words(each) for each in root.iter(f"{XHTML}h1")]
    assert len(headings) == 1, f"one h1, not {headings}"
    title = words(next(root.iter(f"{XHTML}title")))
    plain = title.removeprefix("Error: ")
    caption = next((words(each) for each in root.iter(f"{XHTML}span") if "caption" in (each.get("class") or "")), "")
    heading = headings[0].removeprefix(caption).strip()
    assert plain.startswith(heading), f"the title {title!r} starts with the heading {heading!r}"


def words(element: Any) -> str:
    """The text of an element with single spaces."""
    return " ".join("".join(element.itertext()).split())
