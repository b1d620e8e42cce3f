"""The split: the same side for ever, on every machine, and no wording on two sides."""

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jauap.errors import WorkspaceInvalid
from jauap.evaluation.split import Shares, Side, Split, assign

SPLIT = Split(seed="2026-күз")
BY_AUTHOR = Split(seed="2026-күз", by_author=True)
NAMES = st.text(alphabet="abcәқүі-09", min_size=1, max_size=6)


@dataclass(frozen=True)
class Wording:
    id: str
    intent: str
    cluster: str | None = None
    author: str | None = None


@st.composite
def _wordings(draw: st.DrawFn) -> list[Wording]:
    intents = draw(st.lists(NAMES, min_size=1, max_size=12, unique=True))
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(intents),
                st.integers(0, 3),
                st.sampled_from([None, "VIN", "VUC", "маман"]),
            ),
            min_size=1,
            max_size=40,
        )
    )
    return [
        Wording(f"q{number}", intent, f"{intent}/{cluster}", author)
        for number, (intent, cluster, author) in enumerate(rows)
    ]


@settings(max_examples=80, deadline=None)
@given(_wordings(), _wordings(), st.booleans())
def test_adding_questions_never_moves_an_old_one(
    held: list[Wording], added: list[Wording], by_author: bool
) -> None:
    split = Split(seed="s", by_author=by_author)
    before = assign(held, split)
    more = [
        *held,
        *(
            Wording(f"new{number}", each.intent, each.cluster, each.author)
            for number, each in enumerate(added)
        ),
    ]
    more.reverse()
    after = assign(more, split)
    assert {each: after[each] for each in before} == before


@settings(max_examples=80, deadline=None)
@given(_wordings(), st.booleans())
def test_wordings_of_one_cluster_never_stand_on_two_sides(
    questions: list[Wording], by_author: bool
) -> None:
    sides = assign(questions, Split(seed="s", by_author=by_author))
    found: dict[str | None, set[Side]] = {}
    for each in questions:
        found.setdefault(each.cluster, set()).add(sides[each.id])
    for used in found.values():
        assert len(used - {Side.ASIDE}) == 1 or used == {Side.ASIDE}


@settings(max_examples=80, deadline=None)
@given(_wordings())
def test_an_author_is_never_on_two_sides_of_known_intents(questions: list[Wording]) -> None:
    sides = assign(questions, Split(seed="s", by_author=True))
    for author in ("VIN", "VUC", "маман"):
        used = {sides[each.id] for each in questions if each.author == author}
        assert len(used - {Side.ASIDE, Side.NEW_INTENT, Side.VAULT}) <= 1


@settings(max_examples=80, deadline=None)
@given(_wordings())
def test_an_intent_of_the_new_exam_or_the_vault_is_nowhere_else(questions: list[Wording]) -> None:
    sides = assign(questions, SPLIT)
    closed = {each.intent for each in questions if sides[each.id].forbids_intent}
    assert all(sides[each.id].forbids_intent for each in questions if each.intent in closed)


def test_the_side_of_a_known_question_is_written_here_for_ever() -> None:
    letters = dict(zip(Side, "KEnavx", strict=True))
    told = {
        intent: "".join(letters[SPLIT.side(Wording("", intent, f"{intent}-{n}"))] for n in range(6))
        for intent in ("birth-deadline", "marriage-wait", "жер-салығы", "i9", "i24")
    }
    assert told == {
        "birth-deadline": "KKKKEE",
        "marriage-wait": "EKaEaK",
        "жер-салығы": "KKKKaK",
        "i9": "nnnnnn",
        "i24": "vvvvvv",
    }


def test_another_process_with_another_hash_seed_gives_the_same_sides() -> None:
    code = (
        "from jauap.evaluation.split import Split\n"
        "from types import SimpleNamespace as N\n"
        "s = Split(seed='2026-күз')\n"
        "print(''.join(s.side(N(id='', intent=f'i{n}', cluster=f'c{n}', author=None)).value[0] + "
        "s.side(N(id='', intent=f'i{n}', cluster=f'c{n}', author=None)).value[-1] "
        "for n in range(60)))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("1", "2")
    ]
    here = "".join(
        side.value[0] + side.value[-1]
        for side in (SPLIT.side(Wording("", f"i{n}", f"c{n}")) for n in range(60))
    )
    assert told == [f"{here}\n", f"{here}\n"]


def test_the_sides_have_the_sizes_they_were_promised() -> None:
    questions = [Wording(f"{i}-{n}", f"i{i}", f"{i}-{n}") for i in range(2000) for n in range(5)]
    counts = Counter(assign(questions, SPLIT).values())
    share = {side: counts[side] / 10_000 for side in Side}
    assert abs(share[Side.NEW_INTENT] - 0.15) < 0.02
    assert abs(share[Side.VAULT] - 0.05) < 0.015
    assert abs(share[Side.KNOWN_INTENT] - 0.8 * 0.25) < 0.02
    assert abs(share[Side.AUDIT] - 0.8 * 0.05) < 0.01
    assert share[Side.ASIDE] == 0


def test_a_name_typed_otherwise_is_the_same_name() -> None:
    composed = Wording("a", "й-құжат", "Й-Құжат")
    for number in range(40):
        split = Split(seed=f"s{number}")
        assert split.side(composed) is split.side(Wording("b", " й-құжат ", "й-құжат"))


def test_a_cluster_of_two_intents_is_refused() -> None:
    with pytest.raises(WorkspaceInvalid, match="two intents"):
        assign([Wording("a", "one", "same"), Wording("b", "two", "same")], SPLIT)


def test_an_id_used_twice_is_refused() -> None:
    with pytest.raises(WorkspaceInvalid, match="used twice"):
        assign([Wording("a", "one"), Wording("a", "one")], SPLIT)


def test_another_seed_is_another_split() -> None:
    questions = [Wording(f"q{n}", f"i{n}") for n in range(100)]
    assert assign(questions, SPLIT) != assign(questions, Split(seed="2027"))


def test_shares_that_leave_nothing_to_learn_from_are_refused() -> None:
    with pytest.raises(ValidationError):
        Shares(new_intent=0.9, vault=0.1)
    with pytest.raises(ValidationError):
        Shares(known_intent=0.6, audit=0.4)
