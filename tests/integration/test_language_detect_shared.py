"""Does detection keep its measured quality on real questions?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("JAUAP_TEST_DATA", ROOT.parent / "shared" / "data"))

pytestmark = pytest.mark.shared

QUESTIONS = ["kazqad", "kz_gov kk", "kz_gov ru", "xquad ru", "xquad en", "doc2dial, all turns"]
LATIN = ["kk Latin 2021", "kk Latin 2018", "kk chat (q)", "kk chat (k, zh, y)"]
NEIGHBOURS = ["news ky", "news tt", "news uz", "news tr", "news uk"]


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, float]]:
    if not DATA.is_dir():
        pytest.skip(f"no data sets at {DATA}; set JAUAP_TEST_DATA")
    script = ROOT / "evaluation" / "benchmarks" / "language.py"
    done = subprocess.run(
        [sys.executable, script, "--data", DATA, "--json"], capture_output=True, check=True
    )
    return {row["set"]: row for row in json.loads(done.stdout)["rows"]}


@pytest.mark.parametrize("name", QUESTIONS)
def test_questions_get_their_language(name: str, measured: dict[str, dict[str, float]]) -> None:
    assert measured[name]["right"] >= 0.99
    assert measured[name]["flagged"] <= 0.01


def test_kazakh_without_its_letters_is_kazakh(measured: dict[str, dict[str, float]]) -> None:
    assert measured["kk without its letters"]["right"] >= 0.97
    assert measured["kk without its letters"]["flagged"] <= 0.01


def test_kazakh_with_russian_words_is_kazakh(measured: dict[str, dict[str, float]]) -> None:
    assert measured["kk 4 words + ru 2 words"]["right"] >= 0.92


@pytest.mark.parametrize("name", LATIN)
def test_kazakh_in_latin_is_kazakh(name: str, measured: dict[str, dict[str, float]]) -> None:
    assert measured[name]["right"] >= 0.95


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_neighbours_are_flagged(name: str, measured: dict[str, dict[str, float]]) -> None:
    assert measured[name]["flagged"] >= 0.90
