"""What does the embedded index do when its folder is held, damaged, full or forbidden?"""

import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from jauap.errors import Busy, IndexUnavailable
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.index import Generation, Point, Request, SparseVector

OPEN_AND_WAIT = """
import sys
from pathlib import Path
from jauap.retrieval.edge import EdgeIndex
index = EdgeIndex(Path(sys.argv[1]))
print("open", flush=True)
sys.stdin.read()
"""
TRY_TO_OPEN = """
import sys
from pathlib import Path
from jauap.errors import Busy
from jauap.retrieval.edge import EdgeIndex
try:
    EdgeIndex(Path(sys.argv[1]))
except Busy as error:
    print(error)
"""
WRITE_AND_DIE = """
import os, sys
from pathlib import Path
from uuid import UUID
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.index import Generation, Point, SparseVector

def points():
    for number in range(1, 2000):
        if number == 1500:
            os._exit(9)
        vector = SparseVector(indices=(number,), values=(1.0,))
        yield Point(id=str(UUID(int=number)), digest="d", sparse={"passage_kk": vector},
                    dense=None, payload={})

index = EdgeIndex(Path(sys.argv[1]))
index.write("demo", Generation(id="g2", created_at=""), (), points())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of an index with one active generation, closed."""
    index = EdgeIndex(tmp_path / "index")
    vector = SparseVector(indices=(7,), values=(1.0,))
    point = Point(
        id=str(UUID(int=1)), digest="d1", sparse={"passage_kk": vector}, dense=None, payload={}
    )
    index.write("demo", Generation(id="g1", created_at=""), (), [point])
    index.switch("demo", "g1")
    index.close()
    return tmp_path / "index"


def _query(index: EdgeIndex) -> list[str]:
    vector = SparseVector(indices=(7,), values=(1.0,))
    request = Request(vector=vector, using="passage_kk", limit=3)
    return [hit.id for hit in index.query("demo", [request])[0]]


def test_second_process_learns_who_holds_the_index(folder: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", OPEN_AND_WAIT, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    try:
        with pytest.raises(Busy, match=rf"process {holder.pid} has this index open; stop it"):
            EdgeIndex(folder)
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
    EdgeIndex(folder).close()


def test_index_held_by_this_process_is_busy_for_another(folder: Path) -> None:
    index = EdgeIndex(folder)
    other = subprocess.run(
        [sys.executable, "-c", TRY_TO_OPEN, str(folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    index.close()
    assert "JAUAP_INDEX=server" in other.stdout


def test_second_index_in_one_process_is_told_to_share_the_first(folder: Path) -> None:
    first = EdgeIndex(folder)
    with pytest.raises(Busy, match="this process has this index open already"):
        EdgeIndex(folder)
    first.close()
    EdgeIndex(folder).close()


def test_process_killed_while_writing_leaves_the_old_generation(folder: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, str(folder)], check=False)
    assert killed.returncode == 9

    index = EdgeIndex(folder)
    assert _query(index) == [str(UUID(int=1))]
    assert index.sweep("demo") == ("g2",)
    assert sorted(path.name for path in (folder / "demo").iterdir()) == ["CURRENT", "g1"]
    index.close()


@pytest.mark.parametrize("name", ["edge_config.json", "segment.json"])
def test_damaged_shard_names_the_remedy(folder: Path, name: str) -> None:
    for path in (folder / "demo" / "g1" / "shard").rglob(name):
        path.write_bytes(b"\x00garbage")
    index = EdgeIndex(folder)
    with pytest.raises(IndexUnavailable, match="jauap ingest"):
        _query(index)
    index.close()


def test_damaged_record_names_file_and_remedy(folder: Path) -> None:
    (folder / "demo" / "g1" / "generation.json").write_text("{", encoding="utf-8")
    index = EdgeIndex(folder)
    with pytest.raises(IndexUnavailable, match=r"generation\.json.*jauap ingest demo --force"):
        index.active("demo")
    index.close()


def test_pointer_to_a_lost_generation_names_the_remedy(folder: Path) -> None:
    (folder / "demo" / "CURRENT").write_text("lost", encoding="utf-8")
    index = EdgeIndex(folder)
    with pytest.raises(IndexUnavailable, match="jauap ingest demo --force"):
        index.held("demo")
    index.close()


def test_folder_that_is_a_file_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("", encoding="utf-8")
    with pytest.raises(IndexUnavailable, match="JAUAP_DATA_DIR"):
        EdgeIndex(tmp_path / "index")


def test_full_disk_is_refused_before_anything_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jauap.retrieval.folder._LEAST_FREE", 1 << 62)
    index = EdgeIndex(folder)
    with pytest.raises(IndexUnavailable, match="too full"):
        index.write("demo", Generation(id="g2", created_at=""), (), [])
    assert not (folder / "demo" / "g2").exists()
    assert _query(index) == [str(UUID(int=1))]
    index.close()
