"""Who may touch the index folder, and how does a file change there in one step?"""

import fcntl
import json
import os
import shutil
from pathlib import Path

from jauap.errors import Busy, IndexUnavailable
from jauap.retrieval.generation import dump_generation, load_generation
from jauap.retrieval.index import Generation

_RECORD = "generation.json"
_MEGABYTE = 1024 * 1024
_LEAST_FREE = 64 * _MEGABYTE


class FolderLock:
    """Exclusive hold of a folder, for all threads of this process; freed when the process dies."""

    def __init__(self, folder: Path) -> None:
        """Take the lock at once or fail.

        Raises:
            Busy: another process holds the folder.
            IndexUnavailable: the folder cannot be written.
        """
        path = folder / "lock"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = path.open("a+", encoding="ascii")
        except OSError as error:
            raise IndexUnavailable(
                f"the index folder cannot be used: {error.strerror}",
                where=str(folder),
                remedy="give this user the right to write there, or set JAUAP_DATA_DIR elsewhere",
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            holder = self._file.read().strip()
            self._file.close()
            raise _busy(folder, holder) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let go of the folder."""
        self._file.close()


def _busy(folder: Path, holder: str) -> Busy:
    if holder == str(os.getpid()):
        return Busy(
            "this process has this index open already",
            where=str(folder),
            remedy="close the first EdgeIndex, or pass it on",
        )
    return Busy(
        f"process {holder or 'unknown'} has this index open",
        where=str(folder),
        remedy=f"stop it (kill {holder}) and try again, ask the running service over HTTP, "
        "or share a Qdrant server: JAUAP_INDEX=server",
    )


def require_space(folder: Path, home: Path) -> None:
    """Make sure that one more generation fits on the disk.

    The engine maps its files into memory, and a full disk would then end the whole process.

    Raises:
        IndexUnavailable: less is free than 64 MB and twice what `home` takes now.
    """
    taken = sum(path.stat().st_blocks * 512 for path in home.rglob("*") if path.is_file())
    needed = _LEAST_FREE + 2 * taken
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise IndexUnavailable(
            f"the disk is too full for a new generation: {free // _MEGABYTE} MB are free, "
            f"{needed // _MEGABYTE} MB are needed",
            where=str(folder),
            remedy="free some space; the active index is untouched",
        )


def write_generation(home: Path, generation: Generation) -> None:
    """Record a generation in its folder; from then on it counts as complete."""
    replace_file(home / _RECORD, json.dumps(dump_generation(generation), indent=1))


def read_generation(home: Path) -> Generation:
    """Read the record of a complete generation.

    Raises:
        IndexUnavailable: there is none, or it is damaged.
    """
    path = home / _RECORD
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexUnavailable(
            "this generation of the index is incomplete or damaged",
            where=str(path),
            remedy=f"write the index anew: jauap ingest {home.parent.name} --force",
        ) from error
    return load_generation(values, str(path))


def replace_file(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, sees the old content or the new."""
    draft = path.with_name(f"{path.name}.new")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
