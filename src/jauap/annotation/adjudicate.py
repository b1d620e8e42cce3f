"""Who decides when experts disagree? A third person, who sees both judgements side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jauap.annotation.queues import Queues
from jauap.annotation.review import masked, write_id
from jauap.person import Person
from jauap.storage.item_rows import Item, ItemState
from jauap.storage.items import Items
from jauap.storage.verdict_rows import Given, Judgement
from jauap.storage.verdicts import Receipt, Refusal
from jauap.verdict import Seat, Verdict


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """An item that waits for an adjudicator, or was decided by one."""

    item: Item
    judgements: tuple[Given, ...]
    """The blind ones in force, first seat first."""
    decision: Given | None

    @property
    def since(self) -> datetime:
        """When the last of the judgements came in."""
        return max((each.at for each in self.judgements), default=self.item.created_at)

    def is_open_to(self, person: Person) -> bool:
        """Tell whether a person may decide: nobody adjudicates what he judged."""
        return all(each.person_id != person.id for each in self.judgements)


def waiting_disputes(queues: Queues, items: Items, assistant_id: str) -> Sequence[Dispute]:
    """Give what waits for an adjudicator, oldest first."""
    waiting = items.in_state(assistant_id, ItemState.ADJUDICATION)
    return [_dispute(queues, each) for each in waiting]


def find_dispute(queues: Queues, items: Items, item_id: str) -> Dispute | None:
    """Give both judgements on an item; None while it is still judged blind.

    Before all seats are filled a look at a judgement would unblind those who are to come.
    """
    item = items.find(item_id)
    if item is None or item.state not in (ItemState.ADJUDICATION, ItemState.DONE):
        return None
    return _dispute(queues, item)


def adjudicate(
    queues: Queues,
    person: Person,
    item_id: str,
    verdict: Verdict,
    reason: str,
    *,
    version: int,
    key: str,
) -> Receipt | Refusal:
    """Decide an item for good.

    Args:
        version: the item's, as the adjudicator saw it.
    """
    return queues.verdicts.adjudicate(
        write_id(person, key),
        item_id,
        person.id,
        masked(Judgement(verdict=verdict, comment=reason)),
        version=version,
        at=queues.now(),
    )


def _dispute(queues: Queues, item: Item) -> Dispute:
    lines = queues.verdicts.of_item(item.id)
    return Dispute(
        item=item,
        judgements=tuple(each for each in lines if each.seat is not Seat.ADJUDICATOR),
        decision=next((each for each in lines if each.seat is Seat.ADJUDICATOR), None),
    )
