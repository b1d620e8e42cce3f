"""A word no text knows is put right by one slip; a right word about something else stays."""

import pytest

from jauap.answer import Turn
from jauap.assistant import Language
from jauap.knowledge import Chunk, Document
from jauap.retrieval.spelling import Spelling, respelled
from jauap.retrieval.vocabulary import gather_words

KK, RU, EN = Language.KK, Language.RU, Language.EN

TEXTS = {
    KK: """Жеке куәлік алу үшін құжаттар мен өтініш керек. Субсидия төленеді, субсидия мөлшері.
        Паспортты алу мерзімі он күн. Тұрғылықты жері бойынша тіркеу. Жайылым жоспары.""",
    RU: """Получить паспорт можно за десять дней. Удостоверение личности выдаёт центр.
        Документы: заявление, справка. Регистрация рождения. Портал eGov. Версия, версия, версия.
        Продать землю. Плата и плато.""",
    EN: """A passport is issued in ten days. Documents, a certificate and an application are needed.
        The licence fee is paid in advance. A registered address.""",
}


def _spelling(language: Language, *, knows: str = "") -> Spelling:
    twice = {each: f"{text}\n{text}" for each, text in TEXTS.items()}
    texts = {**twice, language: f"{twice[language]} {knows}"}
    return Spelling(language, gather_words([_chunk(each, text) for each, text in texts.items()]))


def _chunk(language: Language, text: str) -> Chunk:
    document = Document(
        id=f"act.{language}", source_id="act", language=language, title="", text=text, path=""
    )
    return Chunk(id="1", document=document, position=0, text=text, start=0, end=len(text))


def _right(text: str, language: Language) -> str:
    return _spelling(language).read(text).question


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        (RU, "как палучить паспарт", "как получить паспорт"),
        (RU, "удаставерение личнсти", "удостоверение личности"),
        (RU, "заявлеине и спраавка", "заявление и справка"),
        (RU, "Регстрация рождния?", "Регистрация рождения?"),
        (RU, "СРОЧНО ПАСПАРТ", "СРОЧНО ПАСПОРТ"),
        (RU, "сколкко дней", "сколько дней"),
        (KK, "жеке куалик аламын ба", "жеке куалик аламын ба"),
        (KK, "құжатар мен өтінішті қйда беремін", "құжаттар мен өтінішті қайда беремін"),
        (KK, "kujatar kerek pe", "құжаттар kerek pe"),
        (KK, "субсиддя молшери", "субсидия молшери"),
        (KK, "тургылыкыт жери", "тұрғылықты жери"),
        (KK, "паспарттарымызды ауыстыру", "паспорттарымызды ауыстыру"),
        (EN, "how to get a pasport", "how to get a passport"),
        (EN, "aplication and certifcate", "application and certificate"),
        (EN, "Licnece fee", "Licence fee"),
    ],
)
def test_misspelt_word_becomes_the_documents_own(
    language: Language, typed: str, meant: str
) -> None:
    assert _right(typed, language) == meant


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (RU, "подать на визу"),
        (RU, "верста"),
        (RU, "плати"),
        (RU, "версии и паспортами"),
        (RU, "пенсия, налоги и школа"),
        (RU, "почему, здравствуйте, подскажите"),
        (RU, "форма ПСПОРТ2, ст. 7-паспарт, а@паспарт.kz, e.паспарт"),
        (RU, "[паспарт]"),
        (RU, "что такое ЦПОН и ЗАЯВЛНИЕ"),
        (RU, "pasport и passprt"),
        (RU, "passport"),
        (RU, "мөлшері"),
        (KK, "регистрация мен документы"),
        (KK, "жоқ, үйі, аты"),
        (EN, "паспарт"),
        (EN, "a visa for a pupil"),
        (EN, "feee"),
    ],
)
def test_what_is_right_short_foreign_or_a_name_stays(language: Language, text: str) -> None:
    assert _spelling(language).corrections(text) == {}


