"""Real passages and questions for the speed benchmark, in the layout of the shared data sets."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

SETS = ("kz_gov", "kazqad", "xquad", "doc2dial")


@dataclass(frozen=True)
class Passages:
    """Passages with ids, and questions asked of them."""

    texts: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]


def load_passages(data: Path, passages: int, questions: int) -> Passages:
    """Cut the documents of all sets into passages and draw a fixed sample of the questions."""
    texts: list[tuple[str, str]] = []
    asked: list[str] = []
    for name in SETS:
        for document in _rows(data / name / "documents.jsonl"):
            texts += [
                (f"{name}:{document['doc_id']}#{number}", text)
                for number, text in enumerate(_cut(document["text"]))
            ]
        asked += [row["question"] for row in _rows(data / name / "questions.jsonl")]
    draw = random.Random(0)
    draw.shuffle(texts)
    draw.shuffle(asked)
    return Passages(tuple(texts[:passages]), tuple(asked[:questions]))


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def _cut(text: str, size: int = 480) -> list[str]:
    cut, start = [], 0
    while start < len(text):
        end = text.rfind(" ", start, start + size) if start + size < len(text) else len(text)
        end = end if end > start else start + size
        cut.append(text[start:end].strip())
        start = end
    return [part for part in cut if part]
