"""Does a pair live as the room promises, in both databases?"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from pair_room import ImaginedKnowledge, make_wording
from sqlalchemy import text

from jauap.annotation.outcomes import Conflict, Refusal, Why
from jauap.annotation.pairs import Pairs
from jauap.annotation.wishes import Actor, Proposal
from jauap.annotation.wording import pair_id_in_sheet
from jauap.knowledge import Wording
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.pair_rows import HeldPair, PairState, StepKind
from jauap.storage.store import Store

AYGUL = Actor(person_id="p-aygul", role="annotator")
BOLAT = Actor(person_id="p-bolat", role="reviewer")
SAULE = Actor(person_id="p-saule", role="lead")
ID = "public_services"


class Room:
    """A room with a clock that a test moves."""

    def __init__(self, store: Store) -> None:
        self.day = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
        self.held = HeldPairs(store)
        self.knowledge = ImaginedKnowledge(self.held)
        self.pairs = Pairs(
            self.held, self.knowledge, now=lambda: self.day, today=lambda: self.day.date()
        )

    def proposed(self, question: str = "Нәрестені неше күнде тіркейміз?") -> HeldPair:
        return _held(self.pairs.propose(AYGUL, ID, make_wording(question), key=question))

    def activated(self, question: str = "Нәрестені неше күнде тіркейміз?") -> HeldPair:
        pair = self.proposed(question)
        pair = _held(
            self.pairs.review(BOLAT, pair.id, 1, accept=True, reason="дұрыс", key=f"r{pair.id}")
        )
        pair = _held(self.pairs.check(SAULE, pair.id, 2, key=f"c{pair.id}"))
        return _held(self.pairs.activate(SAULE, pair.id, 3, reason="қажет", key=f"a{pair.id}"))


def _held(result: HeldPair | Conflict | Refusal) -> HeldPair:
    assert isinstance(result, HeldPair)
    return result


@pytest.fixture
def room(store: Store) -> Room:
    return Room(store)


def test_two_people_who_propose_one_question_at_once_make_one_pair(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = room.knowledge.cited
    results: list[HeldPair | Conflict | Refusal] = []

    def be_slower_than_a_colleague(assistant_id: str, wording: Wording) -> Mapping[str, str]:
        monkeypatch.setattr(room.knowledge, "cited", look)
        results.append(room.pairs.propose(BOLAT, ID, make_wording(), key="k"))
        return look(assistant_id, wording)

    monkeypatch.setattr(room.knowledge, "cited", be_slower_than_a_colleague)
    results.append(room.pairs.propose(AYGUL, ID, make_wording(), key="k"))
    assert isinstance(results[0], HeldPair)
    assert results[1] == Refusal(why=Why.QUESTION_TAKEN, field="question")
    assert room.held.ids(ID) == {results[0].id}


def test_pair_goes_from_proposal_into_the_index_through_other_hands(room: Room) -> None:
    pair = room.activated()
    assert pair.state is PairState.ACTIVE
    assert pair.active is not None
    assert (pair.active.author_role, pair.active.approved_by_role) == ("annotator", "reviewer")
    assert pair.active.approved_on == date(2026, 11, 24)
    assert list(room.knowledge.served) == [pair.id]
    steps = room.held.steps(pair.id)
    assert [(step.kind, step.person_id, step.role, step.reason) for step in steps] == [
        (StepKind.PROPOSED, "p-aygul", "annotator", ""),
        (StepKind.ACCEPTED, "p-bolat", "reviewer", "дұрыс"),
        (StepKind.CHECKED, "p-saule", "lead", ""),
        (StepKind.ACTIVATED, "p-saule", "lead", "қажет"),
    ]


def test_nobody_reviews_or_activates_what_their_hands_wrote(room: Room) -> None:
    pair = room.proposed()
    own = room.pairs.review(AYGUL, pair.id, 1, accept=True, reason="менікі", key="1")
    assert own == Refusal(why=Why.OWN_PAIR)
    better = make_wording("Нәрестені қанша күнде тіркеу керек?")
    edited = _held(room.pairs.edit(BOLAT, pair.id, 1, better, reason="анығырақ", key="2"))
    assert edited.hands == ("p-aygul", "p-bolat")
    for hand in (AYGUL, BOLAT):
        refused = room.pairs.review(hand, pair.id, 2, accept=True, reason="дұрыс", key="3")
        assert refused == Refusal(why=Why.OWN_PAIR)
    room.pairs.review(SAULE, pair.id, 2, accept=True, reason="дұрыс", key="4")
    room.pairs.check(SAULE, pair.id, 3, key="5")
    assert room.pairs.activate(BOLAT, pair.id, 4, reason="қажет", key="6") == Refusal(
        why=Why.OWN_PAIR
    )
    assert room.knowledge.served == {}


def test_second_editor_is_shown_the_first_ones_text_and_overwrites_nothing(room: Room) -> None:
    pair = room.proposed()
    mine, other = make_wording("Сәбиді қашан тіркейміз?"), make_wording("Баланы қашан жазамыз?")
    first = _held(room.pairs.edit(BOLAT, pair.id, 1, mine, reason="анығырақ", key="b"))
    second = room.pairs.edit(SAULE, pair.id, 1, other, reason="қысқарақ", key="s")
    assert second == Conflict(current=first)
    found = room.held.find(pair.id)
    assert found is not None
    assert found.wording.question == "Сәбиді қашан тіркейміз?"


def test_one_hundred_edits_at_once_of_one_version_leave_one(room: Room) -> None:
    pair = room.proposed()

    def edit(number: int) -> HeldPair | Conflict | Refusal:
        wording = make_wording(f"{number}-сұрақ: сәбиді қашан тіркейміз?")
        return room.pairs.edit(BOLAT, pair.id, 1, wording, reason="анығырақ", key=str(number))

    with ThreadPoolExecutor(10) as pool:
        results = list(pool.map(edit, range(100)))
    assert sum(isinstance(result, HeldPair) for result in results) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 99
    assert len(room.held.steps(pair.id)) == 2


def test_repeated_request_finds_its_own_step_and_gives_the_same_reply(room: Room) -> None:
    pair = room.proposed()
    accepted = room.pairs.review(BOLAT, pair.id, 1, accept=True, reason="дұрыс", key="r")
    room.pairs.check(SAULE, pair.id, 2, key="c")
    assert room.proposed() == pair
    again = room.pairs.review(BOLAT, pair.id, 1, accept=True, reason="дұрыс", key="r")
    assert again == accepted
    assert len(room.held.steps(pair.id)) == 3
    other = room.pairs.expire(BOLAT, pair.id, 1, reason="ескі", key="r")
    assert other == Refusal(why=Why.KEY_REUSED)


def test_edit_of_an_active_pair_waits_while_the_old_wording_answers(room: Room) -> None:
    pair = room.activated()
    new = make_wording(answer="Үш жұмыс күнінен кешіктірмей.")
    waiting = _held(room.pairs.edit(BOLAT, pair.id, 4, new, reason="толығырақ", key="e"))
    assert waiting.state is PairState.PROPOSED
    assert room.knowledge.served[pair.id].answer == "Үш жұмыс күні ішінде."
    rejected = _held(room.pairs.review(SAULE, pair.id, 5, accept=False, reason="артық", key="no"))
    assert (rejected.state, rejected.wording) == (PairState.ACTIVE, pair.wording)


def test_leak_quarantines_a_wording_and_a_later_one_sends_it_there_at_activation(
    room: Room,
) -> None:
    pair = room.proposed("Емтихандағы сұрақ қандай?")
    room.knowledge.leaking.add("Емтихандағы сұрақ қандай?")
    room.pairs.review(BOLAT, pair.id, 1, accept=True, reason="дұрыс", key="1")
    caught = _held(room.pairs.check(SAULE, pair.id, 2, key="2"))
    assert caught.state is PairState.QUARANTINED
    assert caught.details == {"leaks": [{"kind": "exact", "questions": 1}]}
    refused = room.pairs.activate(SAULE, pair.id, 3, reason="керек", key="3")
    assert refused == Refusal(why=Why.WRONG_STATE)
    room.knowledge.leaking.clear()
    assert _held(room.pairs.check(SAULE, pair.id, 3, key="4")).state is PairState.CHECKED
    room.knowledge.leaking.add("Емтихандағы сұрақ қандай?")
    late = _held(room.pairs.activate(SAULE, pair.id, 4, reason="керек", key="5"))
    assert late.state is PairState.QUARANTINED
    assert room.knowledge.served == {}


def test_pair_expires_when_its_source_changes_or_its_day_passes(room: Room) -> None:
    changed, gone = room.activated("Бірінші сұрақ қандай?"), room.activated("Екінші сұрақ қандай?")
    assert room.pairs.expire_changed(ID) == 0
    room.knowledge.text += " Өзгерді."
    assert room.pairs.expire_changed(ID) == 2
    assert room.knowledge.served == {}
    last = room.held.steps(changed.id)[-1]
    assert (last.kind, last.person_id, last.reason) == (
        StepKind.EXPIRED,
        "upkeep",
        "source_changed",
    )
    dated = make_wording("Үшінші сұрақ қандай?", expires_on=date(2026, 11, 25))
    pair = _held(room.pairs.edit(AYGUL, gone.id, 5, dated, reason="жаңа", key="e"))
    room.pairs.review(BOLAT, pair.id, 6, accept=True, reason="дұрыс", key="r")
    room.pairs.check(SAULE, pair.id, 7, key="c")
    room.pairs.activate(SAULE, pair.id, 8, reason="керек", key="a")
    room.day += timedelta(days=1)
    assert room.pairs.expire_due(ID) == 0
    room.day += timedelta(days=1)
    assert room.pairs.expire_due(ID) == 1
    assert room.held.steps(pair.id)[-1].reason == "date_passed"
    room.knowledge.text = "Басқа мәтін."
    assert room.pairs.expire_changed(ID) == 0


@pytest.mark.parametrize(
    ("changed", "why", "field"),
    [
        ({"quote": "мұндай сөз құжатта жоқ"}, Why.QUOTE_NOT_FOUND, "quote"),
        ({"question": "ЖСН 061211600012 қашан тіркеледі?"}, Why.PERSONAL_DATA, "question"),
        ({"expires_on": date(2026, 11, 23)}, Why.EXPIRY_PASSED, "expires_on"),
        ({"question": "  нәрестені неше күнде ТІРКЕЙМІЗ? "}, Why.QUESTION_TAKEN, "question"),
    ],
)
def test_wording_that_may_not_be_used_is_refused_with_its_field(
    room: Room, changed: dict[str, str], why: Why, field: str
) -> None:
    room.proposed()
    wording = make_wording("Басқа сұрақ қандай?").model_copy(update=changed)
    assert room.pairs.propose(BOLAT, ID, wording, key="k") == Refusal(why=why, field=field)
    assert room.held.search(ID).total == 1


def test_many_proposals_are_taken_together_or_not_at_all(room: Room) -> None:
    def proposals(last_quote: str) -> list[Proposal]:
        good = [make_wording(f"{number}-сұрақ қандай?") for number in range(9)]
        wordings = [*good, make_wording("Соңғы сұрақ қандай?", quote=last_quote)]
        return [
            Proposal(pair_id=pair_id_in_sheet(ID, str(number)), wording=wording)
            for number, wording in enumerate(wordings)
        ]

    results = room.pairs.propose_all(AYGUL, ID, proposals("жоқ сөз"), key="k")
    assert results[-1] == Refusal(why=Why.QUOTE_NOT_FOUND, field="quote")
    assert room.held.search(ID).total == 0
    quote = make_wording().quote
    for _ in range(2):
        results = room.pairs.propose_all(AYGUL, ID, proposals(quote), key="k")
        assert {_held(result).version for result in results} == {1}
    assert room.held.search(ID).total == 10
    assert room.held.check().checked == 10


def test_search_finds_kazakh_letters_in_any_case_by_state_and_page(room: Room) -> None:
    room.activated("Әкімдікке қашан барамын?")
    room.proposed("ӘКІМДІК қай жерде?")
    room.proposed("100% төлем бола ма?")
    assert room.held.search(ID, text="әкімДІК").total == 2
    assert room.held.search(ID, text="әкімдік", state=PairState.ACTIVE).total == 1
    assert room.held.search(ID, text="0%").total == 1
    page = room.held.search(ID, page=2, size=2)
    assert (page.total, len(page.pairs)) == (3, 1)
    assert room.held.search("agriculture").total == 0


def test_changed_or_cut_history_shows_in_the_chain(room: Room, store: Store) -> None:
    room.activated()
    assert room.held.check().is_whole
    with store.write() as connection:
        connection.execute(text("UPDATE pair_steps SET reason = 'басқа' WHERE version = 2"))
    assert room.held.check().broken_at == 2
