"""What must a runtime offer so that it can be served over HTTP?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from jauap.answer import Texts, Turn
from jauap.answering.overhear import Overheard
from jauap.assistant import Assistant, Language
from jauap.knowledge import Passage
from jauap.labelling.known import SourcePlace
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Jwks
from jauap.labelling.verify import RecordedLabel, Register, Similar
from jauap.retrieval.index import Generation
from jauap.settings import Settings

__all__ = [
    "Openness",
    "ReadIndex",
    "ReadLog",
    "ReadProof",
    "ReadRoot",
    "RecordedLabel",
    "Served",
    "ServedDesk",
    "TakenBack",
]


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


class ReadRoot(Protocol):
    """The signed hash over one day's labels."""

    @property
    def number(self) -> int:
        """Counts the roots from 1."""

    @property
    def day(self) -> str:
        """Day of the first record, UTC."""

    @property
    def first(self) -> int:
        """Number of the first record."""

    @property
    def last(self) -> int:
        """Number of the last record."""

    @property
    def root(self) -> str:
        """The tree hash, hex."""

    @property
    def at(self) -> datetime:
        """When the day was closed."""

    @property
    def jws(self) -> str:
        """The signed root."""

    @property
    def stamped_at(self) -> datetime | None:
        """When an authority stamped it."""

    @property
    def stamp(self) -> str:
        """That stamp, base64; empty without one."""


class ReadProof(Protocol):
    """Where a label stands in the log."""

    @property
    def leaf(self) -> str:
        """The label's hash, hex."""

    @property
    def index(self) -> int:
        """Place among the labels of its day."""

    @property
    def size(self) -> int:
        """Number of labels of its day."""

    @property
    def path(self) -> Sequence[str]:
        """Hashes from leaf to root, hex."""

    @property
    def root(self) -> ReadRoot | None:
        """None until the day is closed."""


class ReadLog(Protocol):
    """The public log as far as the API shows it."""

    def roots(self, *, before: int | None, most: int) -> Sequence[ReadRoot]:
        """Give roots, newest first."""

    def prove(self, code: str) -> ReadProof | None:
        """Show where a label stands; None when there is none with this code."""

    def unstamped(self) -> Sequence[ReadRoot]:
        """Give the roots without a time stamp."""


class TakenBack(Protocol):
    """An answer taken back."""

    @property
    def at(self) -> datetime:
        """When."""

    @property
    def replaced_by(self) -> str:
        """Code of the answer that stands now; empty when there is none."""


class Standing(Protocol):
    """Look-ups of answers that were taken back."""

    def among(self, codes: Collection[str]) -> Mapping[str, TakenBack | None]:
        """Tell for each code on the register whether its answer was taken back."""


class Chores(Protocol):
    """What the service looks after by itself."""

    @property
    def names(self) -> Sequence[str]:
        """All duties."""

    @property
    def failing(self) -> Mapping[str, str]:
        """The duties that failed last time, with the code of the failure."""


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
    def similar(self) -> Similar:
        """Finds changed and cut texts of answers."""

    @property
    def labeller(self) -> Labeller:
        """Makes the label that opens a stream."""

    @property
    def log(self) -> ReadLog:
        """The public log."""

    @property
    def withdrawals(self) -> Standing:
        """Answers taken back."""

    @property
    def upkeep(self) -> Chores:
        """What the service looks after by itself."""

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

    async def overhear(
        self,
        assistant_id: str,
        text: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        channel: str,
    ) -> Overheard:
        """Ask, store the record, and give the labelled answer with what was found."""

    async def abort(self, labelled: LabelledAnswer, sent: str) -> None:
        """Close the record of a stream whose reader left after `sent`, notices included."""

    def passages_of(self, assistant_id: str, document_id: str) -> tuple[Passage, ...]:
        """Give one document's passages in reading order; empty when it is unknown."""

    def find_source(self, text: str) -> SourcePlace | None:
        """Find the official document of which a text is a part, letter for letter."""

    def jwks(self) -> Jwks:
        """Give the public keys that check this deployment's labels."""

    def signed_keys(self) -> str:
        """Give the public keys as the offline root last signed them; empty when it never did."""
