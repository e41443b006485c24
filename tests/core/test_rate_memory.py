import pytest

from programme.core import rate_memory
from programme.core.rate_memory import RateMemory


class Clock:
    now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(rate_memory, "time", clock)
    return clock


def test_more_than_the_limit_is_refused_until_the_first_is_over(clock: Clock) -> None:
    memory = RateMemory()
    assert [memory.acquire_entry("a", 2, 60) for _ in range(3)] == [True, True, False]
    assert memory.get_moving_window("a", 2, 60) == (1000.0, 2)
    clock.now += 61
    assert memory.acquire_entry("a", 2, 60)
    assert memory.get_moving_window("a", 2, 60) == (1061.0, 1)


def test_one_key_does_not_count_for_another(clock: Clock) -> None:
    memory = RateMemory()
    assert memory.acquire_entry("a", 1, 60)
    assert memory.acquire_entry("b", 1, 60)
    assert not memory.acquire_entry("a", 1, 60)
    memory.clear("a")
    assert memory.acquire_entry("a", 1, 60)


def test_what_is_over_is_forgotten(clock: Clock) -> None:
    memory = RateMemory()
    memory.acquire_entry("short", 5, 10)
    memory.acquire_entry("long", 5, 600)
    clock.now += rate_memory.FORGET_EVERY + 1
    memory.acquire_entry("new", 5, 10)
    assert set(memory.counted) == {"long", "new"}
    assert memory.reset() == 2
    assert memory.get_moving_window("long", 5, 600) == (clock.now, 0)
