"""What do pairs teach, and does the served model say just what the fit said?"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jauap.assistant import Language
from jauap.evaluation.learn import fit
from jauap.evaluation.plain import Plain, PlainSearch
from jauap.evaluation.taught import CitedPair, Knowledge, Named, gather
from jauap.evaluation.train import train
from jauap.evaluation.weigh import CALM, CALM_RESERVE, CAUTIOUS, MANY, PRIOR, View, guard, weigh
from jauap.knowledge import Pair
from jauap.retrieval.encode import pair_point_id
from jauap.retrieval.examples import Examples
from jauap.retrieval.learned import Learned, LearnedFile, load
from jauap.retrieval.rank import Ranked
from jauap.retrieval.wording import read_wording

KK, RU = Language.KK, Language.RU

WORDINGS = {
    "pasture": (
        "жайылымға малды қашан айдаймыз",
        "мал айдау мерзімі қай айда басталады",
        "сиырларды жайылымға қай уақытта шығарады",
    ),
    "subsidy": (
        "тыңайтқышқа субсидия қалай алам",
        "тыңайтқыш сатып алдым ақшасын қайтара ма",
        "субсидияға өтінімді қайда беремін",
    ),
    "passport": (
        "паспортты жоғалтып алдым не істеймін",
        "жеке куәлікті қайта алу керек",
        "паспорт қанша күнде дайын болады",
    ),
}


def _pair(intent: str, number: int, question: str, language: Language = KK) -> CitedPair:
    pair = Pair(
        id=f"{intent}-{language}-{number}",
        language=language,
        intent=intent,
        question=question,
        answer="Жауап.",
        source=intent,
        quote="Жауап.",
        author_role="маман",
        approved_by_role="басшы",
        approved_on=date(2026, 1, 5),
    )
    return pair, (f"{intent}-chunk",)


PAIRS = [
    _pair(intent, number, question)
    for intent, questions in WORDINGS.items()
    for number, question in enumerate(questions)
]


def _search(*order: str) -> PlainSearch:
    """Find the same chunks for every question, the first one best."""
    found = Plain(chunks={name: 10.0 - place for place, name in enumerate(order)})
    return lambda question, language: found


CHUNKS = (*(f"{intent}-chunk" for intent in WORDINGS), "other-chunk")
BLIND = _search(*CHUNKS)


def _knowledge(pairs: Sequence[CitedPair], named: Sequence[Named] = ()) -> Knowledge:
    return Knowledge(
        pairs=tuple(sorted(pairs, key=lambda each: each[0].id)),
        named=tuple(named),
        languages=dict.fromkeys(CHUNKS, KK),
    )


def _saved(model: Learned, path: Path) -> bytes:
    model.save(path)
    return path.read_bytes()


def test_same_pairs_give_the_same_bytes(tmp_path: Path) -> None:
    first = _saved(fit(_knowledge(PAIRS), BLIND), tmp_path / "a")
    second = _saved(fit(_knowledge(PAIRS), BLIND), tmp_path / "b")
    assert first == second


def test_another_pair_gives_another_digest() -> None:
    assert fit(_knowledge(PAIRS), BLIND).digest != fit(_knowledge(PAIRS[1:]), BLIND).digest


def test_served_scores_equal_those_of_the_fit(tmp_path: Path) -> None:
    model = fit(_knowledge(PAIRS), BLIND)
    model.save(tmp_path / "model")
    served = load(tmp_path / "model")
    assert served is not None
    question = "малды жайылымға қашан шығарамыз"
    found = [(chunk, 1.0) for chunk in CHUNKS]
    mine, theirs = model.read(question, KK), served.read(question, KK)
    assert np.array_equal(mine.scores, theirs.scores)
    assert mine.nominated == theirs.nominated
    assert np.array_equal(model.describe(found, mine, {}), served.describe(found, theirs, {}))


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("малды жайылымға қай кезде айдауға болады", "pasture"),
        ("maldy jaiylymga qashan aidaimyz", "pasture"),
        ("тынайткышка субсидия калай аламын", "subsidy"),
        ("паспортымды жогалттым не истеу керек", "passport"),
    ],
)
def test_unseen_wording_finds_its_intent_with_and_without_kazakh_letters(
    question: str, intent: str
) -> None:
    model = fit(_knowledge(PAIRS), BLIND)
    told = model.read(question, KK)
    assert told.nominated[0] == f"{intent}-chunk"


def test_reranking_lifts_the_intent_and_keeps_the_best_score() -> None:
    model = fit(_knowledge(PAIRS), BLIND)
    told = model.read("тыңайтқыш үшін субсидия алғым келеді", KK)
    ranked = [Ranked(chunk_id="other-chunk", score=10.0), Ranked(chunk_id="subsidy-chunk", score=9)]
    again = model.rerank(ranked, told, {"subsidy-chunk": 6.0})
    assert [one.chunk_id for one in again] == ["subsidy-chunk", "other-chunk"]
    assert again[0].score == 10.0
    assert 0.0 <= again[1].score < 10.0


def test_reserve_holds_back_a_lift_that_is_too_small_and_shows_it_as_level() -> None:
    model = fit(_knowledge(PAIRS), BLIND)
    told = model.tell(np.full(len(model.chunks), model.usual))
    ranked = [Ranked(chunk_id="other-chunk", score=10.0), Ranked(chunk_id="subsidy-chunk", score=9)]

    def order(reserve: float, likest: float) -> list[tuple[str, float]]:
        again = replace(model, reserve=reserve).rerank(ranked, told, {"subsidy-chunk": likest})
        return [(one.chunk_id, round(one.score, 6)) for one in again]

    assert order(0.0, 2.0) == [("subsidy-chunk", 10.0), ("other-chunk", 9.0)]
    assert order(0.4, 2.0) == [("other-chunk", 10.0), ("subsidy-chunk", 10.0)]
    assert order(0.4, 6.0) == [("subsidy-chunk", 10.0), ("other-chunk", 5.0)]


def test_nothing_is_held_in_reserve_where_the_search_found_no_word() -> None:
    model = fit(_knowledge(PAIRS), BLIND)
    told = model.tell(np.full(len(model.chunks), model.usual))
    ranked = [Ranked(chunk_id="other-chunk", score=0.0), Ranked(chunk_id="subsidy-chunk", score=0)]
    again = replace(model, reserve=0.8).rerank(ranked, told, {"subsidy-chunk": 0.1})
    assert again[0].chunk_id == "subsidy-chunk"


def test_score_of_a_single_intent_says_nothing_before_it_is_high() -> None:
    assert fit(_knowledge(PAIRS[:1]), BLIND).usual == 5.0


def test_question_like_no_pair_keeps_the_order_of_the_search() -> None:
    model = fit(_knowledge(PAIRS), BLIND)
    ranked = [Ranked(chunk_id="other-chunk", score=10.0), Ranked(chunk_id="subsidy-chunk", score=9)]
    told = model.read("404", KK)
    assert model.rerank(ranked, told, {})[0].chunk_id == "other-chunk"
    assert told.nominated == ()


def test_nothing_ranked_stays_nothing() -> None:
    model = fit(_knowledge(PAIRS), BLIND)
    assert model.rerank([], model.read("жайылым", KK), {}) == []


def test_titles_alone_make_a_model_and_answer_their_own_wording() -> None:
    named = [
        Named(text="Жайылым жоспары", language=KK, chunk_ids=("pasture-chunk",)),
        Named(text="Паспорт беру", language=KK, chunk_ids=("passport-chunk",)),
    ]
    model = fit(_knowledge([], named), BLIND)
    assert model.read("паспорт беру туралы", KK).nominated[0] == "passport-chunk"
    assert model.pairs.tolist() == [0, 0]


def _finding(pair_ids: Sequence[str]) -> PlainSearch:
    """Find these pairs for every question, however little alike they are."""
    found = Plain(
        chunks={name: 10.0 - place for place, name in enumerate(CHUNKS)},
        pairs={pair_point_id(pair_id): 20.0 for pair_id in pair_ids},
    )
    return lambda question, language: found


TITLES = [Named(text=f"Тақырып {name}", language=KK, chunk_ids=(name,)) for name in CHUNKS]


def test_neither_a_pair_nor_its_intent_judges_it_as_if_it_had_none() -> None:
    # One pair an intent: whatever pair is found is the asked one, or of another intent.
    alone = [_pair("pasture", 0, WORDINGS["pasture"][0])]
    blind = fit(_knowledge(alone, TITLES), BLIND)
    itself = fit(_knowledge(alone, TITLES), _finding(["pasture-kk-0"]))
    assert np.array_equal(itself.weights, blind.weights)
    two = [*alone, _pair("subsidy", 0, WORDINGS["subsidy"][0])]
    misled = fit(_knowledge(two, TITLES), _finding(["pasture-kk-0", "subsidy-kk-0"]))
    assert misled.weights[3] < fit(_knowledge(two, TITLES), BLIND).weights[3]


def test_pair_that_was_withdrawn_meanwhile_is_passed_over() -> None:
    known = fit(_knowledge(PAIRS, TITLES), BLIND)
    gone = fit(_knowledge(PAIRS, TITLES), _finding(["withdrawn"]))
    assert np.array_equal(gone.weights, known.weights)


def test_russian_pair_stays_apart_from_the_kazakh_one_of_its_intent() -> None:
    russian = _pair("pasture", 9, "когда выгонять скот на пастбище", RU)
    model = fit(_knowledge([*PAIRS, russian]), BLIND)
    assert model.pairs.tolist() == [3, 3, 1, 3]


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_in_which_pairs_came_changes_nothing(order: random.Random) -> None:
    shuffled = list(PAIRS)
    order.shuffle(shuffled)
    model, other = fit(gather(PAIRS, []), BLIND), fit(gather(shuffled, []), BLIND)
    assert np.array_equal(model.weights, other.weights)
    assert model.digest == other.digest


def test_example_never_judges_itself() -> None:
    likeness = np.array([[1.0, 0.2, 0.9], [0.2, 1.0, 0.1], [0.9, 0.1, 1.0]], dtype=np.float32)
    members = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    left_out = train(likeness, members).left_out
    # Its own likeness of 1 would put it right; the others say it belongs to the second intent.
    assert left_out[0].argmax() == 1


def _view(rows: Sequence[Sequence[Sequence[float]]], right: Sequence[int]) -> View:
    described = np.array(rows, dtype=float)
    return View(
        features=described, is_there=np.ones(described.shape[:2]), right=np.array(right, int)
    )


def _tempting(count: int) -> tuple[View, View]:
    """A known view that wants the model's score, and an unknown one that is misled by it."""
    known = _view([[[1.0, 1.0, 0.6, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0, 0.0]]] * count, [0] * count)
    misled = [[0.55, 0.3, 0.7, 0.0, 1.0], [0.0, 0.0, 1.0, 0.0, 0.0]]
    return known, _view([misled] * count, [1] * count)


