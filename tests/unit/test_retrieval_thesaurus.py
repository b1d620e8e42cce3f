"""What citizens say is found under what the documents call it; nothing else changes."""

import pytest

from jauap.assistant import Language, SearchWeights
from jauap.errors import IndexUnavailable
from jauap.knowledge import NO_SYNONYMS, Synonyms
from jauap.language.terms import split_words
from jauap.retrieval.asking import Query, analyse_question, ask_pairs, ask_passages
from jauap.retrieval.index import SparseVector
from jauap.retrieval.thesaurus import (
    Thesaurus,
    Unsaid,
    built_in,
    dump_synonyms,
    read_thesaurus,
    spelled_meanings,
    usual_thesaurus,
)

KK, RU, EN = Language


def _synonyms(language: Language, said: str, means: str) -> Synonyms:
    entry = {"said": [said], "means": means}
    return Synonyms.model_validate_json(
        Synonyms.model_validate(
            {"schema": 1, "synonyms": {language: ({**entry, "said": (said,)},)}}
        ).model_dump_json(by_alias=True)
    )


def _meant(text: str, language: Language, thesaurus: Thesaurus) -> list[str]:
    found = thesaurus.read(split_words(text, language), language)
    return [" ".join(each.spelled) for each in found]


@pytest.mark.parametrize(
    ("language", "question", "meant"),
    [
        (KK, "Пропискаға тұру керек пе?", ["тұрғылықты жері бойынша тіркеу"]),
        (KK, "propiskaga turu kerek pe", ["тұрғылықты жері бойынша тіркеу"]),
        (KK, "Удостоверение мен пособие", ["жеке куәлік", "жәрдемақы"]),
        (RU, "Какой срок у прописки?", ["регистрация по месту жительства"]),
        (RU, "Развод через ЗАГС", ["расторжение брака", "регистрирующий орган"]),
        (EN, "Does my landlord have to agree?", ["owner of the dwelling"]),
        (RU, "Как получить паспорт?", []),
    ],
)
def test_the_built_in_list_knows_everyday_words_in_any_inflection(
    language: Language, question: str, meant: list[str]
) -> None:
    assert _meant(question, language, usual_thesaurus()) == meant


def test_a_longer_expression_is_read_before_its_parts() -> None:
    thesaurus = Thesaurus(
        _synonyms(RU, "лист", "страница"), _synonyms(RU, "лист ожидания", "резерв очередь")
    )

    assert _meant("Когда дойдёт лист ожидания?", RU, thesaurus) == ["резерв очередь"]
    assert _meant("Лист потерян", RU, thesaurus) == ["страница"]


def test_an_own_synonym_overrules_the_built_in_one() -> None:
    own = _synonyms(RU, "права", "права и обязанности собственника")

    assert _meant("мои права", RU, usual_thesaurus()) == ["водительское удостоверение"]
    assert _meant("мои права", RU, Thesaurus(built_in(), own)) == [
        "права и обязанности собственника"
    ]


def test_an_expression_that_means_itself_switches_the_built_in_one_off() -> None:
    own = _synonyms(RU, "права", "права")

    assert _meant("мои права", RU, Thesaurus(built_in(), own)) == []


def test_a_language_does_not_borrow_from_another() -> None:
    assert _meant("Загс қайда?", EN, usual_thesaurus()) == []


def _query(text: str, thesaurus: Thesaurus) -> Query:
    return analyse_question(text, RU, thesaurus=thesaurus)


def test_the_documents_words_stand_beside_the_asked_ones_and_weigh_less() -> None:
    plain = _query("Сколько стоит прописка?", Thesaurus())
    wider = _query("Сколько стоит прописка?", usual_thesaurus())
    place = split_words("жительства", RU)[0].stem

    assert (plain.other, wider.terms) == ({}, plain.terms)
    assert wider.other[place] == 2.0
    asked = ask_passages(wider, RU, SearchWeights(heading=0, title=0), 10, is_combined=False)
    assert isinstance(asked.vector, SparseVector)
    weights = dict(zip(asked.vector.indices, asked.vector.values, strict=True))
    assert weights[place] == pytest.approx(0.6)
    assert weights[split_words("прописка", RU)[0].stem] == pytest.approx(2.0)


def test_pairs_are_asked_in_the_citizens_own_words() -> None:
    plain = ask_pairs(_query("Сколько стоит прописка?", Thesaurus()), RU)

    assert ask_pairs(_query("Сколько стоит прописка?", usual_thesaurus()), RU) == plain


@pytest.mark.parametrize(("rarity", "meant"), [(1.0, 1), (0.7, 1), (0.69, 0), (0.1, 0)])
def test_what_the_documents_say_themselves_is_left_as_it_was_asked(
    rarity: float, meant: int
) -> None:
    unsaid = Unsaid(usual_thesaurus(), lambda stems, language: [rarity for _ in stems])

    assert len(unsaid.read(split_words("нужна прописка", RU), RU)) == meant


def test_an_expression_is_as_rare_as_its_rarest_word() -> None:
    rare = split_words("ожидания", RU)[0].stem
    unsaid = Unsaid(
        Thesaurus(_synonyms(RU, "лист ожидания", "резерв очередь")),
        lambda stems, language: [1.0 if stem == rare else 0.1 for stem in stems],
    )

    assert len(unsaid.read(split_words("лист ожидания", RU), RU)) == 1


def test_a_question_without_an_everyday_word_is_searched_as_before() -> None:
    plain = _query("Сколько стоит регистрация?", Thesaurus())

    assert _query("Сколько стоит регистрация?", usual_thesaurus()) == plain


def test_an_extract_seeks_the_documents_words_too() -> None:
    meant = usual_thesaurus().read(split_words("развод", RU), RU)

    assert spelled_meanings(meant) == (("расторжение", 0.5), ("брака", 0.5))


def test_synonyms_come_back_from_a_generation_as_they_were_written() -> None:
    details = dump_synonyms(_synonyms(KK, "жилстрой", "Отбасы банк"))

    assert _meant("жилстройға барамын ба?", KK, read_thesaurus(details)) == ["отбасы банк"]


def test_a_generation_without_synonyms_is_searched_with_the_built_in_ones() -> None:
    assert dump_synonyms(NO_SYNONYMS) == {}
    assert read_thesaurus({}) is usual_thesaurus()


def test_damaged_synonyms_of_a_generation_say_how_to_mend_them() -> None:
    with pytest.raises(IndexUnavailable, match="synonyms of this generation") as caught:
        read_thesaurus({"synonyms": '{"schema": 1}'})

    assert caught.value.remedy == "write the index anew: jauap ingest <assistant> --force"


def test_the_built_in_list_says_each_expression_once_and_means_something_else() -> None:
    for language, synonyms in built_in().synonyms.items():
        said = [expression for each in synonyms for expression in each.said]
        assert len(said) == len(set(said))
        for each in synonyms:
            for expression in each.said:
                stems = {word.stem for word in split_words(expression, language)}
                meant = {word.stem for word in split_words(each.means, language)}
                assert not meant <= stems, expression
