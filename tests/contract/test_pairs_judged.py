"""Which judged questions tell a preview where the right answer stands?"""

from dataclasses import replace

from room_factories import ASSISTANT, LATER, PASSAGE, Room, improve_id, make_item

from jauap.annotation.settle import RULES
from jauap.storage.item_rows import Queue
from jauap.storage.judged import JudgedQuestions
from jauap.storage.store import Store
from jauap.storage.verdict_rows import Judgement
from jauap.storage.verdicts import Receipt, Verdicts
from jauap.verdict import Verdict


def test_correct_answers_give_what_they_cited_and_others_what_the_expert_picked(
    store: Store,
) -> None:
    room = Room(store, Verdicts(store, RULES))
    codes = ("RIGHT", "MENDED", "WRONG", "OPEN")
    for code in codes:
        item = make_item(code, queue=Queue.IMPROVE)
        room.add(replace(item, question=f"{code}: тіркеуге қанша күн керек?"))
    room.judge(improve_id("RIGHT"), "p-1")
    _judge(room, "MENDED", ("chunk-7", "chunk-8"))
    _judge(room, "WRONG", ())
    found = JudgedQuestions(store).recent(ASSISTANT)
    assert {(each.question.split(":")[0], each.chunk_ids) for each in found} == {
        ("RIGHT", frozenset({PASSAGE.chunk_id})),
        ("MENDED", frozenset({"chunk-7", "chunk-8"})),
    }
    assert {each.intent for each in found} == {"registration"}
    assert JudgedQuestions(store).recent("agriculture") == ()


def test_picks_of_a_verdict_that_was_revised_do_not_count(store: Store) -> None:
    room = Room(store, Verdicts(store, RULES))
    room.add(make_item("A", queue=Queue.IMPROVE))
    first = _judge(room, "A", ("chunk-1",))
    revised = room.verdicts.replace(
        "p-1:A:k2",
        first.given.id,
        "p-1",
        Judgement(verdict=Verdict.INCORRECT, milliseconds=9_000),
        revision=first.given.revision,
        at=room.at,
        until=LATER,
    )
    assert isinstance(revised, Receipt)
    assert JudgedQuestions(store).recent(ASSISTANT) == ()


def _judge(room: Room, code: str, chunk_ids: tuple[str, ...]) -> Receipt:
    item_id = improve_id(code)
    assert room.take(item_id, "p-1", Queue.IMPROVE)
    given = room.verdicts.give(
        f"p-1:{code}:k1",
        item_id,
        "p-1",
        Judgement(verdict=Verdict.INCORRECT, chunk_ids=chunk_ids, milliseconds=20_000),
        version=room.item(item_id).version,
        at=room.at,
    )
    assert isinstance(given, Receipt)
    return given
