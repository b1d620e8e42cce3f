"""Which whole question does a short later turn stand for? "Ал балаға ше?", "and the price?"

Without a model: the turn borrows the words of the question it goes on with, so that search,
evidence and extraction see one whole question. A turn with a topic of its own borrows nothing.
"""

from collections.abc import Sequence
from functools import cache, lru_cache

from jauap.answer import Turn
from jauap.assistant import Language
from jauap.language.detect import detect
from jauap.language.leaning import goes_on, points_back
from jauap.language.question_words import (
    courtesy_word_stems,
    office_word_stems,
    question_word_stems,
)
from jauap.language.roots import spellings
from jauap.language.terms import split_words
from jauap.retrieval.wanted import sides_wanted

_OWN_TOPIC = 3
"""Telling words of its own with which a turn is a whole question, however it is worded."""
_MOST_WORDS = 24
"""Words borrowed at most; a longer question lends its telling ones."""
_SIDES = {
    Language.KK: """
        тұрады тұр құны бағасы баға ақша теңге төлем төлеу төлеймін төлейді ақылы тегін мерзімі
        мерзім уақыт күн күнде айда созылады дайын құжат құжаттар қағаз тізімі жүгіну барамын бару
        беремін тапсырамын аламын алуға жасайды істеу істеймін онлайн кез ал онда егер
    """,
    Language.RU: """
        стоит стоить стоимость цена цену деньги тенге платить плата бесплатно платно оплата срок
        сроки время дней долго документ документы бумаги справки список обратиться обращаться идти
        подать подавать делать сделать онлайн
    """,
    Language.EN: """
        cost costs price fee fees charge pay much free long time days take takes deadline document
        documents papers list need go apply online do
    """,
}


def whole_question(text: str, history: Sequence[Turn], language: Language) -> str:
    """Give the question that a later turn stands for, in the words of the conversation.

    The turn itself is given back when it is a whole question, or when nothing before it is a
    question in `language`, which is the turn's. "Yes" means the question it was asked about.
    """
    return _whole(text, tuple(turn.question for turn in history), language) if history else text


# The search asks for it, and whoever shows or extracts the answer once more.
@lru_cache(maxsize=256)
def _whole(text: str, before: tuple[str, ...], language: Language) -> str:
    if not is_short(text, language):
        return text
    whole = ""
    for question in before:
        whole = _joined(whole, question, language)
    return _join(whole, text, language) if whole else text


def is_short(text: str, language: Language) -> bool:
    """Tell whether a turn says too little to be searched without the one before it."""
    own = own_topic(text, language)
    if not own:
        return bool(spellings(text))
    is_leaning = goes_on(text, language) or points_back(text, language)
    return is_leaning and len(own) < _OWN_TOPIC


def _joined(whole: str, question: str, language: Language) -> str:
    """Give the question the conversation has come to with one more turn."""
    if detect(question, fallback=language).language is not language:
        return ""
    if whole and is_short(question, language):
        return _join(whole, question, language)
    return question


def _join(whole: str, text: str, language: Language) -> str:
    """Put a turn behind the question it goes on with; what it asks replaces what was asked."""
    lent = whole.rstrip(" ?!.…")
    if sides_wanted(text, language) or len(lent.split()) > _MOST_WORDS:
        lent = " ".join(own_topic(whole, language)[:_MOST_WORDS])
    return f"{lent} {text}".strip()


def own_topic(text: str, language: Language) -> list[str]:
    """Give the words that name a topic: none that ask, frame, point back or name a side of it."""
    silent = question_word_stems(language) | courtesy_word_stems(language) | side_stems(language)
    return [
        word
        for word in spellings(text)
        if not points_back(word, language)
        and any(part.stem not in silent for part in split_words(word, language))
    ]


@cache
def silent_stems(language: Language) -> frozenset[int]:
    """Give the stem terms of words that name no topic: a side of any, or what any office does."""
    return side_stems(language) | office_word_stems(language)


@cache
def side_stems(language: Language) -> frozenset[int]:
    """Give the stem terms of words that name a side of a topic: price, time, papers."""
    return frozenset(word.stem for word in split_words(_SIDES[language], language))
