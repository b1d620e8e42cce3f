"""How does the index live inside this process? The embedded Qdrant engine, one folder each.

    <folder>/lock                          held by the one process that may open the index
    <folder>/<assistant>/CURRENT           id of the active generation, replaced atomically
    <folder>/<assistant>/<generation>/     shard/ and generation.json, written last

A generation without generation.json is the leftover of a killed write: never read, swept later.
"""

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from jauap.errors import IndexUnavailable, JauapError
from jauap.retrieval.folder import (
    FolderLock,
    read_generation,
    replace_file,
    require_space,
    write_generation,
)
from jauap.retrieval.generation import DIGEST_KEY, check_points, count, to_hit
from jauap.retrieval.index import (
    DENSE_VECTOR,
    SPARSE_VECTORS,
    Generation,
    Hit,
    Point,
    Request,
    SparseVector,
)

if TYPE_CHECKING:
    import qdrant_edge as engine

_BATCH = 256
_Match = Mapping[str, str | Collection[str]]
_POINTER = "CURRENT"


class EdgeIndex:
    """The index in a folder of this machine; one process owns it, many threads may query it."""

    is_remote: Literal[False] = False

    def __init__(self, folder: Path) -> None:
        """Take hold of the folder.

        Raises:
            Busy: another process, or another index of this one, holds it.
            IndexUnavailable: the folder cannot be made or written.
        """
        self._folder = folder
        self._lock = FolderLock(folder)
        self._opening = Lock()
        self._shards: dict[tuple[str, str], engine.EdgeShard] = {}
        self._active: dict[str, Generation] = {}

    def active(self, assistant_id: str) -> Generation | None:
        """Give the active generation, or None before the first ingest."""
        if assistant_id not in self._active:
            pointer = self._folder / assistant_id / _POINTER
            if not pointer.is_file():
                return None
            home = pointer.parent / pointer.read_text(encoding="utf-8").strip()
            self._active[assistant_id] = read_generation(home)
        return self._active[assistant_id]

    def held(self, assistant_id: str) -> dict[str, str]:
        """Read point id -> digest from the engine itself."""
        shard = self._shard(assistant_id)
        if shard is None:
            return {}
        with _translated(self._folder / assistant_id):
            return _digests(shard)

    def write(
        self,
        assistant_id: str,
        generation: Generation,
        keep: Collection[str],
        points: Iterable[Point],
    ) -> Generation:
        """Write a new, still invisible generation: kept points of the active one, then `points`.

        Raises:
            IndexUnavailable: the disk is too full, or refuses.
        """
        old = self._shard(assistant_id) if keep else None  # nothing kept: a damaged one may go
        home = self._folder / assistant_id / generation.id
        self._shards.pop((assistant_id, generation.id), None)
        checked = check_points(points, SPARSE_VECTORS, generation.dense_size)
        require_space(self._folder, home.parent)
        with _translated(home):
            shutil.rmtree(home, ignore_errors=True)
            (home / "shard").mkdir(parents=True)
            new = _create(home / "shard", generation.dense_size)
            if old is not None:
                _upsert(new, _kept(old, keep))
            _upsert(new, (_to_engine(point) for point in checked))
            new.flush()
            written = count(generation, _digests(new))
            write_generation(home, written)
        self._shards[assistant_id, generation.id] = new
        return written

    def switch(self, assistant_id: str, generation_id: str) -> None:
        """Make a written generation the active one, in one step."""
        home = self._folder / assistant_id / generation_id
        generation = read_generation(home)
        with _translated(home):
            replace_file(home.parent / _POINTER, generation_id)
        self._active[assistant_id] = generation

    def sweep(self, assistant_id: str) -> tuple[str, ...]:
        """Delete every generation but the active one, leftovers of killed runs included."""
        home = self._folder / assistant_id
        if not home.is_dir():
            return ()
        active = self.active(assistant_id)
        kept = active.id if active else ""
        stale = sorted(path.name for path in home.iterdir() if path.is_dir() and path.name != kept)
        for name in stale:
            self._shards.pop((assistant_id, name), None)
            with _translated(home):
                shutil.rmtree(home / name)
        return tuple(stale)

    def query(self, assistant_id: str, requests: Sequence[Request]) -> list[list[Hit]]:
        """Answer several requests in one call, each best first."""
        shard = self._shard(assistant_id)
        if shard is None:
            return [[] for _ in requests]
        import qdrant_edge as engine

        with _translated(self._folder / assistant_id):
            batch = engine.QueryBatchRequest([_to_query(request) for request in requests])
            return [
                [to_hit(found.id, found.score, found.payload) for found in answer]
                for answer in shard.query_batch(batch)
            ]

    def fetch(self, assistant_id: str, ids: Sequence[str]) -> list[Hit]:
        """Give the active generation's points with these ids; absent ones are left out."""
        shard = self._shard(assistant_id)
        if shard is None or not ids:
            return []
        with _translated(self._folder / assistant_id):
            records = shard.retrieve(list(ids), True, False)
        return [to_hit(record.id, 0.0, record.payload) for record in records]

    def browse(self, assistant_id: str, match: _Match) -> list[Hit]:
        """Give every point whose payload matches, in id order, score 0."""
        shard = self._shard(assistant_id)
        if shard is None:
            return []
        with _translated(self._folder / assistant_id):
            return [
                to_hit(record.id, 0.0, record.payload)
                for record in _scroll(shard, match=match, payload=True)
            ]

    def close(self) -> None:
        """Flush and let go of the folder."""
        self._shards.clear()
        self._active.clear()
        self._lock.release()

    def _shard(self, assistant_id: str) -> "engine.EdgeShard | None":
        """Open the active generation's shard once; a query under way keeps an older one alive."""
        generation = self.active(assistant_id)
        if generation is None:
            return None
        key = (assistant_id, generation.id)
        shard = self._shards.get(key)
        if shard is None:
            with self._opening:
                shard = self._shards.get(key)
                if shard is None:
                    path = self._folder / assistant_id / generation.id / "shard"
                    shard = self._shards[key] = _load(path, generation.dense_size)
        return shard


