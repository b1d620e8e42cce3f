"""On real acts of Kazakhstan: passages that answer a question are not cut in two."""

import json
import os
from pathlib import Path

import pytest

from jauap.assistant import Language
from jauap.ingestion.chunk import chunk_document
from jauap.ingestion.parse import parse_text
from jauap.knowledge import Document

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def acts() -> Path:
    here = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("JAUAP_TEST_DATA", here.parent / "shared" / "data")) / "kz_gov"
    if not folder.is_dir():
        pytest.skip("set JAUAP_TEST_DATA to the folder with the shared data sets")
    return folder


@pytest.mark.parametrize("language", [Language.KK, Language.RU])
def test_nearly_every_gold_span_lies_whole_in_one_chunk(acts: Path, language: Language) -> None:
    spans: dict[str, set[tuple[int, int]]] = {}
    for line in (acts / "questions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["lang"] == language:
            spans.setdefault(row["doc_id"], set()).add((row["span"][0], row["span"][1]))
    whole = 0
    for line in (acts / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["doc_id"] not in spans:
            continue
        document = Document(
            id=row["doc_id"],
            source_id=row["doc_id"],
            language=language,
            title=row["title"],
            text=row["text"],
            path="",
        )
        chunks = chunk_document(document, parse_text(row["text"]))
        assert all(row["text"][c.start : c.end] == c.text for c in chunks)
        whole += sum(
            any(c.start <= start and end <= c.end for c in chunks)
            for start, end in spans[row["doc_id"]]
        )
    assert whole >= 0.95 * sum(len(found) for found in spans.values())
