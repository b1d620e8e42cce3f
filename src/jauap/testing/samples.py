"""Which valid values can a test start from?"""

from jauap.answer import Answer, Citation, Contact, Outcome
from jauap.assistant import (
    Assistant,
    Body,
    Head,
    Human,
    Language,
    Level,
    ProhibitedFunctions,
    Risk,
    RiskClass,
    Scope,
    Trilingual,
)
from jauap.knowledge import ChunkKind, Passage
from jauap.labelling.keys import PublicKey, PublicKeys, SigningKey
from jauap.labelling.sign import Signer

_BODIES = {
    Language.KK: "Баланың тууын **екі ай** ішінде тіркеу керек [1].\n\n"
    "- ата-анасының жеке куәлігі\n- туу туралы медициналық куәлік [2]",
    Language.RU: "Рождение ребёнка нужно зарегистрировать в течение **двух месяцев** [1].\n\n"
    "- удостоверения личности родителей\n- медицинское свидетельство о рождении [2]",
    Language.EN: "A birth must be registered within **two months** [1].\n\n"
    "- identity cards of the parents\n- medical certificate of birth [2]",
}
_REFUSALS = {
    Language.KK: "Бұл сұраққа құжаттардан жауап табылмады. Маманға хабарласыңыз.",
    Language.RU: "В документах ответа на этот вопрос нет. Обратитесь к специалисту.",
    Language.EN: "The documents hold no answer to this question. Please contact a specialist.",
}
_TITLES = {
    Language.KK: "Баланың тууын тіркеу",
    Language.RU: "Регистрация рождения ребёнка",
    Language.EN: "Registration of a birth",
}
_SECTIONS = {
    Language.KK: (
        ("Мерзімі", "Баланың туғаны туралы өтініш екі ай ішінде беріледі."),
        ("Құжаттар", "Ата-анасының жеке куәлігі.\nТуу туралы медициналық куәлік."),
        ("Нәтижесі", "Нәтижесі — туу туралы куәлік."),
    ),
    Language.RU: (
        ("Срок", "Заявление о рождении подаётся в течение двух месяцев."),
        ("Документы", "Удостоверения личности родителей.\nМедицинское свидетельство о рождении."),
        ("Результат", "Результат — свидетельство о рождении."),
    ),
    Language.EN: (
        ("Time limit", "An application about a birth is made within two months."),
        ("Documents", "Identity cards of the parents.\nMedical certificate of birth."),
        ("Result", "The result is a birth certificate."),
    ),
}
_PAGE = "https://example.gov.kz/births"


def sample_signer(kid: str = "2026-11-a") -> Signer:
    """Make a signer whose key lives in memory only."""
    from joserfc.jwk import OKPKey

    private = OKPKey.generate_key("Ed25519", private=True, auto_kid=False)
    public = PublicKey(kid=kid, x=str(private.as_dict(private=False)["x"]))
    return Signer(SigningKey(kid=kid, private=private, public=PublicKeys(keys=(public,))))


def sample_assistant(assistant_id: str = "public_services") -> Assistant:
    """Make a valid assistant that speaks the three languages."""
    body = Body(
        name=Trilingual(kk="Министрлік (үлгі)", ru="Министерство (образец)", en="Ministry"),
        bin="000000000000",
    )
    return Assistant(
        schema=1,
        id=assistant_id,
        name=Trilingual(
            kk="Мемлекеттік қызметтер көмекшісі",
            ru="Помощник по государственным услугам",
            en="Public services assistant",
        ),
        languages=tuple(Language),
        owner=body,
        operator=body,
        developer=body,
        responsible_head=Head(
            name="Үлгі Басшы", position=Trilingual(kk="Басшы", ru="Руководитель", en="Head")
        ),
        human=Human(
            phone="1414",
            office=Trilingual(kk="Кез келген ХҚКО", ru="Любой ЦОН", en="Any service centre"),
            hours=Trilingual(kk="Тәулік бойы", ru="Круглосуточно", en="Around the clock"),
        ),
        risk=Risk.model_validate(
            {"harm": Level.LOW, "autonomy": Level.LOW, "class": RiskClass.MINIMAL}
        ),
        scope=Scope(
            summary=Trilingual(
                kk="Мемлекеттік қызметтерді алу тәртібі",
                ru="Порядок получения государственных услуг",
                en="How to get public services",
            ),
            topics=(Trilingual(kk="Құжаттар", ru="Документы", en="Documents"),),
            examples=(
                Trilingual(
                    kk="Баланың тууын қалай тіркеуге болады?",
                    ru="Как зарегистрировать рождение ребёнка?",
                    en="How do I register the birth of a child?",
                ),
            ),
        ),
        prohibited_functions=ProhibitedFunctions.model_validate(
            dict.fromkeys(ProhibitedFunctions.model_fields, False)
        ),
    )


def sample_passages(language: Language = Language.KK) -> tuple[Passage, ...]:
    """Make the three passages of one document, headings in their texts."""
    passages: list[Passage] = []
    start = 0
    for number, (heading, words) in enumerate(_SECTIONS[language], start=1):
        text = f"{heading}\n\n{words}"
        passages.append(
            Passage(
                chunk_id=f"00000000-0000-5000-8000-{number:012d}",
                document_id=f"birth-registration.{language}",
                source_id="birth-registration",
                language=language,
                title=_TITLES[language],
                heading_path=(heading,),
                text=text,
                start=start,
                end=start + len(text),
                page=None,
                kind=ChunkKind.TEXT,
                url=_PAGE,
                topic="civil_status",
                act="№ 518-IV, 2011-12-26",
                act_date="2011-12-26",
                digest=f"{number:064x}",
                sample=True,
            )
        )
        start += len(text) + 2
    return tuple(passages)


def sample_answer(
    language: Language = Language.KK,
    outcome: Outcome = Outcome.ANSWERED_EXTRACT,
    *,
    assistant_id: str = "public_services",
) -> Answer:
    """Make an answer with two citations, or the fixed message of another outcome."""
    contact = Contact(phone="1414", office="ХҚКО", hours="9:00–18:00")
    if not outcome.is_answer:
        is_question = outcome is Outcome.ASKED_BACK
        return Answer(
            assistant_id=assistant_id,
            language=language,
            outcome=outcome,
            text=_REFUSALS[language],
            options=tuple(_TITLES.values()) if is_question else (),
            contact=contact,
            reason=outcome.value,
        )
    return Answer(
        assistant_id=assistant_id,
        language=language,
        outcome=outcome,
        text=_BODIES[language],
        citations=tuple(
            _citation(number, passage)
            for number, passage in enumerate(sample_passages(language)[:2], start=1)
        ),
        contact=contact,
        composed_by="extract",
        passages=tuple(passage.chunk_id for passage in sample_passages(language)),
    )


def _citation(number: int, passage: Passage) -> Citation:
    return Citation(
        number=number,
        chunk_id=passage.chunk_id,
        document_id=passage.document_id,
        source_id=passage.source_id,
        title=passage.title,
        heading_path=passage.heading_path,
        quote=passage.text.split("\n\n")[1],
        start=passage.start,
        end=passage.end,
        page=passage.page,
        language=passage.language,
        url=passage.url,
        act=passage.act,
        act_date=passage.act_date,
        digest=passage.digest,
        sample=passage.sample,
    )
