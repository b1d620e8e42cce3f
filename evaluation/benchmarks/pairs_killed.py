"""Does a step of a pair that was acknowledged survive kill -9, exactly once?

    python evaluation/benchmarks/pairs_killed.py [--kills 100] [--database sqlite|postgres] [--json]

A process of six people proposes pairs, reviews, checks, puts in force, edits, and takes out of
force what others wrote, and is killed by SIGKILL at a random moment; the next one first repeats the
steps nobody answered, with the same keys. Index and exam are imagined, database and steps are real.
Counted at the end, over all processes: acknowledged steps that are missing, steps that are there
twice or with a gap, pairs of which the stored state is not what their steps tell, pairs in force
that were never acknowledged or tried as such, own pairs confirmed, and whether the chain and the
database are whole. Exit 1 when anything is.
"""

import json
import random
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from killed import Say, main, run_and_kill
from sqlalchemy import text

from jauap.annotation.life import retell
from jauap.annotation.outcomes import Result
from jauap.annotation.pairs import Pairs
from jauap.annotation.preview import Leak, Preview
from jauap.annotation.wishes import Actor
from jauap.annotation.wording import pair_id_of, step_id_of
from jauap.assistant import Language
from jauap.knowledge import Pair, Wording
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.pair_rows import HeldPair, PairState, StepKind
from jauap.storage.store import Store, open_store

ASSISTANT = "public_services"
PEOPLE = tuple(f"p{number}" for number in range(6))
_QUOTE = "туған күнінен бастап үш жұмыс күнінен кешіктірмей"
_NOTHING = Preview(
    asked_pairs=1, asked_judged=0, asked_exam=0, fixed=(), broken=(), exam=(), seconds=0.0
)
_NEXT = {
    PairState.PROPOSED: "accept",
    PairState.REVIEWED: "check",
    PairState.CHECKED: "activate",
    PairState.ACTIVE: "edit",
}


@dataclass(frozen=True, kw_only=True)
class Try:
    """A step somebody asks for; the same try may be made again."""

    key: str
    kind: str
    person: str
    pair_id: str = ""
    version: int = 0


@dataclass
class Heard:
    """What the killed processes said before they died."""

    tried: dict[str, Try] = field(default_factory=dict)
    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Pair and version after the step, by key."""
    refused: set[str] = field(default_factory=set)
    """Keys of steps that somebody else was quicker than."""
    cut_off: set[str] = field(default_factory=set)
    stored_unanswered: int = 0

    def unanswered(self) -> list[Try]:
        """Give what was begun and never answered."""
        over = self.acknowledged.keys() | self.refused
        return [each for key, each in self.tried.items() if key not in over]


class Imagined:
    """One document of one chunk, no exam and no index."""

    def cited(self, assistant_id: str, wording: Wording) -> Mapping[str, str]:
        """Give the chunk."""
        return {"chunk-1": "0" * 64} if wording.quote == _QUOTE else {}

    def leaks(self, assistant_id: str, pair: Pair) -> Sequence[Leak]:
        """Find none."""
        return ()

    def preview(self, assistant_id: str, pair: Pair) -> Preview:
        """Say that nothing changes."""
        return _NOTHING

    def serve(self, assistant_id: str) -> None:
        """Leave the index alone: the service's duty mends it after a crash."""


def kill_and_count(address: str, kills: int, seed: int) -> dict[str, object]:
    """Run and kill one process after another, then count."""
    open_store(address).close()
    heard, chance = Heard(), random.Random(seed)
    began = time.monotonic()
    for number in range(kills):
        run_and_kill(
            partial(_work, address, number, heard.unanswered()),
            partial(_hear, heard),
            after=chance.uniform(0.05, 0.8),
        )
        _note_unanswered(address, heard)
    with open_store(address) as store:
        for again in heard.unanswered():
            _take(_pairs(store), again, partial(_hear, heard))
    seconds = round(time.monotonic() - began, 1)
    return {"kills": kills, "seconds": seconds} | _count(address, heard)


def _hear(heard: Heard, line: str) -> None:
    word, rest = line.split(maxsplit=1)
    if word == "try":
        one = Try(**json.loads(rest))
        heard.tried[one.key] = one
        return
    key, *where = rest.split()
    if word == "ack":
        heard.acknowledged[key] = (where[0], int(where[1]))
    else:
        heard.refused.add(key)


def _note_unanswered(address: str, heard: Heard) -> None:
    new = {each.key: each for each in heard.unanswered() if each.key not in heard.cut_off}
    ids = [step_id_of(each.person, key, each.pair_id) for key, each in new.items()]
    with open_store(address) as store:
        heard.stored_unanswered += len(HeldPairs(store).taken(ids))
    heard.cut_off |= new.keys()


def _pairs(store: Store) -> Pairs:
    return Pairs(
        HeldPairs(store),
        Imagined(),
        now=lambda: datetime.now(UTC),
        today=lambda: datetime.now(UTC).date(),
    )


