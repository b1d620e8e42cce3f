"""Is the shipped table small, whole, and trained on the sentences beside its script?"""

import hashlib
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Literal

import pytest

from jauap.language.ngrams import SHARED_ONLY, language_features
from jauap.language.profile import Profile, load_profile, write_profile
from jauap.language.script import read_words

TEXTS = Path(__file__).parents[2] / "evaluation" / "benchmarks" / "language_texts"
Leading = Literal["cyrillic", "latin"]


def _table(script: str) -> bytes:
    return files("jauap.language").joinpath(f"profile_{script}.txt").read_bytes()


def test_tables_are_smaller_than_300_kilobytes_together() -> None:
    assert len(_table("cyrillic")) + len(_table("latin")) < 300_000


@pytest.mark.parametrize("script", ["cyrillic", "latin"])
def test_table_names_the_texts_it_was_trained_on(script: str) -> None:
    trained_on = _table(script).decode().partition("\n")[0].split("\t")[3]
    texts = b"".join(file.read_bytes() for file in sorted(TEXTS.glob("*.txt")))

    assert trained_on == hashlib.sha256(texts).hexdigest(), "run language_profile.py again"


@pytest.mark.parametrize(
    ("script", "languages"),
    [
        ("cyrillic", ("kk", "ru", "uk", "ky", "tt", "uz")),
        ("latin", ("kk", "en", "uz", "tr", "ru", "other")),
    ],
)
def test_every_row_has_a_weight_for_each_language(
    script: Leading, languages: tuple[str, ...]
) -> None:
    profile = load_profile(script)

    assert profile.languages == languages
    assert len(profile.weights) == 10_000
    assert {len(row) for row in profile.weights.values()} == {6}


def test_weights_survive_writing_within_half_a_step() -> None:
    text = write_profile(["kk", "ru"], {"қа": [1.38, -1.38], "ы": [-0.2, 0.2]}, "0" * 64)

    assert text.split("\n")[1:] == ["ы\tIW", 'қа\t~"']


def test_scores_are_sums_of_the_known_features() -> None:
    profile = Profile(languages=("kk", "ru"), step=0.5, weights={"қ": b"TL", "ы": b"OQ"})

    assert profile.score(["қ", "ы", "ы", "?"]) == {"kk": 1.0, "ru": -1.0}
    assert profile.score(["?"]) is None


def test_features_are_the_pieces_of_each_word_and_the_word() -> None:
    assert language_features(["жер"]) == [
        *["ж", "е", "р", "_ж", "же", "ер", "р_", "_же", "жер", "ер_", "_жер", "жер_", "_жер_"]
    ]


def test_letters_that_kazakh_shares_count_only_without_its_own() -> None:
    assert language_features(["өткөн", "күңгүрөн"]).count(SHARED_ONLY) == 4
    assert SHARED_ONLY not in language_features(["өткен", "күні"])


def test_latin_look_alikes_in_cyrillic_words_are_repaired() -> None:
    read = read_words("бiлiм бaсқармасы")

    assert read is not None
    assert read.words == ("білім", "басқармасы")


def test_tables_are_not_read_before_the_first_question() -> None:
    probe = (
        "from jauap.language import detect, profile;"
        "assert profile.load_profile.cache_info().currsize == 0;"
        "from jauap.assistant import Language;"
        "detect.detect('Сәлем', fallback=Language.RU);"
        "assert profile.load_profile.cache_info().currsize == 1"
    )

    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
