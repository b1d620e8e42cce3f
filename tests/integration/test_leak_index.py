"""What is really in the index: no exam question, no retouched copy of one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jauap.evaluation.leak import LeakGuard
from jauap.evaluation.suite import read_suite
from jauap.knowledge import Pair
from jauap.runtime import Runtime, build_runtime
from jauap.settings import Settings

REPOSITORY = Path(__file__).parents[2]
ASSISTANTS = ("agriculture", "public_services")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    data = tmp_path_factory.mktemp("data")
    with build_runtime(Settings(workspace=REPOSITORY, data_dir=data)) as opened:
        for assistant_id in ASSISTANTS:
            opened.ingest(assistant_id)
        yield opened


def _guard(runtime: Runtime, assistant_id: str) -> LeakGuard:
    return LeakGuard(read_suite(runtime.workspace.evaluation_folder(assistant_id))[1])


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_no_indexed_pair_gives_an_exam_question_away(runtime: Runtime, assistant_id: str) -> None:
    guard = _guard(runtime, assistant_id)
    hits = runtime.index.browse(assistant_id, {"kind": "pair"})
    pairs = [Pair.model_validate_json(str(hit.payload["pair"])) for hit in hits]
    assert len(pairs) == len(runtime.workspace.pairs(assistant_id)) > 0
    assert [report for pair in pairs if (report := guard.check(pair)).is_leak] == []


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_no_indexed_text_holds_an_exam_question(runtime: Runtime, assistant_id: str) -> None:
    guard = _guard(runtime, assistant_id)
    chunks = runtime.index.browse(assistant_id, {"kind": "chunk"})
    assert len(chunks) > 100
    found = {hit.id: held for hit in chunks if (held := guard.contained(str(hit.payload["text"])))}
    assert found == {}


@pytest.mark.parametrize("assistant_id", ASSISTANTS)
def test_a_planted_copy_in_the_index_would_be_found(runtime: Runtime, assistant_id: str) -> None:
    _, cases = read_suite(runtime.workspace.evaluation_folder(assistant_id))
    guard = _guard(runtime, assistant_id)
    pair = runtime.workspace.pairs(assistant_id)[0]
    for case in cases:
        planted = pair.model_copy(update={"question": case.question.lower()})
        assert case.id in guard.check(planted).cases
