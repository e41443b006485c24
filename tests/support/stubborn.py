"""People who answer a survey whatever happens to the service, as its page does: what was not confirmed is sent again.

What each was told is stored is remembered, and held against what the database has.
"""

import html
import http.client
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

from sqlalchemy import select, update

from programme.accounts.models import Person
from programme.cohorts.models import Fellow
from programme.core.db import transaction
from programme.surveys.models import Response, SurveyInvitation
from tests.bench import crowd
from tests.bench.clients import CLIENTS, COOKIE, CSRF_TOKEN, FORM, HOST
from tests.bench.crowd import Answerer, Asked
from tests.support import living
from tests.support.processes import wait_until

SECTION = living.outcomes().sections[0]
ITEMS = tuple(item.key for item in SECTION.items)
SEQUENCE = re.compile(r'data-sequence="(\d+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
SAVES = 12  # of each person, before they press the button and send
PAUSE, PAUSE_OF_THE_LAST, PAUSE_AFTER_TROUBLE = 0.15, 0.5, 0.2
PATIENCE = 60.0
IDLE = 1.0  # seconds: before gunicorn closes a connection that nobody uses

Told = tuple[int, str, Mapping[str, str]]
"""What came instead of what was asked for: the status, the body and the headers in small letters."""


@dataclass
class Account:
    """What one person typed, and what of it they were told is stored: by item the answer and its number."""

    fellow: Answerer
    typed: dict[str, set[tuple[int, int]]] = field(default_factory=dict)
    stored: dict[str, tuple[int, int]] = field(default_factory=dict)
    is_sending: bool = False
    is_sent: bool = False


@dataclass
class Crowd:
    """Eight people at once, and those who come after them. `told` is what they were told that was no confirmation."""

    asked: Asked
    accounts: list[Account]
    port: int = 0
    told: list[Told] = field(default_factory=list)
    unanswered: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    confirmed: int = 0
    patience: float = PATIENCE
    problems: list[BaseException] = field(default_factory=list)
    enough: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def answering(self, port: int) -> Iterator[None]:
        """They answer while the block lasts, and go on to the end of what they have begun."""
        self.port = port
        waiting = iter(self.accounts)
        threads = [threading.Thread(target=self._work, args=(waiting,)) for _ in range(CLIENTS)]
        for each in threads:
            each.start()
        try:
            yield
        except BaseException:
            self.patience = 0.0
            raise
        finally:
            self.enough.set()
            for each in threads:
                each.join()
        if self.problems:
            raise self.problems[0]

    def goes_on(self, more: int = 100, seconds: float = 60) -> None:
        """Wait until so many more requests have been confirmed."""
        until = self.confirmed + more
        wait_until(lambda: self.confirmed >= until or self.problems, seconds, f"{more} more confirmations", pause=0.1)

    def _work(self, waiting: Iterator[Account]) -> None:
        try:
            for account in self._turns(waiting):
                Typist(self, account).answers(is_last=account in self.accounts[-CLIENTS:])
        except BaseException as problem:  # a thread cannot raise; `answering` does
            self.problems.append(problem)

    def _turns(self, waiting: Iterator[Account]) -> Iterator[Account]:
        while not self.enough.is_set():
            with self.lock:
                account = next(waiting, None)
            if account is None:
                return
            yield account

    def begun(self) -> list[Account]:
        """Those who have typed something."""
        return [each for each in self.accounts if each.typed]


@dataclass
class Typist:
    """One of them at their browser."""

    crowd: Crowd
    account: Account
    cookie: str = ""
    token: str = ""
    sequence: int = 0
    line: http.client.HTTPConnection | None = None
    used_at: float = 0.0

    def answers(self, *, is_last: bool) -> None:
        """Open the page from the mail, answer, change answers, press the button, and send.

        Those after whom nobody comes change their minds, slowly, until it is enough.
        """
        path = self.account.fellow.path
        self.opens(SECTION.key)
        for turn in count():
            if turn >= SAVES and (not is_last or self.crowd.enough.is_set()):
                break
            self._save(ITEMS[turn % len(ITEMS)], (turn + len(path)) % 5 + 1)
            time.sleep(PAUSE if turn < SAVES else PAUSE_OF_THE_LAST)
        given = {f"item-{key}": answer for key, (answer, _) in self.account.stored.items()}
        self._until_told(302, "POST", f"/{SECTION.key}", lambda: {**given, "sequence": self.sequence})
        self.account.is_sending = True
        self._until_told(302, "POST", "/send")
        self.account.is_sent = True
        self._hang_up()

    def _hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None

    def opens(self, section: str) -> None:
        """Open a section, and know what its page holds."""
        page = self._until_told(200, "GET", f"/{section}")
        token, sequence = CSRF_TOKEN.search(page), SEQUENCE.search(page)
        assert token is not None, page
        assert sequence is not None, page
        self.token, self.sequence = token[1], int(sequence[1])
        self._hang_up()

    def presses(self, section: str, typed: Mapping[str, object]) -> Told:
        """Press the button below a section, once; what comes."""
        told = self.ask("POST", f"{self.account.fellow.path}/{section}", {**typed, "sequence": self.sequence})
        self._hang_up()
        assert told is not None
        return told

    def _save(self, key: str, answer: int) -> None:
        """Each try has a number of its own, as the page gives it."""

        def typed() -> dict[str, object]:
            self.sequence += 1
            self.account.typed.setdefault(key, set()).add((answer, self.sequence))
            return {"name": f"item-{key}", "value": answer, "sequence": self.sequence}

        self._until_told(200, "POST", "/save", typed)
        self.account.stored[key] = (answer, self.sequence)

    def _until_told(
        self,
        status: int,
        method: str,
        place: str,
        typed: Callable[[], Mapping[str, object]] = dict,
    ) -> str:
        began = time.monotonic()
        for _ in count():
            told = self.ask(method, self.account.fellow.path + place, typed())
            if told is not None and told[0] == status:
                self.crowd.confirmed += 1
                return told[1]
            if told is not None:
                self.crowd.told.append(told)
            if time.monotonic() - began > self.crowd.patience:
                raise TimeoutError(f"{method} {place} was not confirmed: {told}")
            time.sleep(PAUSE_AFTER_TROUBLE)
        raise AssertionError("unreachable")

    def ask(self, method: str, path: str, fields: Mapping[str, object]) -> Told | None:
        """What is answered to one request; None if nothing is."""
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if path.endswith("/save"):
            headers["X-Requested-With"] = "fetch"
        body = urlencode({"csrf_token": self.token, **fields}) if method == "POST" else None
        if body is not None:
            headers["Content-Type"] = FORM
        began = time.monotonic()
        if began - self.used_at > IDLE:
            self._hang_up()
        try:
            self.line = self.line or http.client.HTTPConnection(HOST, self.crowd.port, timeout=30)
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as problem:
            self.crowd.unanswered[type(problem).__name__] += 1
            self._hang_up()
            return None
        self.used_at = time.monotonic()
        self.crowd.seconds.append(time.monotonic() - began)
        cookie = COOKIE.search(b"\r\nset-cookie: " + answer.headers.get("Set-Cookie", "").encode())
        if cookie and answer.headers.get("Set-Cookie"):
            self.cookie = cookie[1].decode()
        return answer.status, text, {name.lower(): value for name, value in answer.headers.items()}


def held_in(page: str) -> dict[str, str]:
    """What a page that tells of trouble sends again when its button is pressed."""
    return {name: html.unescape(text) for name, text in HIDDEN.findall(page)}


def gather(how_many: int = 12 * CLIENTS) -> Crowd:
    """A cohort that is asked now, and so many people with a link each."""
    asked = crowd.ask()
    fellows = crowd.join(asked, how_many)
    with transaction() as session:  # they have their links, so that no worker has to mail them
        theirs = select(Fellow.person_id).where(Fellow.cohort_id == asked.cohort_id)
        session.execute(update(Person).where(Person.id.in_(theirs)).values(wants_reminders=False))
    return Crowd(asked, [Account(each) for each in fellows])


def losses(found: Crowd) -> list[str]:
    """What was confirmed and is not stored as it was; at any moment, also while requests are on their way."""
    told = [(each, dict(each.stored), each.is_sent) for each in found.begun()]
    drafts = crowd.drafts_of(found.asked, [each.fellow for each, _, _ in told])
    sent = _responses(found)
    lost = []
    for each, stored, is_sent in told:
        draft, response = drafts.get(each.fellow.draft), sent.get(each.fellow.answers)
        if response is not None:
            if not each.is_sending or response != {key: answer for key, (answer, _) in each.stored.items()}:
                lost.append(f"sent {response}, confirmed {each.stored}")
            continue
        if is_sent:
            lost.append("nothing is stored of what was sent")
        for key, (answer, sequence) in stored.items():
            now = (draft.answers[key], draft.sequences[key]) if draft and key in draft.answers else None
            is_newer = now is not None and now[1] >= sequence and _is_typed(each, key, now)
            if not is_newer:
                lost.append(f"{key}: {answer} ({sequence}) was confirmed, {now} is stored")
    return lost


def _is_typed(account: Account, key: str, now: tuple[object, int]) -> bool:
    """Under the number of an autosave, or that of the button, which holds the last of them."""
    given = account.typed.get(key, set())
    return now in given or (now[1] % 1000 == 999 and any(now[0] == answer for answer, _ in given))


def _responses(found: Crowd) -> dict[bytes, Mapping[str, object]]:
    with transaction() as session:
        rows = session.execute(
            select(Response.pseudonym, Response.answers).where(Response.wave_id == found.asked.wave_id)
        ).tuples()
        return {bytes(pseudonym): answers or {} for pseudonym, answers in rows}


def has_all_once(found: Crowd) -> bool:
    """At the end: who was told that their answers are sent has sent exactly these, once, and nobody else has."""
    senders = [each for each in found.accounts if each.is_sent]
    expected = {each.fellow.answers: {key: answer for key, (answer, _) in each.stored.items()} for each in senders}
    with transaction() as session:
        mine = (SurveyInvitation.wave_id == found.asked.wave_id, SurveyInvitation.has_answered)
        marked = set(session.scalars(select(SurveyInvitation.id).where(*mine)))
    return _responses(found) == expected and marked == {each.fellow.invitation_id for each in senders}
