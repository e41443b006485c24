"""The entry for `flask` and gunicorn."""

import gc

from programme import app_or_exit

app = app_or_exit()
gc.freeze()  # what is loaded now stays: looking through it for waste would hold up a request for 60 ms now and then
