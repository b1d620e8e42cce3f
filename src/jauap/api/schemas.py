"""What may come in, what goes out? Input is strict; assistant text leaves through one function."""

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jauap.answer import Citation, Contact, Outcome
from jauap.assistant import Language

if TYPE_CHECKING:
    from jauap.knowledge import Passage
    from jauap.labelling.label import LabelledAnswer
    from jauap.retrieval.index import JsonValue

MAX_QUESTION = 2_000
MAX_HISTORY = 20
MAX_VERIFY_TEXT = 20_000

QuestionText = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]
LanguageCode = Literal["kk", "ru", "en"]


class Incoming(BaseModel):
    """Root of request bodies: strict types, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PastTurn(Incoming):
    """One earlier exchange of the conversation."""

    question: QuestionText
    answer: Annotated[str, Field(max_length=MAX_VERIFY_TEXT)] = ""


class ChatRequest(Incoming):
    """A citizen's question to one assistant."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "Баланың тууын қалай тіркеуге болады?", "language": "kk"},
                {
                    "question": "А сколько это стоит?",
                    "history": [{"question": "Как зарегистрировать рождение ребёнка?"}],
                    "stream": True,
                },
            ]
        }
    )

    question: QuestionText
    language: LanguageCode | None = None
    """Language to answer in; absent means the question's own."""
    history: Annotated[list[PastTurn], Field(max_length=MAX_HISTORY)] = []
    """Earlier turns, oldest first."""
    stream: bool = False
    """True sends server-sent events, as `Accept: text/event-stream` does."""
    format: Literal["markdown", "html"] = "markdown"
    """`html` adds the labelled answer as an HTML fragment, ready to show."""


class VerifyRequest(Incoming):
    """A text that somebody wants to check, with its label if there is one."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "[Жасанды интеллект жауабы]\n\n..."}]}
    )

    text: Annotated[str, Field(min_length=1, max_length=MAX_VERIFY_TEXT)]
    label: Annotated[str, Field(max_length=8_192)] | None = None


class ExportRequest(Incoming):
    """A labelled text to be written out; `text` is what the API gave as `text`."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"text": "[Жасанды интеллект жауабы]\n\n..."}]}
    )

    text: Annotated[str, Field(min_length=1, max_length=MAX_VERIFY_TEXT)]
    label: Annotated[str, Field(min_length=1, max_length=8_192)] | None = None
    """`label.jws` of the answer; absent means the label with this code."""
    code: Annotated[str, Field(max_length=20)] | None = None
    """The answer's code; absent means the one in the text."""


class Outgoing(BaseModel):
    """Root of documented response bodies."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TrilingualOut(Outgoing):
    """One text in the three languages."""

    kk: str
    ru: str
    en: str


class ErrorOut(Outgoing):
    """What went wrong and what to do."""

    code: str
    message: TrilingualOut
    remedy: TrilingualOut
    field: str = ""
    """Dotted name of the field at fault, when one is."""


class ErrorReply(Outgoing):
    """The one shape of every error of this API."""

    error: ErrorOut


class ContactOut(Outgoing):
    """How to reach a person."""

    phone: str
    office: str
    hours: str
    url: str | None


class CitationOut(Outgoing):
    """The place an answer rests on."""

    number: int
    title: str
    heading_path: list[str]
    quote: str
    page: int | None
    language: LanguageCode
    document_id: str
    start: int
    end: int
    url: str
    """Page of the original, empty when there is none."""
    open_url: str
    """Page of this service that shows the document at the cited passage."""
    act: str
    act_date: str
    sample: bool


class MessagesReply(Outgoing):
    """What a channel without files sends, or the label under its other names."""

    code: str
    messages: list[str] | None = None
    segments: list[int] | None = None
    """Segments of each text message."""
    aliases: dict[str, object] | None = None


class LabelOut(Outgoing):
    """The machine-readable label: claims in clear and signed."""

    claims: dict[str, object]
    jws: str


class ChatReply(Outgoing):
    """A labelled answer."""

    code: str
    assistant: str
    language: LanguageCode
    outcome: Outcome
    text: str
    """Markdown; the first and the last line are the notice."""
    citations: list[CitationOut]
    options: list[str]
    """Questions to choose from when the outcome is asked_back."""
    contact: ContactOut | None
    degraded: bool
    reason: str
    verify_url: str
    label: LabelOut
    html: str | None = None


def chat_reply(labelled: "LabelledAnswer", *, public_url: str) -> "dict[str, JsonValue]":
    """Write a labelled answer for the wire; no other function puts assistant text into JSON."""
    answer = labelled.answer
    return {
        "code": labelled.code,
        "assistant": answer.assistant_id,
        "language": answer.language.value,
        "outcome": answer.outcome.value,
        "text": labelled.text,
        "citations": citation_list(labelled, public_url=public_url),
        "options": list(answer.options),
        "contact": _contact(answer.contact),
        "degraded": answer.degraded,
        "reason": answer.reason,
        "verify_url": labelled.verify_url,
        "label": label_pair(labelled),
    }


def _contact(contact: Contact | None) -> "JsonValue":
    if contact is None:
        return None
    return {
        "phone": contact.phone,
        "office": contact.office,
        "hours": contact.hours,
        "url": contact.url,
    }


def citation_list(labelled: "LabelledAnswer", *, public_url: str) -> "list[JsonValue]":
    """Write the sources of a labelled answer, in their printed order."""
    assistant = labelled.answer.assistant_id
    return [
        {
            "number": citation.number,
            "title": citation.title,
            "heading_path": list(citation.heading_path),
            "quote": citation.quote,
            "page": citation.page,
            "language": citation.language.value,
            "document_id": citation.document_id,
            "start": citation.start,
            "end": citation.end,
            "url": citation.url,
            "open_url": public_url + document_path(assistant, citation, labelled.answer.language),
            "act": citation.act,
            "act_date": citation.act_date,
            "sample": citation.sample,
        }
        for citation in labelled.answer.citations
    ]


def label_pair(labelled: "LabelledAnswer") -> "dict[str, JsonValue]":
    """Write the label: its claims in clear and its signature."""
    return {"claims": labelled.claims.model_dump(mode="json"), "jws": labelled.jws}


def document_path(assistant_id: str, place: "Citation | Passage", language: Language) -> str:
    """Give the path of the page that opens a document at a passage."""
    part = f"from={place.start}&to={place.end}"
    return f"/a/{assistant_id}/d/{place.document_id}?lang={language}&{part}#p-{place.start}"
