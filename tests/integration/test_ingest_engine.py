"""On the embedded engine: a killed ingest leaves the old generation, and the next converges."""

import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from jauap.assistant import Assistant
from jauap.errors import IndexUnavailable
from jauap.ingestion.ingest import ingest
from jauap.ingestion.report import IngestOutcome, IngestReport
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.generation import fingerprint
from jauap.workspace import Workspace

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]

# Dies by SIGKILL when the named step of the index is reached.
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from jauap.assistant import Assistant
from jauap.ingestion.ingest import ingest
from jauap.retrieval.edge import EdgeIndex
from jauap.workspace import Workspace

def die():
    os.kill(os.getpid(), signal.SIGKILL)

class Dying(EdgeIndex):
    def write(self, assistant_id, generation, keep, points):
        def until_death():
            for number, point in enumerate(points):
                if step == f"point {number}":
                    die()
                yield point
        if step == "write":
            die()
        written = super().write(assistant_id, generation, keep, until_death())
        if step == "verify":
            die()
        return written
    def switch(self, assistant_id, generation_id):
        if step == "switch":
            die()
        super().switch(assistant_id, generation_id)
        if step == "switched":
            die()

root, step = Path(sys.argv[1]), sys.argv[2]
assistant = Assistant.model_validate_json((root / "assistant.json").read_text())
now = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
index = Dying(root / "index")
ingest(assistant, Workspace(root), index, now=lambda: now)
if step == "swept":
    die()
"""


def write_workspace(root: Path, assistant: Assistant, season: str) -> None:
    folder = root / "ingestion" / assistant.id
    (folder / "documents" / "kk").mkdir(parents=True, exist_ok=True)
    (root / "assistants").mkdir(exist_ok=True)
    (root / "assistant.json").write_text(assistant.model_dump_json(by_alias=True), encoding="utf-8")
    sources = []
    for number in range(6):
        name = f"documents/kk/rules-{number}.md"
        text = f"# Ереже {number}\n\n## Мерзімі\n\nМал {season} жайылады.\n\n"
        text += f"## Құны\n\nТегін {number}."
        (folder / name).write_text(text, encoding="utf-8")
        title = {"kk": f"Ереже {number}", "ru": "Правила", "en": "Rules"}
        sources.append(
            {"id": f"r{number}", "kind": "own_text", "files": {"kk": name}, "title": title}
            | {"topic": "rules"}
        )
    position = {"kk": "Басшы", "ru": "Руководитель", "en": "Head"}
    head = {"name": "Үлгі Басшы", "position": position}
    declared = {"schema": 1, "assistant": assistant.id, "responsible_head": head}
    (folder / "sources.yaml").write_text(
        yaml.safe_dump({**declared, "sources": sources}, allow_unicode=True), encoding="utf-8"
    )


def run(root: Path, assistant: Assistant, *, force: bool = False) -> IngestReport:
    index = EdgeIndex(root / "index")
    try:
        return ingest(assistant, Workspace(root), index, now=lambda: NOW, force=force)
    finally:
        index.close()


def seasons(root: Path, assistant: Assistant) -> set[str]:
    """Look at the whole active generation, and check that it is what its record says."""
    index = EdgeIndex(root / "index")
    try:
        active = index.active(assistant.id)
        assert active is not None
        assert fingerprint(index.held(assistant.id)) == active.fingerprint
        found = [str(hit.payload["text"]) for hit in index.browse(assistant.id, {"kind": "chunk"})]
        assert len(found) == 12
        return {word for text in found for word in ("көктемде", "күзде") if word in text}
    finally:
        index.close()


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("write", "көктемде"),
        ("point 0", "көктемде"),
        ("point 7", "көктемде"),
        ("point 11", "көктемде"),
        ("verify", "көктемде"),
        ("switch", "көктемде"),
        ("switched", "күзде"),
        ("swept", "күзде"),
    ],
)
def test_killed_ingest_leaves_one_whole_generation_and_the_next_converges(
    tmp_path: Path, assistant: Assistant, step: str, expected: str
) -> None:
    write_workspace(tmp_path, assistant, "көктемде")
    run(tmp_path, assistant)
    write_workspace(tmp_path, assistant, "күзде")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), step], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert seasons(tmp_path, assistant) == {expected}
    run(tmp_path, assistant)
    assert seasons(tmp_path, assistant) == {"күзде"}
    generations = [p for p in (tmp_path / "index" / assistant.id).iterdir() if p.is_dir()]
    assert len(generations) == 1
    assert run(tmp_path, assistant).outcome is IngestOutcome.UNCHANGED


def test_same_documents_give_the_same_fingerprint_on_another_machine(
    tmp_path: Path, assistant: Assistant
) -> None:
    prints = []
    for machine in ("a", "b"):
        write_workspace(tmp_path / machine, assistant, "көктемде")
        run(tmp_path / machine, assistant)
        index = EdgeIndex(tmp_path / machine / "index")
        active = index.active(assistant.id)
        assert active is not None
        prints.append(active.fingerprint)
        index.close()
    assert prints[0] == prints[1]


def test_folder_that_cannot_be_written_names_the_remedy(
    tmp_path: Path, assistant: Assistant
) -> None:
    write_workspace(tmp_path, assistant, "көктемде")
    run(tmp_path, assistant)
    write_workspace(tmp_path, assistant, "күзде")
    home = tmp_path / "index" / assistant.id
    kept = tmp_path / "kept"
    home.rename(kept)
    home.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(IndexUnavailable) as error:
        run(tmp_path, assistant)
    assert error.value.remedy
    home.unlink()
    kept.rename(home)
    assert seasons(tmp_path, assistant) == {"көктемде"}


def test_lost_shard_is_restored_by_force(tmp_path: Path, assistant: Assistant) -> None:
    write_workspace(tmp_path, assistant, "көктемде")
    run(tmp_path, assistant)
    [generation] = [p for p in (tmp_path / "index" / assistant.id).iterdir() if p.is_dir()]
    shutil.rmtree(generation / "shard")
    report = run(tmp_path, assistant, force=True)
    assert report.outcome is IngestOutcome.SWITCHED
    assert seasons(tmp_path, assistant) == {"көктемде"}
