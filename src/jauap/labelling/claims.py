"""What does a label state? The signed claims, version 1."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from jauap.assistant import Language
from jauap.labelling.levels import HumanState, LabelLevel, SourceType

State = Literal["open", "final", "aborted"]

TRIAL_CHANNEL = "playground"
"""Channel of answers that staff ask for to try an assistant."""


class _Part(BaseModel):
    """A part of the claims; a later version's unknown keys are skipped, not refused."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    @model_serializer(mode="wrap")
    def _without_gaps(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        written: dict[str, object] = handler(self)
        return {key: value for key, value in written.items() if value is not None or key == "wm"}


class HumanClaim(_Part):
    """What a person did to the text: role, organisation and date, never a name."""

    state: HumanState
    role: str | None = None
    org: str | None = None
    date: str | None = None
    base: str | None = None
    """Hash of the draft that staff edited, or of the staff's text that was translated."""


class DataClaim(_Part):
    """The data query whose result code rendered."""

    query: str
    date: str
    """ISO date of the data."""


class HashClaim(_Part):
    """SHA-256, base64url, of the canonical Markdown and of its rendered text."""

    raw: str
    plain: str


class SourceClaim(_Part):
    """A passage the text rests on."""

    id: str
    """`<document id>#<first character>`."""
    h: str
    """First 8 bytes of the passage's digest, base64url."""
    act: str
    """Month of the reconciliation act in force, `YYYY-MM`; empty when none was signed."""


class QuoteClaim(_Part):
    """A span of the Markdown body that repeats a source word for word; level none for it alone."""

    start: int
    end: int
    id: str
    """The source, as in `src`."""
    h: str
    """Canonical hash of the span and of the passage's own words, which are equal."""


class Claims(_Part):
    """The payload of a label; it names no citizen and repeats no question."""

    v: Literal[1] = 1
    aigc: Literal[True] = True
    id: str
    st: State
    iss: str
    owner: str
    asst: str
    rel: str
    mdl: str
    iat: int
    """Seconds since 1970."""
    lang: Language
    chan: str
    lvl: LabelLevel
    dst: SourceType
    hum: HumanClaim
    c14n: Literal["kz1"] = "kz1"
    hash: HashClaim | None = None
    """Absent while `st` is open."""
    src: tuple[SourceClaim, ...] = Field(default=(), strict=False)
    quo: tuple[QuoteClaim, ...] | None = Field(default=None, strict=False)
    data: DataClaim | None = None
    wm: dict[str, str] | None = None
    """Watermark that was really applied; jauap applies none."""
    vfy: str
    jwks: str

    @property
    def is_trial(self) -> bool:
        """True when staff tried the assistant: nobody judges or counts such an answer."""
        return self.chan == TRIAL_CHANNEL
