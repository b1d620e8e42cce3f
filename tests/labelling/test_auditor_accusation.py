"""Is a person's text ever taken for an answer? Test 20 of the auditor's list, on real texts."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scipy.stats import beta

from jauap.labelling.known import KnownSet, KnownTexts, Stretch
from jauap.storage.fingerprints import Fingerprints, Said
from jauap.storage.store import open_store

pytestmark = pytest.mark.shared

DATA = Path(os.environ.get("JAUAP_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))


def rows(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"set JAUAP_TEST_DATA to the folder that holds {name}")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


@pytest.fixture(scope="module")
def similar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fingerprints]:
    """A register of machine-written answers about acts that count as sources."""
    known = KnownTexts()
    acts = rows("kz_gov/documents.jsonl")
    known.put("a", KnownSet(Stretch(text=act["text"], document_id=act["doc_id"]) for act in acts))
    address = f"sqlite:///{tmp_path_factory.mktemp('register') / 'a.db'}"
    with open_store(address) as store:
        made = Fingerprints(store, b"k" * 32, known)
        answers = {row["answer"] for row in rows("kz_gov/questions.jsonl")}
        said = [
            Said(
                code=f"{number:012d}",
                hash_plain=text,
                at=datetime(2026, 11, 22, tzinfo=UTC),
                hashes=made.of(text),
            )
            for number, text in enumerate(sorted(answers))
        ]
        with store.write() as connection:
            made.add(connection, said)
        yield made


def test_20_texts_by_people_of_the_same_field_are_not_called_answers(
    similar: Fingerprints,
) -> None:
    """Auditor 20: the acts themselves and others' services; at most 0.5 % with 95 % certainty."""
    people = {
        part.strip()
        for name in ("kz_gov", "doc2dial", "kazqad")
        for row in rows(f"{name}/documents.jsonl")
        for part in row["text"].split("\n")
        if len(part.strip()) >= 120
    }
    accused = [
        text for text in sorted(people) if any(match.likeness for match in similar.match(text)[:1])
    ]
    assert len(people) >= 1000
    assert beta.ppf(0.975, len(accused) + 1, len(people) - len(accused)) <= 0.005


def test_20_the_register_does_recognise_its_answers(similar: Fingerprints) -> None:
    """Auditor 20: a register that recognised nothing would accuse nobody either."""
    answers = sorted({row["answer"] for row in rows("kz_gov/questions.jsonl")})
    found = [any(match.likeness for match in similar.match(text)[:1]) for text in answers]
    assert sum(found) / len(found) >= 0.85
