"""Does the evidence tell a question the sources answer from one they do not?"""

import math
from dataclasses import replace

import pytest

from jauap.assistant import Language
from jauap.knowledge import ChunkKind, Passage
from jauap.language.terms import split_words
from jauap.retrieval.evidence import (
    Asked,
    gather_evidence,
    informative_words,
    likeness,
    without_courtesy,
)
from jauap.retrieval.index import Hit
from jauap.retrieval.rarity import Rarity

KK = Language.KK
UNSEEN = 4.0


def _asked(question: str, *, rare: dict[str, float] | None = None) -> Asked:
    words = informative_words(split_words(question, KK), KK)
    rarity = dict.fromkeys((word.stem for word in words), 2.0)
    for word, value in (rare or {}).items():
        rarity[split_words(word, KK)[0].stem] = value
    return Asked(words=words, rarity=rarity, unseen=UNSEEN)


def _passage(text: str, *, title: str = "Ереже", score: float = 10.0) -> Passage:
    return Passage(
        chunk_id="c1",
        document_id="d.kk",
        source_id="d",
        language=KK,
        title=title,
        heading_path=(),
        text=text,
        start=0,
        end=len(text),
        page=None,
        kind=ChunkKind.TEXT,
        url="",
        topic="",
        act="",
        act_date="",
        digest="",
        score=score,
    )


def test_question_words_say_nothing_about_the_topic() -> None:
    words = informative_words(split_words("Жайылымды қалай пайдалану керек?", KK), KK)
    assert [word.stem for word in words] == [
        word.stem for word in split_words("Жайылымды пайдалану", KK)
    ]


def test_question_of_nothing_but_question_words_keeps_them() -> None:
    assert len(informative_words(split_words("Не үшін?", KK), KK)) == 2


def test_passage_with_all_words_covers_the_question() -> None:
    evidence = gather_evidence(
        _asked("жайылым жоспарын қалай бекіту керек"),
        [_passage("Жайылымдарды басқару жоспарын мәслихат бекітеді.")],
    )
    assert evidence["coverage"] == pytest.approx(1.0)
    assert evidence["missed"] == 0.0
    assert evidence["words"] == 3.0


def test_missing_rare_word_costs_more_than_a_missing_common_one() -> None:
    passages = [_passage("Төлқұжат беріледі.")]
    rare = gather_evidence(_asked("төлқұжат құны", rare={"құны": 3.5}), passages)
    common = gather_evidence(_asked("төлқұжат құны", rare={"құны": 0.5}), passages)
    assert rare["coverage"] < common["coverage"] < 1.0
    assert rare["missed"] == pytest.approx(0.875)


def test_word_of_the_title_counts_and_shows_as_field_agreement() -> None:
    evidence = gather_evidence(
        _asked("субсидия мерзімі"), [_passage("Мерзімі 5 күн.", title="Субсидия алу")]
    )
    assert evidence["coverage"] == pytest.approx(1.0)
    assert evidence["field_agreement"] == pytest.approx(0.5)


def test_word_no_chunk_holds_is_told_apart() -> None:
    evidence = gather_evidence(
        _asked("виза мерзімі", rare={"виза": UNSEEN, "мерзімі": 1.0}), [_passage("Мерзімі 5 күн.")]
    )
    assert evidence["unseen"] == pytest.approx(0.8)
    assert evidence["coverage"] == pytest.approx(0.2)


def test_a_word_no_chunk_holds_is_known_by_what_documents_say_for_it() -> None:
    asked = _asked("прописка мерзімі", rare={"прописка": UNSEEN, "мерзімі": 1.0})
    meant = tuple(split_words("тұрғылықты тіркеу", KK))
    rarity = {**asked.rarity, **{word.stem: 3.0 for word in meant}}
    wider = replace(asked, rarity=rarity, meant={asked.words[0].stem: meant})
    passages = [_passage("Тұрғылықты жері бойынша тіркеу мерзімі 5 күн.")]

    assert gather_evidence(asked, passages)["coverage"] == pytest.approx(0.2)
    evidence = gather_evidence(wider, passages)
    assert evidence["coverage"] == pytest.approx(1.0)
    assert evidence["unseen"] == 0.0
    half = gather_evidence(wider, [_passage("Тіркеу мерзімі 5 күн.")])
    assert half["coverage"] == pytest.approx((3.0 / 2 + 1.0) / 4.0)


def test_a_topic_that_is_there_in_small_part_only_is_foreign() -> None:
    asked = _asked("погода қандай", rare={"погода": UNSEEN})

    assert gather_evidence(asked, [_passage("Непогода күні")])["foreign"] == 0.0
    assert gather_evidence(asked, [_passage("Погоня және ода")])["foreign"] == 1.0


@pytest.mark.parametrize(
    ("question", "rare", "foreign"),
    [
        ("виза алу үшін қандай құжаттар керек", {"виза": UNSEEN}, 1.0),
        ("виза мерзімі қанша", {"виза": UNSEEN}, 1.0),
        ("виза немесе төлқұжат алу", {"виза": UNSEEN}, 0.0),
        ("төлқұжат алу үшін не керек", {}, 0.0),
        ("қандай құжаттар керек", {}, 0.0),
    ],
)
def test_a_topic_no_chunk_knows_is_foreign_however_common_the_rest_is(
    question: str, rare: dict[str, float], foreign: float
) -> None:
    passages = [_passage("Құжаттар 5 күн мерзім ішінде алынады, өтініш керек.")]
    assert gather_evidence(_asked(question, rare=rare), passages)["foreign"] == foreign


