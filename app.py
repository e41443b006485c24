"""The entry for `flask` and gunicorn."""

import sys

from programme import create_app
from programme.core.settings import WrongSetting

try:
    app = create_app()
except WrongSetting as problem:
    sys.exit(f"Canopy cannot start: {problem}")