def test_short_word_without_a_letter_is_believed_only_if_its_letters_never_stand_together() -> None:
    assert _spelling(RU).corrections("пата") == {"пата": "плата"}
    assert _spelling(RU, knows="патент").corrections("пата") == {}


def test_word_written_once_is_meant_only_where_letters_are_swapped_or_doubled() -> None:
    once = _spelling(RU, knows="ветрогенератор")
    assert once.corrections("ветрогенеартор") == {"ветрогенеартор": "ветрогенератор"}
    assert once.corrections("веетрогенератор") == {"веетрогенератор": "ветрогенератор"}
    assert once.corrections("ветрогенертор ветрагенератор") == {}
    twice = _spelling(RU, knows="ветрогенератор ветрогенератора")
    assert twice.corrections("ветрогенертор ветрагенератор") == {
        "ветрогенертор": "ветрогенератор",
        "ветрагенератор": "ветрогенератор",
    }


def test_of_several_words_the_commonest_is_meant_and_of_equals_none() -> None:
    assert _spelling(RU, knows="банка банка банки бланка").corrections("баанка") == {
        "баанка": "банка"
    }
    assert _spelling(RU, knows="марта карта карат").corrections("кратаа") == {}
    assert _spelling(RU, knows="берег берек").corrections("береу") == {}


def test_words_of_any_question_are_put_right_too() -> None:
    assert _spelling(RU).corrections("здраствуйте когад") == {
        "здраствуйте": "здравствуйте",
        "когад": "когда",
    }
    assert _spelling(KK).corrections("қандйа") == {"қандйа": "қандай"}


def test_affairs_of_state_that_no_document_speaks_of_are_put_right_too() -> None:
    assert _spelling(KK).corrections("зейнтақы") == {"зейнтақы": "зейнетақы"}
    assert _spelling(RU).corrections("аллименты") == {"аллименты": "алименты"}
    assert _spelling(EN).corrections("penson") == {"penson": "pension"}


@pytest.mark.parametrize(
    ("language", "knows", "word"),
    [
        (KK, "бунақденелілермен бунақденелілермен", "бунақденелі"),
        (RU, "восстановительный восстановительный", "восстановить"),
    ],
)
def test_the_beginning_of_a_known_word_is_no_slip(
    language: Language, knows: str, word: str
) -> None:
    assert _spelling(language, knows=knows).read(word).corrections == {}


def test_without_a_vocabulary_of_the_language_nothing_is_put_right() -> None:
    kazakh = gather_words([_chunk(KK, TEXTS[KK])])
    assert Spelling(RU, kazakh).corrections("как палучить паспарт") == {}
    assert Spelling(RU, ()).corrections("как палучить паспарт") == {}


def test_earlier_turns_in_the_same_language_are_put_right_too() -> None:
    history = [
        Turn(question="как палучить паспарт", answer="паспарт"),
        Turn(question="жеке куәлік аламын, паспарт емес, құжаттар қандай"),
    ]
    read = _spelling(RU).read("а сколько стоит?", history)
    assert read.question == "а сколько стоит?"
    assert read.corrections == {"палучить": "получить", "паспарт": "паспорт"}
    assert read.history[0] == Turn(question="как получить паспорт", answer="паспарт")


def test_turn_in_another_language_teaches_nothing() -> None:
    history = [Turn(question="жеке куәлікті қалай аламын, паспарт емес, құжаттар қандай болады")]
    assert _spelling(RU).read("а сколько стоит?", history).corrections == {}


def test_capitals_and_marks_around_a_word_stay() -> None:
    corrections = {"паспарт": "паспорт"}
    assert respelled("«Паспарт», ПАСПАРТ и паспарта!", corrections) == (
        "«Паспорт», ПАСПОРТ и паспарта!"
    )
    assert respelled("паспарт", {}) == "паспарт"
