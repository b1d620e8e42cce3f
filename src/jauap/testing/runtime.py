"""How is the service tried without an index, a database or a model?"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from jauap.answer import Answer, Texts, Turn
from jauap.answering.overhear import Overheard
from jauap.assistant import Assistant, Language
from jauap.errors import JauapError, NotFound
from jauap.knowledge import Passage
from jauap.labelling.claims import Claims
from jauap.labelling.known import SourcePlace
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Jwks
from jauap.retrieval.index import Generation
from jauap.settings import Settings
from jauap.testing.log import FakeLog, FakeUpkeep, FakeWithdrawals
from jauap.testing.samples import (
    sample_answer,
    sample_assistant,
    sample_passages,
    sample_signer,
)
from jauap.testing.similar import FakeSimilar, find_in_samples


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One call of `respond`, as it arrived."""

    assistant_id: str
    text: str
    history: tuple[Turn, ...]
    language: Language | None
    channel: str


@dataclass(frozen=True, kw_only=True)
class FakeDesk:
    """An assistant with the wordings of its own."""

    assistant: Assistant
    texts: Texts = field(default_factory=lambda: Texts(schema=1))


@dataclass(frozen=True, kw_only=True)
class FakeRecord:
    """A label in memory."""

    code: str
    claims: Claims
    jws: str
    withdrawn_at: datetime | None = None
    replaced_by: str = ""


class FakeRegister:
    """Labels in memory."""

    def __init__(self) -> None:
        self.held: dict[str, FakeRecord] = {}
        self.bodies: dict[str, str] = {}

    def add(self, labelled: LabelledAnswer) -> None:
        """Keep a label."""
        self.held[labelled.code] = FakeRecord(
            code=labelled.code, claims=labelled.claims, jws=labelled.jws
        )
        self.bodies[labelled.code] = labelled.answer.text

    def find(self, code: str) -> FakeRecord | None:
        """Give the label with this code."""
        return self.held.get(code)

    def find_by_hash(self, plain_or_raw_hash: str) -> tuple[FakeRecord, ...]:
        """Give the labels of texts with this hash."""
        return tuple(
            record
            for record in self.held.values()
            if record.claims.hash
            and plain_or_raw_hash in (record.claims.hash.raw, record.claims.hash.plain)
        )

    def was_logged(self, jws: str, before: int) -> bool:
        """Tell whether this label is held and not later than a moment."""
        return any(one.jws == jws and one.claims.iat <= before for one in self.held.values())

    def withdrawn_at(self, code: str) -> datetime | None:
        """Tell when the label was withdrawn."""
        return self.held[code].withdrawn_at if code in self.held else None


@dataclass
class FakeStore:
    """A database that answers, or raises `broken`."""

    broken: JauapError | None = None

    def ping(self) -> None:
        """Return at once, or fail."""
        if self.broken:
            raise self.broken


class FakeIndex:
    """An index with one generation per assistant and no points."""

    is_remote = False

    def active(self, assistant_id: str) -> Generation | None:
        """Give a generation of 22 November 2026."""
        return Generation(id="g1", created_at="2026-11-22T09:00:00+00:00", points=3)


def _say_sample(asked: Asked) -> Answer:
    return sample_answer(asked.language or Language.KK, assistant_id=asked.assistant_id)


class FakeRuntime:
    """Answers what `say` says, with genuine labels; remembers what it was asked and told.

    `say` may raise any JauapError, as the real runtime does; `wait` delays every answer.
    """

    def __init__(
        self,
        *,
        say: Callable[[Asked], Answer] = _say_sample,
        wait: Callable[[], Awaitable[None]] | None = None,
        settings: Settings | None = None,
        assistants: Sequence[Assistant] | None = None,
        now: datetime = datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
    ) -> None:
        self.settings = settings or Settings(questions_per_minute=100_000)
        chosen = assistants or (sample_assistant("agriculture"), sample_assistant())
        self.desks = {one.id: FakeDesk(assistant=one) for one in chosen}
        self.index = FakeIndex()
        self.store = FakeStore()
        self.records = FakeRegister()
        self.similar = FakeSimilar(self.records.bodies)
        self.log = FakeLog(self.records)
        self.withdrawals = FakeWithdrawals(self.records)
        self.upkeep = FakeUpkeep()
        self.signed = "head.keys.signature"
        """The list of keys as a root signed it."""
        self._signer = sample_signer()
        self.labeller = Labeller(self._signer, self.settings.public_url, "0.1.0", lambda: now)
        self.say = say
        self.wait = wait
        self.asked: list[Asked] = []
        self.aborted: list[tuple[str, str]] = []
        """Code and sent text of every stream that its reader left."""

    async def respond(
        self,
        assistant_id: str,
        text: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        channel: str = "api",
    ) -> LabelledAnswer:
        """Give what `say` says, labelled and recorded."""
        asked = Asked(
            assistant_id=assistant_id,
            text=text,
            history=tuple(history),
            language=language,
            channel=channel,
        )
        self.asked.append(asked)
        desk = self.desks.get(assistant_id)
        if desk is None:
            raise NotFound(f"no assistant {assistant_id!r}")
        if self.wait:
            await self.wait()
        labelled = self.labeller.label(
            self.say(asked), assistant=desk.assistant, channel=channel, act_month="2026-10"
        )
        self.records.add(labelled)
        return labelled

    async def overhear(
        self,
        assistant_id: str,
        text: str,
        *,
        history: Sequence[Turn] = (),
        language: Language | None = None,
        channel: str,
    ) -> Overheard:
        """Give what `respond` gives; nothing was searched."""
        labelled = await self.respond(
            assistant_id, text, history=history, language=language, channel=channel
        )
        return Overheard(labelled=labelled)

    async def abort(self, labelled: LabelledAnswer, sent: str) -> None:
        """Remember what was sent."""
        self.aborted.append((labelled.code, sent))

    def passages_of(self, assistant_id: str, document_id: str) -> tuple[Passage, ...]:
        """Give the sample document in the language of the id."""
        return tuple(
            passage
            for language in Language
            for passage in sample_passages(language)
            if passage.document_id == document_id
        )

    def find_source(self, text: str) -> SourcePlace | None:
        """Find a text in the sample documents, letter for letter."""
        return find_in_samples(text)

    def jwks(self) -> Jwks:
        """Give the public key in memory."""
        return self._signer.jwks()

    def signed_keys(self) -> str:
        """Give the signed list a test put in."""
        return self.signed
