"""Does an allowance hold over any sliding minute, and forget old callers?"""

from hypothesis import given
from hypothesis import strategies as st

from jauap.api.limits import Budget


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_caller_gets_its_limit_and_no_more() -> None:
    budget = Budget(Clock())
    taken = [budget.take("a", 3) for _ in range(4)]
    assert [one.allowed for one in taken] == [True, True, True, False]
    assert [one.remaining for one in taken] == [2, 1, 0, 0]


def test_callers_do_not_share() -> None:
    budget = Budget(Clock())
    assert budget.take("a", 1).allowed
    assert budget.take("b", 1).allowed
    assert not budget.take("a", 1).allowed


def test_two_minutes_later_everything_is_free_again() -> None:
    clock = Clock()
    budget = Budget(clock)
    for _ in range(5):
        budget.take("a", 5)
    clock.now += 120
    assert budget.take("a", 5).remaining == 4


def test_the_end_of_a_minute_does_not_double_the_allowance() -> None:
    clock = Clock()
    budget = Budget(clock)
    budget.take("a", 10)
    clock.now += 59
    late = sum(budget.take("a", 10).allowed for _ in range(10))
    clock.now += 2
    early = sum(budget.take("a", 10).allowed for _ in range(10))
    assert (late, early) == (9, 0)


@given(st.integers(1, 20), st.lists(st.floats(0, 90), max_size=60))
def test_after_the_seconds_of_retry_after_a_request_passes(limit: int, steps: list[float]) -> None:
    clock = Clock()
    budget = Budget(clock)
    for step in steps:
        clock.now += step
        taken = budget.take("a", limit)
        if not taken.allowed:
            clock.now += taken.retry_seconds + 0.001
            assert budget.take("a", limit).allowed


@given(st.integers(1, 20), st.lists(st.floats(0, 10), max_size=200))
def test_no_minute_of_the_clock_holds_more_than_twice_the_limit(
    limit: int, steps: list[float]
) -> None:
    clock = Clock()
    budget = Budget(clock)
    passed: list[float] = []
    for step in steps:
        clock.now += step
        if budget.take("a", limit).allowed:
            passed.append(clock.now)
    for start in passed:
        assert sum(start <= moment < start + 60 for moment in passed) <= 2 * limit


def test_old_callers_are_forgotten_before_new_ones() -> None:
    clock = Clock()
    budget = Budget(clock)
    for number in range(10_000):
        budget.take(f"old{number}", 1)
    clock.now += 300
    budget.take("new", 1)
    assert len(budget._windows) == 1
    assert not budget.take("new", 1).allowed


def test_a_refused_request_says_when_to_come_back() -> None:
    budget = Budget(Clock())
    budget.take("a", 1)
    headers = budget.take("a", 1).headers()
    assert headers == {
        "RateLimit-Policy": "1;w=60",
        "RateLimit-Limit": "1",
        "RateLimit-Remaining": "0",
        "RateLimit-Reset": "60",
        "Retry-After": "120",
    }
