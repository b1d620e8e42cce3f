"""How does a request become a labelled answer, whatever its shape was?"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from starlette.requests import Request

from jauap.answer import Outcome, Turn
from jauap.answering.overhear import Overheard
from jauap.api.metrics import Metrics
from jauap.api.problems import Refused
from jauap.api.served import Served, ServedDesk
from jauap.api.source_text import without_sources
from jauap.assistant import Assistant, Language, Trilingual
from jauap.errors import LabelUnavailable, StoreUnavailable
from jauap.labelling.label import LabelledAnswer
from jauap.labelling.notice import outage_notice
from jauap.language.detect import detect

_TAG = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]+)*\s*(?:;\s*q=([01](?:\.\d*)?)\s*)?$")
_LANGUAGES = {language.value: language for language in Language}
_STATUS = {Outcome.SWITCHED_OFF: 503, Outcome.FAILED_STORE: 503}


class Asking:
    """Asks the runtime and counts the answer."""

    def __init__(self, served: Served, metrics: Metrics) -> None:
        self._served = served
        self._metrics = metrics

    def desk(self, assistant_id: str) -> ServedDesk:
        """Find an assistant.

        Raises:
            Refused: there is none with this id.
        """
        desk = self._served.desks.get(assistant_id)
        if desk is None:
            raise Refused("not_found")
        return desk

    async def ask(
        self,
        assistant_id: str,
        text: str,
        *,
        channel: str,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        preferred: Language | None = None,
    ) -> LabelledAnswer:
        """Ask one question; `preferred` decides when the question's own language is unclear.

        Raises:
            Refused: no label could be signed or stored, so only a fixed text may leave.
        """
        with _outage_told(self.desk(assistant_id).assistant):
            labelled = await self._served.respond(
                assistant_id,
                text,
                history=history,
                language=language or _own_language(text, preferred),
                channel=channel,
            )
        self._count(labelled, channel)
        return labelled

    async def overhear(
        self,
        assistant_id: str,
        text: str,
        *,
        channel: str,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        preferred: Language | None = None,
    ) -> Overheard:
        """Ask as `ask` does, and give what was found on the way as well.

        Raises:
            Refused: no label could be signed or stored, so only a fixed text may leave.
        """
        with _outage_told(self.desk(assistant_id).assistant):
            heard = await self._served.overhear(
                assistant_id,
                text,
                history=history,
                language=language or _own_language(text, preferred),
                channel=channel,
            )
        self._count(heard.labelled, channel)
        return heard

    async def abort(self, labelled: LabelledAnswer, sent: str) -> None:
        """Close the record of a stream that its reader left."""
        self._metrics.count_aborted(labelled.answer.assistant_id)
        await self._served.abort(labelled, sent)

    def _count(self, labelled: LabelledAnswer, channel: str) -> None:
        answer = labelled.answer
        self._metrics.count_answer(
            answer.assistant_id, answer.outcome, answer.language.value, channel
        )
        for use in answer.model_uses:
            self._metrics.count_model(answer.assistant_id, use)


@contextmanager
def _outage_told(assistant: Assistant) -> Iterator[None]:
    try:
        yield
    except (LabelUnavailable, StoreUnavailable) as error:
        raise Refused("unavailable", message=outage(assistant)) from error


def _own_language(text: str, preferred: Language | None) -> Language | None:
    return None if preferred is None else detect(text, fallback=preferred).language


def status_of(labelled: LabelledAnswer) -> int:
    """Give the HTTP status of an answer: 200, or 503 when the service could not serve."""
    return _STATUS.get(labelled.answer.outcome, 200)


def outage(assistant: Assistant) -> Trilingual:
    """Give the fixed words that lead to a person when no label can be made."""
    kk, ru, en = (outage_notice(assistant, language) for language in Language)
    return Trilingual(kk=kk, ru=ru, en=en)


def turns_of(exchanges: Iterable[tuple[str, str]]) -> tuple[Turn, ...]:
    """Make turns of question and answer texts, without the lists of sources we added."""
    return tuple(
        Turn(question=question, answer=without_sources(answer)) for question, answer in exchanges
    )


def preferred_language(request: Request) -> Language | None:
    """Read the caller's language: `?lang=`, else the best known tag of Accept-Language."""
    asked = _LANGUAGES.get(request.query_params.get("lang", ""))
    if asked:
        return asked
    best: tuple[float, Language] | None = None
    for part in request.headers.get("accept-language", "").split(",")[:20]:
        match = _TAG.match(part)
        language = _LANGUAGES.get(match[1].lower()) if match else None
        if match and language:
            weight = float(match[2] or 1)
            if weight > 0 and (best is None or weight > best[0]):
                best = (weight, language)
    return best[1] if best else None
