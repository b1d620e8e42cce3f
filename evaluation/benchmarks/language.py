"""How often is the language of a question found? By spelling, length and neighbour.

    python evaluation/benchmarks/language.py --data DIR [--json]

`right` is the share of Kazakh, Russian and English texts given their language, where the
conversation is in another language (the worst case); for a neighbouring language, the share
flagged as some neighbour. `flagged` is the share flagged, wrongly so for our three. `certain`
is the share called certain, `wrong_certain` that called certain though wrong. `retyped` is the
share taken for typed on the other keyboard layout, and read as it was meant. `us` is microseconds
for one text. The data sets are not read by anything but this measurement.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from language_spellings import (
    CHATS,
    LATIN_2018,
    LATIN_2021,
    NEIGHBOURS_WITHOUT_LETTERS,
    RUSSIAN_CHAT,
    UNSEEN,
    WITHOUT_LETTERS,
    on_cyrillic_keys,
    on_latin_keys,
    respell,
    turkish_ascii,
    uzbek_cyrillic,
    without_apostrophes,
)

from jauap.assistant import Language
from jauap.language.detect import detect
from jauap.language.layout import retyped

Set = tuple[str, str, list[str]]

_NEIGHBOURS = ("ky", "tt", "uz", "tr", "uk")
_WORST_FALLBACK = {"kk": Language.RU, "ru": Language.KK, "en": Language.KK}


def main() -> int:
    """Run the benchmark and print a table or one JSON object."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of the data sets")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    detect("Сәлем hello", fallback=Language.KK)
    rows = [_measure(*one) for one in _sets(given.data)]
    if given.json:
        print(json.dumps({"rows": rows}, ensure_ascii=False))
        return 0
    print(f"{'set':34}{'lang':>5}{'n':>6}{'right':>8}{'flagged':>9}{'certain':>9}", end="")
    print(f"{'wrong_certain':>15}{'retyped':>9}{'us':>6}")
    for row in rows:
        print(f"{row['set']:34}{row['lang']:>5}{row['n']:>6}{row['right']:>8.4f}", end="")
        print(f"{row['flagged']:>9.4f}{row['certain']:>9.3f}{row['wrong_certain']:>15.4f}", end="")
        print(f"{row['retyped']:>9.4f}{row['us']:>6.0f}")
    return 0


def _measure(name: str, language: str, texts: list[str]) -> dict[str, str | int | float]:
    fallback = _WORST_FALLBACK.get(language, Language.KK)
    began = time.process_time()
    read = [retyped(text) for text in texts]
    found = [detect(text, fallback=fallback) for text in read]
    spent = time.process_time() - began
    flagged = [one.neighbour is not None for one in found]
    ours = language in _WORST_FALLBACK
    right = [one.language.value == language for one in found] if ours else flagged
    wrong = [one.certain and not good for one, good in zip(found, right, strict=True)]
    return {
        "set": name,
        "lang": language,
        "n": len(texts),
        "right": sum(right) / len(texts),
        "flagged": sum(flagged) / len(texts),
        "certain": sum(one.certain for one in found) / len(texts),
        "wrong_certain": sum(wrong) / len(texts),
        "retyped": sum(one != text for one, text in zip(read, texts, strict=True)) / len(texts),
        "us": 1e6 * spent / len(texts),
    }


