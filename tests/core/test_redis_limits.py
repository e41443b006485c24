"""Rate limits on a real Redis: all web processes share one count, and without Redis each goes on with its own."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from programme.core import rate_redis, redis_server
from programme.core.rate_redis import RateRedis
from tests.bench.clients import Browser, Connection, Request, Unexpected
from tests.support.machines import Machine, Machines, machines
from tests.support.processes import wait_until
from tests.support.redis import RedisServer
from tests.support.redis import redis_server as a_redis

SECRET = "a secret that the web processes share"  # noqa: S105 - of this test
TRIES = 10  # a minute at sign-in from one address


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with a_redis() as server:
        yield server


@pytest.fixture
def counters(redis: RedisServer) -> Iterator[list[RateRedis]]:
    """What two web processes count with."""
    found = [RateRedis(rate_redis.OURS + redis.url, secret=SECRET) for _ in range(2)]
    yield found
    for each in found:
        each.shared.storage.connection_pool.disconnect()


def test_two_processes_share_one_count(counters: list[RateRedis]) -> None:
    one, other = counters
    assert [each.acquire_entry("a", 3, 60) for each in (one, other, one, other, one)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert other.get_moving_window("a", 3, 60)[1] == 3
    assert other.acquire_entry("b", 3, 60)
    one.clear("a")
    assert one.acquire_entry("a", 3, 60)


def test_a_try_that_was_refused_does_not_count(counters: list[RateRedis]) -> None:
    one, other = counters
    assert [each.acquire_entry("a", 1, 1) for each in (one, other, other)] == [True, False, False]
    wait_until(lambda: other.acquire_entry("a", 1, 1), 2, "the first is over")


def test_redis_learns_neither_an_address_nor_a_person(counters: list[RateRedis], redis: RedisServer) -> None:
    for key in ("LIMITS:LIMIT/192.0.2.7/sign_in", "LIMITS:LIMIT/address:ada@example.org/sign_in"):
        counters[0].acquire_entry(key, 5, 60)
    with redis.client() as client:
        keys = [key.decode() for key in client.scan_iter()]
        lifetimes = [client.ttl(key) for key in keys]
    assert len(keys) == 2
    assert not [key for key in keys if "192.0.2.7" in key or "ada" in key or "sign_in" in key]
    assert all(0 < seconds <= 60 for seconds in lifetimes), "and forgets it when the limit is over"


def test_without_redis_each_process_goes_on_from_what_it_has_seen(
    counters: list[RateRedis], redis: RedisServer
) -> None:
    one, other = counters
    assert all(each.acquire_entry("a", 4, 60) for each in (one, one, one, other))
    redis.stop()
    assert [one.acquire_entry("a", 4, 60) for _ in range(3)] == [True, False, False]
    assert [other.acquire_entry("a", 4, 60) for _ in range(4)] == [True, True, True, False]
    assert one.get_moving_window("a", 4, 60)[1] == 4


def test_a_redis_that_came_back_empty_gives_nobody_more_tries(counters: list[RateRedis], redis: RedisServer) -> None:
    one, other = counters
    assert [one.acquire_entry("a", 2, 60) for _ in range(3)] == [True, True, False]
    redis.stop()
    redis.start()
    wait_until(lambda: one.reach.ask(one.shared.check), redis_server.PAUSE + 2, "Redis is reached")
    assert not one.acquire_entry("a", 2, 60)
    assert other.acquire_entry("b", 1, 60)
    assert not one.acquire_entry("b", 1, 60), "and they share a count again"


def test_a_redis_that_hangs_is_waited_for_once(counters: list[RateRedis], redis: RedisServer) -> None:
    one, _ = counters
    assert one.acquire_entry("a", 100, 60)
    redis.hang()
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: one.acquire_entry("a", 100, 60), range(8)))
    assert time.monotonic() - began < 3 * rate_redis.PATIENCE, "who asks at the same moment waits as long"
    began = time.monotonic()
    assert all(one.acquire_entry("a", 100, 60) for _ in range(50))
    assert time.monotonic() - began < rate_redis.PATIENCE
    redis.wake()


def test_sign_in_stays_limited_and_open_whatever_becomes_of_redis(
    environment: dict[str, str], redis: RedisServer, tmp_path: Path
) -> None:
    with machines({**environment, "REDIS_URL": redis.url}, tmp_path, webs=2) as installation:
        one, other = installation.webs
        shared = [tried(web) for web in (one, other) * (TRIES // 2 + 1)]
        assert shared == [200] * TRIES + [429] * 2, "both count together"
        redis.stop()
        alone = [tried(web) for web in (one, other) for _ in range(TRIES)]
        assert alone == ([200] * (TRIES // 2) + [429] * (TRIES // 2)) * 2, "each goes on from what it has seen"
        redis.start()
        redis.hang()
        time.sleep(redis_server.PAUSE)
        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            hung = list(pool.map(lambda number: tried(installation.webs[number % 2], "/forgotten-password"), range(8)))
        assert time.monotonic() - began < 4.0
        assert set(hung) == {200}
        assert said_nothing_bad(installation)


def tried(web: Machine, path: str = "/sign-in") -> int:
    """The status that a form without a password is answered with: it counts as a try like any other."""
    browser = Browser.on(web.port, path)
    return status(web, browser.post(path, {"email": ""}, 200))


def status(web: Machine, request: Request) -> int:
    with Connection(web.port) as connection:
        try:
            connection.ask(request)
        except Unexpected as problem:
            return int(str(problem)[:3])
    return request.expected


def said_nothing_bad(installation: Machines) -> bool:
    return not any("Traceback" in installation.said(web) for web in installation.webs)
