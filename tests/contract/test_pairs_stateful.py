"""Whatever people do in whatever order: does a pair's life follow the rules, step by step?"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from pair_room import ImaginedKnowledge, make_wording

from jauap.annotation.life import retell
from jauap.annotation.outcomes import Conflict, Refusal, Result
from jauap.annotation.pairs import Pairs
from jauap.annotation.wishes import Actor
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.pair_rows import HeldPair
from jauap.storage.store import open_store

BEHIND = st.sampled_from([0, 0, 0, 1])
"""How far the version that a person saw lies behind."""
PEOPLE = [Actor(person_id=f"p-{number}", role="reviewer") for number in range(4)]
ID = "agriculture"


@dataclass
class Expected:
    """All that is known of one pair by a model that shares no code with the room."""

    question: str
    state: str = "proposed"
    version: int = 1
    hands: set[str] = field(default_factory=set)
    active: str = ""

    def step(self, state: str) -> None:
        self.state, self.version = state, self.version + 1


class RoomMachine(RuleBasedStateMachine):
    """Proposes, edits, reviews, checks, activates, expires and repeats at will."""

    pairs = Bundle("pairs")

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(f"sqlite:///{Path(self.folder.name) / 'jauap.db'}")
        self.held = HeldPairs(self.store)
        self.knowledge = ImaginedKnowledge(self.held)
        self.now = datetime(2026, 11, 24, tzinfo=UTC)
        self.room = Pairs(
            self.held, self.knowledge, now=lambda: self.now, today=lambda: self.now.date()
        )
        self.model: dict[str, Expected] = {}
        self.count = 0
        self.steps = 0
        self.last: Callable[[], Result] | None = None
        self.reply: Result | None = None

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    @rule(target=pairs, person=st.sampled_from(PEOPLE))
    def propose(self, person: Actor) -> str:
        question, key = f"{self._next()}-сұрақ қандай?", str(self.count)
        reply = self._do(lambda: self.room.propose(person, ID, make_wording(question), key=key))
        assert isinstance(reply, HeldPair)
        self.model[reply.id] = Expected(question=question, hands={person.person_id})
        self.steps += 1
        return reply.id

    @rule(pair=pairs, person=st.sampled_from(PEOPLE), behind=BEHIND)
    def edit(self, pair: str, person: Actor, behind: int) -> None:
        known, question, key = self.model[pair], f"{self._next()}-сұрақ қалай?", str(self.count)
        version = known.version - behind
        wording = make_wording(question)
        reply = self._do(
            lambda: self.room.edit(person, pair, version, wording, reason="анық", key=key)
        )
        if self._is_taken(reply, possible=version == known.version):
            known.question = question
            known.hands.add(person.person_id)
            known.step("proposed")

    @rule(
        pair=pairs,
        person=st.sampled_from(PEOPLE),
        accept=st.booleans(),
        behind=BEHIND,
    )
    def review(self, pair: str, person: Actor, accept: bool, behind: int) -> None:
        known, key = self.model[pair], str(self._next())
        version = known.version - behind
        reply = self._do(
            lambda: self.room.review(person, pair, version, accept=accept, reason="х", key=key)
        )
        waiting = {"proposed"} if accept else {"proposed", "reviewed", "checked", "quarantined"}
        possible = person.person_id not in known.hands and known.state in waiting
        possible = possible and version == known.version
        if self._is_taken(reply, possible=possible):
            if not accept and known.active:
                known.question = known.active
                known.step("active")
            else:
                known.step("reviewed" if accept else "rejected")

    @rule(pair=pairs, person=st.sampled_from(PEOPLE), leaks=st.booleans(), behind=BEHIND)
    def check(self, pair: str, person: Actor, leaks: bool, behind: int) -> None:
        known, key = self.model[pair], str(self._next())
        version = known.version - behind
        self.knowledge.leaking = {known.question} if leaks else set()
        reply = self._do(lambda: self.room.check(person, pair, version, key=key))
        possible = known.state in {"reviewed", "checked", "quarantined"}
        if self._is_taken(reply, possible=possible and version == known.version):
            known.step("quarantined" if leaks else "checked")

    @rule(pair=pairs, person=st.sampled_from(PEOPLE), behind=BEHIND)
    def activate(self, pair: str, person: Actor, behind: int) -> None:
        known, key = self.model[pair], str(self._next())
        version = known.version - behind
        self.knowledge.leaking = set()
        reply = self._do(lambda: self.room.activate(person, pair, version, reason="х", key=key))
        possible = known.state == "checked" and person.person_id not in known.hands
        if self._is_taken(reply, possible=possible and version == known.version):
            known.active = known.question
            known.step("active")

    @rule(pair=pairs, person=st.sampled_from(PEOPLE), behind=BEHIND)
    def expire(self, pair: str, person: Actor, behind: int) -> None:
        known, key = self.model[pair], str(self._next())
        version = known.version - behind
        reply = self._do(lambda: self.room.expire(person, pair, version, reason="х", key=key))
        if self._is_taken(reply, possible=bool(known.active) and not behind):
            self._expired(known)

    @rule(target=pairs, author=st.integers(0, 3), edit=st.booleans(), reject=st.booleans())
    def go_all_the_way(self, author: int, edit: bool, reject: bool) -> str:
        """Reach quickly what single steps seldom reach."""
        others = [PEOPLE[(author + number) % 4] for number in (1, 2, 3)]
        pair = str(self.propose(PEOPLE[author]))
        self.review(pair, others[0], accept=True, behind=0)
        self.check(pair, others[1], leaks=False, behind=0)
        self.activate(pair, others[2], behind=0)
        if edit:
            self.edit(pair, others[0], behind=0)
        if edit and reject:
            self.review(pair, others[1], accept=False, behind=0)
        return pair

    @rule()
    def change_source(self) -> None:
        self.knowledge.text += "."
        in_force = [known for known in self.model.values() if known.active]
        assert self.room.expire_changed(ID) == len(in_force)
        for known in in_force:
            self.steps += 1
            self._expired(known)

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat(self) -> None:
        if self.last is not None and isinstance(self.reply, HeldPair):
            assert self.last() == self.reply

    @invariant()
    def the_room_is_as_expected(self) -> None:
        if not hasattr(self, "store"):
            return
        everything = self.held.all_of(ID)
        assert len(everything) == len(self.model)
        for pair in everything:
            known = self.model[pair.id]
            in_force = pair.active.question if pair.active else ""
            assert (pair.state.value, pair.version) == (known.state, known.version)
            assert (pair.wording.question, in_force) == (known.question, known.active)
            assert set(pair.hands) == known.hands
            steps = self.held.steps(pair.id)
            assert [step.version for step in steps] == list(range(1, known.version + 1))
            assert retell(steps, up_to=known.version) == pair
        served = {pair_id: pair.question for pair_id, pair in self.knowledge.served.items()}
        assert served == {key: one.active for key, one in self.model.items() if one.active}
        check = self.held.check()
        assert (check.is_whole, check.checked) == (True, self.steps)

    def _next(self) -> int:
        self.count += 1
        self.now += timedelta(seconds=1)
        return self.count

    def _do(self, act: Callable[[], Result]) -> Result:
        self.last, self.reply = act, act()
        return self.reply

    def _is_taken(self, reply: Result, *, possible: bool) -> bool:
        assert isinstance(reply, HeldPair) == possible
        assert possible or isinstance(reply, Conflict | Refusal)
        self.steps += possible
        return possible

    @staticmethod
    def _expired(known: Expected) -> None:
        known.active = ""
        known.step("expired" if known.state == "active" else known.state)


TestRoom = pytest.mark.timeout(300)(RoomMachine.TestCase)
TestRoom.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, print_blob=True
)
