"""Is the language of a short question found, however it is typed?"""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.assistant import Language
from jauap.language.detect import Detection, detect

KK, RU, EN = Language.KK, Language.RU, Language.EN

QUESTIONS = [
    (KK, "Құрылыс салуға рұқсатты кім береді?"),
    (KK, "Ветеринар келмей қойса қайда шағымданамын"),
    (KK, "Атаулы әлеуметтік көмекке қандай отбасылар ілінеді?"),
    (KK, "Әйелімнің тегі өзгерсе, неке куәлігін жаңарту шарт па?"),
    (KK, "Суармалы жердің салығы көп пе"),
    (RU, "Кто выдаёт разрешение на строительство?"),
    (RU, "куда пожаловаться если ветеринар не приехал"),
    (RU, "Нужно ли менять свидетельство о браке при смене фамилии?"),
    (RU, "Большой ли налог на орошаемую землю"),
    (RU, "Как в Қостанай получить АСП через eGov?"),
    (EN, "Who issues a building permit?"),
    (EN, "where can i complain about a vet"),
    (EN, "Is the tax on irrigated land high?"),
    (EN, "How do I correct my ЖСН (ИИН)?"),
]

SPELLINGS = [
    ("without letters", "курылыс салуга руксатты ким береди?"),
    ("without letters", "атаулы алеуметтик комекке кандай отбасылар илинеди"),
    ("without letters", "айелимнин теги озгерсе не истеймин"),
    ("Latin i", "Қандай құжаттарды тапсыру керек екенiн бiлгiм келедi"),
    ("2021", "Qūrylys saluğa rūqsatty kım beredı?"),
    ("2018", "Áleýmettik kómekke qandai otbasylar ilinedi?"),
    ("chat", "qurylys saluga ruqsatty kim beredi"),
    ("chat", "kurylys saluga ruksatty kim beredy, kayda baramyn"),
    ("chat", "zher salygy kansha boladi, kashan tolenedi?"),
    ("chat", "balabakwaga kezekke kalay turuga bolady"),
]

SWITCHES = [
    "разрешениені қайдан аламын, госуслуги арқылы бола ма?",
    "удостоверение жоғалып қалды, не істеу керек",
    "справканы онлайн алып, распечатать етуге бола ма",
    "ЭЦП-нің срогы бітіп қалды қалай продлить етемін",
    "WhatsApp арқылы өтініш жіберуге бола ма?",
    "eGov Mobile қосымшасында ЖСН шықпай тұр",
]

NEIGHBOURS = [
    ("ky", "Курулуш уруксатын ким берет жана канча күндө чыгат?"),
    ("ky", "Мен айыл өкмөтүнө эмне үчүн кайрылышым керек экенин түшүнбөй жатам"),
    ("tt", "Төзелешкә рөхсәтне кем бирә һәм ничә көндә чыга?"),
    ("uz", "Qurilishga ruxsatni kim beradi va necha kunda chiqadi?"),
    ("uz", "Қурилишга рухсатни ким беради ва неча кунда чиқади, ўзим борайми?"),
    ("tr", "İnşaat iznini kim veriyor ve kaç günde çıkıyor?"),
    ("uk", "Хто видає дозвіл на будівництво і за скільки днів?"),
    ("az", "Tikinti icazəsini kim verir və neçə günə çıxır?"),
    ("tg", "Иҷозати сохтмонро кӣ медиҳад ва чанд рӯз лозим аст?"),
    ("other", "Wer erteilt die Baugenehmigung und wie lange dauert das?"),
    ("other", "Qui délivre le permis de construire et combien de jours faut-il ?"),
]


@pytest.mark.parametrize(("language", "question"), QUESTIONS)
@pytest.mark.parametrize("fallback", list(Language))
def test_question_is_given_its_language_whatever_the_conversation(
    language: Language, question: str, fallback: Language
) -> None:
    found = detect(question, fallback=fallback)

    assert (found.language, found.certain, found.neighbour) == (language, True, None)


@pytest.mark.parametrize(("spelling", "question"), SPELLINGS)
def test_kazakh_is_known_in_other_spellings(spelling: str, question: str) -> None:
    found = detect(question, fallback=RU)

    assert (found.language, found.neighbour) == (KK, None), spelling


@pytest.mark.parametrize("question", SWITCHES)
def test_kazakh_sentence_with_russian_words_stays_kazakh(question: str) -> None:
    assert detect(question, fallback=RU).language is KK


def test_russian_typed_in_latin_is_russian() -> None:
    assert detect("kak poluchit spravku ob otsutstvii sudimosti", fallback=EN).language is RU


@pytest.mark.parametrize(("neighbour", "text"), NEIGHBOURS)
@pytest.mark.parametrize("fallback", list(Language))
def test_neighbouring_language_is_named_and_never_certain(
    neighbour: str, text: str, fallback: Language
) -> None:
    found = detect(text, fallback=fallback)

    assert (found.neighbour, found.certain) == (neighbour, False)


@pytest.mark.parametrize("text", ["", " ", "12 345,67", "?!…", "👍👍", "٣٤ كم", "北京", "№ 5"])
@pytest.mark.parametrize("fallback", list(Language))
def test_text_without_letters_of_ours_gets_the_fallback(text: str, fallback: Language) -> None:
    found = detect(text, fallback=fallback)

    assert (found.language, found.certain, found.neighbour) == (fallback, False, None)


@pytest.mark.parametrize("fallback", [KK, RU])
def test_word_both_languages_have_stays_in_the_conversation(fallback: Language) -> None:
    found = detect("паспорт", fallback=fallback)

    assert (found.language, found.certain) == (fallback, False)


@pytest.mark.parametrize("word", ["мектеп", "салық", "кезек", "баспана"])
def test_kazakh_word_alone_is_kazakh_in_a_russian_conversation(word: str) -> None:
    assert detect(word, fallback=RU).language is KK


@pytest.mark.parametrize("reply", ["No.", "Yes, I do", "ok", "Thank you!", "what else?"])
def test_short_english_reply_is_english(reply: str) -> None:
    assert detect(reply, fallback=EN).language is EN


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("Қашан ашыласыздар?", "cyrillic"),
        ("qashan ashylasyzdar?", "latin"),
        ("ЭЦП қайта шығару NCALayer Windows", "mixed"),
    ],
)
def test_script_is_that_of_the_letters(text: str, script: str) -> None:
    assert detect(text, fallback=KK).script == script


def test_capitals_change_nothing() -> None:
    assert detect("МЕКТЕПКЕ ҚАЛАЙ ТІРКЕЙМІН", fallback=RU) == Detection(
        language=KK, certain=True, script="cyrillic", neighbour=None
    )


def test_only_the_ends_of_a_long_text_are_read() -> None:
    long = "What must I bring? " * 30 + "Құжаттарды қалай тапсырамын? " * 5_000

    assert detect(long, fallback=EN) == detect(
        "What must I bring? " * 5 + "Құжаттарды қалай тапсырамын? " * 7, fallback=EN
    )


@given(st.text(max_size=200), st.sampled_from(Language))
def test_any_text_gets_a_language_and_always_the_same(text: str, fallback: Language) -> None:
    found = detect(text, fallback=fallback)

    assert found == detect(text, fallback=fallback)
    assert not (found.certain and found.neighbour)


def test_detection_is_the_same_in_every_process() -> None:
    probe = (
        "from jauap.assistant import Language; from jauap.language.detect import detect;"
        "print([detect(t, fallback=Language.RU) for t in"
        " ['Жер алу кезегі', 'канча турат', 'men qaida', 'субсидия берасизми']])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", probe],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }

    assert len(outputs) == 1
