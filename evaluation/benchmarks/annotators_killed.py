"""Does a verdict that was acknowledged survive kill -9, exactly once?

    python evaluation/benchmarks/annotators_killed.py [--kills 100] [--database sqlite] [--json]

A process of eight people takes tasks, gives verdicts, takes some back, and is killed by SIGKILL at
a random moment; the next one first repeats the writes nobody answered, with the same keys. A line
`ack` is written only after the store has said that the verdict is durable. Counted at the end, over
all processes: acknowledged verdicts that are missing, verdicts that are there twice, seats filled
twice, people who judged twice, and whether the chain and the database are whole. Exit 1 when
anything is. `unanswered` are verdicts begun when the process was killed; `stored_unanswered` those
of them that were durable all the same, so that the repetition had to find them.
"""

import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from killed import Say, main, run_and_kill
from sqlalchemy import text

from jauap.annotation.queues import Queues, next_task, save_unfinished
from jauap.annotation.review import give_verdict, undo_verdict, write_id
from jauap.annotation.settle import RULES
from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.draw import lot
from jauap.person import Person
from jauap.storage.item_rows import NewItem, Origin, Queue
from jauap.storage.items import Items
from jauap.storage.leases import Leases
from jauap.storage.store import Store, open_store
from jauap.storage.unfinished import Unfinished
from jauap.storage.verdict_rows import Judgement
from jauap.storage.verdicts import Receipt, Verdicts
from jauap.verdict import Verdict

ASSISTANT = "public_services"
PEOPLE = tuple(
    Person(id=f"p{n}", login=f"p{n}", name="Маман", language=Language.KK, centre=f"Орталық {n % 4}")
    for n in range(8)
)
_ITEMS_EACH = 60


Begun = tuple[str, str, int]
"""Person, item, and the version of the item that was seen."""


