"""Does what was acknowledged survive kill -9, exactly once? The benchmarks in short."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "evaluation" / "benchmarks"
FAULTS = {
    "annotators_killed": (
        "lost",
        "twice",
        "from_nowhere",
        "seats_filled_twice",
        "people_who_judged_twice",
        "undos_lost",
    ),
    "pairs_killed": ("lost", "twice", "gaps", "from_nowhere", "told_otherwise", "own_confirmed"),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("script", FAULTS)
@pytest.mark.parametrize(
    "database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
)
def test_twenty_kills_lose_and_double_nothing(script: str, database: str) -> None:
    if database == "postgres" and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("install Debian's postgresql")
    done = subprocess.run(
        [
            sys.executable,
            str(BENCHMARKS / f"{script}.py"),
            *("--kills", "20", "--database", database, "--json"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["acknowledged"] >= 20
    assert {name: found[name] for name in FAULTS[script]} == dict.fromkeys(FAULTS[script], 0)
    assert found["chain_is_whole"]
    assert found["integrity"] == "ok"
