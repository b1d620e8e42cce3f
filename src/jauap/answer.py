"""What does a citizen get? Question, draft, answer and their outcome."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from pydantic import Field

from jauap.assistant import Declared, Language, Trilingual


class Outcome(StrEnum):
    """How a question ended; part of the public API."""

    ANSWERED_VERIFIED = "answered_verified"
    ANSWERED_GENERATED = "answered_generated"
    ANSWERED_EXTRACT = "answered_extract"
    ASKED_BACK = "asked_back"
    REFUSED_OUT_OF_SCOPE = "refused_out_of_scope"
    REFUSED_NO_SOURCE = "refused_no_source"
    REFUSED_UNSURE = "refused_unsure"
    REFUSED_PERSONAL = "refused_personal"
    REFUSED_DECISION = "refused_decision"
    GUARDED_INJECTION = "guarded_injection"
    GUARDED_UNSAFE = "guarded_unsafe"
    SIGNPOSTED_CRISIS = "signposted_crisis"
    FAILED_MODEL = "failed_model"
    FAILED_STORE = "failed_store"
    SWITCHED_OFF = "switched_off"

    @property
    def family(self) -> str:
        """The word before the first underscore: answered, asked, refused, guarded, ..."""
        return self.value.split("_", 1)[0]

    @property
    def is_answer(self) -> bool:
        """True when the text answers the question and cites sources."""
        return self.family == "answered"


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One earlier exchange of a conversation, oldest first."""

    question: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A citizen's question after cleaning."""

    text: str
    """Cleaned text: hidden characters gone, personal data masked."""
    language: Language
    history: tuple[Turn, ...] = ()
    language_is_certain: bool = True
    had_hidden_characters: bool = False
    was_retyped: bool = False
    """Whether it came in the letters of the other keyboard layout; `text` has the meant ones."""
    masked: tuple[str, ...] = ()
    """Kinds of personal data that were masked: iin, phone, card, email, iban."""
    meant: str = ""
    """The whole question that a short later turn stands for; empty where the turn is whole."""
    corrected: str = ""
    """`text` with misspelt words put right; empty where nothing is misspelt."""

    @property
    def searched(self) -> str:
        """The citizen's words as they are searched: misspelt ones put right."""
        return self.corrected or self.text

    @property
    def asked_as(self) -> str:
        """The question as it is searched; empty where that is what was typed."""
        return self.meant or self.corrected or (self.text if self.was_retyped else "")

    @property
    def asked_as_by(self) -> str:
        """What made it another one last: `words` of the conversation, `spelling` or `keyboard`."""
        if self.meant:
            return "words"
        if self.corrected:
            return "spelling"
        return "keyboard" if self.was_retyped else ""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """The place an answer rests on, exact to the character."""

    number: int
    """1-based, as printed in the answer's text: [1]."""
    chunk_id: str
    document_id: str
    source_id: str
    title: str
    heading_path: tuple[str, ...]
    quote: str
    """Words of the passage the answer used, verbatim."""
    start: int
    end: int
    """Character offsets of the passage in the document's text."""
    page: int | None
    language: Language
    url: str
    act: str
    act_date: str
    digest: str
    """Digest of the chunk at the time of answering."""
    sample: bool = False
    quote_hash: str = ""
    """`labelling.canonical.text_hash` of the quote as it was cut out of the passage."""


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a chat model read and wrote, as its server counts."""

    read: int
    written: int


class Purpose(StrEnum):
    """What a chat model was asked for."""

    DRAFT = "draft"
    REWRITE = "rewrite"


@dataclass(frozen=True, kw_only=True)
class ModelUse:
    """One call of a chat model: how long it took, what it cost, what came of it; no words."""

    purpose: Purpose
    model: str
    milliseconds: float
    tokens: Tokens | None = None
    """None when the call failed or the server does not count."""
    cost: float | None = None
    """None when the tokens or their price are not known."""
    currency: str = ""
    fault: str = ""
    """Why nothing came of it, as in model_deadline or draft_no_citation; empty when it served."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A composed text before the checks; citations are tokens [1], [2] in the text."""

    text: str
    citations: tuple[Citation, ...]
    composed_by: str
    """`pair:<id>`, `model:<name>` or `extract`."""
    tokens: Tokens | None = None
    """Set by chat models whose server counts."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to reach a person, in the answer's language."""

    phone: str
    office: str
    hours: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Everything that is said to the citizen, before it is labelled."""

    assistant_id: str
    language: Language
    outcome: Outcome
    text: str
    """Markdown body without notice."""
    citations: tuple[Citation, ...] = ()
    options: tuple[str, ...] = ()
    """Up to three questions to choose from when the outcome is asked_back."""
    contact: Contact | None = None
    composed_by: str = "template"
    """`pair:<id>`, `model:<name>`, `extract`, `translation:<name>`, `query:<id>` or `template`."""
    degraded: bool = False
    """True when the chat model failed and a simpler composer answered."""
    reason: str = ""
    """Machine-readable cause of a refusal or of degradation."""
    confidence: float | None = None
    """Probability in [0, 1] that the best candidate is right, when one was computed."""
    staff: "Staff | None" = None
    """Set when staff wrote, approved or edited the text, or a machine translated theirs."""
    queried: "Queried | None" = None
    """Set when code rendered the text from a data query."""
    passages: tuple[str, ...] = ()
    """Ids of all retrieved chunks, best first."""
    timings: dict[str, float] = field(default_factory=dict)
    """Milliseconds per step."""
    model_uses: tuple[ModelUse, ...] = ()
    """Calls of the chat model, in order."""
    asked_as: str = field(default="", repr=False)
    """The question that was searched, where it differs from what was typed: read from the other
    keyboard layout; misspelt words put right; a later turn made whole by a chat model, or by words
    of the question it goes on with. Masked as the question."""
    asked_as_by: str = ""
    """What made it so: `keyboard`, `spelling`, `words` or `model:<name>`; empty otherwise."""


class StaffPart(StrEnum):
    """What staff did to a text."""

    AUTHORED = "authored"
    APPROVED = "approved"
    EDITED = "edited"
    """Staff changed a machine's draft."""
    TRANSLATED = "translated"
    """A machine translated what staff wrote."""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """Who stands behind a text, with the proof: roles and date, never a name.

    Hashes are `labelling.canonical.text_hash`. A text whose proof does not hold is called
    AI-generated.
    """

    organisation: str
    author_role: str
    approved_by_role: str
    approved_on: str
    """ISO date."""
    part: StaffPart = StaffPart.AUTHORED
    text_hash: str = ""
    """Hash of the whole text as it was written, approved, edited or translated."""
    base: str = field(default="", repr=False)
    """The draft that was edited, or the staff's text that was translated."""
    base_hash: str = ""
    """Hash of `base` in the edit log, or at the approval of the staff's text."""


@dataclass(frozen=True, kw_only=True)
class Queried:
    """A figure or table that code rendered from a data query."""

    query: str
    """Id of the query; the composer is `query:<id>`."""
    as_of: str
    """ISO date of the data."""
    text_hash: str
    """Hash of the text as rendered."""


class Texts(Declared):
    """assistants/<id>/texts.yaml: wordings of an assistant's own beside the built-in ones."""

    schema_version: Literal[1] = Field(alias="schema")
    greeting: Trilingual | None = None
    messages: dict[Outcome, Trilingual] = Field(default_factory=dict)
    """Own wording of a fixed message; the human contact and the label are added by code."""
