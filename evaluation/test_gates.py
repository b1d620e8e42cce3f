"""Do the shipped suites still pass their gates? `pytest evaluation` reads, asks and judges."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from jauap.evaluation.gate import Gatekeeper
from jauap.evaluation.records import Run
from jauap.evaluation.ruling import GateOutcome
from jauap.evaluation.run import respond_at, run_suite
from jauap.evaluation.run_folder import RunFolder
from jauap.evaluation.scorers.catalogue import all_scorers
from jauap.evaluation.suite import read_suite
from jauap.evaluation.versions import pairs_by_id, read_versions
from jauap.runtime import Runtime, build_runtime
from jauap.settings import Settings

ROOT = Path(__file__).parents[1]
ASSISTANTS = sorted(path.parent.name for path in (ROOT / "evaluation").glob("*/suite.yaml"))


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    settings = Settings(workspace=ROOT, data_dir=tmp_path_factory.mktemp("data"))
    with build_runtime(settings) as opened:
        yield opened


def keeper_of(runtime: Runtime, assistant_id: str) -> Gatekeeper:
    return Gatekeeper(
        assistant=assistant_id,
        folder=runtime.workspace.evaluation_folder(assistant_id),
        runs=RunFolder.under(runtime.settings.data_dir, assistant_id),
    )


def examine(runtime: Runtime, assistant_id: str) -> Run:
    runtime.ingest(assistant_id)
    workspace, desk = runtime.workspace, runtime.desk(assistant_id)
    _, cases = read_suite(workspace.evaluation_folder(assistant_id))
    versions = read_versions(
        workspace, assistant_id, cases, desk=desk, generation=runtime.index.active(assistant_id)
    )
    return asyncio.run(
        run_suite(
            cases,
            respond_at(desk),
            versions=versions,
            scorers=all_scorers(runtime.jwks(), pairs_by_id(workspace.pairs(assistant_id))),
            folder=RunFolder.under(runtime.settings.data_dir, assistant_id),
            now=runtime.now,
        )
    )


@pytest.fixture(scope="module", params=ASSISTANTS)
def gated(request: pytest.FixtureRequest, runtime: Runtime) -> tuple[Gatekeeper, Run]:
    assistant_id = str(request.param)
    return keeper_of(runtime, assistant_id), examine(runtime, assistant_id)


def test_the_shipped_version_passes_the_regression_gate(gated: tuple[Gatekeeper, Run]) -> None:
    keeper, run = gated
    decision = keeper.regression(run.id)
    told = [f"{reason.code}: {reason.detail}" for reason in decision.ruling.reasons]
    assert decision.outcome is GateOutcome.PASSED, (told, dict(decision.ruling.figures))


def test_without_an_audit_the_shipped_version_is_not_released(
    gated: tuple[Gatekeeper, Run], runtime: Runtime
) -> None:
    keeper, _ = gated
    versions = read_versions(
        runtime.workspace,
        keeper.assistant,
        (),
        desk=runtime.desk(keeper.assistant),
        generation=runtime.index.active(keeper.assistant),
    )
    decision = keeper.release(versions.version_digest)
    assert [reason.code for reason in decision.ruling.reasons] == ["no_plan"]
