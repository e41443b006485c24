"""The measurements: `./dev bench`, or `python -m tests.bench`; with names after it, those benches alone.

Each bench is a module of this package that measures in a fresh installation, with the demonstration in it unless it
makes its own, and hands its measures over. They are printed as a table, and those of a whole run are kept in
instance/bench.json; a bound that is not met ends in exit 1.
"""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from programme.core.keys import new_keys
from tests.bench.measure import Measure, read
from tests.support.versions import versions

BENCHES = ("report", "roster", "imports", "answering", "exports", "pages", "mixed")
WITHOUT_DEMONSTRATION = ("exports", "pages", "mixed")  # they measure in installations of their own, or in none
ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "instance" / "bench.json"
NOT_OURS = ("DATABASE_URL", "REDIS_URL", "SMTP_URL")
HEADERS = ("Measure", "Figure", "Unit", "n", "Lowest", "Highest", "Bound", "Met")


def run(bench: str) -> list[Measure]:
    """The measures of one bench, from an installation that is made for it and thrown away."""
    with TemporaryDirectory(prefix="canopy-bench-") as instance:
        ours = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        environment = {**ours, **new_keys(), "CANOPY_MODE": "demo", "CANOPY_INSTANCE": instance}
        _python(environment, "flask", "--app", "app", "db", "upgrade")
        if bench not in WITHOUT_DEMONSTRATION:
            _python(environment, "programme.demo")
        return read(_python(environment, f"tests.bench.{bench}"))


def _python(environment: Mapping[str, str], *module: str) -> str:
    """What a module run by this Python prints; if it fails, its last words end the program."""
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        sys.exit(f"{module[0]} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def table(measures: list[Measure]) -> str:
    """The measures as lines of columns."""
    rows = [HEADERS, *(_row(each) for each in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADERS))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines) + "\n"


def _row(each: Measure) -> tuple[str, ...]:
    met = ("yes" if each.is_met else "NO") if each.bound else ""
    low, value, high = (
        f"{number:.3g}" if number < 100 else f"{number:.0f}" for number in (each.low, each.value, each.high)
    )
    return each.name, value, each.unit, str(each.n), low, high, each.bound, met


def machine() -> dict[str, object]:
    """What the measures were taken on."""
    return {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "processor": platform.machine(),
        "load_before": os.getloadavg()[0],
        "versions": versions(),
    }


def main(asked: Sequence[str]) -> int:
    """Run the benches that are asked for, or every one; 1 if a bound is not met, 2 if there is no such bench."""
    unknown = [name for name in asked if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"There is no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}.\n")
        return 2
    state = machine()
    sys.stdout.write(", ".join(f"{name} {number}" for name, number in versions().items()) + "\n")
    measures = [each for bench in asked or BENCHES for each in run(bench)]
    sys.stdout.write(table(measures))
    if not asked:
        KEPT.parent.mkdir(exist_ok=True)
        KEPT.write_text(json.dumps({**state, "measures": [asdict(each) for each in measures]}, indent=1) + "\n")
    missed = [each.name for each in measures if not each.is_met]
    sys.stdout.write(f"Bounds not met: {', '.join(missed)}\n" if missed else "All bounds are met.\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
