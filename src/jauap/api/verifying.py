"""What does this deployment know of a text or a code? Looks up, checks, explains."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

from jauap.api.pages.render import Fact, Finding, Pages
from jauap.api.served import RecordedLabel, Served
from jauap.api.source_text import without_sources
from jauap.assistant import Language
from jauap.labelling.check import Fault, check_label
from jauap.labelling.claims import Claims
from jauap.labelling.code import read_code
from jauap.labelling.levels import LabelLevel, SourceType
from jauap.labelling.markup import json_ld
from jauap.labelling.verify import Verification, VerificationState, verify

_KAZAKHSTAN = timezone(timedelta(hours=5), "UTC+5")
"""One time zone for the whole country since 1 March 2024."""

_LANGUAGE_NAMES = {Language.KK: "қазақша", Language.RU: "русский", Language.EN: "English"}


@dataclass(frozen=True, kw_only=True)
class Known:
    """A recorded label and what its signature check says."""

    record: RecordedLabel
    fault: Fault | None

    @property
    def state(self) -> str:
        """A verification state, or `known` when nothing speaks against the label."""
        if self.fault is Fault.KEY_REVOKED:
            return VerificationState.KEY_REVOKED.value
        if self.fault is not None:
            return VerificationState.BAD_SIGNATURE.value
        if self.record.withdrawn_at is not None:
            return VerificationState.WITHDRAWN.value
        return "known"


class Verifying:
    """Answers questions about labels; nothing that it is given is stored or logged."""

    def __init__(self, served: Served) -> None:
        self._served = served

    async def known(self, code: str) -> Known | None:
        """Look a code up, as a person may have typed it."""
        checked = read_code(code)
        record = await asyncio.to_thread(self._served.records.find, checked) if checked else None
        if record is None:
            return None
        found = check_label(record.jws, self._served.jwks())
        return Known(record=record, fault=found if isinstance(found, Fault) else None)

    async def check(self, text: str, label: str | None = None) -> Verification:
        """Compare a text with the register, with and without a list of sources in it."""
        finding = await asyncio.to_thread(self._check, text, label)
        bare = without_sources(text)
        if finding.state is VerificationState.EXACT or bare == text:
            return finding
        second = await asyncio.to_thread(self._check, bare, label)
        return second if second.state is VerificationState.EXACT else finding

    def _check(self, text: str, label: str | None) -> Verification:
        jwks = self._served.jwks()
        return verify(text, label, find=self._served.records, jwks=jwks)

    def explain(self, claims: Claims, pages: Pages, language: Language) -> Finding:
        """Say in plain words what a label states; state and texts are the caller's to add."""
        words = pages.words[language]
        desk = self._served.desks.get(claims.asst)
        name = desk.assistant.name.in_language(language) if desk else claims.asst
        facts = (
            Fact(name=words("verify_code"), value=claims.id, is_code=True),
            Fact(name=words("verify_assistant"), value=f"{name} ({claims.rel})"),
            Fact(name=words("verify_issuer"), value=claims.iss),
            Fact(name=words("verify_when"), value=moment_of(claims.iat)),
            Fact(name=words("verify_level"), value=words(_level_key(claims))),
            Fact(
                name=words("verify_language"),
                value=_LANGUAGE_NAMES[claims.lang],
                lang=claims.lang.value,
            ),
        )
        return Finding(
            code=claims.id,
            facts=facts,
            sources=self._sources(claims, language),
            json_ld=json_ld(claims),
        )

    def _sources(self, claims: Claims, language: Language) -> list[dict[str, str]]:
        """Name each document once, at the first place the answer rests on."""
        places = {one.id.rpartition("#")[0]: one for one in reversed(claims.src)}
        ordered = [places.pop(one.id.rpartition("#")[0], None) for one in claims.src]
        return [self._source(claims, one.id, one.act, language) for one in ordered if one]

    def _source(self, claims: Claims, place: str, month: str, language: Language) -> dict[str, str]:
        document_id, _, start = place.rpartition("#")
        passages = (
            self._served.passages_of(claims.asst, document_id)
            if claims.asst in self._served.desks
            else ()
        )
        at = int(start) if start.isdecimal() else 0
        path = f"/a/{claims.asst}/d/{document_id}?lang={language}&from={at}&to={at + 1}#p-{at}"
        return {
            "path": path if passages else "",
            "title": passages[0].title if passages else document_id,
            "lang": passages[0].language.value if passages else "",
            "month": ".".join(reversed(month.split("-"))),
        }


def finding_of(finding: Finding, verification: Verification) -> Finding:
    """Put the state of a checked text onto the page."""
    return replace(finding, state=verification.state.value, code=verification.code or "")


def moment_of(seconds: int) -> str:
    """Write a moment for people in Kazakhstan."""
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(_KAZAKHSTAN)
    return f"{moment:%d.%m.%Y %H:%M} ({moment.tzname()})"


def _level_key(claims: Claims) -> str:
    if claims.lvl is LabelLevel.AI_GENERATED:
        return "level_ai_generated"
    if claims.lvl is LabelLevel.AI_ASSISTED:
        return "level_ai_assisted"
    return "level_staff" if claims.dst is SourceType.DIGITAL_CREATION else "level_none"
