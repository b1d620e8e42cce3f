"""Does a person get the right task, blind, and is no word of the person lost?"""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from room_factories import (
    ASSISTANT,
    MONDAY,
    Room,
    audit_id,
    improve_id,
    known_item,
    make_item,
    make_person,
)

from jauap.annotation.adjudicate import adjudicate, find_dispute, waiting_disputes
from jauap.annotation.queues import Queues, Task, next_task, release, save_unfinished
from jauap.annotation.review import (
    give_verdict,
    last_verdicts,
    revise_verdict,
    undo_verdict,
)
from jauap.annotation.settle import RULES
from jauap.person import Person, Role
from jauap.storage.item_rows import ItemState, Queue
from jauap.storage.store import open_store
from jauap.storage.unfinished import Saved, Unfinished
from jauap.storage.verdict_rows import Judgement
from jauap.storage.verdicts import Receipt, Refusal, Verdicts
from jauap.verdict import Cause, Verdict

WRONG = Judgement(
    verdict=Verdict.INCORRECT,
    cause=Cause.GENERATION,
    corrected="Тіркеу үш жұмыс күнін алады.",
    facts=("үш жұмыс күні",),
    milliseconds=61_500,
)
AIGUL, DANIYAR, SERIK = (
    make_person(name, Role.ANNOTATOR, Role.REVIEWER, centre=centre)
    for name, centre in (("p1", "Алматы-1"), ("p2", "Алматы-1"), ("p3", "Ақтөбе-2"))
)


class Desk(Room):
    """The room with its queues, on a clock of its own."""

    def __init__(self, path: Path) -> None:
        store = open_store(f"sqlite:///{path / 'jauap.db'}")
        super().__init__(store, Verdicts(store, RULES))
        self.queues = Queues(self.leases, self.verdicts, Unfinished(store), self.now)
        for person in (AIGUL, DANIYAR, SERIK):
            self.hire(person)

    def now(self) -> datetime:
        return self.at

    def next(self, person: Person, queue: Queue = Queue.AUDIT) -> Task:
        task = next_task(self.queues, person, ASSISTANT, queue)
        assert task is not None
        return task

    def give(self, person: Person, task: Task, judgement: Judgement, key: str) -> Receipt:
        given = give_verdict(
            self.queues, person, task.item.id, judgement, version=task.item.version, key=key
        )
        assert isinstance(given, Receipt)
        return given


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_same_task_comes_again_until_it_is_done(desk: Desk) -> None:
    desk.add(make_item("A"), make_item("B"))
    first = desk.next(AIGUL)
    desk.at += timedelta(minutes=5)
    again = desk.next(AIGUL)
    assert again.item == first.item
    assert again.lease_until == MONDAY + timedelta(minutes=20)
    desk.give(AIGUL, again, Judgement(verdict=Verdict.CORRECT), "k1")
    assert desk.next(AIGUL).item.id != first.item.id


def test_centres_mix_on_an_audited_answer(desk: Desk) -> None:
    desk.add(make_item("A"), make_item("B"))
    task = desk.next(AIGUL)
    desk.give(AIGUL, task, Judgement(verdict=Verdict.CORRECT), "k1")
    assert desk.next(DANIYAR).item.id != task.item.id
    desk.next(SERIK)
    assert next_task(desk.queues, AIGUL, ASSISTANT, Queue.IMPROVE) is None


def test_the_most_valuable_improve_item_comes_first(desk: Desk) -> None:
    desk.add(*(make_item(code, queue=Queue.IMPROVE) for code in "ABC"))
    worths = dict(zip("ABC", (0.2, 1.7, 0.9), strict=True))
    desk.items.reorder({improve_id(code): worth for code, worth in worths.items()})
    got = [desk.next(person, Queue.IMPROVE).item.code for person in (AIGUL, DANIYAR, SERIK)]
    # A fifth of the tasks is taken by lot; for these three people none is.
    assert got == ["B", "C", "A"]


def test_some_tasks_are_seeded_and_some_are_taken_by_lot(desk: Desk) -> None:
    desk.add(*(make_item(f"C{n}", queue=Queue.AUDIT) for n in range(60)))
    desk.add(*(known_item(f"K{n}", Verdict.CORRECT) for n in range(20)))
    codes = []
    for turn in range(60):
        task = desk.next(AIGUL)
        codes.append(task.item.code)
        desk.give(AIGUL, task, Judgement(verdict=Verdict.CORRECT), f"k{turn}")
    seeded = [code for code in codes if code.startswith("K")]
    assert 1 <= len(seeded) <= 8
    assert len(set(codes)) == 60


def test_what_is_given_back_does_not_come_at_once(desk: Desk) -> None:
    desk.add(make_item("A"), make_item("B"))
    first = desk.next(AIGUL)
    assert release(desk.queues, AIGUL, first.item.id)
    assert desk.next(AIGUL).item.id != first.item.id


