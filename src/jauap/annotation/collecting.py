"""How do answers reach the queues without keeping any citizen waiting? Behind the answer's back."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jauap.annotation.draw import MOST_PER_INTENT, Drawing, collect
from jauap.annotation.feedback import PassagesByIds
from jauap.errors import JauapError
from jauap.knowledge import Passage
from jauap.labelling.label import LabelledAnswer
from jauap.storage.item_rows import NewItem
from jauap.storage.items import Items
from jauap.storage.writer import GroupWriter

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer that has left the service, with its question without personal data."""

    labelled: LabelledAnswer
    question_masked: str


class Collector:
    """Puts answers into the queues, several at a time, in a thread of its own.

    Whether chance draws an answer follows from its code, so an answer that was lost on the way
    shows when the log of drawn answers is compared with the public log.
    """

    def __init__(
        self,
        items: Items,
        *,
        passages: PassagesByIds,
        drawing: Callable[[str], Drawing],
        system: Callable[[str], str],
        now: Callable[[], datetime],
    ) -> None:
        """Make a collector; its thread starts with the first answer.

        Args:
            drawing: gives the rules in force for an assistant.
            system: digests the version of an assistant that answers now.
        """
        self._items = items
        self._passages = passages
        self._drawing = drawing
        self._system = system
        self._now = now
        self._writer: GroupWriter[Given] = GroupWriter(self._put)

    def take(self, labelled: LabelledAnswer, question_masked: str) -> None:
        """Note an answer that was given, unless staff tried the assistant; returns at once."""
        if labelled.claims.is_trial:
            return
        self._writer.submit(Given(labelled=labelled, question_masked=question_masked))

    def close(self) -> None:
        """Put away what waits."""
        self._writer.close()

    def _put(self, group: Sequence[Given]) -> Sequence[Exception | None]:
        at = self._now()
        try:
            new = [item for given in group for item in self._decide(given, at)]
            if new:
                self._items.add(new, at=at, most_per_intent=MOST_PER_INTENT)
        except JauapError as error:
            # The answers are recorded and given; only experts will not see these.
            _LOG.warning("%d answers did not reach the queues: %s", len(group), error.code)
            return [error] * len(group)
        return [None] * len(group)

    def _decide(self, given: Given, at: datetime) -> Sequence[NewItem]:
        """Read passages only for the few answers that are taken."""
        answer = given.labelled.answer
        system, drawing = self._system(answer.assistant_id), self._drawing(answer.assistant_id)

        def decide(passages: Sequence[Passage]) -> Sequence[NewItem]:
            return collect(
                given.labelled,
                question_masked=given.question_masked,
                passages=passages,
                system=system,
                at=at,
                drawing=drawing,
            )

        if not decide(()):
            return ()
        return decide(self._passages(answer.assistant_id, answer.passages))
