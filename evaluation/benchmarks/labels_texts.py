"""Texts of people and what happens to a copied answer, for the benchmark of labels."""

import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx

LEAST = 120
"""Characters of the shortest text of a person that is tried."""
MOST = 1_500

_KAZAKH_TO_RUSSIAN = str.maketrans("әіңғүұқөһӘІҢҒҮҰҚӨҺ", "аингуукохАИНГУУКОХ")
_TO_LATIN = str.maketrans("аесорхуАЕСОРХВКМНТ", "aecopxyAECOPXBKMHT")


def human_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Give (set, text) for every paragraph people wrote in the shared sets, each once."""
    seen: set[str] = set()
    for name, text in _all_texts(data):
        cut = text[:MOST]
        if len(cut) >= LEAST and cut not in seen:
            seen.add(cut)
            yield name, cut


def machine_answers(data: Path) -> list[tuple[str, str]]:
    """Give (language, answer) of kz_gov: written by a machine, in its own words, about acts."""
    rows = {row["answer"]: row["lang"] for row in _rows(data / "kz_gov/questions.jsonl")}
    return [(language, answer) for answer, language in rows.items()]


def acts(data: Path) -> list[tuple[str, str]]:
    """Give (document id, text) of the acts those answers are about."""
    return [(row["doc_id"], row["text"]) for row in _rows(data / "kz_gov/documents.jsonl")]


def sentences(data: Path) -> list[list[str]]:
    """Give sentences in Kazakh, Russian and English, one list each, to put answers together of."""
    rows = _rows(data / "ntrex/parallel.jsonl")
    return [[row[language] for row in rows] for language in ("kk", "ru", "en")]


def changes(draw: random.Random, letter: str) -> dict[str, Callable[[str], str]]:
    """Give what people do to a text they copy; `letter` is a stranger's letter."""
    return {
        "first half": lambda text: text[: len(text) // 2],
        "last half": lambda text: text[len(text) // 2 :],
        "120 characters": lambda text: _middle(text, 120),
        "60 characters": lambda text: _middle(text, 60),
        "Russian letters for Kazakh": lambda text: text.translate(_KAZAKH_TO_RUSSIAN),
        "Latin look-alikes": lambda text: "".join(
            one.translate(_TO_LATIN) if draw.random() < 0.3 else one for one in text
        ),
        "a typo in 5 % of words": lambda text: " ".join(
            _mistyped(word, draw) if draw.random() < 0.05 else word for word in text.split()
        ),
        "5 % of letters wrong": lambda text: "".join(
            draw.choice("аеонтaeont") if one.isalpha() and draw.random() < 0.05 else one
            for one in text
        ),
        "one number changed": lambda text: re.sub(r"\d", "9", text, count=1),
        "15 % of words left out": lambda text: " ".join(
            word for word in text.split() if draw.random() >= 0.15
        ),
        "in a letter of the same length": lambda text: f"{letter[: len(text)]} {text}",
        "in a letter of twice the length": lambda text: (
            f"{letter[: len(text)]} {text} {letter[len(text) : 2 * len(text)]}"
        ),
    }


def _all_texts(data: Path) -> Iterator[tuple[str, str]]:
    for row in _rows(data / "kz_gov/documents.jsonl"):
        yield from (("kz_gov", part.strip()) for part in row["text"].split("\n"))
    for path in sorted((data / "kz_state_property").rglob("*.docx")):
        for paragraph in docx.Document(str(path)).paragraphs:
            yield "kz_state_property", paragraph.text.strip()
    for row in _rows(data / "kz_gov/questions.jsonl"):
        yield "kz_gov questions", row["question"]
    for row in _rows(data / "doc2dial/documents.jsonl"):
        yield from (("doc2dial", part.strip()) for part in row["text"].split("\n"))
    for row in _rows(data / "kazqad/documents.jsonl"):
        yield "kazqad", row["text"]


def _middle(text: str, length: int) -> str:
    start = max(0, (len(text) - length) // 2)
    return text[start : start + length]


def _mistyped(word: str, draw: random.Random) -> str:
    place = draw.randrange(len(word))
    return word[:place] + draw.choice("аеонтaeont") + word[place + 1 :]


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
