"""Does a verdict that was acknowledged survive kill -9, exactly once? The benchmark in short."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "evaluation" / "benchmarks" / "annotators_killed.py"


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_twenty_kills_lose_and_double_nothing(database: str) -> None:
    if database == "postgres" and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("install Debian's postgresql")
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--kills", "20", "--database", database, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["acknowledged"] >= 20
    assert {
        name: found[name]
        for name in ("lost", "twice", "seats_filled_twice", "people_who_judged_twice", "undos_lost")
    } == {
        "lost": 0,
        "twice": 0,
        "seats_filled_twice": 0,
        "people_who_judged_twice": 0,
        "undos_lost": 0,
    }
    assert found["chain_is_whole"]
    assert found["integrity"] == "ok"
