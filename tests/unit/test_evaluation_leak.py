"""The leak guard: a planted copy is always found, a person's own wording mostly passes."""

import json
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from planted_leaks import PLANTS

from jauap.assistant import Language
from jauap.evaluation.alike import differing_words, is_alike, read_wording
from jauap.evaluation.leak import LeakGuard, LeakKind
from jauap.evaluation.marks import mark, nearness, read_sketches, sketch
from jauap.evaluation.split import Shares, Split
from jauap.evaluation.suite import Case, CaseKind
from jauap.knowledge import Pair

REPOSITORY = Path(__file__).parents[2]
OPEN = Split(seed="ашық", shares=Shares(new_intent=0, vault=0))
EXAM = [
    Case.model_validate_json(line)
    for path in sorted(REPOSITORY.glob("evaluation/*/golden.*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


def _case(
    question: str, case_id: str = "kk-1", intent: str = "fine", language: Language = Language.KK
) -> Case:
    return Case(
        id=case_id,
        intent=intent,
        language=language,
        question=question,
        kind=CaseKind.NEAR_MISS,
        topic="t",
    )


def _pair(question: str, intent: str = "another", language: Language = Language.KK) -> Pair:
    return Pair(
        id="p1",
        language=language,
        intent=intent,
        question=question,
        answer="Жауап.",
        source="s",
        quote="q",
        author_role="r",
        approved_by_role="r",
        approved_on=date(2026, 11, 22),
    )


def _kinds(guard: LeakGuard, pair: Pair) -> list[LeakKind]:
    return [each.kind for each in guard.check(pair).findings]


@pytest.mark.parametrize("how", sorted(PLANTS))
def test_every_planted_leak_is_found(how: str) -> None:
    guard, chance = LeakGuard(EXAM, split=OPEN), random.Random(f"отырғызу {how}")
    planted, missed = 0, []
    for case in EXAM:
        copy = PLANTS[how](case.question, chance)
        if copy is None:
            continue
        planted += 1
        if case.id not in guard.check(_pair(copy)).cases:
            missed.append((case.question, copy))
    assert planted >= 70
    assert missed == []


@pytest.mark.parametrize(
    "how", ["exact", "upper case", "shuffled", "chat Latin", "without Kazakh letters", "one slip"]
)
def test_a_planted_leak_of_a_sealed_question_is_found_without_reading_it(how: str) -> None:
    marks = [mark(case.id, case.intent, read_wording(case.question)) for case in EXAM]
    guard, chance = LeakGuard([], marks), random.Random(f"мөр {how}")
    missed = []
    for case in EXAM:
        copy = PLANTS[how](case.question, chance)
        if copy is not None and case.id not in guard.check(_pair(copy)).cases:
            missed.append((case.question, copy))
    assert missed == []


def test_a_sealed_question_with_two_words_changed_is_mostly_found() -> None:
    marks = [mark(case.id, case.intent, read_wording(case.question)) for case in EXAM]
    guard, chance = LeakGuard([], marks), random.Random("екі сөз")
    copies = {each.id: PLANTS["two words changed"](each.question, chance) for each in EXAM}
    planted = {each: copy for each, copy in copies.items() if copy is not None}
    found = [each for each, copy in planted.items() if each in guard.check(_pair(copy)).cases]
    assert len(found) / len(planted) >= 0.8


def test_no_word_of_a_sealed_question_stands_in_its_mark() -> None:
    text = mark("v-001", "fine", read_wording("Айыппұл қанша болады?")).model_dump_json()
    told = json.loads(text)
    assert set(told) == {"case", "intent", "run", "ordered", "sketch"}
    assert not any(word in text for word in ("айып", "aiip", "kanşa", "fine"))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(EXAM),
    st.lists(st.sampled_from(sorted(set(PLANTS) & {"upper case", "no marks", "more marks"}))),
    st.sampled_from(["without Kazakh letters", "exact", "shuffled"]),
    st.integers(0, 10_000),
)
def test_retouches_on_top_of_each_other_hide_nothing(
    case: Case, layers: list[str], last: str, seed: int
) -> None:
    chance, copy = random.Random(seed), case.question
    for how in (*layers, last):
        copy = PLANTS[how](copy, chance) or copy
    assert case.id in LeakGuard([case], split=OPEN).check(_pair(copy)).cases


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(EXAM), st.sampled_from(EXAM))
def test_a_question_of_another_intent_passes(one: Case, other: Case) -> None:
    assume(one.intent != other.intent)
    assert not LeakGuard([one]).check(_pair(other.question, other.intent)).is_leak


@pytest.mark.parametrize(
    ("asked", "wording", "kind"),
    [
        ("Жайылым жоспары деген не?", "ЖАЙЫЛЫМ  ЖОСПАРЫ деген не", LeakKind.EXACT),
        ("Жайылым жоспары деген не?", "не деген жайылым жоспары", LeakKind.REORDERED),
        (
            "Бір малшы неше сиыр, неше қой баға алады?",
            "Бір малшы неше сиыр, неше қой баға алады екен?",
            LeakKind.NEAR,
        ),
        (
            "Сколько дней есть, чтобы записать новорожденного?",
            "Сколько часов есть, чтобы записать ребенка?",
            LeakKind.ALIKE,
        ),
    ],
)
def test_the_report_says_by_what_a_leak_was_noticed(
    asked: str, wording: str, kind: LeakKind
) -> None:
    assert _kinds(LeakGuard([_case(asked)]), _pair(wording)) == [kind]


@pytest.mark.parametrize(
    "wording",
    [
        "Нәресте дүниеге келсе, құжатын қашан рәсімдейміз?",
        "Баланы тіркеуге қанша уақыт беріледі?",
    ],
)
def test_a_persons_own_wording_of_the_same_intent_passes_where_the_intent_is_open(
    wording: str,
) -> None:
    exam = [_case("Нәресте дүниеге келді, неше күнде тіркету керек?")]
    pair = _pair(wording, intent="fine")
    assert not LeakGuard(exam, split=OPEN).check(pair).is_leak
    assert _kinds(LeakGuard(exam), pair) == [LeakKind.INTENT]


def test_a_translation_is_noticed_by_its_intent() -> None:
    exam = [_case("Айыппұл қанша?"), _case("Какой штраф?", "ru-1", language=Language.RU)]
    pair = _pair("What is the fine?", intent=" Fine", language=Language.EN)
    assert LeakGuard(exam).check(pair).cases == ("kk-1", "ru-1")
    open_report = LeakGuard(exam, split=OPEN).check(pair)
    assert not open_report.is_leak
    assert [each.kind for each in open_report.notices] == [LeakKind.TWIN, LeakKind.TWIN]


def test_a_pair_of_a_sealed_intent_is_a_leak() -> None:
    marks = [mark("v-001", "fine", read_wording("Айыппұл қанша?"))]
    found = LeakGuard([], marks).check(_pair("What is the fine?", intent="fine")).findings
    assert [(each.kind, each.case) for each in found] == [(LeakKind.INTENT, "v-001")]


def test_vectors_that_lie_close_are_a_leak_whatever_the_words() -> None:
    def embed(texts: Sequence[str]) -> Sequence[Sequence[float]]:
        turned = {"Айыппұл қанша?": (2.0, 0.0), "What is the fine?": (5.0, 1.0)}
        return [turned.get(text, (0.0, 3.0)) for text in texts]

    guard = LeakGuard([_case("Айыппұл қанша?")], split=OPEN, embed=embed)
    (finding,) = guard.check(_pair("What is the fine?")).findings
    assert (finding.kind, finding.strength) == (LeakKind.MEANING, 0.981)
    assert not guard.check(_pair("Where is the office?")).is_leak


def test_a_retired_case_leaks_nothing() -> None:
    retired = _case("Айыппұл қанша?").model_copy(
        update={"retired_on": date(2026, 11, 22), "retire_reason": "became a pair"}
    )
    assert not LeakGuard([retired]).check(_pair("Айыппұл қанша?", intent="fine")).is_leak


def test_one_finding_for_each_exam_question_the_surest_first() -> None:
    exam = [_case("Айыппұл қанша?"), _case("Қанша айыппұл?", "kk-2"), _case("Сағат неше?", "kk-3")]
    report = LeakGuard(exam).check(_pair("айыппұл қанша", intent="fine"))
    assert [(each.case, each.kind) for each in report.findings] == [
        ("kk-1", LeakKind.EXACT),
        ("kk-2", LeakKind.REORDERED),
        ("kk-3", LeakKind.INTENT),
    ]


def test_an_exam_question_inside_a_longer_text_is_found() -> None:
    guard = LeakGuard([_case("Жайылым жоспары деген не?"), _case("Қанша?", "kk-2")])
    text = "Жиі сұрақтар. 1) Жайылым жоспары деген не? — Ол бес жылға қабылданады. Қанша?"
    assert guard.contained(text) == ("kk-1",)
    assert guard.contained("Жайылым жоспары бес жылға қабылданады.") == ()


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("мал басын тіркеу керек пе", "мал басын тыркеу керек пе", 0),
        ("талон нөмірі 15", "талон нөмірі 16", 1),
        ("есепшот 1234567", "есепшот 1234568", 1),
        ("бір екі үш", "бір", 2),
        ("бір бір бір", "бір", 2),
        ("", "", 0),
    ],
)
def test_words_differ_by_more_than_a_slip(one: str, other: str, count: int) -> None:
    assert differing_words(read_wording(one), read_wording(other)) == count
    assert differing_words(read_wording(other), read_wording(one)) == count


