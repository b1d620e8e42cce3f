"""Where does the detector's table come from? Trained here, on sentences written for it.

    python evaluation/benchmarks/language_profile.py [--check]

Reads language_texts/*.txt (a file for each language, written for this purpose), draws windows
of one to twelve words, spells some as people spell them, mixes Russian words into Kazakh, and
fits a multinomial logistic regression over letter n-grams. Writes
src/jauap/language/profile_*.txt; with --check it only says whether they are up to date.
The same texts give the same tables on one kind of machine; the header holds their digest.
"""

import argparse
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from language_spellings import (
    LATIN_2018,
    LATIN_2021,
    NEIGHBOURS_WITHOUT_LETTERS,
    chat,
    respell,
    russian_chat,
    turkish_ascii,
    uzbek_cyrillic,
    without_apostrophes,
    without_letters,
)

from jauap.language.ngrams import language_features
from jauap.language.profile import write_profile
from jauap.language.script import read_words

_HERE = Path(__file__).parent
_PACKAGE = _HERE.parents[1] / "src" / "jauap" / "language"
_CLASSES = {
    "cyrillic": ("kk", "ru", "uk", "ky", "tt", "uz"),
    "latin": ("kk", "en", "uz", "tr", "ru", "other"),
}
_ROUNDS = 4000
_SEED = 1
_FEWEST = 3
_KEPT = 10_000
_EPOCHS, _BATCH, _RATE, _DECAY = 6, 64, 0.1, 1e-5
# Kazakh endings that people hang on Russian words.
_ENDINGS = (
    "ды ны ға га да дан тар лар тың дың дын ның мен сыз ым ымды ке ті ні ге де ден тер лер сы сын"
)

Row = tuple[str, str]


class Texts:
    """The sentences of all languages and a fixed way of drawing windows from them."""

    def __init__(self) -> None:
        self.draw = random.Random(_SEED)
        files = sorted((_HERE / "language_texts").glob("*.txt"))
        self.digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
        self._lines = {
            file.stem: [line.split() for line in file.read_text("utf-8").splitlines() if line]
            for file in files
        }
        self._chances = {
            language: [len(line) ** 0.7 for line in lines]
            for language, lines in self._lines.items()
        }

    def words(self, language: str, fewest: int = 1, most: int = 12) -> list[str]:
        """Draw neighbouring words of one line."""
        line = self.draw.choices(self._lines[language], self._chances[language])[0]
        size = min(len(line), self.draw.randint(fewest, most))
        start = self.draw.randint(0, len(line) - size)
        return line[start : start + size]

    def text(self, language: str) -> str:
        """Draw a window as text."""
        return " ".join(self.words(language))

    def happens(self, chance: float) -> bool:
        """Throw a coin."""
        return self.draw.random() < chance


