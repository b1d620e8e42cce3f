"""The breaker spares citizens the wait for a model that is down."""

from jauap.answering.breaker import Breaker


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def broken(clock: Clock, failures: int) -> Breaker:
    breaker = Breaker(clock=clock)
    for _ in range(failures):
        assert breaker.admits()
        breaker.failed()
    return breaker


def test_four_failures_leave_it_closed() -> None:
    assert broken(Clock(), 4).admits()


def test_the_fifth_failure_opens_it_for_thirty_seconds() -> None:
    clock = Clock()
    breaker = broken(clock, 5)
    assert not breaker.admits()
    clock.seconds += 29.9
    assert not breaker.admits()
    clock.seconds += 0.2
    assert breaker.admits()


def test_one_probe_per_pause_until_one_succeeds() -> None:
    clock = Clock()
    breaker = broken(clock, 5)
    clock.seconds += 31
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    breaker.failed()
    clock.seconds += 31
    assert [breaker.admits() for _ in range(2)] == [True, False]
    breaker.succeeded()
    assert all(breaker.admits() for _ in range(3))


def test_a_success_between_failures_starts_the_count_again() -> None:
    breaker = broken(Clock(), 4)
    breaker.succeeded()
    breaker.failed()
    assert breaker.admits()