def test_intents_without_pairs_lose_nothing() -> None:
    known, unknown = _tempting(60)
    weighed = weigh(known, unknown, before=np.ones(60, bool), unseen=0.2)
    assert weighed.broken == 0
    assert known.is_right(weighed.weights).all()


def test_without_traffic_to_new_intents_only_known_ones_count() -> None:
    known, unknown = _tempting(60)
    weighed = weigh(known, unknown, before=np.ones(60, bool), unseen=0.0)
    assert known.is_right(weighed.weights).all()
    assert weighed.unseen == 0.0


def test_pairs_of_one_language_count_less_from_the_fiftieth_on() -> None:
    few, many = guard(49), guard(50)
    assert (MANY, few.weights.tolist(), few.reserve) == (50, [1.0, 0.0, 2.0, 2.0, 0.0], 0.4)
    assert (many.weights.tolist(), many.reserve) == ([0.35, 0.0, 2.0, 1.0, 0.0], 0.18)
    assert many.broken is None


@pytest.mark.parametrize(
    ("kazakh", "russian", "reserve"),
    [(50, 0, CALM_RESERVE), (49, 1, CAUTIOUS), (30, 30, CAUTIOUS), (50, 3, CALM_RESERVE)],
)
def test_act_counts_its_pairs_in_each_language_apart(
    kazakh: int, russian: int, reserve: float
) -> None:
    pairs = [
        _pair("pasture", each, f"жайылымға малды {each} рет айдадым") for each in range(kazakh)
    ]
    pairs += [_pair("pasture", each, f"выгнал скот {each} раз", RU) for each in range(russian)]
    model = fit(_knowledge(pairs), BLIND)
    assert model.reserve == reserve
    assert np.array_equal(model.weights, CALM if reserve == CALM_RESERVE else PRIOR)
    assert model.details == {"pairs": kazakh + russian}


