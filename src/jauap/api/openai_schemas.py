"""What may an OpenAI client send, and what is documented of the replies?"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from jauap.api.schemas import CitationOut, Incoming, LabelOut, Outgoing

MAX_MESSAGES = 200
MAX_MESSAGE = 20_000


class TextPart(Incoming):
    """A part of a message; jauap reads text only."""

    type: Literal["text"]
    text: Annotated[str, Field(max_length=MAX_MESSAGE)]


class Message(BaseModel):
    """One message of the conversation; keys that only decorate it are accepted and unused."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: (
        Annotated[str, Field(max_length=MAX_MESSAGE)]
        | Annotated[list[TextPart], Field(max_length=50)]
        | None
    ) = None

    @property
    def text(self) -> str:
        """The message's text, its parts joined."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(Incoming):
    """How to stream."""

    include_usage: bool = False
    include_obfuscation: bool = False


class ResponseFormat(Incoming):
    """The only form an answer has."""

    type: Literal["text"]


class CompletionRequest(Incoming):
    """A chat completion; `model` is an assistant's id.

    What steers a model's wording (temperature, penalties, token limits) is accepted and unused:
    answers come from documents. What would change the answer's form is refused.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "public_services",
                    "messages": [
                        {"role": "user", "content": "Баланың тууын қалай тіркеуге болады?"}
                    ],
                }
            ]
        }
    )

    model: Annotated[str, Field(min_length=1, max_length=80)]
    messages: Annotated[list[Message], Field(min_length=1, max_length=MAX_MESSAGES)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    response_format: ResponseFormat | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    stop: str | list[str] | None = None
    user: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    service_tier: str | None = None
    store: bool | None = None
    metadata: dict[str, str] | None = None
    reasoning_effort: str | None = None
    verbosity: str | None = None
    logprobs: Literal[False] | None = None
    logit_bias: dict[str, float] | None = None


class ModelOut(Outgoing):
    """One assistant as OpenAI's clients list models."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelList(Outgoing):
    """The assistants as OpenAI's clients list models."""

    object: Literal["list"]
    data: list[ModelOut]


class CompletionMessage(Outgoing):
    """The answer: notice, body, sources, verify line."""

    role: Literal["assistant"]
    content: str
    refusal: str | None


class Choice(Outgoing):
    """The one choice of a completion."""

    index: int
    message: CompletionMessage
    finish_reason: Literal["stop"]
    logprobs: None = None


class Usage(Outgoing):
    """Always zero: characters are read from documents, not bought as tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(Outgoing):
    """A labelled answer in OpenAI's shape."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[Choice]
    usage: Usage
    ai_label: LabelOut
    citations: list[CitationOut]
    outcome: str


class OpenAIProblem(Outgoing):
    """An error as OpenAI's clients read it, with our own fields beside theirs."""

    message: str
    type: str
    param: str | None
    code: str
    messages: dict[str, str]
    remedy: dict[str, str]


class OpenAIErrorReply(Outgoing):
    """The error shape of the OpenAI-compatible routes."""

    error: OpenAIProblem
