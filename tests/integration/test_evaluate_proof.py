"""Plans, comparisons, agreement and thresholds from the command line."""

import json
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.calibration import Calibration, LanguageThreshold
from jauap.cli.app import app
from jauap.evaluation.calibrate import write_calibration
from jauap.evaluation.records import CaseResult, Run
from jauap.evaluation.run_folder import Manifest, RunFolder
from jauap.evaluation.suite import CaseKind
from jauap.evaluation.verdict_log import VerdictEvent, verdict_log
from jauap.evaluation.versions import Versions, config_digest_of
from jauap.runtime import build_runtime
from jauap.settings import Settings
from jauap.verdict import Seat, Verdict
from jauap.workspace import Workspace

REPOSITORY = Path(__file__).parents[2]
NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
RIGHT, WRONG = Verdict.CORRECT, Verdict.INCORRECT


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The agriculture assistant alone, in a folder of its own."""
    for part in ("assistants", "ingestion", "evaluation"):
        shutil.copytree(REPOSITORY / part / "agriculture", tmp_path / part / "agriculture")
    monkeypatch.setenv("JAUAP_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("JAUAP_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def invoke(*arguments: str) -> tuple[int, dict[str, object]]:
    result = CliRunner().invoke(app, ["evaluate", *arguments, "--json"])
    return result.exit_code, json.loads(result.stdout)


def write_run(
    root: Path, run_id: str, verdicts: Sequence[Verdict | None], suite: str = "s"
) -> None:
    results = tuple(
        CaseResult(
            case_id=f"case-{place}",
            intent=f"niet-{place}",
            language=Language.KK,
            topic="land",
            kind=CaseKind.IN_SCOPE,
            question="Жер қалай алынады?",
            outcome=Outcome.ANSWERED_EXTRACT,
            text="Өтініш беріледі.",
            verdict=verdict,
        )
        for place, verdict in enumerate(verdicts)
    )
    versions = Versions(
        assistant="agriculture",
        suite_digest=suite,
        pairs_digest="p",
        index_digest="i",
        index_generation="g",
        config_digest="c",
        prompts_digest="",
        code_version="1",
    )
    run = Run(
        id=run_id,
        assistant="agriculture",
        started=NOW,
        suite_digest=suite,
        pairs_digest="p",
        index_digest="i",
        config_digest="c",
        code_version="1",
        results=results,
    )
    runs = RunFolder.under(root / "data", "agriculture")
    manifest = Manifest(run=run_id, state="running", versions=versions, scorers=())
    runs.open_manifest(manifest)
    runs.finish(manifest, run, {})


def test_the_plan_names_the_published_numbers() -> None:
    code, plan = invoke("plan")
    assert code == 0
    assert plan["plans"] == [
        {"n": 200, "least_correct": 196},
        {"n": 400, "least_correct": 388},
        {"n": 600, "least_correct": 580},
        {"n": 1000, "least_correct": 962},
    ]
    assert plan["answers_needed"] == {"0.96": 2698, "0.97": 601, "0.98": 234, "0.99": 124}
    assert plan["cases_for_two_points"] == 1568
    assert "580 correct" in CliRunner().invoke(app, ["evaluate", "plan"]).stdout


def test_two_runs_are_compared_by_name(workspace: Path) -> None:
    write_run(workspace, "first", [RIGHT] * 60 + [WRONG] * 40)
    write_run(workspace, "second", [WRONG] * 2 + [RIGHT] * 78 + [WRONG] * 19 + [None])
    code, made = invoke("compare", "agriculture", "first", "second")
    assert code == 0
    assert made["difference"] == pytest.approx(0.18)
    assert made["broken"] == ["case-0", "case-1"]
    assert len(str(made["fixed"]).split(",")) == 20
    assert made["n_unscored"] == 1
    text = CliRunner().invoke(app, ["evaluate", "compare", "agriculture", "first", "second"])
    assert "+18.0%" in text.stdout


def test_runs_over_different_suites_cannot_be_compared(workspace: Path) -> None:
    write_run(workspace, "first", [RIGHT] * 10)
    write_run(workspace, "second", [RIGHT] * 10, suite="other")
    code, made = invoke("compare", "agriculture", "first", "second")
    assert code == 2
    assert "different suites" in json.dumps(made)


def write_verdicts(root: Path, agreeing: int, differing: int) -> None:
    log = verdict_log(root / "evaluation" / "agriculture" / "verdicts.jsonl")
    events = []
    for place in range(agreeing + differing):
        for seat in (Seat.FIRST, Seat.SECOND):
            is_odd = place >= agreeing and (seat is Seat.FIRST) is (place % 2 == 0)
            events.append(
                VerdictEvent(
                    role="expert",
                    reason="blind verdict",
                    at=NOW,
                    item=f"KZ-{place}",
                    run="v1",
                    seat=seat,
                    expert=f"expert-{seat}",
                    verdict=WRONG if is_odd or place % 10 == 0 else RIGHT,
                )
            )
    log.append(*events)


@pytest.mark.parametrize(("differing", "code"), [(4, 0), (60, 1)])
def test_agreement_of_experts_is_enough_or_not(workspace: Path, differing: int, code: int) -> None:
    write_verdicts(workspace, 100, differing)
    found, made = invoke("agree", "agriculture")
    assert found == code
    assert made["n"] == 100 + differing
    assert made["is_enough"] is (code == 0)


def test_without_verdicts_there_is_no_agreement(workspace: Path) -> None:
    assert invoke("agree", "agriculture")[0] == 2


def test_the_shipped_suite_is_too_small_for_a_promise_and_says_so(workspace: Path) -> None:
    assert CliRunner().invoke(app, ["ingest", "agriculture"]).exit_code == 0
    code, made = invoke("threshold", "agriculture")
    assert code == 1
    assert made["file"] is None
    languages = made["languages"]
    assert isinstance(languages, dict)
    assert {each["answer"] for each in languages.values()} == {None}
    assert not (workspace / "evaluation" / "agriculture" / "calibration.json").exists()
    text = CliRunner().invoke(app, ["evaluate", "threshold", "agriculture"])
    assert "no threshold keeps the promise" in text.stdout


@pytest.fixture
def calibration(workspace: Path) -> Calibration:
    read = Workspace(workspace)
    digest = config_digest_of(
        read.assistant("agriculture"), read.texts("agriculture"), read.synonyms("agriculture")
    )
    made = Calibration(
        assistant="agriculture",
        fitted_on=NOW.date(),
        valid_until=datetime(2026, 8, 20, tzinfo=UTC).date(),
        config_digest=digest,
        suite_digest="s",
        run="run",
        release="0.1.0",
        n_fitted=100,
        error=0.05,
        confidence=0.9,
        constant=0.0,
        coefficients={"coverage": 3.0},
        thresholds={
            Language.KK: LanguageThreshold(answer=0.9, n=200, answered=100, wrong=1, coverage=0.5)
        },
    )
    write_calibration(workspace / "evaluation" / "agriculture", made)
    return made


def desk_calibration(workspace: Path, now: datetime) -> Calibration | None:
    settings = Settings(workspace=workspace, data_dir=workspace / "data")
    with build_runtime(settings, now=lambda: now) as runtime:
        return runtime.desk("agriculture").calibration


def test_a_fresh_calibration_decides_and_an_old_one_does_not(
    workspace: Path, calibration: Calibration
) -> None:
    assert desk_calibration(workspace, NOW) == calibration
    assert desk_calibration(workspace, datetime(2026, 8, 21, tzinfo=UTC)) is None


def test_a_changed_configuration_makes_it_stale_and_the_doctor_says_so(
    workspace: Path, calibration: Calibration
) -> None:
    path = workspace / "assistants" / "agriculture" / "assistant.yaml"
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    declared["thresholds"] = {"answer": 0.6, "ask_back": 0.2}
    path.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    assert desk_calibration(workspace, NOW) is None
    result = CliRunner().invoke(app, ["doctor", "--json"])
    checks = {each["name"]: each for each in json.loads(result.stdout)["checks"]}
    assert checks["calibration of agriculture"]["state"] == "missing"
    assert "built-in" in checks["calibration of agriculture"]["detail"]


def test_a_foreign_or_misspelt_calibration_is_refused(
    workspace: Path, calibration: Calibration
) -> None:
    folder = workspace / "evaluation" / "agriculture"
    write_calibration(folder, calibration.model_copy(update={"assistant": "land"}))
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert "calibration is of 'land'" in result.stdout
    fields = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    (folder / "calibration.json").write_text(json.dumps({**fields, "lenient": 1}))
    assert "lenient" in CliRunner().invoke(app, ["doctor", "--json"]).stdout