@dataclass
class Heard:
    """What the killed processes said before they died."""

    tried: dict[str, Begun] = field(default_factory=dict)
    """Every verdict that was begun, by its key."""
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Id of the stored verdict by its key."""
    refused: set[str] = field(default_factory=set)
    """Keys of verdicts that came too late: others had settled the item."""
    taken_back: set[str] = field(default_factory=set)
    cut_off: set[str] = field(default_factory=set)
    """Keys of verdicts that were begun when a process was killed."""
    stored_unanswered: int = 0

    def unanswered(self) -> dict[str, Begun]:
        """Give what was begun and never answered."""
        over = self.acknowledged.keys() | self.refused
        return {key: about for key, about in self.tried.items() if key not in over}


def kill_and_count(address: str, kills: int, seed: int) -> dict[str, object]:
    """Run and kill one process after another, then count."""
    open_store(address).close()
    heard, chance = Heard(), random.Random(seed)
    began = time.monotonic()
    for number in range(kills):
        _add_items(address, number)
        run_and_kill(
            partial(_work, address, number, heard.unanswered()),
            partial(_hear, heard),
            after=chance.uniform(0.05, 0.8),
        )
        _note_unanswered(address, heard)
    _repeat_unanswered(address, heard)
    return {"kills": kills, "seconds": round(time.monotonic() - began, 1)} | _count(address, heard)


def _note_unanswered(address: str, heard: Heard) -> None:
    new = {key: about for key, about in heard.unanswered().items() if key not in heard.cut_off}
    people = {each.id: each for each in PEOPLE}
    with open_store(address) as store:
        verdicts = Verdicts(store, RULES)
        for key, (who, *_) in new.items():
            heard.stored_unanswered += verdicts.find(write_id(people[who], key)) is not None
    heard.cut_off |= new.keys()


def _add_items(address: str, number: int) -> None:
    at = datetime.now(UTC)
    with open_store(address) as store:
        Items(store).add([judging_item(f"K{number}-{n}", at) for n in range(_ITEMS_EACH)], at=at)


def judging_item(code: str, at: datetime) -> NewItem:
    """Make an item of the audit."""
    return NewItem(
        assistant_id=ASSISTANT,
        queue=Queue.AUDIT,
        origin=Origin.ANSWER,
        code=code,
        system="v1",
        question="Тіркеуге қанша күн керек?",
        language=Language.KK,
        topic="Тіркеу",
        intent="registration",
        answer="[ЖИ жауабы]\n\nБір жұмыс күні [1].\n\n[Тексеру]",
        outcome=Outcome.ANSWERED_EXTRACT,
        wanted=2,
        answered_at=at,
    )


def _hear(heard: Heard, line: str) -> None:
    word, *parts = line.split()
    if word == "try":
        heard.tried[parts[0]] = (parts[1], parts[2], int(parts[3]))
    elif word == "ack":
        heard.acknowledged[parts[0]] = parts[1]
    elif word == "refused":
        heard.refused.add(parts[0])
    elif word == "undone":
        heard.taken_back.add(parts[0])


def _work(address: str, number: int, unanswered: dict[str, Begun], say: Say) -> None:
    queues = _queues(open_store(address))

    def judge(person: Person) -> None:
        for key, (who, item_id, version) in unanswered.items():
            if who == person.id:
                _give(queues, person, item_id, version, key, say)
        chance = random.Random(f"{number}:{person.id}")
        for turn in range(10_000):
            task = next_task(queues, person, ASSISTANT, Queue.AUDIT)
            if task is None:
                time.sleep(0.01)
                continue
            save_unfinished(queues, person, task.item.id, {"comment": "Мерзім"}, version=0)
            key = f"{number}-{person.id}-{turn}"
            given = _give(queues, person, task.item.id, task.item.version, key, say)
            if given and chance.random() < 0.1:
                done = undo_verdict(queues, person, given, key=f"{key}-undo")
                if isinstance(done, Receipt):
                    say(f"undone {given}")

    threads = [threading.Thread(target=judge, args=(person,)) for person in PEOPLE]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _queues(store: Store) -> Queues:
    return Queues(
        Leases(store), Verdicts(store, RULES), Unfinished(store), lambda: datetime.now(UTC)
    )


def _give(queues: Queues, person: Person, item_id: str, version: int, key: str, say: Say) -> str:
    say(f"try {key} {person.id} {item_id} {version}")
    verdict = Verdict.PARTIAL if lot("verdict", key) < 0.2 else Verdict.CORRECT
    done = give_verdict(
        queues, person, item_id, Judgement(verdict=verdict), version=version, key=key
    )
    if isinstance(done, Receipt):
        say(f"ack {key} {done.given.id}")
        return done.given.id
    say(f"refused {key}")
    return ""


def _repeat_unanswered(address: str, heard: Heard) -> None:
    with open_store(address) as store:
        queues, people = _queues(store), {each.id: each for each in PEOPLE}
        for key, (who, item_id, version) in heard.unanswered().items():
            done = give_verdict(
                queues,
                people[who],
                item_id,
                Judgement(verdict=Verdict.CORRECT),
                version=version,
                key=key,
            )
            if isinstance(done, Receipt):
                heard.acknowledged[key] = done.given.id


def _count(address: str, heard: Heard) -> dict[str, object]:
    with open_store(address) as store:
        chain = Verdicts(store, RULES).check_chain()
        with store.read() as connection:
            rows = connection.execute(
                text("SELECT id, item_id, person_id, seat, verdict, supersedes FROM verdicts")
            ).all()
            whole = (
                "ok"
                if store.is_postgresql
                else connection.execute(text("PRAGMA integrity_check")).scalar_one()
            )
    ids = Counter(row.id for row in rows)
    replaced = {row.supersedes for row in rows}
    in_force = [row for row in rows if row.verdict and row.id not in replaced]
    seats = Counter((row.item_id, row.seat) for row in in_force)
    people = Counter((row.item_id, row.person_id) for row in in_force)
    derived = {
        write_id(person, key)
        for key, (who, *_) in heard.tried.items()
        for person in PEOPLE
        if person.id == who
    }
    figures: dict[str, object] = {
        "acknowledged": len(heard.acknowledged),
        "unanswered": len(heard.cut_off),
        "refused": len(heard.refused),
        "stored_unanswered": heard.stored_unanswered,
        "lines": len(rows),
        "lost": sum(each not in ids for each in heard.acknowledged.values()),
        "twice": sum(count > 1 for count in ids.values()),
        "from_nowhere": sum(bool(row.verdict) and row.id not in derived for row in rows),
        "seats_filled_twice": sum(count > 1 for count in seats.values()),
        "people_who_judged_twice": sum(count > 1 for count in people.values()),
        "undos_lost": sum(each not in replaced for each in heard.taken_back),
        "chain_is_whole": chain.is_whole and chain.checked == len(rows),
        "integrity": whole,
    }
    faults = ("lost", "twice", "from_nowhere", "seats_filled_twice", "people_who_judged_twice")
    is_sound = (
        not any(figures[name] for name in (*faults, "undos_lost"))
        and figures["chain_is_whole"] is True
        and whole == "ok"
    )
    return {**figures, "is_sound": is_sound}


if __name__ == "__main__":
    sys.exit(main(__doc__, kill_and_count))
