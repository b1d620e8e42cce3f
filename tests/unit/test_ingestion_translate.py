"""Word tables learned from twin documents."""

import pytest

from jauap.assistant import Language
from jauap.errors import IndexUnavailable
from jauap.ingestion.align import align
from jauap.ingestion.translate import learn_translations
from jauap.knowledge import Document
from jauap.language.terms import split_words
from jauap.retrieval.translation import Translation, dump_translations, load_translations

KK, RU, EN = Language.KK, Language.RU, Language.EN

NOUNS = (
    ("паспорт", "паспорт"), ("жер", "участок"), ("су", "вода"), ("бала", "ребёнок"),
    ("мектеп", "школа"), ("салық", "налог"), ("зейнетақы", "пенсия"), ("егін", "посев"),
)  # fmt: skip
ACTS = (
    ("тіркеледі", "регистрируется"),
    ("беріледі", "выдаётся"),
    ("тексеріледі", "проверяется"),
    ("жойылады", "отменяется"),
    ("төленеді", "оплачивается"),
)


def _twins() -> list[Document]:
    kazakh = [f"{noun[0].title()} {act[0]}." for noun in NOUNS for act in ACTS]
    russian = [f"{noun[1].title()} {act[1]}." for noun in NOUNS for act in ACTS]
    return [_document(KK, "\n".join(kazakh)), _document(RU, "\n".join(russian))]


def _document(language: Language, text: str, source: str = "act") -> Document:
    return Document(
        id=f"{source}.{language}", source_id=source, language=language, title="", text=text, path=""
    )


def _meaning(table: Translation, word: str) -> str:
    (analysed,) = split_words(word, table.source)
    return table.meanings[analysed.stem][0][0]


def test_words_of_twins_find_each_other_in_both_directions() -> None:
    kk_ru, ru_kk = learn_translations(_twins())
    assert (kk_ru.source, kk_ru.target) == (KK, RU)
    assert {noun[0]: _meaning(kk_ru, noun[0]) for noun in NOUNS} == dict(NOUNS)
    assert {noun[1]: _meaning(ru_kk, noun[1]) for noun in NOUNS} == {b: a for a, b in NOUNS}


def test_table_is_the_same_every_time_and_survives_being_written() -> None:
    tables = learn_translations(_twins())
    text = dump_translations(tables)
    assert text == dump_translations(learn_translations(reversed(_twins())))
    assert load_translations(text) == tables


def test_too_few_twins_teach_nothing() -> None:
    short = [_document(KK, "Жер салығы төленеді."), _document(RU, "Земельный налог платят.")]
    assert learn_translations(short) == ()


def test_document_without_a_twin_teaches_nothing() -> None:
    alone = [_document(KK, "Жер салығы төленеді.\n" * 40), _document(RU, "Налог.", source="b")]
    assert learn_translations(alone) == ()


def test_inflected_question_is_expanded_by_the_stem_and_its_pieces() -> None:
    table, _ = learn_translations(_twins())
    (tax,) = split_words("налог", RU)
    weights = table.expand(split_words("салығын", KK))
    assert weights[tax.stem] == pytest.approx(2.0, abs=0.3)
    assert weights.keys() >= set(tax.grams[: tax.root_grams])


def test_unknown_word_stays_itself_when_translated() -> None:
    table, _ = learn_translations(_twins())
    known, unknown = split_words("салық Темирова", KK)
    assert table.translate([known, unknown]) == (split_words("налог", RU)[0], unknown)


def test_damaged_table_says_what_to_do() -> None:
    with pytest.raises(IndexUnavailable, match="word table"):
        load_translations("бұл кесте емес")
    assert load_translations("") == ()


def test_sentences_are_paired_by_number_and_length_past_an_inserted_one() -> None:
    kazakh = "1. Өтініш 15 күнде қаралады.\n2. Төлем 2 АЕК.\n3. Шағым 30 күнде беріледі."
    russian = (
        "1. Заявление рассматривают 15 дней.\nПримечание редакции о порядке вступления в силу.\n"
        "2. Плата 2 МРП.\n3. Жалобу подают в 30 дней."
    )
    pairs = dict(align(kazakh, russian))
    assert pairs["1. Өтініш 15 күнде қаралады."] == "1. Заявление рассматривают 15 дней."
    assert pairs["3. Шағым 30 күнде беріледі."] == "3. Жалобу подают в 30 дней."


@pytest.mark.parametrize(("first", "second"), [("", ""), ("Бір сөйлем.", ""), ("", "Одно.")])
def test_nothing_is_paired_with_nothing(first: str, second: str) -> None:
    assert list(align(first, second)) == []


def test_word_like_a_known_one_shares_its_meanings_in_part() -> None:
    table, _ = learn_translations(_twins())
    (school,) = split_words("школа", RU)
    (known,), (alike,), (other,) = (
        split_words(word, KK) for word in ("мектептің", "мектепалды", "мерген")
    )
    assert table.knows([known])
    assert not table.knows([alike])
    full, part = (table.expand([word])[school.stem] for word in (known, alike))
    assert 0.6 * full <= part < full
    assert table.expand([other]) == {}


def test_table_tells_how_its_words_are_spelled() -> None:
    table, _ = learn_translations(_twins())
    known, unknown = split_words("мектептер мерген", KK)
    assert table.spelled(known) == "школа"
    assert table.spelled(unknown) == ""
    assert table.spellings[known.stem] == "мектеп"
