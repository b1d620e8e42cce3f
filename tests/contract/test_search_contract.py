"""Does the search keep its promises over both indexes, in three languages?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest
from qdrant_double import KEY, serve_double

from jauap.answer import Turn
from jauap.assistant import Language, SearchWeights
from jauap.knowledge import NO_SYNONYMS, Chunk, Document, Pair, Synonyms
from jauap.language.terms import split_words
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points
from jauap.retrieval.index import Generation, Hit, Index, Request
from jauap.retrieval.search import Search
from jauap.retrieval.server import ServerIndex
from jauap.retrieval.thesaurus import dump_synonyms
from jauap.retrieval.translation import TRANSLATIONS, Translation, dump_translations
from jauap.retrieval.tune import LabelledQuestion, fit_weights
from jauap.retrieval.vocabulary import VOCABULARY, dump_vocabularies, gather_words

KK, RU, EN = Language.KK, Language.RU, Language.EN

TEXTS = {
    ("pasture", KK): (
        "Жайылымдарды басқару",
        "Жайылым жоспарын ауыл әкімі жыл сайын бекітеді.",
        "Малды жайылымға айдау мерзімі сәуірде басталады.",
    ),
    ("pasture", RU): (
        "Управление пастбищами",
        "План управления пастбищами утверждает аким села ежегодно.",
        "Срок выгона скота на пастбища начинается в апреле.",
    ),
    ("subsidy", KK): (
        "Субсидия алу тәртібі",
        "Өтінім портал арқылы беріледі, қаралу мерзімі 5 жұмыс күні.",
        "Субсидия тыңайтқыш құнының 50 пайызын өтейді.",
    ),
    ("passport", RU): (
        "Выдача паспорта",
        "Паспорт гражданина выдают в течение 15 рабочих дней.",
        "За срочное изготовление паспорта взимают плату.",
    ),
    ("licence", EN): (
        "Driving licence",
        "A driving licence is replaced within two working days.",
        "The old licence must be handed in at the service centre.",
    ),
}


def _chunks() -> list[Chunk]:
    chunks = []
    for (source, language), (title, *parts) in TEXTS.items():
        text = "\n".join(parts)
        document = Document(
            id=f"{source}.{language}",
            source_id=source,
            language=language,
            title=title,
            text=text,
            path=f"{source}.md",
            digest=source,
        )
        for position, part in enumerate(parts):
            start = text.index(part)
            chunks.append(
                Chunk(
                    id=str(uuid5(NAMESPACE_URL, f"{document.id}/{position}")),
                    document=document,
                    position=position,
                    text=part,
                    start=start,
                    end=start + len(part),
                    digest=f"{document.id}/{position}",
                )
            )
    return chunks


CHUNKS = _chunks()


def _chunk_id(document_id: str, position: int) -> str:
    return str(uuid5(NAMESPACE_URL, f"{document_id}/{position}"))


def _pair(question: str, answer: str) -> Pair:
    return Pair(
        id="p1",
        language=KK,
        intent="төлем",
        question=question,
        answer=answer,
        source="subsidy",
        quote="50 пайызын",
        author_role="маман",
        approved_by_role="басшы",
        approved_on=date(2026, 1, 5),
    )


PAIR = (
    _pair("Мемлекет шығынның қанша бөлігін қайтарады?", "Тыңайтқыш құнының жартысын."),
    (_chunk_id("subsidy.kk", 1),),
)


@dataclass
class Counting:
    """Passes everything on to an index and remembers the requests."""

    index: Index
    asked: list[list[Request]] = field(default_factory=list)

    @property
    def is_remote(self) -> bool:
        return self.index.is_remote

    def active(self, assistant_id: str) -> Generation | None:
        return self.index.active(assistant_id)

    def query(self, assistant_id: str, requests: Sequence[Request]) -> list[list[Hit]]:
        self.asked.append(list(requests))
        return self.index.query(assistant_id, requests)

    def __getattr__(self, name: str) -> object:
        return getattr(self.index, name)


class _Topics:
    """An embedder that knows two topics: money and animals."""

    name = "local/topics"
    size = 2

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        return [self.query(text) for text in texts]

    def query(self, text: str) -> tuple[float, ...]:
        folded = text.casefold()
        money = any(word in folded for word in ("субсидия", "ақша", "плат"))
        animals = any(word in folded for word in ("мал", "сиыр", "скот"))
        return (1.0 if money else 0.1), (1.0 if animals else 0.1)


@pytest.fixture(params=["edge", "double"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    if request.param == "edge":
        edge = EdgeIndex(tmp_path / "index")
        yield edge
        edge.close()
    else:
        with serve_double() as double:
            server = ServerIndex(double.url, KEY)
            yield server
            server.close()


def _ingest(
    index: Index,
    *,
    pairs: Sequence[tuple[Pair, tuple[str, ...]]] = (),
    dense: bool = False,
    tables: Sequence[Translation] = (),
    synonyms: Synonyms = NO_SYNONYMS,
) -> None:
    lengths = average_lengths(CHUNKS)
    embedder = _Topics() if dense else None
    generation = Generation(
        id="g2" if pairs or tables or synonyms.synonyms else "g1",
        created_at="2026-01-05T09:00:00+00:00",
        lengths=lengths,
        dense_model=embedder.name if embedder else "",
        dense_size=embedder.size if embedder else 0,
        details={
            TRANSLATIONS: dump_translations(tables),
            **dump_synonyms(synonyms),
            VOCABULARY: dump_vocabularies(gather_words(CHUNKS)),
        },
    )
    index.write("demo", generation, (), encode_points(CHUNKS, pairs, lengths, embedder))
    index.switch("demo", generation.id)


def _search(index: Index, weights: SearchWeights | None = None) -> Search:
    return Search(index, "demo", weights=weights or SearchWeights(), languages=tuple(Language))


def test_nothing_is_found_before_the_first_ingest(index: Index) -> None:
    found = _search(index).find("Субсидия қалай беріледі?", language=KK)
    assert (found.passages, found.pairs, found.features) == ((), (), {})


@pytest.mark.parametrize(
    ("question", "language", "document", "position"),
    [
        ("Жайылым жоспарын кім бекітеді?", KK, "pasture.kk", 0),
        ("жайылым жоспарын ким бекитеди", KK, "pasture.kk", 0),
        ("zhaiylym zhosparyn kim bekitedi", KK, "pasture.kk", 0),
        ("субсидияга отиним кайда берилед", KK, "subsidy.kk", 0),
        ("кто утверждает план по пастбищам", RU, "pasture.ru", 0),
        ("за сколько дней выдадут пасспорт", RU, "passport.ru", 0),
        ("How long does replacing a licence take?", EN, "licence.en", 0),
    ],
)
def test_first_passage_answers(
    index: Index, question: str, language: Language, document: str, position: int
) -> None:
    _ingest(index)
    found = _search(index).find(question, language=language)
    assert found.passages[0].chunk_id == _chunk_id(document, position)
    assert found.passages[0].language is language
    assert not found.crossed_language


def test_passage_is_the_chunk_to_the_character(index: Index) -> None:
    _ingest(index)
    passage = _search(index).find("Мал айдау мерзімі", language=KK).passages[0]
    title, *parts = TEXTS["pasture", KK]
    assert passage.title == title
    assert "\n".join(parts)[passage.start : passage.end] == passage.text == parts[1]


def test_own_language_is_searched_first(index: Index) -> None:
    _ingest(index)
    found = _search(index).find("план по пастбищам", language=RU)
    assert {passage.language for passage in found.passages} == {RU}


def test_other_language_is_searched_when_the_own_has_nothing(index: Index) -> None:
    _ingest(index)
    found = _search(index).find("паспорт қашан дайын болады", language=KK)
    assert found.crossed_language
    assert found.passages[0].document_id == "passport.ru"


def test_word_table_leads_to_what_only_another_language_tells(index: Index) -> None:
    words = {"куәлікті": "licence", "орталыққа": "centre", "тапсыру": "handed"}
    table = Translation(
        KK,
        EN,
        {split_words(word, KK)[0].stem: ((meaning, 0.9),) for word, meaning in words.items()},
    )
    question = "ескі куәлікті орталыққа тапсыру керек пе"
    _ingest(index)
    assert _search(index).find(question, language=KK).passages[0].document_id != "licence.en"
    _ingest(index, tables=[table])
    found = _search(index).find(question, language=KK)
    assert found.crossed_language
    assert found.passages[0].chunk_id == _chunk_id("licence.en", 1)


def test_an_assistants_own_synonym_leads_to_what_documents_call_it(index: Index) -> None:
    own = Synonyms.model_validate_json(
        '{"schema": 1, "synonyms": {"ru": [{"said": ["ксива"], "means": "паспорт"}]}}'
    )
    question = "плата за ксиву"
    _ingest(index)
    assert _search(index).find(question, language=RU).features["unseen"] > 0.4
    _ingest(index, synonyms=own)
    found = _search(index).find(question, language=RU)
    assert found.passages[0].document_id == "passport.ru"
    assert found.features["unseen"] == 0.0
    assert found.meanings == {RU: (("паспорт", 0.5),)}


def test_russian_word_of_a_kazakh_question_finds_what_kazakh_passages_call_it(
    index: Index,
) -> None:
    words = {"заявление": "өтінім"}
    table = Translation(
        RU,
        KK,
        {split_words(word, RU)[0].stem: ((meaning, 0.9),) for word, meaning in words.items()},
        {split_words(word, RU)[0].stem: word for word in words},
    )
    question = "заявлениені қайда апарамын"
    _ingest(index)
    before = _search(index).find(question, language=KK)
    assert before.passages[0].chunk_id != _chunk_id("subsidy.kk", 0)
    _ingest(index, tables=[table])
    after = _search(index).find(question, language=KK)
    assert after.passages[0].chunk_id == _chunk_id("subsidy.kk", 0)


def test_source_with_a_twin_in_the_own_language_is_not_read_in_another(index: Index) -> None:
    _ingest(index)
    found = _search(index).find("пастбищами выгон скота паспорт", language=KK)
    assert "pasture.ru" not in {passage.document_id for passage in found.passages}


def test_language_the_assistant_does_not_speak_is_not_searched(index: Index) -> None:
    _ingest(index)
    search = Search(index, "demo", weights=SearchWeights(), languages=(KK,))
    found = search.find("паспорт қашан дайын болады", language=KK)
    assert not found.crossed_language
    assert all(passage.language is KK for passage in found.passages)


def test_pair_lifts_the_passage_it_cites_and_comes_back(index: Index) -> None:
    question = "мемлекет шыгыннын канша болигин кайтарады"
    _ingest(index)
    search = _search(index)
    before = search.find(question, language=KK)
    assert before.pairs == ()

    _ingest(index, pairs=[PAIR])
    search = _search(index)
    after = search.find(question, language=KK)
    assert after.passages[0].chunk_id == _chunk_id("subsidy.kk", 1)
    assert [each.pair.id for each in after.pairs] == ["p1"]
    assert after.pairs[0].chunk_ids == (_chunk_id("subsidy.kk", 1),)
    assert after.features["pair_similarity"] == after.pairs[0].similarity >= 0.7


def test_identical_question_is_wholly_similar_to_its_pair(index: Index) -> None:
    _ingest(index, pairs=[PAIR])
    found = _search(index).find(PAIR[0].question, language=KK)
    assert found.pairs[0].similarity == pytest.approx(1.0)


def test_earlier_turns_keep_the_search_in_their_document(index: Index) -> None:
    _ingest(index)
    history = (Turn(question="Субсидия алу тәртібі қандай?", answer="Өтінім порталда беріледі."),)
    alone = _search(index).find("ал мерзімі ше?", language=KK)
    later = _search(index).find("ал мерзімі ше?", language=KK, history=history)
    assert later.passages[0].document_id == "subsidy.kk"
    assert later.passages[0].score > alone.passages[0].score


def test_dense_leg_counts_only_with_a_weight(index: Index) -> None:
    _ingest(index, dense=True)
    question = "ақша мерзімі"

    def first(weights: SearchWeights) -> str:
        search = Search(
            index, "demo", weights=weights, languages=tuple(Language), embedder=_Topics()
        )
        return search.find(question, language=KK).passages[0].document_id

    lexical = first(SearchWeights(title=0.0, close=0.0))
    dense = first(SearchWeights(title=0.0, close=0.0, dense=3.0))
    assert (lexical, dense) == ("pasture.kk", "subsidy.kk")


def test_new_generation_is_seen_without_a_restart(index: Index) -> None:
    now = 0.0
    search = Search(
        index,
        "demo",
        weights=SearchWeights(),
        languages=tuple(Language),
        clock=lambda: now,
    )
    assert search.find("жайылым", language=KK).passages == ()
    _ingest(index)
    now = 10.0
    assert search.find("жайылым", language=KK).passages[0].document_id == "pasture.kk"


def test_weights_act_without_indexing_anew(index: Index) -> None:
    _ingest(index)
    by_title = _search(index, SearchWeights(body=0.0, heading=0.0, title=1.0))
    found = by_title.find("Субсидия алу тәртібі", language=KK)
    assert {passage.document_id for passage in found.passages} == {"subsidy.kk"}


@pytest.mark.parametrize(
    ("question", "language", "document"),
    [("ақша мерзімі", KK, "subsidy.kk"), ("акша мерзими", KK, "subsidy.kk")],
)
def test_sentence_with_the_wanted_kind_of_words_comes_first(
    index: Index, question: str, language: Language, document: str
) -> None:
    _ingest(index)
    bags = _search(index, SearchWeights(close=0.0)).find(question, language=language)
    close = _search(index).find(question, language=language)
    assert (bags.passages[0].document_id, close.passages[0].document_id) == ("pasture.kk", document)
    assert [each.score for each in close.passages] == [each.score for each in bags.passages]


def test_engine_is_asked_only_for_what_is_needed(index: Index) -> None:
    _ingest(index)
    counting = Counting(index)
    search = _search(counting)  # type: ignore[arg-type]
    search.find("Жайылым жоспарын бекітеді", language=KK)
    search.find("Жайылым жоспарын бекітеді", language=KK)
    words, first, second = counting.asked
    # the size of the corpus, the rarity of three words and of seven more of their affair's words
    # are asked once
    assert len(words) == 11
    assert [request.using for request in first] == ["passage_kk", "document_kk"]
    assert [request.using for request in second] == ["passage_kk", "document_kk"]


@pytest.mark.parametrize("question", ["", "   ", "???", "👍", "\u202e", "а" * 20_000])
def test_odd_questions_find_nothing_or_little_but_never_fail(index: Index, question: str) -> None:
    _ingest(index)
    found = _search(index).find(question, language=KK)
    assert found.features.get("coverage", 0.0) == 0.0


def test_evidence_is_strong_for_an_answered_question_and_weak_for_a_foreign_one(
    index: Index,
) -> None:
    _ingest(index)
    search = _search(index)
    answered = search.find("Жайылым жоспарын кім бекітеді?", language=KK).features
    foreign = search.find("Виза алу үшін елшілікке бару міндетті ме?", language=KK).features
    assert answered["coverage"] > 0.95
    assert foreign["coverage"] < 0.4
    assert answered["score_ratio"] > foreign["score_ratio"]


def test_weights_are_fitted_the_same_way_every_time(tmp_path: Path) -> None:
    index = EdgeIndex(tmp_path / "index")
    _ingest(index)
    misleading = SearchWeights(body=0.1, title=0.0, heading=0.0)
    questions = [
        LabelledQuestion(
            question="Субсидия алу тәртібі мерзімі",
            language=KK,
            chunk_ids=frozenset({_chunk_id("subsidy.kk", 0)}),
        ),
        LabelledQuestion(
            question="Жайылымдарды басқару мерзімі",
            language=KK,
            chunk_ids=frozenset({_chunk_id("pasture.kk", 1)}),
        ),
    ] * 30
    fits = [fit_weights(_search(index, misleading), questions) for _ in range(2)]
    few = fit_weights(_search(index, misleading), questions[:20])
    index.close()
    assert fits[0] == fits[1]
    assert fits[0].after >= fits[0].before
    assert fits[0].questions == 60
    assert few.weights == misleading


def test_misspelt_words_are_searched_as_meant_and_cost_no_request(index: Index) -> None:
    _ingest(index, pairs=[PAIR])
    counting = Counting(index)
    search = _search(counting)  # type: ignore[arg-type]
    found = search.find("жайылмы жоспарын кім бекіітеді", language=KK)
    meant = search.find("жайылым жоспарын кім бекітеді", language=KK)
    assert found.corrections == {"жайылмы": "жайылым", "бекіітеді": "бекітеді"}
    assert meant.corrections == {}
    assert (found.passages, found.features) == (meant.passages, meant.features)
    # how rare the words are, then each search once
    assert len(counting.asked) == 3
    # A word of a pair's question is known, though no passage holds it.
    assert search.find("мемлекет шыгыны", language=KK).corrections == {}
