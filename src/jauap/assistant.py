"""Who answers? The declaration a ministry makes in assistants/<id>/assistant.yaml."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator


class Language(StrEnum):
    """A language jauap answers in."""

    KK = "kk"
    RU = "ru"
    EN = "en"


class Declared(BaseModel):
    """Root of everything read from a workspace file: frozen, strict, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
AssistantId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class Trilingual(Declared):
    """One text in the three languages."""

    kk: Text
    ru: Text
    en: Text

    def in_language(self, language: Language) -> str:
        """Give the text in `language`."""
        return str(getattr(self, language.value))


class Body(Declared):
    """An organisation in one of the three roles of the AI law, articles 1 and 17."""

    name: Trilingual
    bin: Annotated[str, StringConstraints(pattern=r"^\d{12}$")]
    """Business identification number, 12 digits."""


class Head(Declared):
    """The person who answers for the data and signs the monthly act."""

    name: Text
    position: Trilingual


class Human(Declared):
    """How a citizen reaches a person."""

    phone: Text
    office: Trilingual
    hours: Trilingual
    url: Annotated[str, StringConstraints(pattern=r"^https://")] | None = None


class Level(StrEnum):
    """A step of the law's scales of harm and autonomy."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class RiskClass(StrEnum):
    """Risk class by article 17 of the AI law."""

    MINIMAL = "minimal"
    MEDIUM = "medium"
    HIGH = "high"


class Risk(Declared):
    """The declared risk: harm of a failure times autonomy gives the class."""

    harm: Level
    autonomy: Level
    risk_class: RiskClass = Field(alias="class")

    @model_validator(mode="after")
    def _class_follows_from_harm_and_autonomy(self) -> Self:
        steps = [Level.LOW, Level.MEDIUM, Level.HIGH]
        highest = max(steps.index(self.harm), steps.index(self.autonomy))
        expected = list(RiskClass)[highest]
        if self.risk_class is not expected:
            raise ValueError(
                f"class '{self.risk_class}' does not follow from harm '{self.harm}' and "
                f"autonomy '{self.autonomy}'; write '{expected}'"
            )
        return self


class ProhibitedFunctions(Declared):
    """Declaration that no function forbidden by the AI law is present; all must be false."""

    manipulation: Literal[False]
    exploiting_vulnerability: Literal[False]
    social_scoring: Literal[False]
    unlawful_personal_data: Literal[False]
    biometric_classification: Literal[False]
    emotion_recognition: Literal[False]
    banned_results: Literal[False]


class Scope(Declared):
    """What the assistant answers about."""

    summary: Trilingual
    topics: tuple[Trilingual, ...] = Field(min_length=1)
    examples: tuple[Trilingual, ...] = Field(min_length=1)
    """Example questions, shown on the chat page."""


class Price(Declared):
    """What a chat model costs, as its provider's list says."""

    read_per_1000: float = Field(ge=0)
    """Per 1,000 tokens it reads."""
    written_per_1000: float = Field(ge=0)
    """Per 1,000 tokens it writes."""
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] = "KZT"


class ChatModel(Declared):
    """A chat model behind LangChain's `init_chat_model`."""

    provider: Text = "openai"
    name: Text
    url: Text | None = None
    """Address of an OpenAI-compatible server."""
    api_key_variable: Text | None = None
    """Environment variable that holds the key; the key itself is never in a file."""
    deadline_seconds: float = Field(default=10.0, gt=0, le=120)
    """Total time for one draft, from request to last byte."""
    max_characters: int = Field(default=6000, ge=200, le=50_000)
    """A draft longer than this is refused."""
    max_tokens: int = Field(default=1024, ge=64, le=16_384)
    temperature: float = Field(default=0.0, ge=0, le=2)
    count_tokens: bool = True
    """Ask the server to count tokens; false for one that refuses `stream_options`."""
    price: Price | None = None
    rewrite: bool = False
    """Let the model word a later turn of a conversation as a whole question for the search."""


class Thresholds(Declared):
    """When to answer, ask back or hand over; probabilities in [0, 1]."""

    answer: float = Field(default=0.5, ge=0, le=1)
    ask_back: float = Field(default=0.3, ge=0, le=1)

    @model_validator(mode="after")
    def _ask_back_is_lower(self) -> Self:
        if self.ask_back > self.answer:
            raise ValueError("ask_back must not be greater than answer")
        return self


class SearchWeights(Declared):
    """Query-side weights of the search; the defaults are those measured in docs/decisions."""

    body: float = Field(default=1.0, ge=0, le=10)
    heading: float = Field(default=0.2, ge=0, le=10)
    title: float = Field(default=0.2, ge=0, le=10)
    facet: float = Field(default=0.3, ge=0, le=10)
    """Weight of headings that speak of what the wording asks for: papers, price, time, place."""
    pairs: float = Field(default=0.7, ge=0, le=10)
    history: float = Field(default=0.1, ge=0, le=10)
    document: float = Field(default=0.5, ge=0, le=10)
    """Weight of the whole document's score on later turns of a conversation."""
    first_document: float = Field(default=0.3, ge=0, le=10)
    """The same on the first question."""
    named: float = Field(default=0.2, ge=0, le=10)
    """What a document whose title the question names whole earns, as a share of the best score."""
    close: float = Field(default=1.0, ge=0, le=10)
    """What a close look at the sentences of the first passages counts; 0 takes none."""
    dense: float = Field(default=0.0, ge=0, le=10)


class Assistant(Declared):
    """One narrow assistant as its ministry declares it."""

    schema_version: Literal[1] = Field(alias="schema")
    id: AssistantId
    name: Trilingual
    languages: tuple[Language, ...] = Field(min_length=1, strict=False)
    default_language: Language = Language.KK
    answer_in_latin: bool = False
    """Answer in the Latin alphabet of 2021 when a Kazakh question is typed in Latin letters."""
    owner: Body
    operator: Body
    developer: Body
    responsible_head: Head
    human: Human
    risk: Risk
    insurance: Text | None = None
    """Insurer and policy number; compulsory for class high once the by-law is in force."""
    scope: Scope
    prohibited_functions: ProhibitedFunctions
    model: ChatModel | None = None
    thresholds: Thresholds = Thresholds()
    search: SearchWeights = SearchWeights()

    @model_validator(mode="after")
    def _default_is_spoken(self) -> Self:
        if self.default_language not in self.languages:
            raise ValueError(
                f"default_language '{self.default_language}' is not among languages; add it there"
            )
        return self
