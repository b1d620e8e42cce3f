"""How does an answer leave? Only after its record is stored."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256

from jauap.answer import Outcome, Turn
from jauap.answering.ask import announce, ask
from jauap.answering.desk import Desk
from jauap.answering.overhear import Overheard, overhear
from jauap.assistant import Language
from jauap.errors import NotFound, StoreUnavailable
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.language.clean import clean
from jauap.language.layout import retyped
from jauap.language.personal import mask_personal
from jauap.retrieval.index import Index
from jauap.storage.answers import AnswerRecords
from jauap.storage.records import record_of
from jauap.storage.switches import Switches

QUESTION_LIMIT = 2000
"""Characters of a question that are kept, masked."""
_LOOK_SECONDS = 1.0


@dataclass(kw_only=True)
class Responder:
    """Asks at the desks, and keeps a record of every answer."""

    index: Index
    records: AnswerRecords
    switches: Switches
    labeller: Labeller
    desks: dict[str, Desk] = field(default_factory=dict)
    hand_on: Callable[[LabelledAnswer, str], None] | None = None
    """Told each recorded answer with its masked question; None while no experts listen."""
    _switched: dict[str, tuple[float, str]] = field(default_factory=dict)

    async def respond(
        self,
        assistant_id: str,
        text: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        channel: str = "api",
    ) -> LabelledAnswer:
        """Ask, and let the answer leave only after its record is stored.

        Raises:
            NotFound: no such assistant.
            LabelUnavailable: no label could be signed, so no text may leave.
        """
        desk = self._desk_as_switched(assistant_id)
        labelled = await ask(text, desk, history=history, language=language, channel=channel)
        return await self._recorded(labelled, desk, text)

    async def overhear(
        self,
        assistant_id: str,
        text: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        channel: str,
    ) -> Overheard:
        """Ask as `respond` does, and give what was found on the way as well.

        Raises:
            NotFound: no such assistant.
            LabelUnavailable: no label could be signed, so no text may leave.
        """
        desk = self._desk_as_switched(assistant_id)
        heard = await overhear(text, desk, history=history, language=language, channel=channel)
        return replace(heard, labelled=await self._recorded(heard.labelled, desk, text))

    async def abort(self, labelled: LabelledAnswer, sent: str) -> None:
        """Close the record of a stream whose reader left after `sent`, notices included."""
        label = self.labeller.aborted(labelled, sent)
        await asyncio.wrap_future(self.records.submit(record_of(labelled, label=label)))

    def desk(self, assistant_id: str) -> Desk:
        """Give everything one assistant answers with.

        Raises:
            NotFound: no such assistant.
        """
        desk = self.desks.get(assistant_id)
        if desk is None:
            raise NotFound(
                f"no assistant {assistant_id!r}",
                remedy=f"known: {', '.join(sorted(self.desks)) or 'none'}",
            )
        return desk

    def _desk_as_switched(self, assistant_id: str) -> Desk:
        """Give the desk, told whether it is switched off; looked up at most once a second."""
        desk = self.desk(assistant_id)
        moment = time.monotonic()
        looked_at, reason = self._switched.get(assistant_id, (float("-inf"), ""))
        if moment - looked_at >= _LOOK_SECONDS:
            # A store that is down keeps the last known state; storing the record reports it.
            with suppress(StoreUnavailable):
                reason = self.switches.reason_off(assistant_id)
            self._switched[assistant_id] = (moment, reason)
        return replace(desk, switched_off=reason) if reason else desk

    async def _recorded(self, labelled: LabelledAnswer, desk: Desk, text: str) -> LabelledAnswer:
        """Give the answer once its record is stored, else the word that it could not be."""
        try:
            await self._store_record(labelled, desk, text)
        except StoreUnavailable:
            return announce(
                Outcome.FAILED_STORE,
                desk,
                language=labelled.answer.language,
                channel=labelled.claims.chan,
            )
        return labelled

    async def _store_record(self, labelled: LabelledAnswer, desk: Desk, text: str) -> None:
        composer = desk.composer
        active = self.index.active(labelled.answer.assistant_id)
        record = record_of(
            labelled,
            prompt_digest=_digest(composer.prompt(labelled.answer.language)) if composer else "",
            index_generation=active.id if active else "",
        )
        # What was typed on the other layout can be masked, and judged, only as it was meant.
        question = mask_personal(retyped(clean(text[:QUESTION_LIMIT]).text)).text
        await asyncio.wrap_future(
            self.records.submit(record, question=question, body=labelled.answer.text)
        )
        if self.hand_on is not None:
            self.hand_on(labelled, question)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
