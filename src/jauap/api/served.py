"""What must a runtime offer so that it can be served over HTTP?"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from jauap.answer import Texts, Turn
from jauap.assistant import Assistant, Language
from jauap.knowledge import Passage
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Jwks
from jauap.labelling.verify import RecordedLabel, Register
from jauap.retrieval.index import Generation
from jauap.settings import Settings

__all__ = ["Openness", "ReadIndex", "RecordedLabel", "Served", "ServedDesk"]


class ServedDesk(Protocol):
    """What a page says of an assistant before anybody asks."""

    @property
    def assistant(self) -> Assistant:
        """The assistant as its ministry declares it."""

    @property
    def texts(self) -> Texts:
        """The assistant's own wordings."""


class Openness(Protocol):
    """A store that can be asked whether it answers."""

    def ping(self) -> None:
        """Return when the store answers; raise StoreUnavailable otherwise."""


class ReadIndex(Protocol):
    """An index as far as the API looks into it."""

    @property
    def is_remote(self) -> bool:
        """True when a look-up leaves the process."""

    def active(self, assistant_id: str) -> Generation | None:
        """Give the active generation, or None before the first ingest."""


class Served(Protocol):
    """The runtime as the API sees it: asks, looks up, and never hands out an unlabelled text."""

    @property
    def settings(self) -> Settings:
        """The deployment's settings."""

    @property
    def desks(self) -> Mapping[str, ServedDesk]:
        """The assistants by id."""

    @property
    def index(self) -> ReadIndex:
        """Where the assistants' passages live."""

    @property
    def store(self) -> Openness:
        """The database."""

    @property
    def records(self) -> Register:
        """The register of labelled answers."""

    @property
    def labeller(self) -> Labeller:
        """Makes the label that opens a stream."""

    async def respond(
        self,
        assistant_id: str,
        text: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        channel: str = "api",
    ) -> LabelledAnswer:
        """Ask, store the record, and give the labelled answer."""

    async def abort(self, labelled: LabelledAnswer, sent: str) -> None:
        """Close the record of a stream whose reader left after `sent`, notices included."""

    def passages_of(self, assistant_id: str, document_id: str) -> tuple[Passage, ...]:
        """Give one document's passages in reading order; empty when it is unknown."""

    def jwks(self) -> Jwks:
        """Give the public keys that check this deployment's labels."""