def _work(address: str, number: int, unanswered: Sequence[Try], say: Say) -> None:
    store = open_store(address)
    held, pairs = HeldPairs(store), _pairs(store)

    def act(person: str) -> None:
        for again in unanswered:
            if again.person == person:
                _take(pairs, again, say)
        chance = random.Random(f"{number}:{person}")
        for turn in range(100_000):
            _take(pairs, _wish(held, person, f"{number}-{person}-{turn}", chance), say)

    threads = [threading.Thread(target=act, args=(person,)) for person in PEOPLE]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _wish(held: HeldPairs, person: str, key: str, chance: random.Random) -> Try:
    """Choose a new pair, or the next step of one of the last changed."""
    some = held.search(ASSISTANT, size=30).pairs
    others = [one for one in some if person not in one.hands and one.state in _NEXT]
    if not others or chance.random() < 0.3:
        return Try(key=key, kind="propose", person=person, pair_id=pair_id_of(person, key))
    one = chance.choice(others)
    kind = _NEXT[one.state]
    if kind == "edit" and chance.random() < 0.5:
        kind = "expire"
    return Try(key=key, kind=kind, person=person, pair_id=one.id, version=one.version)


def _take(pairs: Pairs, one: Try, say: Say) -> None:
    say(f"try {json.dumps(asdict(one))}")
    done = _step(pairs, one)
    if isinstance(done, HeldPair):
        say(f"ack {one.key} {done.id} {done.version}")
    else:
        say(f"refused {one.key}")


def _step(pairs: Pairs, one: Try) -> Result:
    actor = Actor(person_id=one.person, role="reviewer")
    where = (actor, one.pair_id, one.version)
    match one.kind:
        case "propose":
            return pairs.propose(actor, ASSISTANT, _wording(one.key), key=one.key)
        case "accept":
            return pairs.review(*where, accept=True, reason="дұрыс", key=one.key)
        case "check":
            return pairs.check(*where, key=one.key)
        case "activate":
            return pairs.activate(*where, reason="пайдалы", key=one.key)
        case "edit":
            return pairs.edit(*where, _wording(one.key), reason="нақтылау", key=one.key)
        case _:
            return pairs.expire(*where, reason="ескірді", key=one.key)


def _wording(key: str) -> Wording:
    return Wording(
        language=Language.KK,
        intent="birth-deadline",
        question=f"Нәрестені неше күнде тіркейміз, {key}?",
        answer="Үш жұмыс күні ішінде.",
        source="birth-registration",
        quote=_QUOTE,
    )


def _count(address: str, heard: Heard) -> dict[str, object]:
    with open_store(address) as store:
        held = HeldPairs(store)
        chain, steps, stored = held.check(), held.history(ASSISTANT), held.all_of(ASSISTANT)
        whole = "ok"
        if not store.is_postgresql:
            with store.read() as connection:
                whole = str(connection.execute(text("PRAGMA integrity_check")).scalar_one())
    of_pair = defaultdict(list)
    for step in steps:
        of_pair[step.pair_id].append(step)
    at = {(step.pair_id, step.version) for step in steps}
    derived = {step_id_of(one.person, key, one.pair_id) for key, one in heard.tried.items()}
    figures: dict[str, object] = {
        "acknowledged": len(heard.acknowledged),
        "unanswered": len(heard.cut_off),
        "stored_unanswered": heard.stored_unanswered,
        "refused": len(heard.refused),
        "pairs": len(stored),
        "in_force": sum(each.active is not None for each in stored),
        "steps": len(steps),
        "lost": sum(each not in at for each in heard.acknowledged.values()),
        "twice": sum(count > 1 for count in Counter(step.id for step in steps).values()),
        "gaps": sum(
            [step.version for step in told] != list(range(1, len(told) + 1))
            for told in of_pair.values()
        ),
        "from_nowhere": sum(step.id not in derived for step in steps),
        "told_otherwise": sum(
            retell(of_pair[each.id], up_to=each.version) != each for each in stored
        )
        + len(of_pair.keys() ^ {each.id for each in stored}),
        "own_confirmed": sum(
            step.kind is StepKind.ACCEPTED
            and step.person_id in {one.person_id for one in told[:place] if one.wording}
            for told in of_pair.values()
            for place, step in enumerate(told)
        ),
        "chain_is_whole": chain.is_whole and chain.checked == len(steps),
        "integrity": whole,
    }
    faults = ("lost", "twice", "gaps", "from_nowhere", "told_otherwise", "own_confirmed")
    is_sound = (
        not any(figures[name] for name in faults)
        and figures["chain_is_whole"] is True
        and whole == "ok"
    )
    return {**figures, "is_sound": is_sound}


if __name__ == "__main__":
    sys.exit(main(__doc__, kill_and_count))
