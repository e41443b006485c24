"""A file of 200 MB: refused by its announced length, with words that reach the browser, and never held in memory."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from programme.core import uploads
from tests.support.importing import Walk, counts
from tests.support.world import World, csv_of

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024
LARGE = 200 * MEGABYTE
TYPE = "multipart/form-data; boundary=x"
SECONDS_TO_START = 20


class Endless:
    """A body of a given length that is made while it is read, and notes how much of it was asked for at once."""

    def __init__(self, length: int) -> None:
        self.length, self.place, self.largest, self.taken = length, 0, 0, 0

    def read(self, size: int = -1) -> bytes:
        left = self.length - self.taken
        size = left if size < 0 else min(size, left)
        self.taken, self.largest = self.taken + size, max(self.largest, size)
        return b"a" * size

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = 0) -> None:
        self.place = offset + (self.length if whence == io.SEEK_END else 0)


def send_large(walk: Walk, address: str, body: Endless) -> TestResponse:
    return walk.client.open(address, method="POST", content_type=TYPE, input_stream=body)


def test_200_megabytes_are_refused_on_the_upload_page_itself(walk: Walk) -> None:
    body = Endless(LARGE)
    answer = send_large(walk, f"/cohorts/{walk.cohort_id}/surveys/import", body)
    assert answer.status_code == 413
    assert "The file is too large. It can have 20 MB. Nothing was kept." in answer.text
    assert "<title>Error: Import earlier results" in answer.text
    assert 'type="file"' in answer.text
    assert counts()["Survey"] == 0


def test_the_whole_body_is_read_away_in_small_pieces(walk: Walk) -> None:
    body = Endless(LARGE)
    send_large(walk, f"/cohorts/{walk.cohort_id}/surveys/import", body)
    assert body.taken == LARGE
    assert body.largest <= MEGABYTE


def test_a_mended_file_that_is_too_large_leaves_the_first_and_its_mapping(walk: Walk) -> None:
    walk.upload(csv_of([("Hill", [1, 2])]))
    walk.columns(title="Study", organisation=["place"])
    walk.scales([(1, 5)], ["T0", "T2"])
    answer = send_large(walk, f"{walk.address}/file", Endless(LARGE))
    assert answer.status_code == 413
    assert "<title>Error: Upload the mended file" in answer.text
    assert "1 person in 1 organisation would come in" in walk.check().text


def test_who_may_not_import_is_told_of_the_size_and_of_nothing_else(walk: Walk, world: World) -> None:
    stranger = Walk(world, walk.cohort_id, world.client(world.person("Nora Nobody")))
    answer = send_large(stranger, f"/cohorts/{walk.cohort_id}/surveys/import", Endless(LARGE))
    assert answer.status_code == 413
    assert "The file is too large" in answer.text
    assert "2024 to 2025" not in answer.text
    signed_out = Walk(world, walk.cohort_id, world.client())
    answer = send_large(signed_out, f"/cohorts/{walk.cohort_id}/surveys/import", Endless(LARGE))
    assert "2024 to 2025" not in answer.text


def test_reading_away_ends_at_a_limit_and_with_the_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(Endless):
        def read(self, size: int = -1) -> bytes:
            super().read(size)
            raise ConnectionResetError

    endless = Endless(10**12)
    uploads.swallow({"wsgi.input": endless, "CONTENT_LENGTH": str(10**12)})
    assert endless.taken == uploads.MOST_OCTETS
    gone = Gone(LARGE)
    uploads.swallow({"wsgi.input": gone, "CONTENT_LENGTH": str(LARGE)})
    assert gone.taken == uploads.CHUNK
    monkeypatch.setattr(uploads, "MOST_SECONDS", 0.0)
    late = Endless(LARGE)
    uploads.swallow({"wsgi.input": late, "CONTENT_LENGTH": str(LARGE)})
    assert late.taken == 0


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[int]:
    """The port of a real web server."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "app:app", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    log = Path(environment["CANOPY_INSTANCE"]) / "web.log"
    with log.open("wb") as out:
        web = subprocess.Popen(  # noqa: S603 - our own words
            [*command, "--no-control-socket"], cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=out
        )
    try:
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until and web.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        web.send_signal(signal.SIGTERM)
        web.wait(timeout=15)


def test_a_browser_that_sends_it_all_before_it_reads_still_gets_the_page(server: int) -> None:
    with socket.create_connection(("127.0.0.1", server), timeout=30) as line:
        head = f"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: {TYPE}\r\nContent-Length: {LARGE}\r\n\r\n"
        line.sendall(head.encode())
        piece = b"a" * MEGABYTE
        for _ in range(LARGE // MEGABYTE):
            line.sendall(piece)
        answer = b""
        while b"</html>" not in answer:
            got = line.recv(65536)
            assert got, answer
            answer += got
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"The file is too large" in answer
