"""Bodies that are larger than allowed: a browser reads an answer only once it has sent all that it wants to send."""

import time
from collections.abc import Mapping
from typing import Any

CHUNK = 64 * 1024
MOST_OCTETS = 512 * 1024 * 1024
MOST_SECONDS = 60.0


def swallow(environment: Mapping[str, Any]) -> None:
    """Read the rest of a request's body and forget it; without this the connection breaks and no page appears.

    It stops at the end of the body, at 512 MB or after a minute, whichever is first.
    """
    body = environment.get("wsgi.input")
    left = min(_announced(environment), MOST_OCTETS)
    deadline = time.monotonic() + MOST_SECONDS
    while body is not None and left > 0 and time.monotonic() < deadline:
        try:
            got = len(body.read(min(CHUNK, left)))
        except OSError:  # the sender has gone: there is nobody to read an answer either
            return
        if not got:
            return
        left -= got


def _announced(environment: Mapping[str, Any]) -> int:
    """How much the sender means to send; unknown is taken for much."""
    said = str(environment.get("CONTENT_LENGTH") or "")
    if said.isascii() and said.isdigit():
        return int(said)
    return MOST_OCTETS if environment.get("wsgi.input_terminated") else 0