def main() -> int:
    """Train both tables and write or compare them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="only compare with the package")
    given = parser.parse_args()
    texts = Texts()
    rows = [row for _ in range(_ROUNDS) for row in _cyrillic(texts)]
    stale = _write("cyrillic", rows, texts.digest, check=given.check)
    rows = [row for _ in range(_ROUNDS) for row in _latin(texts)]
    stale |= _write("latin", rows, texts.digest, check=given.check)
    return int(stale)


def _cyrillic(texts: Texts) -> list[Row]:
    rows = [
        (texts.text("kk"), "kk"),
        (without_letters(texts.text("kk"), texts.draw), "kk"),
        (texts.text("ru"), "ru"),
        (texts.text("ru"), "ru"),
        (texts.text("uk"), "uk"),
    ]
    for neighbour in ("ky", "tt"):
        plain = texts.happens(0.3)
        text = texts.text(neighbour)
        rows.append((respell(text, NEIGHBOURS_WITHOUT_LETTERS) if plain else text, neighbour))
    if texts.happens(0.6):
        mixed = " ".join(_with_russian(texts))
        rows.append((without_letters(mixed, texts.draw) if texts.happens(0.4) else mixed, "kk"))
    if texts.happens(0.15):
        russian = texts.words("ru", 3, 8)
        russian.insert(texts.draw.randint(0, len(russian)), texts.words("kk", 1, 1)[0])
        rows.append((" ".join(russian), "ru"))
    if texts.happens(0.5):
        rows.append((uzbek_cyrillic(texts.text("uz")), "uz"))
    return rows


def _with_russian(texts: Texts) -> list[str]:
    kazakh = texts.words("kk", 2, 6)
    russian = texts.words("ru", 1, max(1, len(kazakh) * 3 // 4))
    for place, word in enumerate(russian):
        if len(word) > 4 and texts.happens(0.4):
            russian[place] = word.strip(",.?;") + texts.draw.choice(_ENDINGS.split())
    cut = texts.draw.choice([0, len(kazakh), texts.draw.randint(0, len(kazakh))])
    return kazakh[:cut] + russian + kazakh[cut:]


def _latin(texts: Texts) -> list[Row]:
    kazakh, alphabet = texts.text("kk"), texts.draw.random()
    official = respell(kazakh, LATIN_2021 if alphabet < 0.2 else LATIN_2018)
    uzbek, turkish = texts.text("uz"), texts.text("tr")
    rows = [
        (official if alphabet < 0.3 else chat(kazakh, texts.draw), "kk"),
        (chat(texts.text("kk"), texts.draw), "kk"),
        (texts.text("en"), "en"),
        (texts.text("en"), "en"),
        (without_apostrophes(uzbek) if texts.happens(0.3) else uzbek, "uz"),
        (turkish_ascii(turkish) if texts.happens(0.3) else turkish, "tr"),
    ]
    if texts.happens(0.4):
        rows.append((russian_chat(texts.text("ru"), texts.draw), "ru"))
    if texts.happens(0.6):
        rows.append((texts.text("other"), "other"))
    if texts.happens(0.3):
        mixed = texts.words("kk", 2, 6)
        russian = " ".join(texts.words("ru", 1, max(1, len(mixed) // 2)))
        rows.append(
            (f"{chat(' '.join(mixed), texts.draw)} {russian_chat(russian, texts.draw)}", "kk")
        )
    return rows


def _write(script: str, rows: Sequence[Row], digest: str, *, check: bool) -> bool:
    languages = _CLASSES[script]
    table = write_profile(languages, _fit(rows, languages), digest)
    file = _PACKAGE / f"profile_{script}.txt"
    if check:
        same = file.exists() and file.read_text("utf-8") == table
        print(f"{file.name}: {'up to date' if same else 'stale'}")
        return not same
    file.write_text(table, "utf-8")
    print(f"{file.name}: {len(rows)} texts, {len(table.encode()) // 1000} kB")
    return False


def _fit(rows: Sequence[Row], languages: Sequence[str]) -> dict[str, Sequence[float]]:
    seen = [_features(text) for text, _ in rows]
    counts = Counter(feature for features in seen for feature in set(features))
    grams = sorted(gram for gram, count in counts.items() if count >= _FEWEST)
    number = {gram: place for place, gram in enumerate(grams)}
    inputs = [np.array([number[f] for f in features if f in number], int) for features in seen]
    targets = np.array([languages.index(language) for _, language in rows])
    weights = _descend(inputs, targets, len(grams), len(languages))
    weights -= weights.mean(axis=1, keepdims=True)
    worth = np.ptp(weights, axis=1) * np.sqrt([counts[gram] for gram in grams])
    kept = np.sort(np.argsort(-worth, kind="stable")[:_KEPT])
    return {grams[place]: weights[place].tolist() for place in kept}


def _features(text: str) -> list[str]:
    read = read_words(text)
    return language_features(read.words) if read else []


def _descend(
    inputs: Sequence[npt.NDArray[np.int64]],
    targets: npt.NDArray[np.int64],
    grams: int,
    languages: int,
) -> npt.NDArray[np.float64]:
    weights = np.zeros((grams, languages))
    squares = np.full_like(weights, 1e-6)
    draw = np.random.default_rng(_SEED)
    usable = [place for place, features in enumerate(inputs) if len(features)]
    for _ in range(_EPOCHS):
        order = draw.permutation(usable)
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            sizes = np.array([len(inputs[place]) for place in batch])
            flat = np.concatenate([inputs[place] for place in batch])
            begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
            scores = np.add.reduceat(weights[flat], begins, axis=0)
            chances = np.exp(scores - scores.max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
            chances[np.arange(len(batch)), targets[batch]] -= 1
            touched, places = np.unique(flat, return_inverse=True)
            errors = np.repeat(chances / len(batch), sizes, axis=0)
            gradient = _DECAY * weights[touched]
            for column in range(languages):
                gradient[:, column] += np.bincount(places, errors[:, column], len(touched))
            squares[touched] += gradient**2
            weights[touched] -= _RATE * gradient / np.sqrt(squares[touched])
    return weights


if __name__ == "__main__":
    sys.exit(main())
