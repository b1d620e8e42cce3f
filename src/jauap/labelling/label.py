"""How does a text get its label? The one door through which every text leaves."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import InitVar, dataclass, replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from jauap.answer import Answer, Citation, Outcome
from jauap.assistant import Assistant
from jauap.errors import JauapError, LabelUnavailable, SettingsInvalid
from jauap.labelling.canonical import body_hashes
from jauap.labelling.claims import Claims, HashClaim, HumanClaim, SourceClaim, State
from jauap.labelling.code import new_code, read_code
from jauap.labelling.headers import label_headers
from jauap.labelling.levels import Grade, HumanState, SourceType, grade
from jauap.labelling.lookalikes import strip_lookalikes
from jauap.labelling.notice import NoticeKind, first_line, last_line
from jauap.labelling.sign import Signer

_STAFF_DAYS = 366
_NOTICES = {
    SourceType.TRAINED: NoticeKind.GENERATED,
    SourceType.COMPOSITE: NoticeKind.GENERATED,
    SourceType.DIGITAL_CREATION: NoticeKind.STAFF_WRITTEN,
    SourceType.ALGORITHMIC: NoticeKind.AUTOMATED,
    SourceType.DATA_DRIVEN: NoticeKind.AUTOMATED,
}
_HEX = re.compile(r"(?:[0-9a-f]{2}){8,}")
_HOST = re.compile(r"[\w.-]+|[0-9a-fA-F:]+")


class _Seal:
    """Proof that the Labeller made a value; nobody else holds one."""


_SEAL = _Seal()


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


@dataclass(frozen=True, kw_only=True)
class LabelledAnswer:
    """An answer with its label: the only text the service can send. Made by `Labeller.label`."""

    answer: Answer
    """The answer as it leaves: look-alike labels and invisible characters are gone."""
    code: str
    claims: Claims
    jws: str
    notice_first: str
    notice_last: str
    headers: dict[str, str]
    seal: InitVar[_Seal]

    def __post_init__(self, seal: _Seal) -> None:
        if seal is not _SEAL:
            raise LabelUnavailable("only a Labeller makes a labelled answer")

    @property
    def text(self) -> str:
        """The body between its two notice lines."""
        return f"{self.notice_first}\n\n{self.answer.text}\n\n{self.notice_last}"

    @property
    def verify_url(self) -> str:
        """Where anybody can check the label."""
        return self.claims.vfy


class Labeller:
    """Labels answers of one deployment; no setting switches it off.

    `staff_days` is how long after its approval a staff-written text may be called so.

    Raises:
        SettingsInvalid: the public address is no http(s) address.
    """

    def __init__(
        self,
        signer: Signer,
        public_url: str,
        release: str,
        now: Callable[[], datetime],
        *,
        staff_days: int = _STAFF_DAYS,
        draw_code: Callable[[], str] = new_code,
    ) -> None:
        self._signer = signer
        self._url = _checked_address(public_url)
        self._release = release
        self._now = now
        self._staff_days = staff_days
        self._draw_code = draw_code

    def label(
        self,
        answer: Answer,
        *,
        assistant: Assistant,
        channel: str = "api",
        code: str | None = None,
        model: str = "",
        act_month: str = "",
    ) -> LabelledAnswer:
        """Clean, grade, hash and sign an answer.

        Raises:
            LabelUnavailable: anything went wrong, so the text must not leave.
        """
        with _fail_closed():
            clean = _cleaned(answer)
            moment = self._now()
            decided = grade(clean, today=moment.date(), staff_days=self._staff_days)
            code = self._draw_code() if code is None else _checked_code(code)
            claims = Claims(
                id=code,
                st="final",
                iss=self._url,
                owner=f"urn:kz:bin:{assistant.owner.bin}",
                asst=assistant.id,
                rel=self._release,
                mdl=model or clean.composed_by,
                iat=int(moment.timestamp()),
                lang=clean.language,
                chan=channel,
                lvl=decided.level,
                dst=decided.source_type,
                hum=_human(clean, decided),
                hash=_hash_claim(clean.text),
                src=tuple(_source(citation, act_month) for citation in clean.citations),
                vfy=f"{self._url}/v/{code}",
                jwks=f"{self._url}/.well-known/ai-label-jwks.json",
            )
            first, last = notices_of(claims)
            return LabelledAnswer(
                answer=clean,
                code=code,
                claims=claims,
                jws=self._signer.sign(claims),
                notice_first=first,
                notice_last=last,
                headers=label_headers(claims),
                seal=_SEAL,
            )

    def rehearse(self, assistant: Assistant) -> None:
        """Label a text nobody sees, so that a broken signer shows before a citizen asks.

        Raises:
            LabelUnavailable: no label can be made.
        """
        message = Answer(
            assistant_id=assistant.id,
            language=assistant.default_language,
            outcome=Outcome.SWITCHED_OFF,
            text=assistant.name.in_language(assistant.default_language),
        )
        self.label(message, assistant=assistant)

    def opening(self, labelled: LabelledAnswer) -> OpenLabel:
        """Give the label a stream sends before the first word of `labelled`."""
        with _fail_closed():
            claims = _restated(labelled.claims, "open", None)
            return OpenLabel(
                code=labelled.code,
                claims=claims,
                jws=self._signer.sign(claims),
                notice_first=labelled.notice_first,
                notice_last=labelled.notice_last,
                headers=labelled.headers,
            )

    def aborted(self, labelled: LabelledAnswer, sent_text: str) -> AbortedLabel:
        """Give the label of a stream that broke off after `sent_text` (notices included)."""
        with _fail_closed():
            claims = _restated(labelled.claims, "aborted", _hash_claim(sent_text))
            return AbortedLabel(code=labelled.code, claims=claims, jws=self._signer.sign(claims))


def notices_of(claims: Claims) -> tuple[str, str]:
    """Give the first and last line that belong to these claims, letter for letter."""
    kind = _NOTICES[claims.dst]
    last = last_line(
        kind,
        claims.lang,
        url=claims.vfy,
        organisation=claims.hum.org or "",
        on=claims.hum.date or "",
    )
    return first_line(kind, claims.lang), last


@contextmanager
def _fail_closed() -> Iterator[None]:
    try:
        yield
    except LabelUnavailable:
        raise
    except Exception as error:
        what = error.what if isinstance(error, JauapError) else type(error).__name__
        raise LabelUnavailable(
            f"no label could be made ({what})",
            remedy="nothing was sent; `jauap doctor` checks the signing key and the settings",
        ) from error


def _cleaned(answer: Answer) -> Answer:
    text = strip_lookalikes(answer.text)
    if not text.strip():
        raise LabelUnavailable("the answer has no text of its own")
    return replace(
        answer,
        text=text,
        citations=tuple(_cleaned_citation(citation) for citation in answer.citations),
        options=tuple(strip_lookalikes(option) for option in answer.options),
    )


def _cleaned_citation(citation: Citation) -> Citation:
    quote = _cleaned_source(citation.quote)
    title = _cleaned_source(citation.title)
    heading_path = tuple(map(_cleaned_source, citation.heading_path))
    return replace(citation, quote=quote, title=title, heading_path=heading_path)


@lru_cache(maxsize=2048)
def _cleaned_source(text: str) -> str:
    """Clean a document's words; the same passages come back in many answers."""
    return strip_lookalikes(text)