def test_short_questions_that_differ_in_a_word_are_two_questions() -> None:
    assert not is_alike(read_wording("Неке қию қашан?"), read_wording("Неке бұзу қашан?"))
    assert is_alike(
        read_wording("Неке қиюды қалаған күні бола ма?"),
        read_wording("Неке қиюды қалаған айда бола ма?"),
    )


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("қанша төлеймін", "kansha toleimin"),
        ("қанша төлеймін", "қaнша төлеймін"),
        ("жұмыс күні", "zhumys kuni"),
        ("жұмыс күні", "jūmys küni"),
        ("16-ға толды", "16ға толды"),
        ("ﬁne", "fine"),
    ],
)
def test_one_word_in_two_scripts_is_one_word(typed: str, same: str) -> None:
    assert read_wording(typed) == read_wording(same)


def test_a_sketch_estimates_the_share_of_common_pieces() -> None:
    first, near, far = (
        read_wording("Мал қорасын жылына неше рет дезинфекциялау керек?"),
        read_wording("Мал қорасын жылына неше рет дезинфекциялау қажет?"),
        read_wording("Некеге өтініш бердік, қашан қияды?"),
    )
    rows = read_sketches([mark("a", "i", each) for each in (first, near, far)])
    shares = nearness(sketch(first), rows)
    true = len(first.grams & near.grams) / len(first.grams | near.grams)
    assert shares[0] == 1.0
    assert abs(shares[1] - true) < 0.12
    assert shares[2] < 0.15


def test_the_sketch_of_a_known_question_is_the_same_for_ever() -> None:
    wording = read_wording("Мал қорасын жылына неше рет дезинфекциялау керек?")
    assert mark("a", "i", wording).sketch == (
        "8d3aaa72c864649be6124ded9cb2034935076fc0c1f2709addc0183504ece3a7"
        "55339972530f52c335743ff75a62d66344e38a6272fe6e76617773d8bcc83bab"
    )
