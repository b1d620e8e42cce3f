"""Is a citizen's word kept once, and is it told what became of it? Both databases."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from room_factories import ASSISTANT, MONDAY, Room, improve_id, make_item
from sqlalchemy import text

from jauap.annotation.feedback import (
    Became,
    CitizenWord,
    FeedbackDesk,
    FeedbackReason,
    find_feedback,
    take_feedback,
)
from jauap.annotation.settle import RULES
from jauap.answer import Answer
from jauap.assistant import Assistant
from jauap.knowledge import Passage
from jauap.labelling.label import Labeller
from jauap.storage.feedback import Feedback, FeedbackKind, FeedbackState
from jauap.storage.item_rows import ItemState, Origin, Queue
from jauap.storage.records import AnswerRecord, record_of
from jauap.storage.store import Store
from jauap.storage.verdicts import Verdicts
from jauap.testing.factories import make_passage
from jauap.verdict import Verdict

WRONG = CitizenWord(
    kind=FeedbackKind.WRONG,
    reason=FeedbackReason.WRONG_FACT,
    words="Маған 8 701 123 45 67 нөмірінен үш күн деді",
)


class Counter(Room):
    """The room and the desk where citizens speak."""

    def __init__(self, store: Store, record: AnswerRecord) -> None:
        super().__init__(store, Verdicts(store, RULES))
        self.record = record
        self.desk = FeedbackDesk(Feedback(store), self.items, self._passages, lambda: self.at)

    def _passages(self, assistant_id: str, ids: Sequence[str]) -> tuple[Passage, ...]:
        found = make_passage("Бір жұмыс күні ішінде.")
        return (replace(found, topic="Тіркеу"),) if assistant_id == self.record.assistant_id else ()

    def say(self, word: CitizenWord = WRONG, question: str = "Қанша күн?") -> Became:
        return take_feedback(self.desk, word, self.record, question=question)

    def state(self) -> FeedbackState:
        found = find_feedback(self.desk, self.record.code)
        assert found is not None
        return found.state

    @property
    def item_id(self) -> str:
        return improve_id(self.record.code)


@pytest.fixture
def record(labeller: Labeller, assistant: Assistant, answer: Answer) -> AnswerRecord:
    own = assistant.model_copy(update={"id": ASSISTANT})
    return record_of(labeller.label(replace(answer, assistant_id=ASSISTANT), assistant=own))


@pytest.fixture
def counter(store: Store, record: AnswerRecord) -> Counter:
    return Counter(store, record)


def test_a_complaint_is_kept_masked_and_becomes_an_item_with_an_owner(counter: Counter) -> None:
    became = counter.say()
    assert became.state is FeedbackState.RECEIVED
    assert became.said.words == "Маған [тел.] нөмірінен үш күн деді"
    assert (became.said.owner, became.said.item_id) == ("lead", counter.item_id)
    item = counter.item(counter.item_id)
    assert (item.queue, item.origin, item.owner) == (Queue.IMPROVE, Origin.FEEDBACK, "lead")
    assert (item.question, item.answer, item.topic) == ("Қанша күн?", "", "Тіркеу")
    assert item.priority > 2


def test_the_first_word_on_an_answer_stays(counter: Counter) -> None:
    first = counter.say()
    counter.at += timedelta(hours=1)
    second = counter.say(CitizenWord(kind=FeedbackKind.HELPED))
    assert second.said == first.said
    assert second.state is FeedbackState.RECEIVED
    assert counter.desk.feedback.of_items([counter.item_id]) == {counter.item_id: first.said}


def test_a_kind_word_makes_no_item(counter: Counter) -> None:
    became = counter.say(CitizenWord(kind=FeedbackKind.HELPED))
    assert (became.state, became.said.item_id) == (FeedbackState.CLOSED, "")
    assert became.told.kk == "Рақмет. Жауаптың көмектескені жазылды."
    assert counter.items.find(counter.item_id) is None


def test_nothing_to_look_at_is_said_openly(counter: Counter) -> None:
    became = counter.say(question="")
    assert became.state is FeedbackState.CLOSED
    assert "сақталмағандықтан" in became.told.kk


def test_the_citizens_question_and_proven_answer_are_used_where_nothing_is_kept(
    counter: Counter,
) -> None:
    word = replace(WRONG, question="Менің ЖСН 061211600012, қанша күн?", answer="[ЖИ] Бір күн")
    became = counter.say(word, question="")
    item = counter.item(counter.item_id)
    assert (item.question, item.answer) == ("Менің ЖСН [ЖСН/ИИН], қанша күн?", "[ЖИ] Бір күн")
    assert became.said.may_be_read


def test_an_answer_that_waits_already_is_moved_up_and_not_doubled(counter: Counter) -> None:
    counter.add(make_item(counter.record.code, queue=Queue.IMPROVE))
    counter.say()
    item = counter.item(counter.item_id)
    assert (item.origin, item.priority > 2) == (Origin.ANSWER, True)


def test_the_state_follows_the_item(counter: Counter) -> None:
    counter.say()
    assert counter.state() is FeedbackState.RECEIVED
    counter.take(counter.item_id, "p1", Queue.IMPROVE)
    assert counter.state() is FeedbackState.IN_WORK
    while counter.item(counter.item_id).state is ItemState.OPEN:
        counter.judge(counter.item_id, f"p{counter.item(counter.item_id).judged + 1}")
    assert counter.state() is FeedbackState.CONFIRMED


def test_a_wrong_answer_is_mended_when_a_pair_from_it_goes_into_force(counter: Counter) -> None:
    counter.say()
    while counter.item(counter.item_id).state is ItemState.OPEN:
        judged = counter.item(counter.item_id).judged
        counter.judge(counter.item_id, f"p{judged + 1}", Verdict.INCORRECT)
    assert counter.state() is FeedbackState.IN_WORK
    _put_pair_in_force(counter.store, counter.item_id, counter.at)
    assert counter.state() is FeedbackState.MENDED
    found = counter.desk.feedback.since(ASSISTANT, MONDAY)
    assert [(said.code, state) for said, state in found] == [
        (counter.record.code, FeedbackState.MENDED)
    ]


def test_words_go_with_the_questions_of_their_time(counter: Counter) -> None:
    counter.say()
    counter.items.purge(MONDAY + timedelta(days=1))
    found = find_feedback(counter.desk, counter.record.code)
    assert found is not None
    assert (found.said.words, found.said.reason, found.state) == (
        "",
        "wrong_fact",
        FeedbackState.CLOSED,
    )


def _put_pair_in_force(store: Store, item_id: str, at: datetime) -> None:
    """Write the two rows in which storage looks for a pair; the pairs' own tests make real ones."""
    from jauap.storage.pair_tables import held_pairs, pair_steps

    def row(table: str) -> dict[str, object]:
        columns = {"held_pairs": held_pairs, "pair_steps": pair_steps}[table].columns
        return {
            column.name: 1 if "INT" in str(column.type).upper() else ""
            for column in columns
            if not column.nullable
        }

    held = row("held_pairs") | {"id": "pair-1", "item_id": item_id, "state": "active"}
    held |= {"assistant_id": ASSISTANT, "proposed_at": at, "changed_at": at}
    step = row("pair_steps") | {"pair_id": "pair-1", "step": "activated", "at": at}
    with store.write() as connection:
        connection.execute(held_pairs.insert(), held)
        connection.execute(pair_steps.insert(), step | {"assistant_id": ASSISTANT})
        assert connection.scalar(text("SELECT count(*) FROM held_pairs")) == 1
