"""What does the question want to know of its topic: papers, price, time, place, way?

Service pages say it in their headings ("Не керек", "Сроки", "Cost"), in other words than citizens
ask. The words here are added to the question in the heading's term space only, so they choose the
section and never the topic.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache, lru_cache

from jauap.assistant import Language
from jauap.language.terms import split_words, weigh_terms


class Facet(StrEnum):
    """A side of a service that citizens ask about."""

    NEED = "need"
    COST = "cost"
    TERM = "term"
    WHERE = "where"
    WHO = "who"
    REFUSAL = "refusal"
    MEANING = "meaning"
    HOW = "how"


_CUES = {
    Language.KK: {
        Facet.NEED: r"не керек|не кажет|кандай кужат|кужат(тар)? керек|не апар|не алып",
        Facet.COST: r"канша тур|неше тенге|кун[ыі]|бага|толем|толей|акы[сл]|баж|тегин|канша акша",
        Facet.TERM: r"канша уакыт|канша кун\b|неше кун|кашан|мерзим|кай уакыт|кандай уакыт",
        Facet.WHERE: r"кайда|кай жерде|кайдан",
        Facet.WHO: r"\bким",
        Facet.REFUSAL: r"бас тарт|бермей|кабылдамай",
        Facet.MEANING: r"деген не\b|дегенимиз|не нарсе",
        Facet.HOW: r"калай",
    },
    Language.RU: {
        Facet.NEED: r"что (нужно|надо|необходимо|взять|принести)|какие (документы|справки|бумаги)",
        Facet.COST: r"сколько сто|стоимост|цена|платн|пошлин|оплат|сколько (плат|тенге|денег)",
        Facet.TERM: r"сколько (дней|времени|ждать)|срок|когда|как долго|за сколько|как быстро",
        Facet.WHERE: r"\b(где|куда)\b",
        Facet.WHO: r"\b(кто|кому)\b",
        Facet.REFUSAL: r"отказ|откаж|не приним",
        Facet.MEANING: r"что так(ое|ой)|что это|что значит",
        Facet.HOW: r"\bкак\b",
    },
    Language.EN: {
        Facet.NEED: r"what (do i|does one|documents?|papers?).{0,12}(need|bring)|documents",
        Facet.COST: r"how much|cost|fee|price|free of charge|\bpay\b",
        Facet.TERM: r"how (long|soon|many days)|when|deadline|time limit",
        Facet.WHERE: r"where",
        Facet.WHO: r"\bwho\b",
        Facet.REFUSAL: r"refus|reject|den(y|ied)",
        Facet.MEANING: r"what (is|are) (a|an|the)\b|what does .* mean",
        Facet.HOW: r"\bhow (do|can|to|is|are)\b",
    },
}

_HEADINGS = {
    Language.KK: {
        Facet.NEED: "не керек қажетті құжаттар",
        Facet.COST: "құны төлем мөлшері баж",
        Facet.TERM: "мерзімі мерзімдері қашан",
        Facet.WHERE: "қайда жүгіну",
        Facet.WHO: "кім кімге",
        Facet.REFUSAL: "бас тарту негіздері",
        Facet.MEANING: "бұл не деген",
        Facet.HOW: "қалай тәртібі рәсімделеді",
    },
    Language.RU: {
        Facet.NEED: "что нужно необходимые документы",
        Facet.COST: "стоимость оплата размер пошлина",
        Facet.TERM: "срок сроки когда",
        Facet.WHERE: "где куда обращаться",
        Facet.WHO: "кто кому",
        Facet.REFUSAL: "отказ основания",
        Facet.MEANING: "что это такое",
        Facet.HOW: "как порядок оформить подать",
    },
    Language.EN: {
        Facet.NEED: "what you need documents",
        Facet.COST: "cost fee price",
        Facet.TERM: "when time limits deadline",
        Facet.WHERE: "where to apply",
        Facet.WHO: "who may",
        Facet.REFUSAL: "refusal reasons",
        Facet.MEANING: "what it is",
        Facet.HOW: "how to",
    },
}
_SPEAKING = {
    Facet.NEED: r"не керек|құжат|что нужно|документ|перечень|you need|documents",
    Facet.COST: r"құны|төлем|мөлшер|баж|стоимост|оплат|размер|пошлин|цена|тариф|cost|fee|price",
    Facet.TERM: r"мерзім|қашан|уақыт|срок|когда|when|time|deadline|how long",
    Facet.WHERE: r"қайда|где|куда|where",
    Facet.WHO: r"\bкім|\bкто|\bкому|\bwho",
    Facet.REFUSAL: r"бас тарт|отказ|refus",
    Facet.MEANING: r"бұл не|деген не|что это|что такое|what it is|what (is|are)|meaning",
    Facet.HOW: r"қалай|тәртіб|\bкак\b|порядок|\bhow\b|procedure",
}
_PLAIN = str.maketrans("әғқңөұүһі", "агкноуухи")


@lru_cache(maxsize=4096)
def facet_of(question: str, language: Language) -> Facet | None:
    """Give the side of the topic a question asks about, the most telling cue first."""
    text = question.casefold()
    if language is Language.KK:
        text = text.translate(_PLAIN)
    cues = _compiled(language)
    return next((facet for facet, cue in cues.items() if cue.search(text)), None)


@lru_cache(maxsize=4096)
def speaks_of(heading: str, facet: Facet) -> bool:
    """Tell whether the text under a heading is about a facet; in any of the three languages."""
    return re.search(_SPEAKING[facet], heading.casefold()) is not None


@cache
def heading_terms(facet: Facet, language: Language) -> Mapping[int, float]:
    """Give the weighted terms of headings under which documents speak of a facet."""
    return weigh_terms(split_words(_HEADINGS[language][facet], language))


@cache
def _compiled(language: Language) -> dict[Facet, re.Pattern[str]]:
    return {facet: re.compile(cue) for facet, cue in _CUES[language].items()}
