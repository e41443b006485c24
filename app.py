"""The entry for `flask` and gunicorn."""

from programme import app_or_exit

app = app_or_exit()
