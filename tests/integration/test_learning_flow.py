"""Does a pair that is added answer other wordings of its question, in the citizen's own flow?"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from jauap.assistant import Language, SearchWeights
from jauap.evaluation.learn import refit
from jauap.evaluation.plain import PlainChunks, plain_search
from jauap.evaluation.replay import Asked, Replay
from jauap.knowledge import Chunk, Document, Pair
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points, pair_point_id
from jauap.retrieval.index import Generation
from jauap.retrieval.learned import LearnedFile, learned_path
from jauap.retrieval.search import Search

KK = Language.KK

TEXTS = {
    "pasture": ("Жайылымдарды басқару", "Жайылым жоспарын ауыл әкімі сәуір айына дейін бекітеді."),
    "subsidy": ("Субсидия алу тәртібі", "Тыңайтқыш құнының бір бөлігі өтеледі, өтінім порталда."),
    "passport": ("Паспорт беру", "Паспорт жоғалса, өтініш беріледі, мерзімі 15 жұмыс күні."),
}
WORDINGS = {
    "pasture": ("сиырларды далаға қашан шығарамыз", "сиыр далаға қай айда шығады"),
    "subsidy": ("удобрениеге ақша қайтара ма", "удобрение алдым ақша қайтады ма"),
    "passport": ("құжатымды ұрлап кетті не істеймін", "ұрланған құжатты қалай қайтарам"),
}
HELD_OUT = "удобрение ушин акша кайтады ма"


def _chunks() -> list[Chunk]:
    chunks = []
    for name, (title, text) in TEXTS.items():
        document = Document(
            id=f"{name}.kk", source_id=name, language=KK, title=title, text=text, path=name
        )
        chunks.append(
            Chunk(
                id=str(uuid5(NAMESPACE_URL, name)),
                document=document,
                position=0,
                text=text,
                start=0,
                end=len(text),
                digest=name,
            )
        )
    return chunks


CHUNKS = {chunk.document.source_id: chunk for chunk in _chunks()}


def _pairs(*intents: str) -> list[tuple[Pair, tuple[str, ...]]]:
    return [
        (
            Pair(
                id=f"{intent}-{number}",
                language=KK,
                intent=intent,
                question=question,
                answer=TEXTS[intent][1],
                source=intent,
                quote=TEXTS[intent][1],
                author_role="маман",
                approved_by_role="басшы",
                approved_on=date(2026, 1, 5),
            ),
            (CHUNKS[intent].id,),
        )
        for intent in intents
        for number, question in enumerate(WORDINGS[intent])
    ]


def _asked(question: str, intent: str, name: str = "exam-1") -> Asked:
    right = frozenset({CHUNKS[intent].id})
    return Asked(id=name, question=question, language=KK, intent=intent, right=right)


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    made = Replay(tmp_path, list(CHUNKS.values()), SearchWeights())
    yield made
    made.close()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[EdgeIndex]:
    made = EdgeIndex(tmp_path / "live")
    yield made
    made.close()


def _write(index: EdgeIndex, name: str, pairs: Sequence[tuple[Pair, tuple[str, ...]]]) -> None:
    chunks = list(CHUNKS.values())
    lengths = average_lengths(chunks)
    generation = Generation(id=name, created_at="2026-01-05T00:00:00Z", lengths=lengths)
    index.write("a", generation, (), encode_points(chunks, pairs, lengths))
    index.switch("a", name)


def test_added_pair_answers_a_held_out_wording_of_its_intent(replay: Replay) -> None:
    asked = [_asked(HELD_OUT, "subsidy")]
    assert replay.ranks(_pairs("pasture", "passport"), asked) != [1]
    assert replay.ranks(_pairs("pasture", "passport", "subsidy"), asked) == [1]


def test_pair_of_another_intent_changes_nothing_for_a_right_answer(replay: Replay) -> None:
    asked = [_asked("паспорт беру мерзімі қанша жұмыс күні", "passport")]
    assert replay.ranks([], asked) == [1]
    assert replay.ranks(_pairs("subsidy", "pasture"), asked) == [1]


def test_held_out_question_is_never_learned_from(replay: Replay) -> None:
    pairs = _pairs("subsidy")
    with pytest.raises(ValueError, match="held-out question exam-1 is among the pairs"):
        replay.ranks(pairs, [_asked(f" {pairs[0][0].question.upper()} ", "subsidy")])
    with pytest.raises(ValueError, match="held-out question subsidy-1 is among the pairs"):
        replay.ranks(pairs, [_asked("басқа сұрақ", "subsidy", name="subsidy-1")])


def test_fewer_pairs_forget_what_more_pairs_taught(replay: Replay) -> None:
    asked = [_asked(HELD_OUT, "subsidy"), _asked("сиырды далаға шығару", "pasture", "exam-2")]
    before = replay.ranks(_pairs("passport"), asked)
    replay.ranks(_pairs("pasture", "passport", "subsidy"), asked)
    assert replay.ranks(_pairs("passport"), asked) == before


def test_without_pairs_an_act_has_no_model_left_from_an_earlier_prefix(tmp_path: Path) -> None:
    act = Document(id="act.kk", source_id="act", language=KK, title="Заң", text="", path="act")
    points = [
        Chunk(
            id=str(uuid5(NAMESPACE_URL, f"act/{number}")),
            document=act,
            position=number,
            text=f"{number}-тармақ. Өтінім порталда беріледі.",
            start=number * 100,
            end=number * 100 + 40,
            digest=str(number),
        )
        for number in range(1, 5)
    ]
    replay = Replay(tmp_path, points, SearchWeights())
    pair, _ = _pairs("subsidy")[0]
    asked = Asked(
        id="exam-1",
        question="удобрение үшін ақша",
        language=KK,
        intent="subsidy",
        right=frozenset({points[2].id}),
    )
    assert replay.ranks([], [asked]) == [0]
    assert replay.ranks([(pair, (points[2].id,))], [asked]) == [1]
    assert replay.ranks([], [asked]) == [0]
    replay.close()


def test_what_passages_say_stays_true_while_pairs_come_and_go(index: EdgeIndex) -> None:
    weights, question = SearchWeights(), HELD_OUT
    _write(index, "g1", _pairs("pasture"))
    kept: PlainChunks = {}
    before = plain_search(index, "a", weights, kept)(question, KK)
    assert list(kept) == [(question, KK)]
    _write(index, "g2", _pairs("pasture", "subsidy"))
    kept[question, KK] = marked = {"marked": 1.0}
    assert plain_search(index, "a", weights, kept)(question, KK).chunks is marked
    anew = plain_search(index, "a", weights)(question, KK)
    assert anew.chunks == before.chunks
    assert max(anew.pairs, key=anew.pairs.__getitem__) in map(
        pair_point_id, [pair.id for pair, _ in _pairs("subsidy")]
    )
    assert not anew.pairs.keys() <= before.pairs.keys()


def test_search_without_a_model_file_is_the_search_as_it_was(
    index: EdgeIndex, tmp_path: Path
) -> None:
    _write(index, "g1", _pairs("subsidy"))
    plain = Search(index, "a", weights=SearchWeights(), languages=(KK,))
    file = LearnedFile(tmp_path / "none.npz")
    other = Search(index, "a", weights=SearchWeights(), languages=(KK,), learned=file)
    assert other.find(HELD_OUT, language=KK) == plain.find(HELD_OUT, language=KK)


def test_refit_follows_the_pairs_and_removes_a_model_that_teaches_nothing(
    index: EdgeIndex, tmp_path: Path
) -> None:
    path = learned_path(tmp_path, "a")
    _write(index, "g1", _pairs("subsidy"))
    first = refit(index, "a", path, weights=SearchWeights())
    assert first is not None
    stamp = path.stat().st_mtime_ns
    again = refit(index, "a", path, weights=SearchWeights())
    assert again is not None
    assert again.digest == first.digest
    assert path.stat().st_mtime_ns == stamp
    _write(index, "g2", _pairs("subsidy", "pasture"))
    second = refit(index, "a", path, weights=SearchWeights())
    assert second is not None
    assert second.digest != first.digest
    assert path.stat().st_mtime_ns != stamp
