"""The real worker in a place where it is always day: `python -m tests.journeys.day_worker`.

Mails about surveys leave between 8am and 8pm only, and the worker looks once a minute for what is due. Here it looks
every second, so that a journey takes the same time at any hour.
"""

import threading
import time

from programme import worker
from programme.surveys.rules import mailing


def _keep_looking() -> None:
    while True:
        time.sleep(1)
        with worker.app.app_context():
            worker.tick()


if __name__ == "__main__":
    mailing.is_quiet = lambda moment: False
    threading.Thread(target=_keep_looking, daemon=True).start()
    worker.main()
