"""Is every duty done when it is due, whatever happens to the others?"""

import threading

from jauap.errors import LabelUnavailable
from jauap.storage.upkeep import Duty, Upkeep


class Watch:
    """A clock a test turns."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_duties_are_done_at_once_and_again_when_due() -> None:
    watch, done = Watch(), list[str]()
    upkeep = Upkeep(
        [
            Duty(name="often", action=lambda: done.append("often"), seconds=30),
            Duty(name="daily", action=lambda: done.append("daily"), seconds=86400),
        ],
        clock=watch,
    )
    for moment in (0, 29, 30, 59, 60, 86400):
        watch.at = moment
        upkeep.run_due()
    assert done == ["often", "daily", "often", "often", "often", "daily"]
    assert (upkeep.failing, upkeep.names) == ({}, ("often", "daily"))


def test_a_failure_is_shown_retried_and_keeps_nothing_else_back() -> None:
    watch, done = Watch(), list[float]()
    troubles: list[Exception] = [LabelUnavailable("no key"), OSError(), ValueError()]

    def fail() -> None:
        done.append(watch.at)
        if troubles:
            raise troubles.pop(0)

    others: list[float] = []
    upkeep = Upkeep(
        [
            Duty(name="stamp", action=fail, seconds=3600, retry_seconds=600),
            Duty(name="log", action=lambda: others.append(watch.at), seconds=60),
        ],
        clock=watch,
    )
    seen = []
    for moment in (0, 599, 600, 1200, 1800, 2400):
        watch.at = moment
        upkeep.run_due()
        seen.append(dict(upkeep.failing))
    assert done == [0, 600, 1200, 1800]
    assert others == [0, 599, 1200, 1800, 2400]
    label, os_error, value = (
        {"stamp": code} for code in ("label_unavailable", "OSError", "ValueError")
    )
    assert seen == [label, label, os_error, value, {}, {}]


def test_the_thread_begins_at_once_and_ends_when_told() -> None:
    begun = threading.Event()
    upkeep = Upkeep([Duty(name="one", action=begun.set, seconds=30)])
    upkeep.start()
    upkeep.start()
    assert begun.wait(10)
    upkeep.stop()
    assert [one.name for one in threading.enumerate() if one.name == "jauap-upkeep"] == []
    Upkeep([]).stop()
