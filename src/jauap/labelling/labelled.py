"""What may leave the service? Texts with their labels, which nobody but the Labeller makes."""

from dataclasses import InitVar, dataclass

from jauap.answer import Answer
from jauap.errors import LabelUnavailable
from jauap.labelling.claims import Claims
from jauap.labelling.headers import label_headers
from jauap.labelling.levels import HumanState, LabelLevel, SourceType
from jauap.labelling.notice import NoticeKind, first_line, last_line

_NOTICES = {
    SourceType.TRAINED: NoticeKind.GENERATED,
    SourceType.COMPOSITE: NoticeKind.GENERATED,
    SourceType.DIGITAL_CREATION: NoticeKind.STAFF_WRITTEN,
    SourceType.ALGORITHMIC: NoticeKind.AUTOMATED,
    SourceType.DATA_DRIVEN: NoticeKind.FROM_DATA,
}


class Seal:
    """Proof that this package made a value; nobody else holds one."""


SEAL = Seal()


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """A text with its label, from which every channel makes what it sends."""

    code: str
    claims: Claims
    jws: str
    notice_first: str
    notice_last: str
    seal: InitVar[Seal]

    def __post_init__(self, seal: Seal) -> None:
        if seal is not SEAL:
            raise LabelUnavailable("only a Labeller makes a labelled text")

    @property
    def body(self) -> str:
        """The Markdown between the notices."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """The body between its two notice lines."""
        return f"{self.notice_first}\n\n{self.body}\n\n{self.notice_last}"

    @property
    def verify_url(self) -> str:
        """Where anybody can check the label."""
        return self.claims.vfy

    @property
    def headers(self) -> dict[str, str]:
        """The HTTP headers of a response with this text."""
        return label_headers(self.claims)


@dataclass(frozen=True, kw_only=True)
class LabelledAnswer(Labelled):
    """An answer with its label: the only text a question leads to. Made by `Labeller.label`."""

    answer: Answer
    """The answer as it leaves: look-alike labels and invisible characters are gone."""

    @property
    def body(self) -> str:
        """The Markdown between the notices."""
        return self.answer.text


@dataclass(frozen=True, kw_only=True)
class LabelledText(Labelled):
    """A text that came back and is word for word what its label covers. Made by `restore`."""

    words: str

    @property
    def body(self) -> str:
        """The Markdown between the notices."""
        return self.words


@dataclass(frozen=True, kw_only=True)
class OpenLabel:
    """What a stream says before its first word: signed, without a hash."""

    code: str
    claims: Claims
    jws: str
    notice_first: str
    notice_last: str
    headers: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class AbortedLabel:
    """How a stream ended that its reader left: signed, with the hash of what was sent."""

    code: str
    claims: Claims
    jws: str


def notice_kind(claims: Claims) -> NoticeKind:
    """Choose the notices that belong to these claims."""
    if claims.hum.state in (HumanState.APPROVED, HumanState.EDITED):
        return NoticeKind.CHECKED
    if claims.lvl is LabelLevel.AI_ASSISTED:
        return NoticeKind.TRANSLATED
    return _NOTICES[claims.dst]


def notices_of(claims: Claims) -> tuple[str, str]:
    """Give the first and last line that belong to these claims, letter for letter."""
    kind = notice_kind(claims)
    last = last_line(
        kind,
        claims.lang,
        url=claims.vfy,
        organisation=claims.hum.org or "",
        role=claims.hum.role or "",
        on=claims.data.date if claims.data else claims.hum.date or "",
    )
    return first_line(kind, claims.lang), last
