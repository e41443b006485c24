"""Loads the demonstration: `python -m programme.demo`, in demo mode only. Loading twice changes nothing."""

import sys

from programme.core.settings import Settings
from programme.demo.cast import NotDemo
from programme.demo.loading import load
from programme.worker import app

if __name__ == "__main__":
    settings: Settings = app.extensions["canopy.settings"]
    with app.app_context():
        try:
            load(settings)
        except NotDemo as problem:
            sys.exit(str(problem))
