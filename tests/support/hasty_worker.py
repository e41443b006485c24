"""The real worker in a hurry: `python -m tests.support.hasty_worker`.

It looks every second for what is due, not every minute; a mail server has 3 seconds to answer, and after a failure it
is tried again a second later.
"""

import threading
import time

from sqlalchemy.exc import DBAPIError

from programme import worker
from programme.core.mail import sending, smtp

PATIENCE, PAUSE = 3, 1.0


def _keep_looking() -> None:
    while True:
        time.sleep(1)
        try:
            with worker.app.app_context():
                worker.tick()
        except DBAPIError:  # as the queue's own tick, it comes again
            continue


if __name__ == "__main__":
    smtp.TIMEOUT_SECONDS = PATIENCE
    worker.app.extensions[sending.EXTENSION].line.pause = PAUSE
    threading.Thread(target=_keep_looking, daemon=True).start()
    worker.main()
