"""Bench: the main pages of every role with 30 and with 5,000 fellows, on both databases, beside a bare Flask page.

Five web processes run as `./dev serve` starts one. For each page in turn, one client asks each of them, one after the
other and again and again, so that what the machine does meanwhile falls on all. The page's own cohort has 30 fellows
everywhere: what grows is what is not shown.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from tests.bench.clients import Browser, Connection, Request
from tests.bench.measure import Measure, hand_over, summary
from tests.bench.servers import serving
from tests.bench.sites import DATABASES, Site, sites
from tests.bench.visits import Visit, statements_of

ROUNDS, WARM_UP = 24, 2
MOST_SECONDS = 300
MOST_GROWTH, MOST_STATEMENTS, MOST_OF_BARE = 1.5, 15, 5
BARE = Browser().get("/page")


@dataclass
class Times:
    """Seconds of a page, round by round: of the bare one, and by database of the small and of the large site."""

    bare: list[float] = field(default_factory=list)
    small: Mapping[str, list[float]] = field(default_factory=lambda: {each: [] for each in DATABASES})
    large: Mapping[str, list[float]] = field(default_factory=lambda: {each: [] for each in DATABASES})

    def note(self, bare: float, asked: Sequence[Site], taken: Sequence[float]) -> None:
        """Add a round."""
        self.bare.append(bare)
        for site, seconds in zip(asked, taken, strict=True):
            (self.large if site.is_large else self.small)[site.database].append(seconds)

    def growth(self, database: str) -> list[float]:
        """By round, the large site's seconds in those of the small one."""
        pairs = zip(self.large[database], self.small[database], strict=True)
        return [large / small for large, small in pairs]


def main() -> None:
    """Measure in installations made for it, and hand over."""
    with TemporaryDirectory(prefix="canopy-bench-") as name, ExitStack() as open_now:
        folder = Path(name)
        found = open_now.enter_context(sites(folder))
        counts = {site.database: _statements(site) for site in found if site.is_large}
        ports = [open_now.enter_context(_served(site, folder)) for site in found]
        bare = open_now.enter_context(serving("tests.bench.bare_layout:make_app()", {}, folder / "bare.log"))
        times = {what: _measure(what, bare, list(zip(found, ports, strict=True))) for what in found[0].visits}
        hand_over([*_seeding(found), *_growth(times, found[0].visits), *_most_statements(counts), *_beside_bare(times)])


def _served(site: Site, folder: Path) -> AbstractContextManager[int]:
    return serving("app:app", site.settings, folder / f"{site.database}-{site.is_large}.log")


def _statements(site: Site) -> dict[str, int]:
    """How many statements each page asks of the database."""
    return {what: statements_of(site.app, each, site.cookies[each.role]) for what, each in site.visits.items()}


def _measure(what: str, bare: int, served: Sequence[tuple[Site, int]]) -> Times:
    times = Times()
    for number in range(WARM_UP + ROUNDS):
        took = _seconds(bare, BARE)
        taken = [_seconds(port, _asking(site, what)) for site, port in served]
        if number >= WARM_UP:
            times.note(took, [site for site, _ in served], taken)
    return times


def _asking(site: Site, what: str) -> Request:
    visit = site.visits[what]
    return Browser(site.cookies[visit.role]).get(visit.path)


def _seconds(port: int, request: Request) -> float:
    """From the first byte sent to the last one received, on a line that was opened for it."""
    with Connection(port) as line:
        started = time.perf_counter()
        line.ask(request)
        return time.perf_counter() - started


def _seeding(found: Sequence[Site]) -> list[Measure]:
    """How long the large ones took to fill."""
    large = [site for site in found if site.is_large]
    return [
        summary(f"pages: seed-scale, 5,000 fellows, {site.database}", [site.seconds], "s", median, MOST_SECONDS)
        for site in large
    ]


def _growth(times: Mapping[str, Times], visits: Mapping[str, Visit]) -> list[Measure]:
    bounds = {what: None if visit.reads_all else MOST_GROWTH for what, visit in visits.items()}
    return [
        summary(f"pages: {what}, 5,000 ÷ 30 fellows, {database}", each.growth(database), "times", median, bounds[what])
        for what, each in times.items()
        for database in DATABASES
    ]


def _most_statements(counts: Mapping[str, Mapping[str, int]]) -> list[Measure]:
    """The largest number of statements of any page."""
    return [
        summary(f"pages: statements of a page, {database}", list(by_page.values()), "", max, MOST_STATEMENTS)
        for database, by_page in counts.items()
    ]


def _beside_bare(times: Mapping[str, Times]) -> list[Measure]:
    """The 95th percentile of all visits, each page as often as any other, and that of the bare page."""
    bare = [seconds for each in times.values() for seconds in each.bare]
    found = [summary("pages: the bare page, 95th percentile", bare, "s", _p95)]
    for database in DATABASES:
        for size, taken in (
            ("30 fellows", [each.small[database] for each in times.values()]),
            ("5,000 fellows", [each.large[database] for each in times.values()]),
        ):
            found += _all_visits(f"{size}, {database}", taken, _p95(bare))
        found.append(_slowest(times, bare, database))
    return found


def _all_visits(where: str, taken: Sequence[Sequence[float]], bare: float) -> list[Measure]:
    """Of all visits in one installation, given page by page; `low` and `high` are those of single pages."""
    visited, ratios = [seconds for each in taken for seconds in each], [_p95(each) / bare for each in taken]
    name = f"pages: 95th percentile of all visits, {where}"
    times = Measure(
        f"{name}, ÷ the bare page's",
        _p95(visited) / bare,
        "times",
        len(visited),
        min(ratios),
        max(ratios),
        MOST_OF_BARE,
    )
    return [summary(name, visited, "s", _p95), times]


def _slowest(times: Mapping[str, Times], bare: Sequence[float], database: str) -> Measure:
    """The page that takes longest."""
    what = max(times, key=lambda name: median(times[name].large[database]))
    ratios = [seconds / median(bare) for seconds in times[what].large[database]]
    return summary(f"pages: the slowest ({what}) ÷ the bare page, {database}", ratios, "times", median)


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
