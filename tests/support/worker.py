"""The real worker as tests start it: `python -m tests.support.worker`.

It is always day: mails about surveys leave between 8am and 8pm only, and tests run at any hour. With HASTE in its
environment it looks every second for what is due, not every minute; a mail server has 3 seconds to answer, and after
a failure it is tried again a second later.
"""

import os
import threading
import time

from sqlalchemy.exc import DBAPIError

from programme import worker
from programme.core.mail import sending, smtp
from programme.surveys.rules import mailing
from tests.support.processes import HASTE

PATIENCE, PAUSE = 3, 1.0


def _hurry() -> None:
    smtp.TIMEOUT_SECONDS = PATIENCE
    worker.app.extensions[sending.EXTENSION].line.pause = PAUSE
    threading.Thread(target=_keep_looking, daemon=True).start()


def _keep_looking() -> None:
    while True:
        time.sleep(1)
        try:
            with worker.app.app_context():
                worker.tick()
        except DBAPIError:  # as the queue's own tick, it comes again
            continue


if __name__ == "__main__":
    mailing.is_quiet = lambda moment: False
    if HASTE.items() <= os.environ.items():
        _hurry()
    worker.main()
