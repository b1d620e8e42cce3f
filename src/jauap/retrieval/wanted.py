"""What kind of words would answer the question: a duration, a sum, a date, a place, a name?"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from jauap.assistant import Language
from jauap.retrieval.facets import Facet, facet_of

_PLAIN = str.maketrans("әғқңөұүһіё", "агкноуухие")


class Kind(StrEnum):
    """A kind of words that a question can ask for."""

    DURATION = "duration"
    MONEY = "money"
    DATE = "date"
    PERCENT = "percent"
    COUNT = "count"
    PLACE = "place"
    NAME = "name"


_ASKING: Mapping[Language, Mapping[Kind, str]] = {
    # Kazakh letters are written as on a Russian keyboard.
    Language.KK: {
        Kind.DURATION: r"(канша|неше|кай) (уакыт|кун|ай\b|жыл|сагат|минут|апта|мерзим)|мерзим"
        r"|канша ?кунде|узак|кашан (бере|дайын|шыг|бол)",
        Kind.MONEY: r"(канша|неше) (тур|тенге|акша|тол|акы|куны)|куны\b|бага|толем|акы[сл]|\bбаж"
        r"|тегин|айыппул|субсидия(сы)? канша",
        Kind.PERCENT: r"пайыз|процен|кандай белиг|канша белиг|улеси",
        Kind.DATE: r"кашан|кай (жыл|гасыр|уакыт|кун)|нешинши жыл|кай айда",
        Kind.COUNT: r"канша|неше|саны\b|биикти|узынды|аума[гк]|салма[гк]|жылдамды",
        Kind.PLACE: r"кайда|кай (жер|кала|ел|облыс|мемлекет|аудан)|кайдан",
        Kind.NAME: r"\bким",
    },
    Language.RU: {
        Kind.DURATION: r"сколько (рабочих |календарных )?(дн|месяц|лет|врем|час|недел|суток|ждать)"
        r"|долго|срок|за сколько|быстр|скоро ли|успе(ть|ю)",
        Kind.MONEY: r"сколько (сто|плат|тенге|денег|будет сто)|почем|\bцен[аыу]|стоимост|стоит"
        r"|платн|плата|пошлин|штраф|тариф|размер|платит",
        Kind.PERCENT: r"процент|какая (доля|часть)|какую (долю|часть)",
        Kind.DATE: r"когда|каком (году|веке|месяце)|какого числа|с какой даты|до какого",
        Kind.COUNT: r"сколько|какова (площад|численност|высот|длин|масс|скорост|глубин|дол[яи])",
        Kind.PLACE: r"\bгде\b|\bкуда\b|откуда|в как(ой|ом) (город|стран|област|мест)",
        Kind.NAME: r"\bкто\b|\bкого\b|\bкому\b|\bкем\b|\bчь[яеи]\b|\bчей\b",
    },
    Language.EN: {
        Kind.DURATION: r"how (long|soon|quick|fast)"
        r"|how many (working |business )?(day|week|month|year|hour)|deadline|time limit|what term",
        Kind.MONEY: r"how much|\bcost|\bfees?\b|price|charge|\bpay\b|\bfines?\b",
        Kind.PERCENT: r"percent|what (share|part|proportion)",
        Kind.DATE: r"\bwhen\b|(what|which) (year|date|century|month|decade|day)",
        Kind.COUNT: r"how (many|much|large|big|tall|high|deep|far)|what number",
        Kind.PLACE: r"\bwhere\b|(what|which) (city|country|place|state|region|town)",
        Kind.NAME: r"\bwho\b|\bwhom\b|\bwhose\b",
    },
}
_NUMBER = (
    r"(?:\d|\b(?:еки|уш|торт|бес|алты|жети|сегиз|тогыз|он|жиырма|отыз|кырык|елу|алпыс|жетпис|сексен"
    r"|токсан|жуз|мын|миллион|миллиард|жарты|один|одн[аоуи]\w*|два|две|двух|двум\w*|три|трех|трем"
    r"|четыре\w*|пят[ьи]\w*|шест[ьи]\w*|сем[ьи]\w*|восем[ьи]|восьм\w+|девят[ьи]\w*|десят[ьи]\w*"
    r"|двадцат\w*|тридцат\w*|сорок\w*|девяност\w*|сто|ста|двест\w*|полтор\w*|тысяч\w*|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty"
    r"|ninety|hundred|thousand|million|billion)\b)"
)
_SPAN = (
    r"(?:кун\w*|ай|айдан?|айга|айы\w*|айлык|жыл\w*|сагат\w*|минут\w*|апта\w*|таулик\w*|дн[яейию]\w*"
    r"|день|месяц\w*|год\w*|лет|час\w*|недел\w*|сут\w+|days?|months?|years?|hours?|minutes?|weeks?)"
)
_SUM = (
    r"(?:тенге|пайыз|процент|percent|%|айлык есептик|\bаек|\bмрп|расчетн|\bmci|monthly calc"
    r"|доллар|dollars?|рубл|руб\b|euros?|рублей)"
)
_MONTHS = (
    r"кантар|акпан|наурыз|сауир|мамыр|маусым|шилде|тамыз|кыркуйек|казан|караша|желтоксан|январ"
    r"|феврал|март|апрел|\bмая\b|июн|июл|август|сентябр|октябр|ноябр|декабр|january|february"
    r"|march\b|april|\bmay \d|june|july|august|september|october|november|december"
)
_ANSWERS: Mapping[Kind, str] = {
    Kind.DURATION: rf"{_NUMBER}[^.;|]{{0,24}}?\b{_SPAN}\b|сол куни|в день обращен|бирден|same day"
    r"|немедленно|immediately|бессрочн|мерзимсиз",
    Kind.MONEY: rf"{_NUMBER}[^.;|]{{0,24}}?{_SUM}|{_SUM}[^.;|]{{0,12}}{_NUMBER}|[$€₸£]"
    r"|(?<!атын, )тегин\b|акы алынбай|толемсиз|бесплатн|безвозмездн|плат[аыу] не|не плат|не взима"
    r"|free of charge|\bfree\b|no (fee|charge)|costs? (you )?nothing|costs you",
    Kind.PERCENT: rf"{_NUMBER}\s?(?:-?\w{{0,3}} )?(?:%|пайыз|процент|percent)",
    Kind.DATE: rf"\b1\d{{3}}\b|\b20\d\d\b|\d\s*(?:век|гасыр)|гасыр|\bвек[ае]?\b|centur|{_MONTHS}"
    rf"|{_NUMBER}[^.;|]{{0,24}}?\b{_SPAN}\b",
    Kind.COUNT: _NUMBER,
    Kind.PLACE: r"хкко|халыкка кызмет|орталыг|мекенжай|портал|egov|\bцон\b|центр\w* обслуж|адрес"
    r"|улиц|кошес|акимат|акимдик|болими|отдел|баскарма|управлен|office|portal|centre|center|street"
    r"|корпораци|corporation",
    Kind.NAME: r"(?<=[\w,] )[«\"]?[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w.]|акимат|акимдик|министр|комисси|маслихат"
    r"|болими|орган\b|органы|ведомств|инспект|кызметкер|комитет|ministry|committee|commission|agency",
}
_LETTER_CASE = frozenset((Kind.NAME,))
_SIDES = {
    Kind.DURATION: Facet.TERM,
    Kind.DATE: Facet.TERM,
    Kind.MONEY: Facet.COST,
    Kind.PLACE: Facet.WHERE,
    Kind.NAME: Facet.WHO,
}


@lru_cache(maxsize=4096)
def kinds_wanted(question: str, language: Language) -> frozenset[Kind]:
    """Tell which kinds of words would answer a question; none when its wording does not show it.

    A duration, a sum or a date is more exact than a number, so a number is not asked for then.
    """
    plain = question.casefold().translate(_PLAIN)
    kinds = {kind for kind, cue in _ASKING[language].items() if re.search(cue, plain)}
    if kinds & {Kind.DURATION, Kind.MONEY, Kind.DATE, Kind.PERCENT}:
        kinds.discard(Kind.COUNT)
    return frozenset(kinds)


@lru_cache(maxsize=4096)
def sides_wanted(question: str, language: Language) -> frozenset[Facet]:
    """Tell which sides of a service a question asks about, by its words and by their kind."""
    kinds = kinds_wanted(question, language)
    facet = facet_of(question, language)
    return frozenset(_SIDES[kind] for kind in kinds if kind in _SIDES) | (
        frozenset((facet,)) if facet else frozenset()
    )


@lru_cache(maxsize=16_384)
def has_kind(text: str, kind: Kind) -> bool:
    """Tell whether a text has words of a kind."""
    plain = (text if kind in _LETTER_CASE else text.casefold()).translate(_PLAIN)
    return re.search(_ANSWERS[kind], plain) is not None


def kinds_in(text: str) -> frozenset[Kind]:
    """Tell which kinds of words a text has."""
    exact = text.translate(_PLAIN)
    plain = text.casefold().translate(_PLAIN)
    return frozenset(
        kind
        for kind, answers in _ANSWERS.items()
        if re.search(answers, exact if kind in _LETTER_CASE else plain)
    )
