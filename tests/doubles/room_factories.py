"""Who works in the room of a test, and what is there to judge?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.person import Person, Role
from jauap.storage.item_rows import Item, NewItem, Origin, Queue, Shown
from jauap.storage.items import Items, item_id_of
from jauap.storage.leases import Leases
from jauap.storage.people import PeopleRecords
from jauap.storage.store import Store
from jauap.storage.verdict_rows import Judgement
from jauap.storage.verdicts import Receipt, Verdicts
from jauap.verdict import Verdict

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = MONDAY + timedelta(minutes=15)
ASSISTANT = "public_services"

PASSAGE = Shown(
    chunk_id="9b6f1a0e-0000-5000-8000-000000000001",
    source_id="registration",
    language="kk",
    title="Тұрғылықты жер бойынша тіркеу",
    heading="Мерзімі",
    text="Тұрғылықты жері бойынша тіркеу бір жұмыс күні ішінде жүргізіледі.",
    url="https://adilet.zan.kz/kaz/docs/V2000020209",
)


def make_item(code: str, *, queue: Queue = Queue.AUDIT, wanted: int = 0) -> NewItem:
    """Make an item about an answer in Kazakh."""
    return NewItem(
        assistant_id=ASSISTANT,
        queue=queue,
        origin=Origin.ANSWER,
        code=code,
        system="v1",
        question="Тіркеуге қанша күн керек?",
        language=Language.KK,
        topic="Тіркеу",
        intent="registration",
        answer="[ЖИ жауабы]\n\nТіркеу бір жұмыс күнін алады [1].\n\n[Тексеру: /v/" + code + "]",
        outcome=Outcome.ANSWERED_EXTRACT,
        citations=(PASSAGE.chunk_id,),
        passages=(PASSAGE,),
        confidence=0.7,
        inclusion_prob=0.5 if queue is Queue.AUDIT else 1.0,
        wanted=wanted or (2 if queue is Queue.AUDIT else 1),
        owner="lead" if queue is Queue.IMPROVE else "",
        answered_at=MONDAY,
    )


def make_person(
    person_id: str, *roles: Role, centre: str = "", assistant_id: str = ASSISTANT
) -> Person:
    """Make a person with roles for one assistant."""
    return Person(
        id=person_id,
        login=person_id,
        name="Айгүл Сәрсенова",
        language=Language.KK,
        centre=centre,
        roles={assistant_id: frozenset(roles or (Role.ANNOTATOR,))},
    )


class Room:
    """The store's part of the room, driven by a test's own clock."""

    def __init__(self, store: Store, verdicts: Verdicts) -> None:
        self.store = store
        self.items = Items(store)
        self.leases = Leases(store)
        self.verdicts = verdicts
        self.at = MONDAY

    def add(self, *new: NewItem) -> tuple[str, ...]:
        """Put items into their queues."""
        return self.items.add(new, at=self.at)

    def hire(self, person: Person) -> Person:
        """Let somebody work here."""
        assert PeopleRecords(self.store).add([person], by="operator", at=self.at) is None
        return person

    def take(self, item_id: str, person_id: str, queue: Queue = Queue.AUDIT) -> bool:
        """Put an item on somebody's table for a quarter of an hour."""
        until = self.at + timedelta(minutes=15)
        lease = self.leases.take([item_id], person_id, ASSISTANT, queue, at=self.at, until=until)
        return lease is not None and lease.item.id == item_id

    def judge(
        self, item_id: str, person_id: str, verdict: Verdict = Verdict.CORRECT, key: str = "k1"
    ) -> Receipt:
        """Take an item and give a verdict that must be accepted."""
        item = self.item(item_id)
        assert self.take(item_id, person_id, item.queue)
        given = self.verdicts.give(
            f"{person_id}:{item_id}:{key}",
            item_id,
            person_id,
            Judgement(verdict=verdict, milliseconds=20_000),
            version=self.item(item_id).version,
            at=self.at,
        )
        assert isinstance(given, Receipt)
        return given

    def item(self, item_id: str) -> Item:
        """Give an item that must be there."""
        found = self.items.find(item_id)
        assert found is not None
        return found


def audit_id(code: str) -> str:
    """Give the id of the audit item about an answer."""
    return item_id_of(ASSISTANT, Queue.AUDIT, code)


def improve_id(code: str) -> str:
    """Give the id of the improve item about an answer."""
    return item_id_of(ASSISTANT, Queue.IMPROVE, code)


def known_item(code: str, truth: Verdict) -> NewItem:
    """Make a seeded item."""
    return replace(make_item(code), origin=Origin.KNOWN, known=truth, wanted=1, inclusion_prob=1.0)
