"""The command line as a newcomer meets it: a real process, a folder of its own."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


def _jauap(
    *arguments: str, workspace: Path, data: Path, extra: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("JAUAP_")},
        "JAUAP_WORKSPACE": str(workspace),
        "JAUAP_DATA_DIR": str(data),
        "NO_COLOR": "1",
        **(extra or {}),
    }
    return subprocess.run(
        [sys.executable, "-m", "jauap", *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    made = _jauap(
        "new", "land_use", "--workspace", str(tmp_path), workspace=tmp_path, data=tmp_path
    )
    assert made.returncode == 0, made.stderr
    return tmp_path


def test_new_assistant_answers_after_two_commands(fresh: Path) -> None:
    data = fresh / "data"
    ingested = _jauap("ingest", "land_use", "--json", workspace=fresh, data=data)
    assert ingested.returncode == 0, ingested.stderr + ingested.stdout
    for question, sign in [
        ("Қабылдау уақыты қандай?", "9:00-ден 18:00-ге дейін"),
        ("Какие часы приёма?", "с 9:00 до 18:00"),
        ("What are the opening hours?", "from 9:00 to 18:00"),
    ]:
        asked = _jauap("ask", "land_use", question, "--json", workspace=fresh, data=data)
        assert asked.returncode == 0, asked.stderr + asked.stdout
        reply = json.loads(asked.stdout)
        assert reply["outcome"] == "answered_extract"
        assert sign in reply["text"]
        assert reply["citations"][0]["document_id"].startswith("opening-hours.")
        assert len(reply["code"]) == 12


def test_question_from_standard_input_is_read(fresh: Path) -> None:
    data = fresh / "data"
    _jauap("ingest", workspace=fresh, data=data)
    asked = subprocess.run(
        [sys.executable, "-m", "jauap", "ask", "land_use", "-"],
        input="Қабылдау уақыты қандай?",
        capture_output=True,
        text=True,
        env={**os.environ, "JAUAP_WORKSPACE": str(fresh), "JAUAP_DATA_DIR": str(data)},
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.startswith("[Жасанды интеллект жауабы]")
    assert "Тексеру:" in asked.stdout


def test_taken_id_is_refused_and_nothing_is_touched(fresh: Path) -> None:
    before = (fresh / "assistants/land_use/assistant.yaml").read_bytes()
    again = _jauap("new", "land_use", "--workspace", str(fresh), workspace=fresh, data=fresh)
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert (fresh / "assistants/land_use/assistant.yaml").read_bytes() == before


@pytest.mark.parametrize("name", ["Land", "1land", "жер", "a", "../land", "land use"])
def test_unusable_id_names_the_remedy(tmp_path: Path, name: str) -> None:
    made = _jauap("new", name, "--workspace", str(tmp_path), workspace=tmp_path, data=tmp_path)
    assert made.returncode == 2
    assert "small Latin letters" in made.stderr
    assert list(tmp_path.iterdir()) == []


def test_asking_before_ingesting_says_what_to_run(fresh: Path) -> None:
    asked = _jauap("ask", "land_use", "Қабылдау уақыты?", workspace=fresh, data=fresh / "data")
    assert asked.returncode == 2
    assert "jauap ingest land_use" in asked.stderr
    assert "Traceback" not in asked.stderr


def test_unknown_assistant_lists_the_known_ones(fresh: Path) -> None:
    asked = _jauap("ask", "fishing", "Балық?", "--json", workspace=fresh, data=fresh / "data")
    assert asked.returncode == 2
    error = json.loads(asked.stdout)["error"]
    assert error["code"] == "not_found"
    assert "land_use" in error["remedy"]


def test_empty_folder_is_no_workspace(tmp_path: Path) -> None:
    ran = _jauap("ingest", workspace=tmp_path, data=tmp_path / "data")
    assert ran.returncode == 2
    assert "no folder assistants/" in ran.stderr


def test_setting_that_cannot_be_used_is_named(fresh: Path) -> None:
    ran = _jauap("doctor", workspace=fresh, data=fresh, extra={"JAUAP_PORT": "many"})
    assert ran.returncode == 2
    assert "JAUAP_PORT" in ran.stderr


def test_data_folder_that_is_a_file_is_a_clear_error(fresh: Path) -> None:
    (fresh / "occupied").write_text("x", encoding="utf-8")
    ran = _jauap("ingest", workspace=fresh, data=fresh / "occupied" / "data")
    assert ran.returncode == 2
    assert "Traceback" not in ran.stderr
    assert "JAUAP_DATA_DIR" in ran.stderr


def test_taken_port_is_said_before_anything_slow(fresh: Path) -> None:
    data = fresh / "data"
    _jauap("ingest", workspace=fresh, data=data)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = _jauap("serve", "--port", port, workspace=fresh, data=data)
    assert ran.returncode == 2
    assert "the port is taken" in ran.stderr
    assert "--port" in ran.stderr


def test_doctor_finds_search_working_in_each_language(fresh: Path) -> None:
    data = fresh / "data"
    _jauap("ingest", workspace=fresh, data=data)
    ran = _jauap("doctor", "--json", workspace=fresh, data=data)
    states = {each["name"]: each["state"] for each in json.loads(ran.stdout)["checks"]}
    assert ran.returncode == 0, ran.stdout
    assert [states[f"search in {each}"] for each in ("kk", "ru", "en")] == ["ok", "ok", "ok"]
    assert states["assistant land_use"] == "ok"
    assert states["index of land_use"] == "ok"


def test_doctor_names_the_broken_key(fresh: Path) -> None:
    path = fresh / "assistants/land_use/assistant.yaml"
    path.write_text(path.read_text("utf-8") + "colour: blue\n", encoding="utf-8")
    ran = _jauap("doctor", "--json", workspace=fresh, data=fresh / "data")
    broken = [each for each in json.loads(ran.stdout)["checks"] if each["state"] == "broken"]
    assert ran.returncode == 1
    assert any("colour" in each["detail"] for each in broken)


def test_second_ingest_writes_nothing(fresh: Path) -> None:
    data = fresh / "data"
    first = json.loads(_jauap("ingest", "--json", workspace=fresh, data=data).stdout)
    second = json.loads(_jauap("ingest", "--json", workspace=fresh, data=data).stdout)
    assert first["reports"][0]["counts"]["added"] > 0
    assert second["reports"][0]["counts"]["added"] == 0
    assert second["reports"][0]["generation"] == first["reports"][0]["generation"]