def test_courtesy_around_a_question_changes_nothing() -> None:
    polite = split_words("Сәлеметсіз бе, жайылым жоспарын айтып беріңізші", KK)
    plain = split_words("жайылым жоспарын", KK)
    assert without_courtesy(informative_words(polite, KK), KK) == tuple(plain)


def test_courtesy_alone_is_kept() -> None:
    words = split_words("Сәлеметсіз бе", KK)
    assert without_courtesy(informative_words(words, KK), KK) == (words[0],)


def test_common_words_of_a_narrow_index_count_as_much_as_rare_ones() -> None:
    passages = [_passage("Жайылым жоспары.")]
    evidence = gather_evidence(_asked("жайылым қонағы", rare={"жайылым": 0.5}), passages)
    assert evidence["held"] == 0.5
    assert evidence["coverage"] == pytest.approx(0.2)
    assert evidence["familiar"] == pytest.approx(0.875)


def test_words_side_by_side_are_couples_only_where_they_stand_so() -> None:
    asked = _asked("жайылым жоспары")
    assert gather_evidence(asked, [_passage("Жайылым жоспары.")])["couples"] == 1.0
    assert gather_evidence(asked, [_passage("Жоспар жайылым туралы.")])["couples"] == 0.0


def test_passages_of_one_document_agree() -> None:
    own, other = _passage("Мерзімі."), replace(_passage("Мерзімі."), document_id="e.kk")
    assert gather_evidence(_asked("мерзімі"), [own, own, other, other])["one_document"] == 0.5


def test_an_affair_no_chunk_speaks_of_is_elsewhere() -> None:
    word = split_words("зейнетақы", KK)[0].stem
    chunks = 26.799  # their number of which log1p((n + 0.5) / 0.5) is 4.0
    shares = []
    for held in (0, 1, 3):
        rarity = math.log((chunks + 1) / (held + 0.5))
        asked = _asked("зейнетақы мерзімі", rare={"зейнетақы": rarity})
        asked = replace(asked, affairs=((word,),))
        shares.append(gather_evidence(asked, [_passage("Мерзімі.")])["elsewhere"])
    assert shares == pytest.approx([1.0, 0.5, 0.25], abs=0.01)
    assert gather_evidence(_asked("мерзімі"), [_passage("Мерзімі.")])["elsewhere"] == 0.0


def test_gap_is_the_lead_over_the_second_passage() -> None:
    asked = _asked("мерзімі")
    first, second = _passage("Мерзімі."), _passage("Мерзімі.", score=7.5)
    assert gather_evidence(asked, [first, second])["gap"] == pytest.approx(0.25)
    assert gather_evidence(asked, [first])["gap"] == 1.0


def test_all_shares_stay_between_zero_and_one() -> None:
    evidence = gather_evidence(_asked("мерзімі"), [_passage("Мерзімі.", score=10_000.0)])
    assert all(0.0 <= value <= 1.0 for name, value in evidence.items() if name != "words")


def test_nothing_found_covers_nothing() -> None:
    assert gather_evidence(_asked("виза мерзімі"), []) == {"coverage": 0.0, "words": 2.0}


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("Субсидия қанша күнде төленеді?", 1.0, 1.0),
        ("субсидияны қанша кунде толейди", 0.5, 1.0),
        ("Субсидия кімге төленбейді және қайтарылады?", 0.0, 0.7),
        ("Төлқұжат қайда беріледі?", 0.0, 0.1),
    ],
)
def test_likeness_needs_both_questions_to_agree(question: str, least: float, most: float) -> None:
    stored = informative_words(split_words("Субсидия қанша күнде төленеді?", KK), KK)
    assert least <= likeness(_asked(question), stored) <= most


def test_extra_condition_makes_a_question_less_alike() -> None:
    stored = informative_words(split_words("Субсидия қанша күнде төленеді?", KK), KK)
    longer = _asked("Субсидия жалға алынған техникаға қанша күнде төленеді?")
    assert likeness(longer, stored) < 0.8


def test_rarity_is_asked_once_and_counts_the_chunks() -> None:
    rarity = Rarity(KK)
    missing = rarity.missing([11, 12])
    assert missing == [0, 11, 12]
    chunks = math.log(1 + 0.5 / (100 + 0.5))
    rarity.learn(
        missing, [[Hit(id="a", score=chunks, payload={})], [], [Hit(id="a", score=1.5, payload={})]]
    )
    assert rarity.missing([11, 12]) == []
    assert rarity.unseen == pytest.approx(math.log(1 + 100.5 / 0.5))
    assert rarity.of([11, 12]) == {11: rarity.unseen, 12: 1.5}


def test_weight_that_pieces_carried_counts_in_the_best_possible_score() -> None:
    asked = _asked("апостильді қояды")
    unheld = frozenset((asked.words[0].stem,))
    plain = gather_evidence(asked, [_passage("Апостиль қойылады.")])
    carried = gather_evidence(replace(asked, unheld=unheld), [_passage("Апостиль қойылады.")])
    # the rarity of the word, 2, times the weight carried, 4, times 0.6
    assert 10 / carried["score_ratio"] - 10 / plain["score_ratio"] == pytest.approx(4.8)
