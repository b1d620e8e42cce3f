"""The command line holds an exam of a new assistant, whole, and leaves citizens' records alone."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from jauap.cli.app import app
from jauap.evaluation.records import CaseResult
from jauap.evaluation.run_folder import RunFolder, read_run
from jauap.evaluation.verdict_log import VerdictEvent, verdict_log
from jauap.storage.store import open_store
from jauap.storage.tables import answers
from jauap.testing.model_server import ModelServer
from jauap.verdict import Seat, Verdict


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JAUAP_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("JAUAP_DATA_DIR", str(tmp_path / "data"))
    assert _jauap("new", "land_use", "--workspace", str(tmp_path)).exit_code == 0
    assert _jauap("ingest", "land_use").exit_code == 0
    return tmp_path


def _jauap(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def _rows(workspace: Path) -> int:
    store = open_store(f"sqlite:///{workspace / 'data' / 'jauap.sqlite'}")
    with store.read() as connection:
        count = connection.execute(select(func.count()).select_from(answers)).scalar_one()
    store.close()
    return int(count)


def test_an_exam_is_held_reported_and_not_recorded_as_citizens(workspace: Path) -> None:
    assert _jauap("ask", "land_use", "Жұмыс уақыты қандай?").exit_code == 0
    before = _rows(workspace)
    held = _jauap("evaluate", "run", "land_use", "--json")
    assert held.exit_code == 0, held.output
    report = json.loads(held.stdout)
    assert report["n"] == 3
    assert report["n_unscored"] == 0
    assert report["verdicts"] == "automatic"
    label = [each for each in report["figures"]["checks"] if each["name"] == "label"]
    assert [(each["value"], each["n"]) for each in label] == [(1.0, 3)]
    assert _rows(workspace) == before == 1
    folder = RunFolder.under(workspace / "data", "land_use").of_run(report["run"])
    assert (folder / "report.kk.html").read_text("utf-8").startswith("<!doctype html>")
    assert len(read_run(folder).results) == 3


def test_the_same_version_is_not_asked_twice_and_a_new_config_is(workspace: Path) -> None:
    first = json.loads(_jauap("evaluate", "run", "land_use", "--json").stdout)
    again = json.loads(_jauap("evaluate", "run", "land_use", "--json").stdout)
    assert again["run"] == first["run"]
    assert again["figures"]["latency"] == first["figures"]["latency"]
    path = workspace / "assistants" / "land_use" / "assistant.yaml"
    path.write_text(path.read_text("utf-8") + "\nthresholds: {answer: 0.99, ask_back: 0.98}\n")
    other = json.loads(_jauap("evaluate", "run", "land_use", "--json").stdout)
    assert other["run"] != first["run"]
    assert other["versions"]["config_digest"] != first["versions"]["config_digest"]


def test_what_is_to_be_asked_is_said_before_and_the_time_after(workspace: Path) -> None:
    first = _jauap("evaluate", "run", "land_use")
    again = _jauap("evaluate", "run", "land_use")
    assert "3 questions, 3 to ask; no model, no cost" in first.stderr
    assert "3 questions, 0 to ask; no model, no cost" in again.stderr
    assert "took " in again.stderr


def test_a_report_can_be_written_elsewhere_with_a_curve(workspace: Path) -> None:
    _jauap("evaluate", "run", "land_use")
    curve = workspace / "curve.json"
    steps = [{"pairs": n, "accuracy": 0.8, "low": 0.7, "high": 0.9, "fixed": 1} for n in (0, 9)]
    curve.write_text(json.dumps({"curve": steps}), encoding="utf-8")
    out = workspace / "out"
    done = _jauap("evaluate", "report", "land_use", "--curve", str(curve), "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "polyline" in (out / "report.en.html").read_text("utf-8")
    assert "not people's" in done.output
    curve.write_text("[]", encoding="utf-8")
    bad = _jauap("evaluate", "report", "land_use", "--curve", str(curve))
    assert bad.exit_code == 2


def test_without_a_run_the_remedy_is_named(workspace: Path) -> None:
    found = _jauap("evaluate", "report", "land_use", "--json")
    assert found.exit_code == 2
    assert json.loads(found.stdout)["error"]["remedy"] == "run `jauap evaluate run land_use`"


def test_the_self_test_shows_every_scorer_of_words(workspace: Path) -> None:
    done = _jauap("evaluate", "selftest", "--json")
    trials = json.loads(done.stdout)["trials"]
    assert done.exit_code == 0
    assert len(trials) == 9
    assert {trial["language"] for trial in trials} == {"kk", "ru", "en"}


def test_a_judge_gives_no_number_before_people_have_judged(workspace: Path) -> None:
    report = json.loads(_jauap("evaluate", "run", "land_use", "--json").stdout)
    none = _jauap("evaluate", "judge", "calibrate", "land_use", "--json")
    assert none.exit_code == 2
    assert json.loads(none.stdout)["error"]["what"] == "no judge has scored this run"
    with ModelServer() as server:
        judged = _jauap(
            "evaluate", "judge", "run", "land_use", "--model", "double", "--url", server.url,
            "--json",
        )  # fmt: skip
    assert judged.exit_code == 0, judged.output
    assert json.loads(judged.stdout) == {
        "judge": "judge",
        "model": "double",
        "run": report["run"],
        "judged": 3,
        "unscored": 0,
    }
    verdict_log(workspace / "evaluation" / "land_use" / "verdicts.jsonl").append(
        *(
            VerdictEvent(
                role="expert",
                reason="exam",
                at=datetime(2026, 11, 22, tzinfo=UTC),
                item=item,
                run=report["run"],
                seat=seat,
                expert=f"e-{seat}",
                verdict=Verdict.CORRECT,
            )
            for item in [each.case_id for each in _results(workspace, report["run"])]
            for seat in (Seat.FIRST, Seat.SECOND)
        )
    )
    calibrated = _jauap("evaluate", "judge", "calibrate", "land_use", "--json")
    assert calibrated.exit_code == 2
    rows = json.loads(calibrated.stdout)["calibrations"]
    assert [(row["n_labels"], row["corrected"]) for row in rows] == [(1, None)] * 3
    again = json.loads(_jauap("evaluate", "report", "land_use", "--json").stdout)
    assert [judge["value"] for judge in again["judges"]] == [None] * 3


def _results(workspace: Path, run_id: str) -> tuple[CaseResult, ...]:
    return read_run(RunFolder.under(workspace / "data", "land_use").of_run(run_id)).results
