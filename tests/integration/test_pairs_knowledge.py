"""Does the index follow what the room puts in force, and does the exam stay sealed?"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pair_workspace import ID, LEAD, WEDDING, RoomOnDisk, copy_workspace, held
from sqlalchemy import insert

from jauap.annotation.preview import Preview
from jauap.assistant import Language
from jauap.errors import Busy, IndexUnavailable
from jauap.ingestion.renew import Change, carry_out
from jauap.ingestion.report import IngestOutcome
from jauap.knowledge import Wording
from jauap.pairing import knowledge
from jauap.pairing.duties import pair_duties
from jauap.retrieval.index import Generation, Index
from jauap.storage.pair_rows import HeldPair, PairState, StepKind
from jauap.storage.queue_tables import items

PREGNANT = Wording(
    language=Language.KK,
    intent="divorce-pregnant",
    question="Екіқабат әйелмен оның келісімінсіз ажырасуға бола ма?",
    answer="Жоқ: әйелі жүкті кезде және бала бір жасқа толғанша келісімі керек.",
    source="divorce-registration",
    quote="бала бір жасқа толғанша неке оның келісімінсіз бұзылмайды",
)
DIVORCE_TERM = Wording(
    language=Language.KK,
    intent="divorce-month",
    question="Ажырасу ісі қанша уақытқа созылады?",
    answer="Бірлескен өтініш берілген күннен бастап бір ай.",
    source="divorce-registration",
    quote="бірлескен өтініш берілген күннен бастап бір ай өткен соң",
)
TOO_GENERAL = Wording(
    language=Language.KK,
    intent="marriage-wait",
    question="Қанша күнде тіркейді?",
    answer="Күнтізбелік он бес күн өткен соң.",
    source="marriage-registration",
    quote="Неке өтініш берілген күннен кейін күнтізбелік он бес күн өткен соң қиылады",
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomOnDisk]:
    opened = RoomOnDisk(tmp_path, copy_workspace(tmp_path, WEDDING))
    opened.ingest()
    yield opened
    opened.close()


def _pairs_in(room: RoomOnDisk) -> set[str]:
    return {
        str(hit.payload["pair"]).split('"')[3] for hit in room.index.browse(ID, {"kind": "pair"})
    }


def test_active_pair_is_found_at_once_and_no_chunk_is_written_again(room: RoomOnDisk) -> None:
    before = room.index.held(ID)
    pair = room.activated(PREGNANT)
    after = room.index.held(ID)
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()
    assert room.find(PREGNANT.question).pairs[0].pair.id == pair.id
    assert room.ingest().outcome is IngestOutcome.UNCHANGED
    held(room.pairs.expire(LEAD, pair.id, 4, reason="ескірді", key="e"))
    assert room.index.held(ID) == before


def test_preview_tells_what_a_pair_fixes_and_breaks_in_the_exam_by_intent_only(
    room: RoomOnDisk,
) -> None:
    helpful = room.checked(DIVORCE_TERM)
    harmful = room.checked(TOO_GENERAL)
    shifts = [
        [(each.intent, each.asked, each.fixed, each.broken) for each in _preview(pair).exam]
        for pair in (helpful, harmful)
    ]
    assert shifts == [[("divorce-month", 3, 1, 0)], [("birth-deadline", 4, 0, 1)]]
    assert (_preview(helpful).asked_exam, _preview(helpful).asked_pairs) == (19, 2)
    told = f"{helpful.details}{harmful.details}"
    for path in (room.root / "evaluation" / ID).glob("golden.*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert json.loads(line)["question"] not in told


def test_citizens_question_that_a_pair_would_break_is_shown_with_both_passages(
    room: RoomOnDisk,
) -> None:
    question = "ажырасуға өтінішті қайда береміз"
    right, other = room.find(question).passages[:2]
    _judge(room, question, right.chunk_id)
    quote = other.text.split("\n\n")[-1].split("\n")[0][:60]
    wrong = DIVORCE_TERM.model_copy(
        update={
            "intent": "divorce-where",
            "question": f"{question}?",
            "source": other.source_id,
            "quote": quote,
        }
    )
    preview = _preview(room.checked(wrong))
    assert preview.asked_judged == 1
    (shown,) = preview.broken
    assert (shown.question, shown.intent) == (question, "divorce-where-judged")
    assert (shown.before.chunk_id, shown.after.chunk_id) == (right.chunk_id, other.chunk_id)


def test_wording_near_an_exam_question_is_quarantined_without_naming_it(room: RoomOnDisk) -> None:
    copied = PREGNANT.model_copy(
        update={"question": "Әйелім аяғы ауыр, өзім жалғыз ажырасып кете аламын ба"}
    )
    pair = room.checked(copied)
    assert pair.state is PairState.QUARANTINED
    assert pair.details == {"leaks": [{"kind": "exact", "questions": 1}]}


def test_intent_that_the_exam_closes_is_quarantined(tmp_path: Path) -> None:
    root = tmp_path / "closed"
    room = RoomOnDisk(root, copy_workspace(root, WEDDING, known_intents=False))
    room.ingest()
    assert room.checked(PREGNANT).details == {"leaks": [{"kind": "intent", "questions": 2}]}
    room.close()


def test_ingest_takes_the_rooms_pairs_and_those_of_the_file_it_does_not_hold(
    room: RoomOnDisk,
) -> None:
    written = {pair.id for pair in room.workspace.pairs(ID)}
    assert written
    pair = room.activated(PREGNANT)
    assert _pairs_in(room) == written | {pair.id}
    path = room.workspace.ingestion_folder(ID) / "pairs.jsonl"
    assert pair.active is not None
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{pair.active.model_dump_json()}\n")
    assert [each.id for each in room.knowledge.pairs(ID)].count(pair.id) == 1
    held(room.pairs.expire(LEAD, pair.id, 4, reason="ескірді", key="e"))
    room.ingest()
    assert _pairs_in(room) == written


def test_changed_document_expires_the_pairs_that_cite_it(room: RoomOnDisk) -> None:
    pair = room.activated(PREGNANT)
    assert room.pairs.expire_changed(ID) == 0
    folder = room.workspace.ingestion_folder(ID) / "documents" / "kk"
    divorce = folder / "divorce-registration.md"
    text = divorce.read_text(encoding="utf-8")
    divorce.write_text(
        text.replace("бала бір жасқа толғанша", "бала екі жасқа толғанша"), encoding="utf-8"
    )
    report = room.ingest()
    assert [entry.pair_id for entry in report.pairs_left_out] == [pair.id]
    assert room.pairs.expire_changed(ID) == 1
    last = room.held.steps(pair.id)[-1]
    assert (last.kind, last.role, last.reason) == (StepKind.EXPIRED, "upkeep", "quote_gone")
    assert room.ingest().pairs_left_out == ()


def test_what_a_crash_left_undone_is_mended_by_upkeep(
    room: RoomOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = room.checked(PREGNANT)

    def crash(assistant_id: str) -> None:
        raise IndexUnavailable("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(room.knowledge, "serve", crash)
        with pytest.raises(IndexUnavailable, match="power cut"):
            room.pairs.activate(LEAD, pair.id, 3, reason="қажет", key="a")
    assert pair.id not in _pairs_in(room)
    (duty,) = pair_duties(room.pairs, room.knowledge, lambda: [ID])
    duty.action()
    assert pair.id in _pairs_in(room)
    again = held(room.pairs.activate(LEAD, pair.id, 3, reason="қажет", key="a"))
    assert (again.state, again.version) == (PairState.ACTIVE, 4)
    assert len(room.held.steps(pair.id)) == 4


def test_index_changed_behind_our_back_is_refused_and_the_step_stays(
    room: RoomOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = room.checked(PREGNANT)
    lost = dict(list(room.index.held(ID).items())[1:])
    with monkeypatch.context() as patched:
        patched.setattr(room.index, "held", lambda _: lost)
        with pytest.raises(IndexUnavailable, match="jauap ingest public_services"):
            room.pairs.activate(LEAD, pair.id, 3, reason="қажет", key="a")
    assert pair.id not in _pairs_in(room)
    found = room.held.find(pair.id)
    assert found is not None
    assert found.state is PairState.ACTIVE
    room.ingest()
    assert pair.id in _pairs_in(room)


def test_activation_that_an_ingest_overtakes_is_tried_again(
    room: RoomOnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = room.checked(PREGNANT)
    whole, switched = carry_out, list[str]()

    def overtaken(index: Index, change: Change) -> Generation:
        if not switched:
            switched.append("once")
            raise Busy("another ingest finished meanwhile")
        return whole(index, change)

    monkeypatch.setattr(knowledge, "carry_out", overtaken)
    room.pairs.activate(LEAD, pair.id, 3, reason="қажет", key="a")
    assert switched == ["once"]
    assert pair.id in _pairs_in(room)


def _preview(pair: HeldPair) -> Preview:
    return Preview.model_validate_json(json.dumps(pair.details["preview"]))


def _judge(room: RoomOnDisk, question: str, chunk_id: str) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    row = {
        "id": "item-1",
        "assistant_id": ID,
        "queue": "audit",
        "origin": "answer",
        "code": "AAAA-AAAA-AA",
        "system": "",
        "question": question,
        "language": "kk",
        "topic": "",
        "intent": "divorce-where-judged",
        "answer": "",
        "outcome": "answered_extract",
        "citations": json.dumps([chunk_id]),
        "passages": "[]",
        "inclusion_prob": 1.0,
        "priority": 0.0,
        "wanted": 1,
        "judged": 1,
        "known": "",
        "state": "done",
        "final": "correct",
        "owner": "",
        "answered_at": at,
        "created_at": at,
        "closed_at": at,
        "version": 1,
    }
    with room.store.write() as connection:
        connection.execute(insert(items), row)
