"""A web process as ./dev starts it, with clients that keep it waiting or send too much: others go on being served."""

import http.client
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import settings_for
from tests.support.databases import Database
from tests.support.processes import LIKE_DEV, members, running, wait_until
from tests.support.smtp import free_port

HOST, MB = "127.0.0.1", 1024 * 1024
SLOW = 14  # clients: more than threads
PATIENCE = 10.0  # seconds in which somebody else is answered; on a quiet machine it takes one
FORM = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
pytestmark = pytest.mark.only_on("sqlite", "a client is slow before and after the database is asked")


@dataclass(frozen=True)
class Web:
    """A web process and where it answers."""

    port: int
    session: int
    log: Path

    def connect(self, *, buffer: int = 0) -> socket.socket:
        found = socket.socket()
        found.settimeout(20)
        if buffer:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        found.connect((HOST, self.port))
        return found

    def get(self, path: str = "/healthz") -> tuple[int, bytes]:
        with closing(http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def answers(self) -> bool:
        try:
            return self.get()[0] == 200
        except OSError:
            return False

    @property
    def megabytes(self) -> float:
        """Memory of the process and all that it started."""
        statuses = [Path(f"/proc/{pid}/status").read_text() for pid in members(self.session)]
        return sum(int(found[1]) for text in statuses if (found := re.search(r"VmRSS:\s+(\d+)", text))) / 1024


@pytest.fixture(scope="module")
def web(migrated: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder, port = tmp_path_factory.mktemp("slow"), free_port()
    migrated.copy(folder)
    settings, log = settings_for(folder, BASE_URL=f"http://{HOST}:{port}"), folder / "web.log"
    command = ("app:app", "--bind", f"{HOST}:{port}", *LIKE_DEV)
    with running("gunicorn", *command, environment=settings, log=log) as process:
        found = Web(port, process.pid, log)
        wait_until(found.answers, 60, "the web process answers")
        yield found


@contextmanager
def clients(web: Web, opening: bytes, drop: bytes = b"", *, buffer: int = 0) -> Iterator[Sequence[socket.socket]]:
    """Clients who send `opening` at once, then `drop` five times a second for as long as the block lasts."""
    over = threading.Event()
    with ExitStack() as ending:
        opened = [ending.enter_context(closing(web.connect(buffer=buffer))) for _ in range(SLOW)]
        for each in opened:
            each.sendall(opening)
        dripping = threading.Thread(target=_drip, args=(opened, drop, over))
        dripping.start()
        try:
            yield opened
        finally:
            over.set()
            dripping.join()


def _drip(opened: Sequence[socket.socket], drop: bytes, over: threading.Event) -> None:
    while drop and not over.wait(0.2):
        for each in opened:
            with suppress(OSError):
                each.send(drop)


def stylesheet(web: Web) -> str:
    found = re.search(rb'href="(/static/[^"]+\.css)"', web.get("/sign-in")[1])
    assert found is not None
    return found[1].decode()


def assert_others_are_served(web: Web) -> None:
    for _ in range(5):
        assert web.get()[0] == 200


@pytest.mark.parametrize(
    ("opening", "drop"),
    [
        (FORM % b"/sign-in" + b"Content-Length: 5000\r\n\r\nemail=", b"a"),
        (FORM % b"/sign-in" + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (FORM % b"/nowhere" + b"Content-Length: 5000\r\n\r\na=", b"a"),
        (b"GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Long: ", b"a"),
        (b"GET /sign", b""),
        (b"", b""),
    ],
    ids=["body", "body without length", "body that nobody reads", "header", "broken off", "silent"],
)
def test_clients_who_send_slowly_leave_threads_for_others(web: Web, opening: bytes, drop: bytes) -> None:
    with clients(web, opening, drop):
        assert_others_are_served(web)


def test_clients_who_read_slowly_leave_threads_for_others(web: Web) -> None:
    asked = f"GET {stylesheet(web)} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 60
    with clients(web, asked, buffer=4096):
        assert_others_are_served(web)


def test_a_crowd_that_says_nothing_keeps_nobody_out(web: Web) -> None:
    with ExitStack() as ending:
        for _ in range(400):
            ending.enter_context(closing(web.connect()))
        assert_others_are_served(web)


def answer_to(opened: socket.socket) -> tuple[int, str]:
    answer = http.client.HTTPResponse(opened)
    answer.begin()
    return answer.status, answer.read().decode(errors="replace")


def send_all(opened: socket.socket, head: bytes, pieces: Iterator[bytes]) -> tuple[int, str]:
    opened.sendall(head)
    for piece in pieces:
        opened.sendall(piece)
    return answer_to(opened)


def test_50_mb_are_refused_in_words_and_never_held_in_memory(web: Web) -> None:
    web.get("/sign-in")
    before = web.megabytes
    length, chunk = b"Content-Length: %d\r\n\r\n" % (50 * MB), b"a" * 65536
    for path in (b"/sign-in", b"/forgotten-password"):
        with closing(web.connect()) as opened:
            status, page = send_all(opened, FORM % path + length, (chunk for _ in range(50 * 16)))
        assert status == 413
        assert "The file is too large" in page
    assert web.megabytes - before < 30
    assert_others_are_served(web)


def test_a_body_that_does_not_say_its_length_is_refused_however_long_it_goes_on(web: Web) -> None:
    before, chunk = web.megabytes, b"10000\r\n" + b"a" * 65536 + b"\r\n"
    with closing(web.connect()) as opened:
        opened.sendall(FORM % b"/sign-in" + b"Transfer-Encoding: chunked\r\n\r\n")
        with suppress(OSError):  # it is refused before all of it was sent
            for _ in range(50 * 16):
                opened.sendall(chunk)
        with suppress(OSError):
            assert answer_to(opened)[0] == 411
    assert web.megabytes - before < 10
    assert_others_are_served(web)


def test_a_body_that_breaks_off_is_said_to_have_not_arrived(web: Web) -> None:
    with closing(web.connect()) as opened:
        opened.sendall(FORM % b"/sign-in" + b"Content-Length: 500\r\n\r\nemail=a")
        opened.shutdown(socket.SHUT_WR)
        status, page = answer_to(opened)
    assert status == 408
    assert "What you sent did not arrive" in page


@pytest.mark.parametrize(
    "head",
    [
        b"GET /sign-in HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n",
        b"GET /sign-in HTTP/1.1\r\nHost: x\r\n" + b"X-Many: a\r\n" * 5000 + b"\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    ],
    ids=["long header", "many headers", "long address", "two lengths", "negative length", "no chunk", "TLS"],
)
def test_a_head_that_nobody_should_send_is_refused_and_others_are_served(web: Web, head: bytes) -> None:
    with closing(web.connect()) as opened:
        with suppress(OSError):  # it may be refused before all of it was sent
            opened.sendall(head)
        try:
            status, page = answer_to(opened)
        except (OSError, http.client.HTTPException):
            status, page = 400, ""  # the connection was closed without a word
    assert 400 <= status < 500
    assert "Traceback" not in page
    assert_others_are_served(web)


def test_nobody_who_was_cut_off_left_a_trace_in_the_log(web: Web) -> None:
    assert "Traceback" not in web.log.read_text(errors="replace")


def test_a_slow_client_is_cut_off_in_the_end(web: Web) -> None:
    with clients(web, FORM % b"/sign-in" + b"Content-Length: 5000\r\n\r\nemail=", b"a") as opened:
        began, ended = time.monotonic(), 0
        for each in opened:
            with suppress(OSError):
                each.settimeout(0.5)
                ended += each.recv(1) is not None
        assert ended >= SLOW - 8, "all but those who hold a place or a thread"
        assert time.monotonic() - began < 20
