"""The vocabulary holds what texts spell, and survives being written."""

import base64
import gzip
from datetime import date

import pytest

from jauap.assistant import Language
from jauap.errors import IndexUnavailable
from jauap.knowledge import Chunk, Document, Pair
from jauap.retrieval.vocabulary import (
    Vocabulary,
    dump_vocabularies,
    gather_words,
    load_vocabularies,
    with_spoken,
)

KK, RU = Language.KK, Language.RU


def _chunk(language: Language, text: str, *headings: str, title: str = "") -> Chunk:
    document = Document(
        id=f"act.{language}", source_id="act", language=language, title=title, text=text, path=""
    )
    return Chunk(
        id="1",
        document=document,
        position=0,
        text=text,
        start=0,
        end=len(text),
        heading_path=headings,
    )


def _pair(question: str) -> Pair:
    return Pair(
        id="p",
        language=RU,
        intent="i",
        question=question,
        answer="Да.",
        source="act",
        quote="Да",
        author_role="a",
        approved_by_role="b",
        approved_on=date(2026, 1, 1),
    )


def test_pairs_add_their_words_in_languages_that_documents_speak() -> None:
    chunks = [_chunk(RU, "Паспорт и виза"), _chunk(KK, "Анықтаманы")]
    kk, ru = with_spoken(
        gather_words(chunks), [_pair("Где паспорт и паспорта?")], lambda language: ()
    )
    assert kk == gather_words(chunks)[0]
    assert ru.words == {
        "gde": {"где": 1},
        "i": {"и": 2},
        "pasport": {"паспорт": 2, "паспорта": 1},
        "viz": {"виза": 1},
    }
    assert with_spoken((), [_pair("Где паспорт?")], lambda language: ("ксива",)) == ()


def test_everyday_words_are_known_though_no_document_spells_them() -> None:
    said = {RU: ("прописка",)}
    (ru,) = with_spoken(
        gather_words([_chunk(RU, "Паспорт")]), (), lambda language: said.get(language, ())
    )
    assert ru.words["propisk"] == {"прописка": 2}


def test_words_of_text_title_and_headings_are_gathered_by_root() -> None:
    chunk = _chunk(RU, "Паспорт и паспорта, 2 справки-копии ДСМ-13.", "Срок", title="Паспорт")
    (words,) = gather_words([chunk])
    assert words.language is RU
    assert words.words == {
        "dsm": {"дсм": 1},
        "i": {"и": 1},
        "kop": {"копии": 1},
        "pasport": {"паспорт": 2, "паспорта": 1},
        "spravk": {"справки": 1},
        "srok": {"срок": 1},
    }


def test_each_language_has_its_own_words() -> None:
    kk, ru = gather_words([_chunk(RU, "Справка"), _chunk(KK, "Анықтаманы")])
    assert (kk.language, ru.language) == (KK, RU)
    assert kk.words == {"anyktama": {"анықтаманы": 1}}


def test_vocabulary_is_the_same_every_time_and_survives_being_written() -> None:
    chunks = [_chunk(RU, "Справка о жилье"), _chunk(KK, "Тұрғын үй туралы анықтама")]
    written = dump_vocabularies(gather_words(chunks))
    assert written == dump_vocabularies(gather_words(reversed(chunks)))
    assert load_vocabularies(written) == gather_words(chunks)


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode())).decode()


@pytest.mark.parametrize(
    "damaged",
    [
        "бұл сөздік емес",
        _packed("[]"),
        _packed("{}"),
        _packed('{"format": 1, "words": {"tr": {}}}'),
        _packed('{"format": 1, "words": {"ru": {"a": {"a": "b"}}}}'),
        _packed('{"format": 1, "words": {"ru": 1}}'),
        dump_vocabularies([Vocabulary(RU, {"a": {"а": 1}})])[:40],
    ],
)
def test_damaged_vocabulary_says_what_to_do(damaged: str) -> None:
    with pytest.raises(IndexUnavailable, match="vocabulary") as raised:
        load_vocabularies(damaged)
    assert "--force" in raised.value.remedy


def test_no_vocabulary_and_one_of_another_format_hold_nothing() -> None:
    assert load_vocabularies("") == ()
    assert load_vocabularies(_packed('{"format": 0, "words": 5}')) == ()
