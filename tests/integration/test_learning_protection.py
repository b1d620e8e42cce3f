"""Does a pair of one intent leave the questions of intents without pairs alone, in an act?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from jauap.assistant import Language, SearchWeights
from jauap.evaluation.learn import refit
from jauap.evaluation.weigh import CAUTIOUS
from jauap.knowledge import Chunk, Document, Pair
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points
from jauap.retrieval.index import Generation
from jauap.retrieval.learned import LearnedFile, learned_path
from jauap.retrieval.search import Search

KK = Language.KK

POINTS = (
    "1-тармақ. Осы қағида судың ақысын төлеу тәртібін белгілейді.",
    "2-тармақ. Ауыз судың бір текше метрі үшін тұрғын төлейтін ақы 60 теңге.",
    "3-тармақ. Суаруға жұмсалған судың құнына аудан бойынша субсидия бөлінеді.",
    "4-тармақ. Есептегіш құрал үш жылда бір рет тексеріледі.",
    "5-тармақ. Шағым он бес жұмыс күні ішінде қаралады.",
)
DRINKING, IRRIGATION = 1, 2
STOLEN = "ауылда бір текше метр судың ақысы қанша теңге"
"""The point on drinking water answers it; only irrigation has a pair."""
MEANT = "суару үшін текше метр суға қанша теңге бөледі"


def _chunks() -> list[Chunk]:
    act = Document(id="act.kk", source_id="act", language=KK, title="Қағида", text="", path="act")
    return [
        Chunk(
            id=str(uuid5(NAMESPACE_URL, f"act/{number}")),
            document=act,
            position=number,
            text=text,
            start=number * 100,
            end=number * 100 + len(text),
            digest=str(number),
        )
        for number, text in enumerate(POINTS)
    ]


CHUNKS = _chunks()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EdgeIndex]:
    made = EdgeIndex(tmp_path / "live")
    question = "суару үшін текше метр судың ақысына ауданда қанша теңге бөледі"
    pair = Pair(
        id="irrigation-1",
        language=KK,
        intent="irrigation",
        question=question,
        answer="Әр текше метр судың ақысынан 0,1 теңге қайтарылады.",
        source="act",
        quote=POINTS[IRRIGATION],
        author_role="маман",
        approved_by_role="басшы",
        approved_on=date(2026, 1, 5),
    )
    lengths = average_lengths(CHUNKS)
    generation = Generation(id="g1", created_at="2026-01-05T00:00:00Z", lengths=lengths)
    points = encode_points(CHUNKS, [(pair, (CHUNKS[IRRIGATION].id,))], lengths)
    made.write("a", generation, (), points)
    made.switch("a", "g1")
    yield made
    made.close()


def _order(search: Search, question: str) -> list[int]:
    found = search.find(question, language=KK).passages
    places = {chunk.id: place for place, chunk in enumerate(CHUNKS)}
    return [places[passage.chunk_id] for passage in found]


def test_pair_steals_no_question_of_an_intent_without_pairs(
    index: EdgeIndex, tmp_path: Path
) -> None:
    path, bare = learned_path(tmp_path, "a"), tmp_path / "bare.npz"
    model = refit(index, "a", path, weights=SearchWeights())
    assert model is not None
    assert model.reserve == CAUTIOUS
    replace(model, reserve=0.0).save(bare)
    before = Search(index, "a", weights=SearchWeights(pairs=0), languages=())
    unguarded = Search(index, "a", weights=SearchWeights(), languages=(), learned=LearnedFile(bare))
    guarded = Search(index, "a", weights=SearchWeights(), languages=(), learned=LearnedFile(path))
    assert _order(before, STOLEN)[:2] == [DRINKING, 0]
    assert _order(unguarded, STOLEN)[:2] == [IRRIGATION, DRINKING]
    assert _order(guarded, STOLEN)[:2] == [DRINKING, IRRIGATION]


def test_one_pair_still_answers_another_wording_of_its_own_intent(
    index: EdgeIndex, tmp_path: Path
) -> None:
    path = learned_path(tmp_path, "a")
    refit(index, "a", path, weights=SearchWeights())
    before = Search(index, "a", weights=SearchWeights(pairs=0), languages=())
    guarded = Search(index, "a", weights=SearchWeights(), languages=(), learned=LearnedFile(path))
    assert _order(before, MEANT)[0] == DRINKING
    assert _order(guarded, MEANT)[0] == IRRIGATION
