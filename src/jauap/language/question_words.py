"""Which words ask or glue, and so say nothing about the topic?"""

from functools import lru_cache

from jauap.assistant import Language
from jauap.language.terms import split_words

_WORDS = {
    Language.KK: """
        не немен неге неден нені неде кім кімге кімнің кімдер қай қайсы қандай қалай қайда қайдан
        қашан қанша неше нешінші дегеніміз деген деп ма ме ба бе па пе ше және мен бен пен немесе
        үшін туралы бойынша бар жоқ болады болса бола керек маған менің сізге біз сіз осы бұл сол
        емес еді екен қылу ету деу та те да де
    """,
    Language.RU: """
        что чего чему чем как какой какая какое какие каких каким какую кто кого кому где куда
        откуда когда сколько почему зачем ли и или а но в во на по с со к ко у о об из за для от
        до при не ни это я мне мой моя мы вы он она они его её их быть есть был будет можно нужно
        надо если то так ещё уже же бы
    """,
    Language.EN: """
        what which who whom whose where when why how many much do does did is are was were be been
        am the a an of to in on at by for from with as or and if i my me we you your it its this
        that can could may must should will would have has had need not there about
    """,
}


@lru_cache(maxsize=8)
def question_word_stems(language: Language) -> frozenset[int]:
    """Give the stem terms of question and function words of a language."""
    return frozenset(word.stem for word in split_words(_WORDS[language], language))