def test_act_is_learned_from_without_a_search() -> None:
    def fail(question: str, language: Language) -> Plain:
        raise AssertionError(question)

    assert fit(_knowledge(PAIRS), fail).details == {"pairs": 9}


def test_likeness_of_a_wording_to_itself_is_one() -> None:
    wordings = [read_wording(pair.question, pair.language) for pair, _ in PAIRS]
    examples = Examples.of(wordings)
    assert examples.likeness(wordings[0])[0] == pytest.approx(1.0, abs=1e-6)
    assert examples.likeness(wordings[0])[1:].max() < 0.9


def test_wording_without_a_known_mark_is_like_nothing() -> None:
    examples = Examples.of([read_wording("жайылым", KK)])
    assert examples.likeness(read_wording("", KK)).tolist() == [0.0]


def test_file_is_read_anew_when_it_changes_and_forgotten_when_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "learned" / "a.npz"
    file = LearnedFile(path)
    assert file.current() is None
    model = fit(_knowledge(PAIRS), BLIND)
    model.save(path)
    held = file.current()
    assert held is not None
    assert held.digest == model.digest
    assert file.current() is held
    other = fit(_knowledge(PAIRS[1:]), BLIND)
    other.save(path)
    again = file.current()
    assert again is not None
    assert again.digest == other.digest
    path.unlink()
    assert file.current() is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"not a model"])
def test_damaged_model_counts_as_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.npz"
    path.write_bytes(content)
    assert load(path) is None