def _human(answer: Answer, decided: Grade) -> HumanClaim:
    if answer.staff is None or decided.human is HumanState.NONE:
        return HumanClaim(state=HumanState.NONE)
    return HumanClaim(
        state=decided.human,
        role=answer.staff.author_role,
        org=answer.staff.organisation,
        date=answer.staff.approved_on,
    )


def _hash_claim(text: str) -> HashClaim:
    hashes = body_hashes(text)
    return HashClaim(raw=hashes.raw, plain=hashes.plain)


def _source(citation: Citation, act_month: str) -> SourceClaim:
    digest = citation.digest
    if not _HEX.fullmatch(digest):
        digest = hashlib.sha256((digest or citation.quote).encode()).hexdigest()
    short = base64.urlsafe_b64encode(bytes.fromhex(digest)[:8]).rstrip(b"=").decode()
    return SourceClaim(id=f"{citation.document_id}#{citation.start}", h=short, act=act_month)


def _restated(claims: Claims, state: State, hashes: HashClaim | None) -> Claims:
    return claims.model_copy(update={"st": state, "hash": hashes})


def _checked_code(code: str) -> str:
    checked = read_code(code)
    if checked is None:
        raise LabelUnavailable(f"{code!r} is no label code")
    return checked


def _checked_address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(parts.hostname or ""):
        raise SettingsInvalid(
            f"value {url!r} is no http or https address",
            where="JAUAP_PUBLIC_URL",
            remedy="write the address under which citizens reach this service",
        )
    return url.rstrip("/")
