"""What a question asks for in place of a word that no passage holds."""

import math

import pytest

from jauap.answer import Turn
from jauap.assistant import Language
from jauap.language.terms import Word, split_words
from jauap.retrieval.asking import Query, analyse_question
from jauap.retrieval.index import Hit
from jauap.retrieval.rarity import Rarity
from jauap.retrieval.translation import Translation
from jauap.retrieval.unheld import stand_in, topic_stems

KK, RU = Language.KK, Language.RU
BIRTH = Turn(question="Баланың тууын тіркеуге не керек?", answer="Медициналық куәлік.")


def _word(spelled: str, language: Language = KK) -> Word:
    return split_words(spelled, language)[0]


def _added(before: Query, after: Query) -> dict[int, float]:
    more = {term: weight - before.terms.get(term, 0.0) for term, weight in after.terms.items()}
    return {term: round(weight, 3) for term, weight in more.items() if weight > 1e-9}


def _russian(meanings: dict[str, tuple[str, float]]) -> Translation:
    return Translation(
        RU,
        KK,
        {_word(word, RU).stem: (meant,) for word, meant in meanings.items()},
        {_word(word, RU).stem: word for word in meanings},
    )


def test_question_whose_words_are_all_held_stays_as_it_is() -> None:
    query = analyse_question("Апостильді қайда қояды?", KK)
    assert stand_in(query, frozenset(), []) is query


def test_pieces_of_an_unheld_root_share_three_more_among_them() -> None:
    query = analyse_question("Апостильді қайда қояды?", KK)
    word = _word("апостильді")
    after = stand_in(query, {word.stem}, [])
    pieces = word.grams[: word.root_grams]
    assert _added(query, after) == dict.fromkeys(pieces, round(4.0 / len(pieces), 3))
    assert after.topic[pieces[0]] - query.topic[pieces[0]] == pytest.approx(4.0 / len(pieces))


def test_russian_word_of_a_kazakh_question_is_asked_for_by_what_twins_taught() -> None:
    query = analyse_question("справка қайда беріледі", KK)
    unheld = {_word("справка").stem}
    table = _russian({"справка": ("анықтама", 0.5)})
    meant = _word("анықтама").stem
    assert meant not in stand_in(query, unheld, []).terms
    after = stand_in(query, unheld, [table])
    # 1.5 times what is likely of a stem's weight of 2, less what the two roots differ by
    assert after.terms[meant] == after.topic[meant] == pytest.approx(1.3333, abs=1e-4)


def test_russian_word_is_known_through_a_kazakh_ending() -> None:
    query = analyse_question("удостоверениені қайда береді", KK)
    table = _russian({"удостоверение": ("куәлік", 0.5)})
    after = stand_in(query, {_word("удостоверениені").stem}, [table])
    assert 0.9 < after.terms[_word("куәлік").stem] < 1.5


def test_held_word_keeps_its_meaning_even_when_another_language_has_it_too() -> None:
    query = analyse_question("справка паспорт", KK)
    table = _russian({"паспорт": ("төлқұжат", 0.9)})
    after = stand_in(query, {_word("справка").stem}, [table])
    assert _word("төлқұжат").stem not in after.terms


def test_borrowed_words_of_a_short_turn_carry_nothing() -> None:
    query = analyse_question("Ал егізге ше?", KK, [BIRTH])
    assert query.borrows
    own, lent = _word("егізге"), _word("тууын")
    pieces = own.grams[: own.root_grams]
    added = _added(query, stand_in(query, {own.stem, lent.stem}, []))
    assert added == dict.fromkeys(pieces, round(4.0 / len(pieces), 3))


def test_words_that_name_no_topic_carry_nothing() -> None:
    words = split_words("паспорт алу қанша тұрады", KK)
    assert topic_stems(words, KK) == {_word("паспорт").stem, _word("қанша").stem}
    words = split_words("сколько стоит получить визу", RU)
    assert topic_stems(words, RU) == {split_words(each, RU)[0].stem for each in ("визу", "сколько")}


def test_stem_no_chunk_holds_is_told_from_a_rare_and_from_an_unasked_one() -> None:
    rarity = Rarity(KK)
    assert rarity.unheld([11, 12]) == frozenset()
    chunks = math.log(1 + 0.5 / (100 + 0.5))
    rarity.learn(
        [0, 11, 12],
        [[Hit(id="a", score=chunks, payload={})], [], [Hit(id="a", score=1.5, payload={})]],
    )
    assert rarity.unheld([11, 12, 13]) == {11}