def test_autosave_keeps_words_and_renews_the_lease(desk: Desk) -> None:
    desk.add(make_item("A", queue=Queue.IMPROVE))
    task = desk.next(AIGUL, Queue.IMPROVE)
    desk.at += timedelta(minutes=14)
    saved = save_unfinished(desk.queues, AIGUL, task.item.id, {"corrected": "Үш күн"}, version=0)
    assert isinstance(saved, Saved)
    assert saved.lease_until == desk.at + timedelta(minutes=15)
    again = desk.next(AIGUL, Queue.IMPROVE)
    assert again.unfinished is not None
    assert again.unfinished.work == {"corrected": "Үш күн"}
    desk.at += timedelta(minutes=16)
    desk.next(DANIYAR, Queue.IMPROVE)
    lost = save_unfinished(desk.queues, AIGUL, task.item.id, {"corrected": "Үш"}, version=1)
    assert isinstance(lost, Saved)
    assert lost.lease_until is None
    given = give_verdict(desk.queues, AIGUL, task.item.id, WRONG, version=1, key="k1")
    assert given is Refusal.LEASE_LOST
    kept = desk.queues.unfinished.find("p1", task.item.id)
    assert kept is not None
    assert kept.work == {"corrected": "Үш"}


def test_undo_turns_the_verdict_into_a_draft_of_the_same_item(desk: Desk) -> None:
    desk.add(make_item("A"), make_item("B"))
    task = desk.next(AIGUL)
    given = desk.give(AIGUL, task, WRONG, "k1")
    desk.next(AIGUL)
    undone = undo_verdict(desk.queues, AIGUL, given.given.id, key="k2")
    assert isinstance(undone, Receipt)
    assert undo_verdict(desk.queues, AIGUL, given.given.id, key="k2") == undone
    back = desk.next(AIGUL)
    assert back.item.id == task.item.id
    assert back.unfinished is not None
    assert back.unfinished.work["corrected"] == "Тіркеу үш жұмыс күнін алады."
    assert back.unfinished.work["seconds"] == 61.5
    assert undo_verdict(desk.queues, DANIYAR, given.given.id, key="k3") is Refusal.UNKNOWN


def test_the_last_ten_can_be_changed_and_an_older_one_is_not_listed(desk: Desk) -> None:
    desk.add(*(make_item(f"C{n}") for n in range(12)))
    receipts = []
    for turn in range(12):
        desk.at += timedelta(minutes=1)
        receipts.append(desk.give(AIGUL, desk.next(AIGUL), WRONG, f"k{turn}"))
    mine = last_verdicts(desk.queues, desk.items, AIGUL, ASSISTANT)
    assert [each.given.id for each in mine] == [each.given.id for each in receipts[:1:-1]]
    assert all(each.can_undo for each in mine)
    better = Judgement(verdict=Verdict.PARTIAL, cause=Cause.RETRIEVAL)
    changed = revise_verdict(desk.queues, AIGUL, mine[0].given.id, better, version=1, key="r1")
    assert isinstance(changed, Receipt)
    assert changed.given.verdict is Verdict.PARTIAL
    stale = revise_verdict(desk.queues, AIGUL, mine[0].given.id, WRONG, version=1, key="r2")
    assert stale is Refusal.OUTDATED


def test_a_dispute_is_shown_only_when_both_have_judged(desk: Desk) -> None:
    desk.add(make_item("A"))
    desk.give(AIGUL, desk.next(AIGUL), Judgement(verdict=Verdict.CORRECT), "k1")
    assert find_dispute(desk.queues, desk.items, audit_id("A")) is None
    assert waiting_disputes(desk.queues, desk.items, ASSISTANT) == []
    desk.give(DANIYAR, desk.next(DANIYAR), WRONG, "k1")
    (dispute,) = waiting_disputes(desk.queues, desk.items, ASSISTANT)
    assert [each.person_id for each in dispute.judgements] == ["p1", "p2"]
    assert not dispute.is_open_to(AIGUL)
    assert dispute.is_open_to(SERIK)
    done = adjudicate(
        desk.queues,
        SERIK,
        audit_id("A"),
        Verdict.INCORRECT,
        "Бұйрықта үш күн делінген",
        version=dispute.item.version,
        key="a1",
    )
    assert isinstance(done, Receipt)
    assert done.item.state is ItemState.DONE
    (mine,) = last_verdicts(desk.queues, desk.items, AIGUL, ASSISTANT)
    assert not mine.can_undo
    closed = find_dispute(desk.queues, desk.items, audit_id("A"))
    assert closed is not None
    assert closed.decision is not None
    assert closed.decision.comment == "Бұйрықта үш күн делінген"
