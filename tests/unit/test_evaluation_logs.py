"""Logs of pairs and verdicts: nothing is overwritten, a changed line is found."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from jauap.assistant import Language
from jauap.errors import Busy, WorkspaceInvalid
from jauap.evaluation.log import START, head_of
from jauap.evaluation.pair_log import PairEvent, PairStep, count_accepted, pair_log, pairs_at
from jauap.evaluation.verdict_log import VerdictEvent, verdict_log, verdicts_in_force
from jauap.knowledge import Pair
from jauap.verdict import Seat, Verdict

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CARRIES_PAIR = (PairStep.PROPOSED, PairStep.EDITED)


def _pair(pair_id: str, answer: str = "Жылына екі рет.") -> Pair:
    return Pair(
        id=pair_id,
        language=Language.KK,
        intent="disinfection",
        question="Мал қорасын неше рет дезинфекциялау керек?",
        answer=answer,
        source="keeping-livestock",
        quote="жылына екі рет",
        author_role="Бас маман",
        approved_by_role="Бөлім басшысы",
        approved_on=date(2026, 11, 23),
    )


def _event(step: PairStep, pair_id: str, minute: int = 0, answer: str = "Жауап.") -> PairEvent:
    return PairEvent(
        step=step,
        pair_id=pair_id,
        pair=_pair(pair_id, answer) if step in CARRIES_PAIR else None,
        role="Бас маман",
        reason="апталық қарау",
        at=MORNING + timedelta(minutes=minute),
    )


def _verdict(
    seat: Seat = Seat.FIRST,
    expert: str = "e1",
    verdict: Verdict = Verdict.CORRECT,
    supersedes: str | None = None,
) -> VerdictEvent:
    return VerdictEvent(
        item="KZ-7F3K",
        run="run-1",
        seat=seat,
        expert=expert,
        verdict=verdict,
        role="Сарапшы",
        reason="дереккөзбен салыстырылды",
        at=MORNING,
        supersedes=supersedes,
    )


def _filled(path: Path) -> list[str]:
    log = pair_log(path)
    for number in range(3):
        log.append(_event(PairStep.PROPOSED, f"p{number}", number))
    return path.read_text(encoding="utf-8").splitlines()


def test_a_log_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "pairs.log.jsonl"
    log = pair_log(path)
    assert log.read() == ()
    written = log.append(_event(PairStep.PROPOSED, "p1"), _event(PairStep.ACCEPTED, "p1", 1))
    assert log.read() == written
    assert [entry.number for entry in written] == [1, 2]
    assert "Мал қорасын" in path.read_text(encoding="utf-8")


def test_the_link_of_a_known_line_is_the_same_on_every_machine(tmp_path: Path) -> None:
    entry = pair_log(tmp_path / "log").append(_event(PairStep.PROPOSED, "p1"))[0]
    assert entry.link == "6951ff1fe23513a0548690990311870de129e1ac95def82f4d1abcd725b7ebdd"


def test_a_changed_removed_or_moved_line_is_found(tmp_path: Path) -> None:
    path = tmp_path / "log"
    lines = _filled(path)
    forged = [
        [lines[0].replace("p0", "p9"), *lines[1:]],
        lines[1:],
        [lines[0], lines[2]],
        [lines[1], lines[0], lines[2]],
        [*lines, lines[2]],
        [lines[0], "", *lines[1:]],
        [lines[0].replace('"number": 1', '"number": 1, "number": 1'), *lines[1:]],
    ]
    for each in forged:
        path.write_text("\n".join(each) + "\n", encoding="utf-8")
        with pytest.raises(WorkspaceInvalid, match="restore the file"):
            pair_log(path).read()
        with pytest.raises(WorkspaceInvalid):
            pair_log(path).append(_event(PairStep.PROPOSED, "p7", 9))


def test_lines_cut_off_at_the_end_show_against_a_known_head(tmp_path: Path) -> None:
    path = tmp_path / "log"
    lines = _filled(path)
    head = head_of(pair_log(path).read())
    assert head == json.loads(lines[2])["link"]
    path.write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")
    assert len(pair_log(path).read()) == 2
    with pytest.raises(WorkspaceInvalid, match="ends before"):
        pair_log(path).read(head=head)
    assert head_of(()) == START


def test_a_half_written_line_is_named_not_skipped(tmp_path: Path) -> None:
    path = tmp_path / "log"
    text = "\n".join(_filled(path)) + "\n"
    path.write_text(text[:-20], encoding="utf-8")
    with pytest.raises(WorkspaceInvalid, match=r"line 3.*incomplete"):
        pair_log(path).read()


def test_all_records_of_one_writing_are_kept_or_none(tmp_path: Path) -> None:
    path = tmp_path / "log"
    _filled(path)
    before = path.read_bytes()
    with pytest.raises(WorkspaceInvalid, match="cannot be accepted"):
        pair_log(path).append(
            _event(PairStep.PROPOSED, "p8", 10), _event(PairStep.ACCEPTED, "never-proposed", 11)
        )
    assert path.read_bytes() == before


def test_time_never_runs_backwards(tmp_path: Path) -> None:
    log = pair_log(tmp_path / "log")
    log.append(_event(PairStep.PROPOSED, "p1", 5))
    with pytest.raises(WorkspaceInvalid, match="older"):
        log.append(_event(PairStep.ACCEPTED, "p1", 4))


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    import fcntl

    path = tmp_path / "log"
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(Busy):
            pair_log(path).append(_event(PairStep.PROPOSED, "p1"))


def test_only_a_proposal_or_an_edit_carries_the_wording() -> None:
    fields = {"role": "r", "reason": "r", "at": MORNING, "pair_id": "p1"}
    with pytest.raises(ValidationError):
        PairEvent.model_validate({**fields, "step": PairStep.PROPOSED})
    with pytest.raises(ValidationError):
        PairEvent.model_validate({**fields, "step": PairStep.ACCEPTED, "pair": _pair("p1")})
    with pytest.raises(ValidationError):
        PairEvent.model_validate({**fields, "step": PairStep.PROPOSED, "pair": _pair("p2")})


def test_an_edit_counts_from_its_acceptance_and_adds_no_pair() -> None:
    events = [
        _event(PairStep.PROPOSED, "p1", answer="бірінші"),
        _event(PairStep.ACCEPTED, "p1"),
        _event(PairStep.EDITED, "p1", answer="екінші"),
        _event(PairStep.PROPOSED, "p2"),
        _event(PairStep.ACCEPTED, "p2"),
        _event(PairStep.ACCEPTED, "p1"),
    ]
    assert count_accepted(events) == 2
    assert [pair.answer for pair in pairs_at(events, 1)] == ["бірінші"]
    assert [pair.answer for pair in pairs_at(events, 2)] == ["екінші", "Жауап."]
    assert pairs_at(events, 0) == ()
    assert pairs_at(events, 99) == pairs_at(events, 2)


def test_an_expired_or_quarantined_pair_leaves_the_knowledge() -> None:
    events = [
        _event(PairStep.PROPOSED, "p1"),
        _event(PairStep.PROPOSED, "p2"),
        _event(PairStep.ACCEPTED, "p1"),
        _event(PairStep.ACCEPTED, "p2"),
        _event(PairStep.EXPIRED, "p1"),
        _event(PairStep.QUARANTINED, "p2"),
    ]
    assert [pair.id for pair in pairs_at(events[:5], 2)] == ["p2"]
    assert pairs_at(events, 2) == ()
    assert count_accepted(events) == 2


@pytest.mark.parametrize(
    "steps",
    [
        (PairStep.ACCEPTED,),
        (PairStep.PROPOSED, PairStep.PROPOSED),
        (PairStep.PROPOSED, PairStep.REJECTED, PairStep.ACCEPTED),
        (PairStep.PROPOSED, PairStep.EXPIRED),
        (PairStep.EDITED,),
        (PairStep.PROPOSED, PairStep.ACCEPTED, PairStep.ACCEPTED),
        (PairStep.QUARANTINED,),
    ],
)
def test_an_impossible_step_is_refused(tmp_path: Path, steps: tuple[PairStep, ...]) -> None:
    events = [_event(step, "p1", minute) for minute, step in enumerate(steps)]
    with pytest.raises(WorkspaceInvalid, match="proposed first"):
        pair_log(tmp_path / "log").append(*events)


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(8)), st.integers(0, 8))
def test_a_smaller_prefix_lies_within_every_larger_one(order: list[int], n: int) -> None:
    events = [_event(PairStep.PROPOSED, f"p{number}") for number in range(8)]
    events += [_event(PairStep.ACCEPTED, f"p{number}") for number in order]
    smaller = [pair.id for pair in pairs_at(events, n)]
    assert smaller == [f"p{number}" for number in order[:n]]
    assert [pair.id for pair in pairs_at(events, n + 1)][:n] == smaller


def test_a_changed_verdict_supersedes_and_both_stay(tmp_path: Path) -> None:
    log = verdict_log(tmp_path / "verdicts.jsonl")
    (first,) = log.append(_verdict())
    with pytest.raises(WorkspaceInvalid, match="already"):
        log.append(_verdict(verdict=Verdict.UNSAFE))
    (second,) = log.append(_verdict(verdict=Verdict.UNSAFE, supersedes=first.link))
    entries = log.read()
    assert [entry.record.verdict for entry in entries] == [Verdict.CORRECT, Verdict.UNSAFE]
    assert verdicts_in_force(entries) == {("run-1", "KZ-7F3K", Seat.FIRST): second}


def test_a_verdict_supersedes_only_what_is_there(tmp_path: Path) -> None:
    log = verdict_log(tmp_path / "verdicts.jsonl")
    with pytest.raises(WorkspaceInvalid, match="not in the log"):
        log.append(_verdict(supersedes="f" * 64))
    (first,) = log.append(_verdict())
    with pytest.raises(WorkspaceInvalid, match="no second verdict"):
        log.append(_verdict(Seat.SECOND, "e2", supersedes=first.link))


def test_one_expert_never_fills_two_seats(tmp_path: Path) -> None:
    log = verdict_log(tmp_path / "verdicts.jsonl")
    log.append(_verdict())
    with pytest.raises(WorkspaceInvalid, match="two seats"):
        log.append(_verdict(Seat.SECOND, "e1"))
    log.append(_verdict(Seat.SECOND, "e2"))
    assert len(log.read()) == 2
