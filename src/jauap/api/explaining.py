"""What does a label say, in plain words and with the dates of its sources?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from jauap.api.pages.render import Fact, Finding, Pages
from jauap.api.pages.texts import Words
from jauap.api.served import Served
from jauap.api.verifying import Known
from jauap.assistant import Language
from jauap.labelling.check import signing_key
from jauap.labelling.claims import Claims
from jauap.labelling.keys import PublicKey
from jauap.labelling.known import SourcePlace
from jauap.labelling.levels import HumanState, LabelLevel, SourceType
from jauap.labelling.markup import json_ld
from jauap.labelling.sentences import sentence
from jauap.labelling.verify import Verification

_KAZAKHSTAN = timezone(timedelta(hours=5), "UTC+5")
"""One time zone for the whole country since 1 March 2024."""

_LANGUAGE_NAMES = {Language.KK: "қазақша", Language.RU: "русский", Language.EN: "English"}


@dataclass(frozen=True, kw_only=True)
class NamedSource:
    """A document an answer rests on, as far as the index still has it."""

    document_id: str
    title: str
    language: str
    act: str
    act_date: str
    """ISO date of the act, empty when unknown."""
    act_month: str
    """Month of the reconciliation act in force when the answer was given, `YYYY-MM`."""
    path: str
    """Page of this service that shows it at the place; empty when it is gone."""


class Explaining:
    """Puts labels and findings into words; never shows a question or an answer."""

    def __init__(self, served: Served, pages: Pages) -> None:
        self._served = served
        self._pages = pages

    def key(self, jws: str) -> PublicKey | None:
        """Give the public key a label names."""
        return signing_key(jws, self._served.jwks())

    def sources(self, claims: Claims, language: Language) -> tuple[NamedSource, ...]:
        """Name each document once, at the first place the answer rests on."""
        places = {one.id.rpartition("#")[0]: one for one in reversed(claims.src)}
        ordered = [places.pop(one.id.rpartition("#")[0], None) for one in claims.src]
        return tuple(self._source(claims.asst, one.id, one.act, language) for one in ordered if one)

    def known(self, known: Known, language: Language) -> Finding:
        """Say what is known of a code."""
        record, words = known.record, self._pages.words[language]
        told = sentence(known.state).in_language(language) if known.state else words("state_known")
        return Finding(
            state=known.state.value if known.state else "known",
            words=told,
            code=record.code,
            facts=[
                *self._standing(record.withdrawn_at, record.replaced_by, language),
                *self._facts(record.claims, record.jws, language),
            ],
            sources=self._listed(record.claims, language),
            json_ld=json_ld(record.claims),
        )

    def finding(self, found: Verification, text: str, language: Language) -> Finding:
        """Say how a text relates to the register; the text itself is given back only unknown."""
        words = self._pages.words[language]
        facts: list[Fact] = []
        if found.source is not None:
            facts.append(self._place(found.source, language))
        if found.claims is None:
            return self._bare(found, text, language, facts)
        facts += self._standing(found.withdrawn_at, found.replaced_by, language)
        if found.similarity is not None and found.similarity < 1.0:
            share = words("verify_share", percent=round(found.similarity * 100))
            facts.append(Fact(name=words("verify_similarity"), value=share))
        return Finding(
            state=found.state.value,
            words=sentence(found.state).in_language(language),
            code=found.code or "",
            facts=[*facts, *self._facts(found.claims, found.jws, language)],
            sources=self._listed(found.claims, language),
            json_ld=json_ld(found.claims),
        )

    def _bare(
        self, found: Verification, text: str, language: Language, facts: list[Fact]
    ) -> Finding:
        return Finding(
            state=found.state.value,
            words=sentence(found.state).in_language(language),
            code=found.code or "",
            facts=facts,
            text=text,
        )

    def _facts(self, claims: Claims, jws: str, language: Language) -> list[Fact]:
        words = self._pages.words[language]
        desk = self._served.desks.get(claims.asst)
        name = desk.assistant.name.in_language(language) if desk else claims.asst
        return [
            Fact(name=words("verify_code"), value=claims.id, is_code=True),
            Fact(name=words("verify_assistant"), value=f"{name} ({claims.rel})"),
            Fact(name=words("verify_issuer"), value=claims.iss),
            Fact(name=words("verify_when"), value=moment_of(claims.iat)),
            Fact(name=words("verify_level"), value=words(_level_key(claims))),
            Fact(name=words("verify_human"), value=_human(claims, words)),
            Fact(
                name=words("verify_language"),
                value=_LANGUAGE_NAMES[claims.lang],
                lang=claims.lang.value,
            ),
            Fact(name=words("verify_key"), value=_key_words(self.key(jws), words)),
        ]

    def _standing(
        self, withdrawn_at: datetime | None, replaced_by: str, language: Language
    ) -> list[Fact]:
        words, facts = self._pages.words[language], []
        if withdrawn_at is not None:
            said = moment_of(int(withdrawn_at.timestamp()))
            facts.append(Fact(name=words("verify_withdrawn"), value=said))
        if replaced_by:
            path = f"/v/{replaced_by}?lang={language}"
            name = words("verify_replaced_by")
            facts.append(Fact(name=name, value=replaced_by, is_code=True, href=path))
        return facts

    def _place(self, source: SourcePlace, language: Language) -> Fact:
        words = self._pages.words[language]
        return Fact(
            name=words("verify_source"),
            value=source.title,
            lang=source.language.value,
            href=_document(source.assistant_id, source.document_id, source.start, language),
        )

    def _listed(self, claims: Claims, language: Language) -> list[dict[str, str]]:
        return [
            {
                "path": one.path,
                "title": one.title,
                "lang": one.language,
                "act": one.act,
                "month": ".".join(reversed(one.act_month.split("-"))),
            }
            for one in self.sources(claims, language)
        ]

    def _source(self, assistant_id: str, place: str, month: str, language: Language) -> NamedSource:
        document_id, _, start = place.rpartition("#")
        is_served = assistant_id in self._served.desks
        passages = self._served.passages_of(assistant_id, document_id) if is_served else ()
        first = passages[0] if passages else None
        at = int(start) if start.isdecimal() else 0
        return NamedSource(
            document_id=document_id,
            title=first.title if first else document_id,
            language=first.language.value if first else "",
            act=first.act if first else "",
            act_date=first.act_date if first else "",
            act_month=month,
            path=_document(assistant_id, document_id, at, language) if first else "",
        )


def moment_of(seconds: int) -> str:
    """Write a moment for people in Kazakhstan."""
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(_KAZAKHSTAN)
    return f"{moment:%d.%m.%Y %H:%M} ({moment.tzname()})"


def _document(assistant_id: str, document_id: str, at: int, language: Language) -> str:
    return f"/a/{assistant_id}/d/{document_id}?lang={language}&from={at}&to={at + 1}#p-{at}"


def _human(claims: Claims, words: Words) -> str:
    human = claims.hum
    if human.state is HumanState.NONE:
        return words("human_none")
    who = ", ".join(part for part in (human.role, human.org) if part)
    return words(f"human_{human.state}", role=who, date=human.date or "")


def _key_words(key: PublicKey | None, words: Words) -> str:
    return words(f"key_{key.status}", kid=key.kid) if key else words("key_unknown")


def _level_key(claims: Claims) -> str:
    if claims.lvl is LabelLevel.AI_GENERATED:
        return "level_ai_generated"
    if claims.lvl is LabelLevel.AI_ASSISTED:
        return "level_ai_assisted"
    return "level_staff" if claims.dst is SourceType.DIGITAL_CREATION else "level_none"
