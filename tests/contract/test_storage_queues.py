"""Do leases and verdicts keep their promises over both databases, also when many come at once?"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from room_factories import (
    ASSISTANT,
    LATER,
    MONDAY,
    Room,
    audit_id,
    improve_id,
    known_item,
    make_item,
    make_person,
)
from sqlalchemy import text

from jauap.annotation.settle import RULES
from jauap.storage.item_rows import ItemState, Origin, Queue
from jauap.storage.store import Store
from jauap.storage.unfinished import Clash, Draft, Saved, Unfinished
from jauap.storage.verdict_rows import Judgement
from jauap.storage.verdicts import Receipt, Refusal, Verdicts
from jauap.verdict import Cause, Seat, Verdict

RIGHT = Judgement(verdict=Verdict.CORRECT, milliseconds=12_000, guideline="g1")


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store, Verdicts(store, RULES))


def test_an_answer_is_in_each_queue_once(room: Room) -> None:
    assert len(room.add(make_item("AAA"), make_item("AAA", queue=Queue.IMPROVE))) == 2
    assert room.add(make_item("AAA")) == ()
    assert room.items.of_code(ASSISTANT, Queue.AUDIT, "AAA") is not None


def test_an_item_comes_back_from_the_store_as_it_went_in(room: Room) -> None:
    made = replace(make_item("AAA", queue=Queue.IMPROVE), priority=1.25)
    (item_id,) = room.add(made)
    item = room.item(item_id)
    assert (item.state, item.judged, item.final, item.version) == (ItemState.OPEN, 0, None, 1)
    assert [getattr(item, name) for name in made.__dataclass_fields__] == [
        getattr(made, name) for name in made.__dataclass_fields__
    ]


def test_the_audit_goes_by_the_moment_of_the_answer_whatever_it_says(room: Room) -> None:
    urgent = replace(make_item("NEW"), priority=9.0, answered_at=LATER)
    room.add(urgent, make_item("OLD"))
    seen = room.leases.candidates("p1", "", ASSISTANT, Queue.AUDIT, at=LATER)
    assert [each.item_id for each in seen] == [audit_id("OLD"), audit_id("NEW")]


def test_the_long_lists_carry_no_words(room: Room) -> None:
    room.add(make_item("A"), make_item("B", queue=Queue.IMPROVE))
    (drawn,), (waiting,) = room.items.drawn(ASSISTANT), room.items.open_improve(ASSISTANT)
    for item, code in ((drawn, "A"), (waiting, "B")):
        assert (item.code, item.question, item.answer, item.passages) == (code, "", "", ())


def test_an_intent_gets_no_more_doubtful_answers_a_day_than_allowed(room: Room) -> None:
    new = [make_item(code, queue=Queue.IMPROVE) for code in ("A", "B", "C")]
    assert len(room.items.add(new, at=MONDAY, most_per_intent=2)) == 2
    lot = replace(make_item("D", queue=Queue.IMPROVE), inclusion_prob=0.1)
    said = replace(make_item("E", queue=Queue.IMPROVE), origin=Origin.FEEDBACK)
    assert len(room.items.add([lot, said], at=MONDAY, most_per_intent=2)) == 2
    tomorrow = MONDAY + timedelta(days=1, minutes=1)
    assert len(room.items.add(new[2:], at=tomorrow, most_per_intent=2)) == 1


def test_two_people_judge_an_audit_item_and_a_third_does_not_get_it(room: Room) -> None:
    room.add(make_item("AAA"))
    assert [room.take(audit_id("AAA"), who) for who in ("p1", "p2", "p3")] == [True, True, False]


def test_a_person_has_one_item_at_a_time_and_keeps_it(room: Room) -> None:
    room.add(make_item("AAA"), make_item("BBB"))
    assert room.take(audit_id("AAA"), "p1")
    assert not room.take(audit_id("BBB"), "p1")
    held = room.leases.held("p1", ASSISTANT, Queue.AUDIT, at=MONDAY)
    assert held is not None
    assert (held.item.code, held.seat, held.expires_at) == ("AAA", Seat.FIRST, LATER)


def test_an_expired_lease_frees_the_seat(room: Room) -> None:
    room.add(make_item("AAA", queue=Queue.IMPROVE))
    assert room.take(improve_id("AAA"), "p1", Queue.IMPROVE)
    assert not room.take(improve_id("AAA"), "p2", Queue.IMPROVE)
    room.at = LATER
    assert room.take(improve_id("AAA"), "p2", Queue.IMPROVE)


def test_a_verdict_after_the_lease_counts_only_while_a_seat_is_free(room: Room) -> None:
    room.add(make_item("AAA", queue=Queue.IMPROVE), make_item("BBB", queue=Queue.IMPROVE))
    room.take(improve_id("AAA"), "p1", Queue.IMPROVE)
    room.take(improve_id("BBB"), "p2", Queue.IMPROVE)
    room.at = LATER
    room.take(improve_id("BBB"), "p3", Queue.IMPROVE)
    late = room.verdicts.give("v1", improve_id("AAA"), "p1", RIGHT, version=1, at=LATER)
    lost = room.verdicts.give("v2", improve_id("BBB"), "p2", RIGHT, version=1, at=LATER)
    assert isinstance(late, Receipt)
    assert lost is Refusal.LEASE_LOST


def test_what_was_never_handed_out_cannot_be_judged(room: Room) -> None:
    room.add(make_item("AAA"))
    given = room.verdicts.give("v1", audit_id("AAA"), "p1", RIGHT, version=1, at=MONDAY)
    assert given is Refusal.LEASE_LOST
    unknown = room.verdicts.give("v1", "жоқ", "p1", RIGHT, version=1, at=MONDAY)
    assert unknown is Refusal.UNKNOWN


def test_two_who_agree_close_an_item(room: Room) -> None:
    room.add(make_item("AAA"))
    first = room.judge(audit_id("AAA"), "p1", Verdict.PARTIAL)
    assert (first.item.state, first.item.judged, first.item.version) == (ItemState.OPEN, 1, 1)
    second = room.judge(audit_id("AAA"), "p2", Verdict.PARTIAL)
    assert (second.given.seat, second.item.state) == (Seat.SECOND, ItemState.DONE)
    assert (second.item.final, second.item.closed_at) == (Verdict.PARTIAL, MONDAY)


@pytest.mark.parametrize(
    ("one", "other"),
    [(Verdict.CORRECT, Verdict.PARTIAL), (Verdict.UNSAFE, Verdict.UNSAFE)],
)
def test_doubt_and_danger_go_to_an_adjudicator(room: Room, one: Verdict, other: Verdict) -> None:
    room.add(make_item("AAA"))
    room.judge(audit_id("AAA"), "p1", one)
    assert room.judge(audit_id("AAA"), "p2", other).item.state is ItemState.ADJUDICATION


def test_the_adjudicator_never_judged_the_item_and_his_word_is_final(room: Room) -> None:
    room.add(make_item("AAA"))
    item_id = audit_id("AAA")
    room.judge(item_id, "p1", Verdict.CORRECT)
    room.judge(item_id, "p2", Verdict.INCORRECT)
    version = room.item(item_id).version
    says = Judgement(verdict=Verdict.INCORRECT, comment="Мерзім қате көрсетілген")
    decide = room.verdicts.adjudicate
    assert decide("a1", item_id, "p1", says, version=version, at=MONDAY) is Refusal.OWN
    assert decide("a1", item_id, "p3", says, version=1, at=MONDAY) is Refusal.OUTDATED
    done = decide("a1", item_id, "p3", says, version=version, at=MONDAY)
    assert isinstance(done, Receipt)
    assert (done.item.state, done.item.final) == (ItemState.DONE, Verdict.INCORRECT)
    again = decide("a1", item_id, "p3", says, version=version, at=MONDAY)
    assert isinstance(again, Receipt)
    assert again.given == done.given
    late = decide("a2", item_id, "p4", says, version=done.item.version, at=MONDAY)
    assert late is Refusal.CLOSED


def test_a_wrong_audited_answer_is_mended_in_the_other_queue(room: Room) -> None:
    room.add(make_item("AAA"), make_item("BBB"))
    for code, verdicts in {"AAA": ("correct", "incorrect"), "BBB": ("partial", "partial")}.items():
        room.judge(audit_id(code), "p1", Verdict(verdicts[0]))
        room.judge(audit_id(code), "p2", Verdict(verdicts[1]))
    assert room.items.find(improve_id("AAA")) is None
    assert room.item(improve_id("BBB")).origin is Origin.AUDIT
    says = Judgement(verdict=Verdict.INCORRECT, comment="Мерзім қате")
    version = room.item(audit_id("AAA")).version
    room.verdicts.adjudicate("a1", audit_id("AAA"), "p3", says, version=version, at=MONDAY)
    mending = room.item(improve_id("AAA"))
    assert (mending.origin, mending.queue, mending.owner) == (
        Origin.DISAGREEMENT,
        Queue.IMPROVE,
        "lead",
    )
    assert room.item(audit_id("AAA")).final is Verdict.INCORRECT


def test_a_write_that_comes_again_gives_the_same_receipt(room: Room) -> None:
    room.add(make_item("AAA"))
    first = room.judge(audit_id("AAA"), "p1")
    again = room.verdicts.give(
        first.given.id, audit_id("AAA"), "p1", RIGHT, version=1, at=MONDAY + timedelta(hours=1)
    )
    assert isinstance(again, Receipt)
    assert again.given == first.given
    assert len(room.verdicts.of_item(audit_id("AAA"))) == 1


def test_undo_gives_the_item_back_and_opens_it_again(room: Room) -> None:
    room.add(make_item("AAA"))
    item_id = audit_id("AAA")
    first = room.judge(item_id, "p1", Verdict.INCORRECT)
    room.judge(item_id, "p2", Verdict.INCORRECT)
    undone = room.verdicts.replace(
        "u1", first.given.id, "p1", Judgement(verdict=None), revision=1, at=MONDAY, until=LATER
    )
    assert isinstance(undone, Receipt)
    assert (undone.item.state, undone.item.judged, undone.item.final) == (ItemState.OPEN, 1, None)
    held = room.leases.held("p1", ASSISTANT, Queue.AUDIT, at=MONDAY)
    assert held is not None
    assert held.seat is Seat.FIRST
    assert not room.take(item_id, "p3")
    again = room.judge(item_id, "p1", Verdict.CORRECT, key="k2")
    assert (again.given.seat, again.given.revision) == (Seat.FIRST, 3)
    assert again.item.state is ItemState.ADJUDICATION
    assert [each.verdict for each in room.verdicts.last_of("p1", ASSISTANT)] == [Verdict.CORRECT]


def test_only_the_own_verdict_as_last_seen_can_be_changed(room: Room) -> None:
    room.add(make_item("AAA"))
    first = room.judge(audit_id("AAA"), "p1", Verdict.INCORRECT)
    new = Judgement(verdict=Verdict.PARTIAL, cause=Cause.GENERATION, corrected="Бір жұмыс күні")

    def change(verdict_id: str, who: str, revision: int | None) -> Receipt | Refusal:
        return room.verdicts.replace(
            verdict_id, first.given.id, who, new, revision=revision, at=MONDAY, until=LATER
        )

    assert change("r1", "p2", 1) is Refusal.UNKNOWN
    assert change("r1", "p1", 2) is Refusal.OUTDATED
    changed = change("r1", "p1", 1)
    assert isinstance(changed, Receipt)
    assert (changed.given.revision, changed.given.cause) == (2, Cause.GENERATION)
    assert change("r2", "p1", 1) is Refusal.OUTDATED
    assert [each.id for each in room.verdicts.of_item(audit_id("AAA"))] == ["r1"]


def test_what_was_adjudicated_cannot_be_changed_by_those_who_judged(room: Room) -> None:
    room.add(make_item("AAA"))
    first = room.judge(audit_id("AAA"), "p1", Verdict.UNSAFE)
    room.judge(audit_id("AAA"), "p2")
    version = room.item(audit_id("AAA")).version
    room.verdicts.adjudicate("a1", audit_id("AAA"), "p3", RIGHT, version=version, at=MONDAY)
    undone = room.verdicts.replace(
        "u1", first.given.id, "p1", Judgement(verdict=None), revision=1, at=MONDAY, until=LATER
    )
    assert undone is Refusal.CLOSED


def test_everybody_may_judge_a_seeded_item_once_and_it_never_closes(room: Room) -> None:
    room.add(known_item("AAA", Verdict.PARTIAL))
    assert room.leases.seeded("p1", ASSISTANT, Queue.AUDIT) == (audit_id("AAA"),)
    room.judge(audit_id("AAA"), "p1", Verdict.PARTIAL)
    receipt = room.judge(audit_id("AAA"), "p2", Verdict.CORRECT)
    assert receipt.item.state is ItemState.OPEN
    assert room.leases.seeded("p1", ASSISTANT, Queue.AUDIT) == ()
    assert not room.take(audit_id("AAA"), "p1")
    assert room.leases.candidates("p3", "", ASSISTANT, Queue.AUDIT, at=MONDAY) == ()


def test_candidates_tell_where_a_colleague_of_the_centre_sits(room: Room) -> None:
    room.add(make_item("AAA"), make_item("BBB"), make_item("CCC"))
    for name, centre in (("p1", "Алматы-1"), ("p2", "Алматы-1"), ("p3", "Ақтөбе-2")):
        room.hire(make_person(name, centre=centre))
    room.judge(audit_id("AAA"), "p1")
    room.take(audit_id("BBB"), "p1")
    seen = room.leases.candidates("p2", "Алматы-1", ASSISTANT, Queue.AUDIT, at=MONDAY)
    by_id = {each.item_id: each.has_colleague for each in seen}
    assert by_id == {audit_id("AAA"): True, audit_id("BBB"): True, audit_id("CCC"): False}
    other = room.leases.candidates("p3", "Ақтөбе-2", ASSISTANT, Queue.AUDIT, at=MONDAY)
    assert not any(each.has_colleague for each in other)


def test_forty_people_at_once_never_hold_more_seats_than_wanted(room: Room) -> None:
    room.add(*(make_item(f"C{n}") for n in range(12)))
    ids = [audit_id(f"C{n}") for n in range(12)]

    def work(person: int) -> str | None:
        lease = room.leases.take(ids, f"p{person}", ASSISTANT, Queue.AUDIT, at=MONDAY, until=LATER)
        return lease.item.id if lease else None

    with ThreadPoolExecutor(8) as pool:
        taken = Counter(filter(None, pool.map(work, range(40))))
    # PostgreSQL passes by an item another one is just taking: fewer may be out, never more.
    assert max(taken.values()) <= 2
    assert sum(taken.values()) >= 20


def test_one_person_in_two_windows_gets_one_item(room: Room) -> None:
    room.add(*(make_item(f"C{n}") for n in range(8)))

    def ask(place: int) -> str:
        ids = [audit_id(f"C{(place + n) % 8}") for n in range(8)]
        lease = room.leases.take(ids, "p1", ASSISTANT, Queue.AUDIT, at=MONDAY, until=LATER)
        assert lease is not None
        return lease.item.id

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1


def test_fifty_repeats_of_one_verdict_at_once_make_one_line(room: Room) -> None:
    room.add(make_item("AAA"))
    room.take(audit_id("AAA"), "p1")

    def send(_: int) -> str:
        given = room.verdicts.give("v1", audit_id("AAA"), "p1", RIGHT, version=1, at=MONDAY)
        assert isinstance(given, Receipt)
        return given.given.id

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, range(50))) == {"v1"}
    assert len(room.verdicts.of_item(audit_id("AAA"))) == 1
    assert room.verdicts.check_chain().checked == 1


def test_the_chain_of_verdicts_shows_a_changed_line(room: Room) -> None:
    room.add(*(make_item(code) for code in ("AAA", "BBB", "CCC")))
    for code in ("AAA", "BBB", "CCC"):
        room.judge(audit_id(code), "p1")
    assert room.verdicts.check_chain().is_whole
    with room.store.write() as connection:
        connection.execute(text("UPDATE verdicts SET verdict = 'unsafe' WHERE seq = 2"))
    assert room.verdicts.check_chain().broken_at == 2


def test_purging_empties_texts_and_leaves_verdicts_and_their_chain(room: Room) -> None:
    old = make_item("AAA")
    room.add(old, make_item("BBB"), replace(make_item("CCC"), answered_at=LATER))
    room.add(known_item("DDD", Verdict.CORRECT))
    room.judge(audit_id("AAA"), "p1")
    room.judge(audit_id("AAA"), "p2")
    room.take(audit_id("BBB"), "p1")
    Unfinished(room.store).save(
        "p1", audit_id("BBB"), {"comment": "ой"}, version=0, at=MONDAY, until=LATER
    )
    assert room.items.purge(LATER) == 2
    done, waiting = room.item(audit_id("AAA")), room.item(audit_id("BBB"))
    assert (done.question, done.answer, done.passages, done.final) == ("", "", (), Verdict.CORRECT)
    assert (done.state, waiting.state) == (ItemState.DONE, ItemState.WITHDRAWN)
    assert room.item(audit_id("CCC")).question == "Тіркеуге қанша күн керек?"
    assert room.item(audit_id("DDD")).state is ItemState.OPEN
    assert Unfinished(room.store).find("p1", audit_id("BBB")) is None
    assert room.verdicts.check_chain().checked == 2
    assert room.items.purge(LATER) == 0
    late = room.verdicts.give("v9", audit_id("BBB"), "p1", RIGHT, version=1, at=MONDAY)
    assert late is Refusal.LEASE_LOST


def test_unfinished_work_survives_and_two_windows_do_not_overwrite_each_other(room: Room) -> None:
    drafts = Unfinished(room.store)
    room.add(make_item("AAA"))
    item_id = audit_id("AAA")

    def save(comment: str, version: int) -> Saved | Clash | None:
        work = {"comment": comment}
        return drafts.save("p1", item_id, work, version=version, at=MONDAY, until=LATER)

    assert save("ә", 0) is None
    room.take(item_id, "p1")
    first = Draft(work={"comment": "ә"}, version=1, saved_at=MONDAY)
    assert save("ә", 0) == Saved(draft=first, lease_until=LATER)
    assert save("ә", 0) == Saved(draft=first, lease_until=LATER)
    assert save("басқа", 0) == Clash(current=first)
    longer = Draft(work={"comment": "әріп"}, version=2, saved_at=MONDAY)
    assert save("әріп", 1) == Saved(draft=longer, lease_until=LATER)
    assert drafts.find("p1", item_id) == longer
    room.verdicts.give("v1", item_id, "p1", RIGHT, version=1, at=MONDAY)
    assert drafts.find("p1", item_id) is None
    assert drafts.find("p2", item_id) is None


def test_priorities_change_the_order_and_nothing_else(room: Room) -> None:
    room.add(make_item("A", queue=Queue.IMPROVE), make_item("B", queue=Queue.IMPROVE))
    room.items.reorder({improve_id("A"): 0.1, improve_id("B"): 0.9})
    found = room.leases.candidates("p1", "", ASSISTANT, Queue.IMPROVE, at=MONDAY)
    assert [each.item_id for each in found] == [improve_id("B"), improve_id("A")]
    assert room.item(improve_id("A")).version == 1
    chosen = {
        room.leases.any_open("p1", ASSISTANT, Queue.IMPROVE, at=MONDAY, lot=lot)
        for lot in (0.0, 0.99)
    }
    assert chosen == {improve_id("A"), improve_id("B")}


def test_an_item_that_was_given_back_goes_to_others_and_comes_again_last(room: Room) -> None:
    room.add(make_item("A", queue=Queue.IMPROVE), make_item("B", queue=Queue.IMPROVE))
    room.items.reorder({improve_id("A"): 0.9, improve_id("B"): 0.1})
    room.take(improve_id("A"), "p1", Queue.IMPROVE)
    assert room.leases.release(improve_id("A"), "p1", at=MONDAY)
    assert not room.leases.release(improve_id("A"), "p1", at=MONDAY)
    mine = room.leases.candidates("p1", "", ASSISTANT, Queue.IMPROVE, at=MONDAY)
    assert [(each.item_id, each.was_left) for each in mine] == [
        (improve_id("B"), False),
        (improve_id("A"), True),
    ]
    assert room.take(improve_id("A"), "p2", Queue.IMPROVE)
