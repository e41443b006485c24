"""What WeasyPrint only writes to its log: there a chart that cannot be drawn leaves a gap and no exception."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint.logger import LOGGER

SHOWN_CHARACTERS = 200
# An empty alt is how a picture is called decoration; a missing one is refused before.
EXPECTED_ENDING = "has no required alt description"


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if not message.endswith(EXPECTED_ENDING):
            self.heard.append(message[:SHOWN_CHARACTERS])


@contextmanager
def complaints() -> Iterator[list[str]]:
    """Yield a list that receives what WeasyPrint logs as an error meanwhile, from every thread of this process.

    Raises:
        RuntimeError: if WeasyPrint's log is switched off, since nothing would be heard.
    """
    if not LOGGER.isEnabledFor(logging.ERROR):
        raise RuntimeError("WeasyPrint's log is switched off: a picture that fails would leave a gap unseen")
    listener = _Listener()
    LOGGER.addHandler(listener)
    try:
        yield listener.heard
    finally:
        LOGGER.removeHandler(listener)