def _sets(data: Path) -> Iterator[Set]:
    gov = _rows(data / "kz_gov" / "questions.jsonl")
    kazqad = _questions(data, "kazqad", "questions", "questions_no_gold_in_corpus")
    xquad = _rows(data / "xquad" / "questions.jsonl")
    russian = [row["question"] for row in xquad if row["lang"] == "ru"]
    american = _questions(data, "doc2dial", "questions", "questions_multiturn")
    english = [row["question"] for row in xquad if row["lang"] == "en"]
    yield "kazqad", "kk", kazqad
    yield from _kz_gov(gov)
    yield from _kazakh_variants(kazqad, russian)
    yield "xquad ru", "ru", russian
    yield "kz_state_property", "ru", _questions(data, "kz_state_property", "questions")
    yield "ru first two words", "ru", _each(russian, _first(2))
    yield "ru in Latin", "ru", _each(russian, lambda text: respell(text, RUSSIAN_CHAT))
    yield "ru on the other layout", "ru", _each(russian, on_latin_keys)
    yield "xquad en", "en", english
    yield "doc2dial, all turns", "en", american
    stackfaq = _questions(data, "stackfaq", "questions")
    yield "stackfaq", "en", stackfaq
    yield "en on the other layout", "en", _each(english + stackfaq, on_cyrillic_keys)
    yield "en first two words", "en", _each(english + american, _first(2))
    yield from _news(_rows(data / "ntrex" / "parallel.jsonl"))


def _kz_gov(rows: list[dict[str, str]]) -> Iterator[Set]:
    kazakh = [row for row in rows if row["lang"] == "kk"]
    yield "kz_gov kk", "kk", [row["question"] for row in kazakh if row["kk_letters"]]
    plain = [row["question"] for row in kazakh if not row["kk_letters"]]
    yield "kz_gov kk, typed without letters", "kk", plain
    yield "kz_gov ru", "ru", [row["question"] for row in rows if row["lang"] == "ru"]


def _kazakh_variants(questions: list[str], russian: list[str]) -> Iterator[Set]:
    def plain(text: str) -> str:
        return respell(text, WITHOUT_LETTERS)

    draw = random.Random(5)
    words = [word.strip("?") for text in russian for word in text.split()]
    mixed = [
        " ".join([*text.split()[:4], *draw.sample(words, 2)])
        for text in questions
        if len(text.split()) >= 4
    ]
    short = _each(questions, _first(2))
    yield "kk without its letters", "kk", _each(questions, plain)
    yield "kk on the other layout", "kk", _each(questions, on_latin_keys)
    yield "kk first two words", "kk", short
    yield "kk first two, without letters", "kk", _each(short, plain)
    yield "kk 4 words + ru 2 words", "kk", mixed
    yield "kk 4 + ru 2, without letters", "kk", _each(mixed, plain)
    yield "kk Latin 2021", "kk", _each(questions, lambda text: respell(text, LATIN_2021))
    yield "kk Latin 2018", "kk", _each(questions, lambda text: respell(text, LATIN_2018))
    for name, letters in CHATS.items():
        spelled = [respell(text, letters) for text in questions]
        yield f"kk chat ({name})", "kk", spelled
    for name, letters in UNSEEN.items():
        yield f"kk Latin {name}", "kk", [respell(text, letters) for text in questions]
    yield "kk chat, first two words", "kk", [respell(text, CHATS["k, zh, y"]) for text in short]


def _news(rows: list[dict[str, str]]) -> Iterator[Set]:
    for language in ("kk", "ru", "en"):
        yield f"news {language}", language, [row[language] for row in rows]
    for language in _NEIGHBOURS:
        texts = [row[language] for row in rows]
        yield f"news {language}", language, texts
        yield f"news {language}, first six words", language, _each(texts, _first(6))
        if language in ("ky", "tt"):
            plain = [respell(text, NEIGHBOURS_WITHOUT_LETTERS) for text in texts]
            yield f"news {language}, without letters", language, plain
    yield "news uz, Cyrillic", "uz", _each([row["uz"] for row in rows], uzbek_cyrillic)
    yield "news uz, no apostrophes", "uz", _each([row["uz"] for row in rows], without_apostrophes)
    yield "news tr, ASCII", "tr", _each([row["tr"] for row in rows], turkish_ascii)


def _each(texts: list[str], change: Callable[[str], str]) -> list[str]:
    return [change(text) for text in texts]


def _first(number: int) -> Callable[[str], str]:
    return lambda text: " ".join(text.split()[:number])


def _questions(data: Path, folder: str, *names: str) -> list[str]:
    return [row["question"] for name in names for row in _rows(data / folder / f"{name}.jsonl")]


def _rows(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]


if __name__ == "__main__":
    sys.exit(main())
