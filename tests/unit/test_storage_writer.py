"""Does one thread serve many waiters, and tell each the truth?"""

import threading
from collections.abc import Sequence

import pytest

from jauap.errors import StoreUnavailable
from jauap.storage.writer import GroupWriter


class _Disk:
    """Keeps groups; holds the first one until told to go on, so that others queue up."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.may_go_on = threading.Event()
        self.has_begun = threading.Event()
        self.fault: Exception | None = None

    def commit(self, items: Sequence[str]) -> Sequence[Exception | None]:
        self.has_begun.set()
        self.may_go_on.wait(10)
        if self.fault is not None:
            raise self.fault
        self.groups.append(list(items))
        return [KeyError(item) if item.startswith("bad") else None for item in items]


def test_what_queues_up_during_a_commit_is_committed_together() -> None:
    disk = _Disk()
    writer = GroupWriter(disk.commit, most=3)
    futures = [writer.submit("1")]
    assert disk.has_begun.wait(10)
    futures += [writer.submit(str(number)) for number in range(2, 7)]
    assert not any(future.done() for future in futures)
    disk.may_go_on.set()
    assert [future.result(10) for future in futures] == [None] * 6
    assert disk.groups == [["1"], ["2", "3", "4"], ["5", "6"]]
    writer.close()


def test_an_item_left_out_is_told_and_the_others_are_kept() -> None:
    disk = _Disk()
    disk.may_go_on.set()
    writer = GroupWriter(disk.commit)
    good, bad = writer.submit("good"), writer.submit("bad one")
    assert good.result(10) is None
    assert isinstance(bad.exception(10), KeyError)
    writer.close()


def test_a_failed_commit_is_told_to_every_waiter_and_the_writer_goes_on() -> None:
    disk = _Disk()
    disk.fault = StoreUnavailable("disk full")
    disk.may_go_on.set()
    writer = GroupWriter(disk.commit)
    lost = [writer.submit("1"), writer.submit("2")]
    assert {type(future.exception(10)) for future in lost} == {StoreUnavailable}
    disk.fault = None
    assert writer.submit("3").result(10) is None
    assert disk.groups == [["3"]]
    writer.close()


def test_a_waiter_that_left_is_not_written() -> None:
    disk = _Disk()
    writer = GroupWriter(disk.commit)
    first = writer.submit("1")
    assert disk.has_begun.wait(10)
    gone, kept = writer.submit("gone"), writer.submit("kept")
    assert gone.cancel()
    disk.may_go_on.set()
    first.result(10)
    kept.result(10)
    assert disk.groups == [["1"], ["kept"]]
    writer.close()


def test_closing_writes_what_is_queued_and_refuses_the_rest() -> None:
    disk = _Disk()
    writer = GroupWriter(disk.commit)
    futures = [writer.submit(str(number)) for number in range(5)]
    disk.may_go_on.set()
    writer.close()
    writer.close()
    assert all(future.done() for future in futures)
    with pytest.raises(StoreUnavailable, match="closed"):
        writer.submit("late")


def test_a_writer_that_was_never_used_closes() -> None:
    writer = GroupWriter(_Disk().commit)
    writer.close()
