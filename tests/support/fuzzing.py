"""Everything that can be asked of the scene, asked oddly: addresses, who opens them, and answers without a fault."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from programme.core.connections import Use
from programme.core.db import expect
from programme.core.security import limiter
from tests.support.pages import HIDDEN_TOKEN, CheckingClient, check_page
from tests.support.scene import Scene
from tests.support.who_opens_what import PEOPLE, lines

TRACES = re.compile(r'Traceback|File "[^"]+", line \d|sqlalchemy\.|werkzeug\.')
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy")
# Nobody is served by these, and signing out ends the asking.
LEFT_OUT = ("/sign-out",)
REACHED = {"200", "go", "back", "kept", "409"}


@dataclass(frozen=True, slots=True)
class Target:
    """One address with a method, who gets past its door, and the fields that are known to be sent to it."""

    rule: str
    method: str
    path: str
    opens: tuple[str, ...]
    sent: dict[str, list[str]]

    @property
    def who(self) -> str:
        """Somebody who gets past its door."""
        return self.opens[0]


def targets(app: Flask, scene: Scene, method: str) -> list[Target]:
    """Every rule of the application that takes `method`, once each, what ends something last."""
    adapter, found = app.url_map.bind("localhost"), dict[str, Target]()
    for line in lines():
        if line.method != method or line.address in LEFT_OUT:
            continue
        path, sent = urlsplit(line.address.format(**scene.names)).path, parse_qs(line.sent.format(**scene.names))
        rule, _ = adapter.match(path, method=method, return_rule=True)
        opens = tuple(who for who, code in zip(PEOPLE, line.found, strict=True) if code in REACHED or line.is_for_all)
        if opens and rule.rule not in found:
            found[rule.rule] = Target(rule.rule, method, path, opens, sent)
    return list(found.values())


class Asker:
    """Asks as each of the scene's people; an answer with a fault ends the test."""

    def __init__(self, app: Flask, scene: Scene) -> None:
        self.app, self.scene = app, scene
        self.clients: dict[str, CheckingClient] = {}
        self.tokens: dict[str, str] = {}

    def client(self, who: str) -> CheckingClient:
        """The browser of one person, signed in at its first use."""
        if who not in self.clients:
            limiter.reset()
            self.clients[who] = self.scene.client(self.app, who)
        return self.clients[who]

    def token(self, who: str) -> str:
        """A token that this person's session takes."""
        if who not in self.tokens:
            found = HIDDEN_TOKEN.search(self.ask(who, "/forgotten-password").text)
            assert found is not None
            self.tokens[who] = found[1]
        return self.tokens[who]

    def ask(self, who: str, path: str, *, is_checked: bool = False, **how: Any) -> TestResponse:
        """The answer; `is_checked` looks at its markup too, which takes ten times as long as the answer."""
        client = self.client(who)
        limiter.reset()
        try:
            with self.app.app_context():
                answer = FlaskClient.open(client, path, **how)
        finally:
            expect(Use.WORK)
        asked = (who, how.get("method", "GET"), path[:200], answer.status_code)
        assert answer.status_code < 500, asked
        is_page = answer.mimetype == "text/html"
        assert not (is_page and TRACES.search(answer.text)), asked
        assert all(name in answer.headers for name in HEADERS), asked
        if is_page and is_checked and answer.status_code not in (301, 302, 303, 308):
            check_page(answer.text)
        answer.close()
        return answer
