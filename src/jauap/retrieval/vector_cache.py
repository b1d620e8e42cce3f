"""Which texts has this model read before? Their vectors, kept on disk by content digest."""

import hashlib
import logging
import sqlite3
import struct
import zlib
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from jauap.retrieval.embedding import Embedder

MOST_BYTES = 512 * 1024 * 1024
"""Vectors kept by default: 130,000 of length 1,024."""

_LOG = logging.getLogger(__name__)
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS vectors (digest BLOB PRIMARY KEY, used INTEGER NOT NULL, "
    "checksum INTEGER NOT NULL, vector BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS by_use ON vectors (used)",
)
_AFTER_SWEEP = 0.9


class CachedEmbedder:
    """An embedder that reads no text of the index twice; a damaged entry is read anew.

    The cache never stands in the way: a file that cannot be used is left out, one that is
    damaged is begun anew. Questions are not kept.
    """

    def __init__(self, embedder: Embedder, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        """Keep vectors of `embedder` in a SQLite file of at most about `most_bytes`."""
        self.name = embedder.name
        self.size = embedder.size
        self._embedder = embedder
        self._path = path
        self._most_bytes = most_bytes

    def query(self, text: str) -> tuple[float, ...]:
        """Embed a question."""
        return self._embedder.query(text)

    def passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Embed texts of the index, one vector each, in order; only new ones are read."""
        digests = [self._digest(text) for text in texts]
        known = self._load(digests)
        new = {
            digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known
        }
        if new:
            # What is kept has single precision; a first answer must be what a second one is.
            made = {
                digest: _single(vector)
                for digest, vector in zip(
                    new, self._embedder.passages(list(new.values())), strict=True
                )
            }
            self._keep(made)
            known.update(made)
        return [known[digest] for digest in digests]

    def _digest(self, text: str) -> bytes:
        return hashlib.sha256(f"{self.name}\0{text}".encode()).digest()

    def _load(self, digests: Sequence[bytes]) -> dict[bytes, tuple[float, ...]]:
        known: dict[bytes, tuple[float, ...]] = {}
        try:
            with closing(self._open()) as base, base:
                now = _next_use(base)
                for digest in dict.fromkeys(digests):
                    row = base.execute(
                        "SELECT vector, checksum FROM vectors WHERE digest = ?", (digest,)
                    ).fetchone()
                    if row is not None and (vector := self._read(*row)) is not None:
                        known[digest] = vector
                        base.execute("UPDATE vectors SET used = ? WHERE digest = ?", (now, digest))
        except sqlite3.Error as error:
            self._recover(error)
        return known

    def _read(self, packed: object, checksum: object) -> tuple[float, ...] | None:
        if not isinstance(packed, bytes) or len(packed) != 4 * self.size:
            return None
        if zlib.crc32(packed) != checksum:
            return None
        return struct.unpack(f"<{self.size}f", packed)

    def _keep(self, vectors: dict[bytes, tuple[float, ...]]) -> None:
        try:
            with closing(self._open()) as base, base:
                now = _next_use(base)
                packed = ((each, struct.pack(f"<{len(v)}f", *v)) for each, v in vectors.items())
                base.executemany(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?)",
                    ((digest, now, zlib.crc32(vector), vector) for digest, vector in packed),
                )
                self._sweep(base)
        except sqlite3.Error as error:
            self._recover(error)

    def _sweep(self, base: sqlite3.Connection) -> None:
        """Drop the vectors that were not asked for the longest, when there are too many."""
        entry = 4 * self.size + 60
        (count,) = base.execute("SELECT COUNT(*) FROM vectors").fetchone()
        if count * entry <= self._most_bytes:
            return
        surplus = count - int(self._most_bytes * _AFTER_SWEEP) // entry
        base.execute(
            "DELETE FROM vectors WHERE rowid IN (SELECT rowid FROM vectors ORDER BY used LIMIT ?)",
            (surplus,),
        )

    def _open(self) -> sqlite3.Connection:
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self._path, timeout=10.0)
        try:
            base.execute("PRAGMA auto_vacuum = FULL")
            for statement in _SCHEMA:
                base.execute(statement)
        except sqlite3.Error:
            base.close()
            raise
        return base

    def _recover(self, error: sqlite3.Error) -> None:
        """Begin a damaged file anew; leave one that is busy or cannot be written alone."""
        _LOG.warning("the embedding cache is not used: %s", type(error).__name__)
        if isinstance(error, sqlite3.OperationalError):
            return
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _next_use(base: sqlite3.Connection) -> int:
    (last,) = base.execute("SELECT COALESCE(MAX(used), 0) FROM vectors").fetchone()
    return int(last) + 1


def _single(vector: Sequence[float]) -> tuple[float, ...]:
    return struct.unpack(f"<{len(vector)}f", struct.pack(f"<{len(vector)}f", *vector))
