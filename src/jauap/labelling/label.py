"""How does a text get its label? The one door through which every text leaves."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from jauap.answer import Answer, Citation, Outcome
from jauap.assistant import Assistant
from jauap.errors import JauapError, LabelUnavailable, SettingsInvalid
from jauap.labelling.claims import Claims, HashClaim, HumanClaim, State
from jauap.labelling.code import new_code, read_code
from jauap.labelling.labelled import (
    SEAL,
    AbortedLabel,
    Labelled,
    LabelledAnswer,
    LabelledText,
    OpenLabel,
    notices_of,
)
from jauap.labelling.levels import AUTOMATED, GENERATED, LabelLevel, grade
from jauap.labelling.lookalikes import strip_lookalikes
from jauap.labelling.sign import Signer
from jauap.labelling.stating import (
    data_claim,
    hash_claim,
    human_claim,
    quote_claims,
    source_claim,
)

__all__ = [
    "AbortedLabel",
    "Labelled",
    "LabelledAnswer",
    "LabelledText",
    "Labeller",
    "OpenLabel",
    "notices_of",
]

_STAFF_DAYS = 366
_HOST = re.compile(r"[\w.-]+|[0-9a-fA-F:]+")


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
                hum=human_claim(clean, decided),
                hash=hash_claim(clean.text),
                src=tuple(source_claim(citation, act_month) for citation in clean.citations),
                quo=quote_claims(clean) if decided.level is LabelLevel.AI_GENERATED else None,
                data=data_claim(clean, decided),
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
                seal=SEAL,
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
        """Give the label of a stream that broke off after `sent_text` (notices included).

        Half of a text is not the text that staff wrote, approved or edited.
        """
        with _fail_closed():
            hashes = hash_claim(sent_text)
            claims = _restated(labelled.claims, "aborted", hashes)
            if hashes != labelled.claims.hash and claims.dst is not AUTOMATED.source_type:
                claims = claims.model_copy(update=_UNPROVEN)
            return AbortedLabel(code=labelled.code, claims=claims, jws=self._signer.sign(claims))


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


_UNPROVEN: dict[str, object] = {
    "lvl": GENERATED.level,
    "dst": GENERATED.source_type,
    "hum": HumanClaim(state=GENERATED.human),
    "data": None,
}


def _restated(claims: Claims, state: State, hashes: HashClaim | None) -> Claims:
    return claims.model_copy(update={"st": state, "hash": hashes, "quo": None})


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
