"""The commands that keep the exam: exit codes for scripts, one message with its remedy."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jauap.cli.app import app
from jauap.evaluation.suite import read_suite

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for part in ("assistants", "evaluation", "ingestion"):
        shutil.copytree(
            REPOSITORY / part / "agriculture",
            tmp_path / part / "agriculture",
            ignore=shutil.ignore_patterns("documents"),
        )
    monkeypatch.setenv("JAUAP_WORKSPACE", str(tmp_path))
    return tmp_path


def _run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["evaluate", *arguments])
    assert result.exit_code == code, result.output
    return result.output


def _json(*arguments: str, code: int = 0) -> dict[str, object]:
    found: dict[str, object] = json.loads(_run(*arguments, "--json", code=code))
    return found


def _plant(workspace: Path) -> str:
    path = workspace / "ingestion" / "agriculture" / "pairs.jsonl"
    pair = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    _, cases = read_suite(workspace / "evaluation" / "agriculture")
    pair.update(id="ag-leak", intent="unrelated", question=cases[0].question.upper())
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(pair, ensure_ascii=False) + "\n")
    return cases[0].id


def test_a_clean_workspace_is_told_so(workspace: Path) -> None:
    assert "as frozen" in _run("golden", "verify")
    assert _json("golden", "diff", "agriculture") == {"changes": []}
    assert _json("leak") == {"leaks": 0, "findings": []}


def test_a_tampered_case_stops_every_reader(workspace: Path) -> None:
    path = workspace / "evaluation" / "agriculture" / "golden.kk.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    case = json.loads(lines[0])
    lines[0] = json.dumps({**case, "question": "Басқа сұрақ?"}, ensure_ascii=False) + "\n"
    path.write_text("".join(lines), encoding="utf-8")
    for command in (("golden", "verify", "agriculture"), ("leak", "agriculture")):
        error = _json(*command, code=2)["error"]
        assert isinstance(error, dict)
        assert error["where"] == str(path)
        assert "golden freeze agriculture" in error["remedy"]
    changes = _json("golden", "diff", "agriculture", code=1)["changes"]
    assert changes == [{"file": "golden.kk.jsonl", "case": case["id"], "what": "changed"}]
    before = REPOSITORY / "evaluation" / "agriculture"
    fields = _json("golden", "diff", "agriculture", "--before", str(before), code=1)["changes"]
    assert isinstance(fields, list)
    assert [(each["field"], each["after"]) for each in fields] == [("question", "Басқа сұрақ?")]
    assert _json("golden", "freeze", "agriculture")["version"] == 2
    _run("golden", "verify", "agriculture")


def test_a_planted_leak_is_found_and_settled_by_quarantine(workspace: Path) -> None:
    case = _plant(workspace)
    found = _json("leak", "agriculture", code=1)
    assert found["leaks"] == 1
    assert isinstance(found["findings"], list)
    assert case in {each["case"] for each in found["findings"]}
    assert "--quarantine or --retire" in _run("leak", "agriculture", "--retire", "ag-leak", code=2)
    settled = ("--role", "Басшы", "--reason", "тексеру")
    _run("leak", "agriculture", "--quarantine", "ag-leak", *settled)
    assert _json("leak", "agriculture")["leaks"] == 0
    assert len(read_suite(workspace / "evaluation" / "agriculture")[1]) == 108


def test_a_planted_leak_is_settled_by_retirement(workspace: Path) -> None:
    _plant(workspace)
    settled = ("--role", "Басшы", "--reason", "тексеру")
    _run("leak", "agriculture", "--retire", "ag-leak", *settled)
    assert _json("leak", "agriculture")["leaks"] == 0
    assert _json("golden", "verify", "agriculture") != {}
    assert len(read_suite(workspace / "evaluation" / "agriculture")[1]) == 107


def test_a_case_retires_by_its_id(workspace: Path) -> None:
    _, cases = read_suite(workspace / "evaluation" / "agriculture")
    told = _json("golden", "retire", "agriculture", cases[3].id, "--reason", "ескірді")
    assert (told["version"], told["live"], told["retired"]) == (2, 107, 1)


@pytest.mark.parametrize("name", ["cases.xlsx", "cases.csv"])
def test_a_suite_goes_out_and_comes_back(workspace: Path, tmp_path: Path, name: str) -> None:
    sheet = str(tmp_path / name)
    assert _json("export", "agriculture", sheet, "--language", "ru")["rows"] == 108
    done = _json("import", "agriculture", sheet)
    assert (done["unchanged"], done["added"], done["changed"]) == (108, [], [])
    _run("golden", "verify", "agriculture")


def test_a_faulty_sheet_changes_nothing_and_says_why(workspace: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "cases.csv"
    _run("export", "agriculture", str(sheet))
    text = sheet.read_text(encoding="utf-8-sig")
    sheet.write_text(text.replace(";pastures;", ";;", 1), encoding="utf-8")
    told = _run("import", "agriculture", str(sheet), "--language", "kk", code=1)
    assert "2-жол, topic: мәні жазылмаған" in told
    assert "nothing was changed" in told
    _run("golden", "verify", "agriculture")


def test_pairs_go_out_and_come_back(workspace: Path, tmp_path: Path) -> None:
    sheet = str(tmp_path / "pairs.xlsx")
    rows = _json("export", "agriculture", sheet, "--what", "pairs")["rows"]
    done = _json("import", "agriculture", sheet, "--what", "pairs")
    assert (done["unchanged"], done["added"]) == (rows, [])


def test_cases_are_sealed_out_of_sight(workspace: Path, tmp_path: Path) -> None:
    folder = workspace / "evaluation" / "agriculture"
    cases = tmp_path / "secret.jsonl"
    cases.write_text(
        '{"id": "v-001", "intent": "v-fine", "language": "kk", "question": "Құпия сұрақ қандай?", '
        '"kind": "near_miss", "topic": "t"}\n',
        encoding="utf-8",
    )
    key = tmp_path / "vault.key"
    _run("golden", "seal", "agriculture", str(cases), "--key", str(key))
    assert key.stat().st_mode & 0o077 == 0
    assert "Құпия" not in (folder / "vault.json").read_text(encoding="utf-8")
    assert _json("leak", "agriculture")["leaks"] == 0


def test_an_unknown_choice_is_answered_with_the_known_ones(workspace: Path, tmp_path: Path) -> None:
    sheet = str(tmp_path / "a.xlsx")
    assert "cases, pairs, verdicts" in _run("export", "agriculture", sheet, "--what", "x", code=2)
