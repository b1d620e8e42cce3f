"""Is every exam of this workspace the frozen one, and does no pair give a question away?"""

from pathlib import Path

import pytest

from jauap.evaluation.golden import verify_golden
from jauap.evaluation.settle import QUARANTINE_FILE, find_leaks
from jauap.knowledge import Pair
from jauap.workspace import Workspace, read_jsonl

WORKSPACE = Workspace(Path(__file__).parents[1])


@pytest.mark.parametrize("assistant_id", WORKSPACE.ids())
def test_the_exam_is_the_frozen_one(assistant_id: str) -> None:
    assert verify_golden(WORKSPACE.evaluation_folder(assistant_id)).counts["live"] > 0


@pytest.mark.parametrize("assistant_id", WORKSPACE.ids())
def test_no_pair_gives_an_exam_question_away(assistant_id: str) -> None:
    leaks = [each for each in find_leaks(WORKSPACE, assistant_id) if each.is_leak]
    assert leaks == [], f"settle them: jauap evaluate leak {assistant_id} --help"


@pytest.mark.parametrize("assistant_id", WORKSPACE.ids())
def test_no_quarantined_pair_is_among_the_knowledge(assistant_id: str) -> None:
    path = WORKSPACE.ingestion_folder(assistant_id) / QUARANTINE_FILE
    held = {pair.question for pair in read_jsonl(path, Pair)} if path.exists() else set()
    assert held.isdisjoint(pair.question for pair in WORKSPACE.pairs(assistant_id))
