"""Which words of a question lean on what was said before: "it", "ал ... ше", "а для ..."?"""

import re
from functools import lru_cache

from jauap.assistant import Language

_POINTING = {
    Language.KK: r"ол|оны|оның|оған|одан|онда|олар\w*|бұл|бұны|бұған|осы|осының|сол|соны|сонда"
    r"|мұн\w*|бул|осыган|оган|онын|соган",
    Language.RU: r"он|она|оно|они|его|её|ее|их|ему|ей|им|это|эт(?:от|а|и|у|ого|ому|их|ой|им|ими)"
    r"|там|туда|тот|та|те|такой|такая|такое|такие",
    Language.EN: r"it|its|that|this|these|those|they|them|their|one|ones|there|he|she|him|her|his",
}
_OPENING = {
    Language.KK: r"ал\b|ал,|сонда\b|онда\b|егер\b|және\b|тағы\b",
    Language.RU: r"а\b|и\b|но\b|а если\b|если\b|тогда\b|ещё\b|еще\b",
    Language.EN: r"and\b|but\b|or\b|then\b|if\b|what about\b|how about\b|what if\b",
}
_CLOSING = {Language.KK: r"\bше\b\W*$", Language.RU: r"(?!)", Language.EN: r"\b(?:too|then)\b\W*$"}
_PIECE = {
    # One noun in a case that no first question stands in: "балаға?", "нотариуссыз?"
    Language.KK: r"\W*(?:[\w-]+\W+){0,2}[\w-]{2,}(?:ға|ге|қа|ке|на|не|да|де|та|те|дан|ден|тан|тен"
    r"|нан|нен|мен|бен|пен|сыз|сіз|га|ка)(?:\W+үшін|\W+бойынша)?\W*$",
    Language.RU: r"\W*(?:для|по|с|со|без|через|при|на|в|во|из|от|до|за|к|у)\W+(?:[\w-]+\W*){1,3}$",
    Language.EN: r"\W*(?:for|with|without|in|by|from|on|at|to|after|before)\W+(?:[\w-]+\W*){1,3}$",
}


@lru_cache(maxsize=1024)
def points_back(text: str, language: Language) -> bool:
    """Tell whether a question holds a word that stands for something said before."""
    return re.search(rf"\b(?:{_POINTING[language]})\b", text.casefold()) is not None


def goes_on(text: str, language: Language) -> bool:
    """Tell whether a question is worded as the continuation of another one."""
    words = text.casefold()
    return (
        re.match(rf"\W*(?:{_OPENING[language]})", words) is not None
        or re.search(_CLOSING[language], words) is not None
        or re.match(_PIECE[language], words) is not None
    )
