"""Does a close look at sentences tell which passage answers, also in Kazakh without its letters?"""

import pytest

from jauap.assistant import Language
from jauap.language.terms import split_words
from jauap.retrieval.closeness import closeness, sought_abroad, sought_by
from jauap.retrieval.index import JsonValue
from jauap.retrieval.outline import Outline, bits_of, outline_payload, read_outline
from jauap.retrieval.translation import Translation
from jauap.retrieval.wanted import Kind, kinds_in

KK, RU, EN = Language.KK, Language.RU, Language.EN


def _outline(text: str, heading: str = "") -> Outline:
    path: list[JsonValue] = [heading] if heading else []
    return read_outline({**outline_payload(text), "heading_path": path})


def _close(question: str, language: Language, *outlines: Outline) -> list[float]:
    rarity = {word.stem: 1.0 for word in split_words(question, language)}
    named = {str(number): outline for number, outline in enumerate(outlines)}
    close = closeness(sought_by(question, language), named, rarity)
    return [round(close[name], 3) for name in named]


def test_outline_keeps_folded_sentences_and_their_kinds() -> None:
    outline = _outline("Төлем алынбайды. Мерзімі 5 жұмыс күні.", "Мерзімі мен құны")
    assert outline.text == " tolem alynbaidy  \n merzimi 5 jumys kuni  "
    assert outline.starts == (0, 19)
    assert outline.kinds[0] == bits_of(kinds_in("Төлем алынбайды."))
    assert outline.kinds[1] & bits_of(frozenset((Kind.DURATION,)))
    assert outline.heading == ("merzimi", "men", "kuny")


def test_point_without_an_outline_gives_an_empty_one() -> None:
    assert read_outline({"text": "Мәтін."}) == Outline(text="", starts=(0,), kinds=b"")
    assert _close("Мерзімі қанша күн?", KK, read_outline({})) == [0.0]


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Жайылым жоспарын кім бекітеді?", KK),
        ("жайылым жоспарын ким бекитеди", KK),
        ("Кто утверждает план пастбищ?", RU),
        ("Who approves the pasture plan?", EN),
    ],
)
def test_words_in_one_sentence_are_closer_than_words_far_apart(
    question: str, language: Language
) -> None:
    together = {
        KK: "Жайылым жоспарын ауыл әкімі бекітеді. Басқа мәселе жоқ.",
        RU: "План пастбищ утверждает аким села. Прочего здесь нет.",
        EN: "The pasture plan is approved by the mayor. Nothing else is here.",
    }
    apart = {
        KK: "Жайылым туралы. Өзге сөз бар. Тағы бір сөйлем. Ауыл әкімі жоспарын бекітеді.",
        RU: "О пастбищах. Здесь иное. И ещё одно слово. Аким села утверждает план.",
        EN: "About the pasture. Other words. One more line. The mayor approves a plan.",
    }
    one, other = _close(question, language, _outline(together[language]), _outline(apart[language]))
    assert one > other + 0.02


def test_sentence_with_the_wanted_kind_of_words_is_closer() -> None:
    dated = _outline("Қазақ хандығы 1465 жылы құрылды.")
    undated = _outline("Қазақ хандығы Шу бойында құрылды.")
    one, other = _close("Қазақ хандығы қашан құрылды?", KK, dated, undated)
    assert one == pytest.approx(other + 0.15, abs=0.005)


def test_kind_in_another_sentence_counts_less() -> None:
    question = "Сколько стоит справка?"
    beside = _outline("Справка выдаётся в отделе. Прочее описано ниже. Копия стоит 500 тенге.")
    none = _outline("Справка выдаётся в отделе. Прочее описано ниже. Копия не стоит труда.")
    one, other = _close(question, RU, beside, none)
    assert one == pytest.approx(other + 0.05, abs=0.005)


def test_heading_the_question_says_whole_counts_most() -> None:
    text = "You may send it by post."
    question = "How do I apply for a licence?"
    whole, half, none = _close(
        question,
        EN,
        _outline(text, "How do I apply?"),
        _outline(text, "How to renew"),
        _outline(text, "Fees"),
    )
    assert (whole, half, none) == (0.05, 0.006, 0.0)


def test_neighbouring_sentence_counts_in_part() -> None:
    rows = ("Субсидия беріледі. Өтінім порталда.", "Субсидия беріледі. Мал көп.")
    one, other = _close("Субсидия өтінім", KK, *map(_outline, rows))
    assert one > other > 0


def test_close_look_abroad_seeks_what_the_words_mean() -> None:
    words = {"жер": "участок", "салығын": "налог"}
    table = Translation(
        KK, RU, {split_words(one, KK)[0].stem: ((other, 0.9),) for one, other in words.items()}
    )
    sought = sought_abroad("Жер салығын Темиров қашан төлейді?", KK, table)
    assert [root for root, _ in sought.roots] == [" uçastok", " nalog", " temirov", " tole"]
    rarity = {stem: 1.0 for _, stem in sought.roots}
    outlines = {
        "near": _outline("Налог за участок платят до 1 апреля."),
        "far": _outline("Налог платят. Прочее не здесь. Ни тут. Сдан участок."),
    }
    close = closeness(sought, outlines, rarity)
    assert close["near"] > close["far"] + 0.1


def test_question_without_known_words_is_close_to_nothing() -> None:
    close = closeness(sought_by("Мерзімі қандай?", KK), {"a": _outline("Мерзімі 5 күн.")}, {})
    assert close == {"a": 0.0}
