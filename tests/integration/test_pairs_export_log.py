"""Do the files that gate and curve read tell the same of the pairs as the room?"""

from pathlib import Path

import pytest
from pair_workspace import ID, LEAD, WEDDING, RoomOnDisk, copy_workspace, held
from typer.testing import CliRunner

from jauap.assistant import Language
from jauap.cli.pairs import pairs_app
from jauap.errors import WorkspaceInvalid
from jauap.evaluation.pair_log import PairStep, count_accepted, pair_log, pairs_at
from jauap.evaluation.settle import find_leaks
from jauap.knowledge import Wording
from jauap.pairing.export_log import export_log

PREGNANT = Wording(
    language=Language.KK,
    intent="divorce-pregnant",
    question="Екіқабат әйелмен оның келісімінсіз ажырасуға бола ма?",
    answer="Жоқ: әйелі жүкті кезде келісімі керек.",
    source="divorce-registration",
    quote="бала бір жасқа толғанша неке оның келісімінсіз бұзылмайды",
)


def test_log_follows_the_room_and_a_second_export_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = copy_workspace(tmp_path, WEDDING)
    log = pair_log(workspace.evaluation_folder(ID) / "pairs.log.jsonl")
    room = RoomOnDisk(tmp_path, workspace)
    room.ingest()
    written = workspace.pairs(ID)
    assert export_log(workspace, room.held, ID).events == 0
    pair = room.activated(PREGNANT)
    assert (export_log(workspace, room.held, ID).events, len(log.read())) == (2, 2)
    assert pairs_at([entry.record for entry in log.read()], 1) == (pair.active,)
    assert [each.id for each in workspace.pairs(ID)] == [*(each.id for each in written), pair.id]
    assert not any(report.is_leak for report in find_leaks(workspace, ID))

    better = PREGNANT.model_copy(update={"answer": "Жоқ, келісімі керек."})
    held(room.pairs.edit(LEAD, pair.id, 4, better, reason="қысқарақ", key="e"))
    before = (tmp_path / "ingestion" / ID / "pairs.jsonl").read_bytes()
    assert export_log(workspace, room.held, ID).events == 0
    held(room.pairs.expire(LEAD, pair.id, 5, reason="ескірді", key="x"))
    assert export_log(workspace, room.held, ID).events == 1
    assert workspace.pairs(ID) == written
    assert before != (tmp_path / "ingestion" / ID / "pairs.jsonl").read_bytes()
    steps = [entry.record.step for entry in log.read()]
    assert steps == [PairStep.PROPOSED, PairStep.ACCEPTED, PairStep.EXPIRED]
    assert count_accepted([entry.record for entry in log.read()]) == 1
    names = log.path.read_text(encoding="utf-8")
    assert "p-author" not in names
    room.close()

    monkeypatch.setenv("JAUAP_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("JAUAP_DATABASE_URL", f"sqlite:///{tmp_path / 'jauap.sqlite'}")
    told = CliRunner().invoke(pairs_app, ["export-log", ID])
    assert told.exit_code == 0, told.output
    assert told.output == f"0 new lines in the log; {len(written)} pairs in force\n"


def test_log_that_tells_another_story_is_not_written_to(tmp_path: Path) -> None:
    workspace = copy_workspace(tmp_path, WEDDING)
    room = RoomOnDisk(tmp_path, workspace)
    room.ingest()
    pair = room.activated(PREGNANT)
    export_log(workspace, room.held, ID)
    log = pair_log(workspace.evaluation_folder(ID) / "pairs.log.jsonl")
    last = log.read()[-1].record
    log.append(last.model_copy(update={"step": PairStep.QUARANTINED, "reason": "басқа себеп"}))
    held(room.pairs.expire(LEAD, pair.id, 4, reason="ескірді", key="x"))
    with pytest.raises(WorkspaceInvalid, match="another story"):
        export_log(workspace, room.held, ID)
    assert len(log.read()) == 3
    room.close()
