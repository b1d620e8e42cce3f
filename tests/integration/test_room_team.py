"""What does the team view say? Numbers of the audit with intervals, of all people together."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from room_factories import ASSISTANT, MONDAY, Room, audit_id, improve_id, known_item, make_item

from jauap.annotation.settle import RULES
from jauap.answer import Outcome
from jauap.assistant import Language, Level
from jauap.evaluation.room_intents import room_intents
from jauap.evaluation.team import QueueProgress, team_of
from jauap.storage.item_rows import Queue
from jauap.storage.pair_tables import pair_steps
from jauap.storage.queue_counts import QueueCounts
from jauap.storage.store import Store, open_store
from jauap.storage.verdict_rows import Judgement
from jauap.storage.verdicts import Verdicts
from jauap.verdict import Verdict


@pytest.fixture
def room(tmp_path: Path) -> Room:
    store = open_store(f"sqlite:///{tmp_path / 'jauap.db'}")
    return Room(store, Verdicts(store, RULES))


def both(room: Room, code: str, one: str, two: str) -> None:
    room.judge(audit_id(code), "p1", Verdict(one))
    room.judge(audit_id(code), "p2", Verdict(two))


def test_accuracy_comes_from_the_audit_alone_and_doubt_counts_against_it(room: Room) -> None:
    room.add(*(make_item(f"A{n}") for n in range(12)))
    for n in range(8):
        both(room, f"A{n}", "correct", "correct")
    both(room, "A8", "partial", "partial")
    both(room, "A9", "correct", "incorrect")
    room.judge(audit_id("A10"), "p1")
    room.add(*(make_item(f"I{n}", queue=Queue.IMPROVE) for n in range(5)))
    for n in range(5):
        room.judge(improve_id(f"I{n}"), "p1", Verdict.INCORRECT)
    team = team_of(QueueCounts(room.store), ASSISTANT, at=MONDAY)
    assert (team.accuracy.value, team.accuracy.n) == (0.8, 10)
    assert (team.undecided, team.unjudged) == (1, 2)
    assert team.progress == {
        # The audited answer that both called partial is to be mended.
        "audit": QueueProgress(open=2, adjudication=1, done=9, withdrawn=0, verdicts=21),
        "improve": QueueProgress(open=1, adjudication=0, done=5, withdrawn=0, verdicts=5),
    }
    assert team.agreement is not None
    assert team.agreement.raw.value == 0.9
    assert team.by_language["kk"] == team.accuracy
    assert team.by_topic["Тіркеу"].is_few
    assert (team.unsafe.value, team.unsafe.n) == (0.0, 10)
    assert team.unsafe.high == pytest.approx(0.2589, abs=1e-4)


def test_refusals_that_were_due_do_not_lower_coverage(room: Room) -> None:
    refused = replace(make_item("R"), outcome=Outcome.REFUSED_OUT_OF_SCOPE)
    missed = replace(make_item("M"), outcome=Outcome.REFUSED_UNSURE, language=Language.RU)
    room.add(make_item("A"), refused, missed)
    both(room, "A", "correct", "correct")
    both(room, "R", "correct", "correct")
    both(room, "M", "refused", "refused")
    team = team_of(QueueCounts(room.store), ASSISTANT, at=MONDAY)
    assert (team.coverage.value, team.coverage.n) == (0.5, 2)
    assert (team.answered_accuracy.value, team.answered_accuracy.n) == (1.0, 1)
    assert {key: share.value for key, share in team.by_language.items()} == {"kk": 1.0, "ru": 0.0}


def test_answers_that_were_rarely_drawn_weigh_more(room: Room) -> None:
    often = [replace(make_item(f"O{n}"), inclusion_prob=0.5, intent=f"i{n}") for n in range(6)]
    rare = [replace(make_item(f"R{n}"), inclusion_prob=0.1, intent=f"j{n}") for n in range(2)]
    room.add(*often, *rare)
    for item in often:
        both(room, item.code, "correct", "correct")
    for item in rare:
        both(room, item.code, "incorrect", "incorrect")
    team = team_of(QueueCounts(room.store), ASSISTANT, at=MONDAY)
    assert team.accuracy.value == pytest.approx(12 / 32)
    assert (team.accuracy.low or 1) < 0.3 < 0.7 < (team.accuracy.high or 0)
    states = room_intents(QueueCounts(room.store), ASSISTANT, harm=Level.MEDIUM)
    assert states["j0"].traffic == pytest.approx(10 / 32)
    assert (states["j0"].asked, states["j0"].wrong, states["i0"].wrong) == (1, 1, 0)


def test_seeded_items_show_only_over_all_people(room: Room) -> None:
    room.add(known_item("K", Verdict.PARTIAL))
    for person, verdict in (("p1", "partial"), ("p2", "correct"), ("p3", "partial")):
        room.judge(audit_id("K"), person, Verdict(verdict))
    team = team_of(QueueCounts(room.store), ASSISTANT, at=MONDAY)
    assert team.seeded.value == pytest.approx(2 / 3)
    assert team.seeded.n == 3
    assert team.accuracy.n == 0
    assert team.progress["audit"].verdicts == 0
    shown = team.model_dump_json()
    assert not any(person in shown for person in ("p1", "p2", "p3"))


def test_minutes_are_counted_against_pairs_that_went_into_force(room: Room) -> None:
    room.add(*(make_item(f"I{n}", queue=Queue.IMPROVE) for n in range(3)))
    for n in range(3):
        room.judge(improve_id(f"I{n}"), "p1", Verdict.INCORRECT)
    counts = QueueCounts(room.store)
    assert team_of(counts, ASSISTANT, at=MONDAY).minutes_per_pair is None
    activate(room.store, "pair-1")
    activate(room.store, "pair-1")
    activate(room.store, "pair-2")
    assert team_of(counts, ASSISTANT, at=MONDAY).minutes_per_pair == 0.5


def test_only_answers_since_a_moment_count_when_asked(room: Room) -> None:
    later = MONDAY + timedelta(days=3)
    room.add(make_item("A"), replace(make_item("B"), answered_at=later))
    both(room, "A", "correct", "correct")
    both(room, "B", "partial", "partial")
    since = team_of(QueueCounts(room.store), ASSISTANT, at=later, since=MONDAY + timedelta(days=1))
    assert (since.accuracy.value, since.accuracy.n) == (0.0, 1)


def test_a_verdict_that_was_taken_back_counts_nowhere(room: Room) -> None:
    room.add(make_item("A"))
    both(room, "A", "correct", "correct")
    first = room.verdicts.of_item(audit_id("A"))[0]
    nothing = Judgement(verdict=None)
    room.verdicts.replace("u1", first.id, "p1", nothing, revision=None, at=MONDAY, until=MONDAY)
    team = team_of(QueueCounts(room.store), ASSISTANT, at=MONDAY)
    assert (team.accuracy.n, team.unjudged, team.progress["audit"].verdicts) == (0, 1, 1)


def activate(store: Store, pair_id: str) -> None:
    """Write the row in which storage looks for a pair that went into force."""
    with store.write() as connection:
        number = len(list(connection.execute(pair_steps.select()))) + 1
        row: dict[str, object] = {
            column.name: "" for column in pair_steps.columns if not column.nullable
        }
        row |= {"seq": number, "version": number, "pair_id": pair_id, "step": "activated"}
        row |= {"assistant_id": ASSISTANT, "at": MONDAY}
        if "id" in row:
            row["id"] = f"s{number}"
        connection.execute(pair_steps.insert(), row)