@contextmanager
def _translated(where: Path) -> Iterator[None]:
    """Turn the engine's and the disk's errors into ours."""
    try:
        yield
    except JauapError:
        raise
    except OSError as error:
        raise IndexUnavailable(
            f"the disk refused: {error.strerror or error}",
            where=str(where),
            remedy="free some space or mend the folder's rights; the active index is untouched",
        ) from error
    # The engine raises bare Exception, so nothing narrower can be named.
    except Exception as error:
        if type(error) is not Exception:
            raise
        raise IndexUnavailable(
            f"the embedded engine cannot use its files: {error}",
            where=str(where),
            remedy="write the index anew: jauap ingest <assistant> --force",
        ) from error


def _config(dense_size: int) -> "engine.EdgeConfig":
    import qdrant_edge as engine

    dense = engine.EdgeVectorParams(size=max(dense_size, 1), distance=engine.Distance.Cosine)
    sparse = engine.EdgeSparseVectorParams(modifier=engine.Modifier.Idf)
    return engine.EdgeConfig(
        vectors={DENSE_VECTOR: dense} if dense_size else {},
        sparse_vectors=dict.fromkeys(SPARSE_VECTORS, sparse),
        max_search_threads=1,
    )


def _create(path: Path, dense_size: int) -> "engine.EdgeShard":
    import qdrant_edge as engine

    return engine.EdgeShard.create(str(path), _config(dense_size))


def _load(path: Path, dense_size: int) -> "engine.EdgeShard":
    import qdrant_edge as engine

    with _translated(path):
        return engine.EdgeShard.load(str(path), _config(dense_size))


def _upsert(shard: "engine.EdgeShard", points: "Iterator[engine.Point]") -> None:
    import qdrant_edge as engine

    while batch := list(islice(points, _BATCH)):
        shard.update(engine.UpdateOperation.upsert_points(batch))


def _kept(old: "engine.EdgeShard", keep: Collection[str]) -> "Iterator[engine.Point]":
    import qdrant_edge as engine

    ids = iter(sorted(keep))
    while batch := list(islice(ids, _BATCH)):
        for record in old.retrieve(list(batch), True, True):
            yield engine.Point(record.id, record.vector or {}, record.payload)


def _digests(shard: "engine.EdgeShard") -> dict[str, str]:
    return {
        str(record.id): str((record.payload or {}).get(DIGEST_KEY, ""))
        for record in _scroll(shard, payload=[DIGEST_KEY])
    }


def _scroll(
    shard: "engine.EdgeShard", *, payload: bool | list[str], match: _Match | None = None
) -> "Iterator[engine.Record]":
    import qdrant_edge as engine

    offset = None
    while True:
        records, offset = shard.scroll(
            engine.ScrollRequest(
                offset=offset,
                limit=1024,
                filter=_to_filter(match or {}),
                with_payload=payload,
                with_vector=False,
            )
        )
        yield from records
        if offset is None:
            return


def _to_engine(point: Point) -> "engine.Point":
    import qdrant_edge as engine

    vector: dict[str, list[float] | engine.SparseVector | list[list[float]]] = {
        name: engine.SparseVector(list(sparse.indices), list(sparse.values))
        for name, sparse in point.sparse.items()
    }
    if point.dense is not None:
        vector[DENSE_VECTOR] = list(point.dense)
    return engine.Point(point.id, vector, {**point.payload, DIGEST_KEY: point.digest})


def _to_query(request: Request) -> "engine.QueryRequest":
    import qdrant_edge as engine

    vector = request.vector
    return engine.QueryRequest(
        limit=request.limit,
        query=engine.Query.Nearest(
            engine.SparseVector(list(vector.indices), list(vector.values))
            if isinstance(vector, SparseVector)
            else list(vector),
            using=request.using,
        ),
        filter=_to_filter(request.match),
        with_payload=request.with_payload,
    )


def _to_filter(match: _Match) -> "engine.Filter | None":
    import qdrant_edge as engine

    if not match:
        return None
    return engine.Filter(
        must=[
            engine.FieldCondition(
                key,
                match=engine.MatchValue(wanted)
                if isinstance(wanted, str)
                else engine.MatchAny(list(wanted)),
            )
            for key, wanted in match.items()
        ]
    )
