"""How does the index live on a Qdrant server? One collection a generation, one alias an assistant.

The alias `jauap-<assistant>` points to the active collection `jauap-<assistant>-<generation>`; the
server moves it in one step. A collection without a generation record in its metadata is the
leftover of a killed write: never read, swept later.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeVar

from jauap.errors import IndexUnavailable
from jauap.retrieval.generation import (
    DIGEST_KEY,
    check_points,
    count,
    dump_generation,
    load_generation,
    to_hit,
)
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
    from qdrant_client import QdrantClient, models

_BATCH = 128
_PAGE = 512
_RECORD = "generation"
_FILTERED = ("kind", "language", "document_id")
_Read = TypeVar("_Read")
_Match = Mapping[str, str | Collection[str]]


class ServerIndex:
    """The index on a Qdrant server or cluster; any number of processes may read it."""

    is_remote: Literal[True] = True

    def __init__(self, url: str, api_key: str | None = None, *, timeout_seconds: int = 10) -> None:
        """Remember the address; nothing is sent before the first use.

        Args:
            url: scheme, host and port; without a port the scheme's own (80, 443) is used.
            api_key: key of the server; send it over https only.
            timeout_seconds: limit of each single call.
        """
        self._url = url
        self._api_key = api_key
        self._timeout = timeout_seconds
        self._seen: dict[str, tuple[str, Generation]] = {}

    def active(self, assistant_id: str) -> Generation | None:
        """Give the active generation, or None before the first ingest."""
        with self._translated():
            name = self._aliases().get(_alias(assistant_id))
            if name is None:
                return None
            # A written generation never changes, and its record holds all that was learned.
            seen = self._seen.get(assistant_id)
            if seen is None or seen[0] != name:
                seen = self._seen[assistant_id] = name, self._read(name)
            return seen[1]

    def held(self, assistant_id: str) -> dict[str, str]:
        """Read point id -> digest from the server itself."""
        return self._active_only(lambda: self._digests(_alias(assistant_id)), {})

    def write(
        self,
        assistant_id: str,
        generation: Generation,
        keep: Collection[str],
        points: Iterable[Point],
    ) -> Generation:
        """Write a new, still invisible generation: kept points of the active one, then `points`."""
        name = _collection(assistant_id, generation.id)
        self._seen.pop(assistant_id, None)
        checked = check_points(points, SPARSE_VECTORS, generation.dense_size)
        with self._translated():
            self._create(name, generation.dense_size)
            if keep:
                self._upsert(name, self._kept(_alias(assistant_id), keep))
            self._upsert(name, (_to_struct(point) for point in checked))
            written = count(generation, self._digests(name))
            self._client.update_collection(name, metadata={_RECORD: dump_generation(written)})
        return written

    def switch(self, assistant_id: str, generation_id: str) -> None:
        """Make a written generation the active one, in one step."""
        from qdrant_client import models

        alias, name = _alias(assistant_id), _collection(assistant_id, generation_id)
        with self._translated():
            self._read(name)
            change: list[models.AliasOperations] = [
                models.CreateAliasOperation(
                    create_alias=models.CreateAlias(collection_name=name, alias_name=alias)
                )
            ]
            if alias in self._aliases():
                removal = models.DeleteAlias(alias_name=alias)
                change.insert(0, models.DeleteAliasOperation(delete_alias=removal))
            self._client.update_collection_aliases(change_aliases_operations=change)

    def sweep(self, assistant_id: str) -> tuple[str, ...]:
        """Delete every generation but the active one, leftovers of killed runs included."""
        prefix = _collection(assistant_id, "")
        with self._translated():
            active = self._aliases().get(_alias(assistant_id))
            names = [each.name for each in self._client.get_collections().collections]
            stale = sorted(name for name in names if name.startswith(prefix) and name != active)
            for name in stale:
                self._client.delete_collection(name)
        return tuple(name.removeprefix(prefix) for name in stale)

    def query(self, assistant_id: str, requests: Sequence[Request]) -> list[list[Hit]]:
        """Answer several requests in one call, each best first."""
        return self._active_only(
            lambda: [
                [to_hit(found.id, found.score, found.payload) for found in answer.points]
                for answer in self._client.query_batch_points(
                    _alias(assistant_id), [_to_query(request) for request in requests]
                )
            ],
            [[] for _ in requests],
        )

    def fetch(self, assistant_id: str, ids: Sequence[str]) -> list[Hit]:
        """Give the active generation's points with these ids; absent ones are left out."""
        if not ids:
            return []
        return self._active_only(
            lambda: [
                to_hit(record.id, 0.0, record.payload)
                for record in self._client.retrieve(_alias(assistant_id), list(ids))
            ],
            [],
        )

    def browse(self, assistant_id: str, match: _Match) -> list[Hit]:
        """Give every point whose payload matches, in id order, score 0."""
        return self._active_only(
            lambda: [
                to_hit(record.id, 0.0, record.payload)
                for record in self._scroll(_alias(assistant_id), payload=True, match=match)
            ],
            [],
        )

    def close(self) -> None:
        """Let go of the connections."""
        if "_client" in self.__dict__:
            self._client.close()
            del self.__dict__["_client"]

    @cached_property
    def _client(self) -> "QdrantClient":
        from qdrant_client import QdrantClient

        return QdrantClient(
            url=self._url,
            port=None,
            timeout=self._timeout,
            # The client's own `api_key` warns about http inside a private network.
            headers={"api-key": self._api_key} if self._api_key else None,
            check_compatibility=False,
        )

    def _aliases(self) -> dict[str, str]:
        aliases = self._client.get_aliases().aliases
        return {each.alias_name: each.collection_name for each in aliases}

    def _read(self, name: str) -> Generation:
        metadata = self._client.get_collection(name).config.metadata or {}
        return load_generation(metadata.get(_RECORD), f"{self._url} collection {name}")

    def _create(self, name: str, dense_size: int) -> None:
        from qdrant_client import models

        if self._client.collection_exists(name):
            self._client.delete_collection(name)
        dense = models.VectorParams(size=max(dense_size, 1), distance=models.Distance.COSINE)
        sparse = models.SparseVectorParams(modifier=models.Modifier.IDF)
        self._client.create_collection(
            name,
            vectors_config={DENSE_VECTOR: dense} if dense_size else {},
            sparse_vectors_config=dict.fromkeys(SPARSE_VECTORS, sparse),
        )
        for key in _FILTERED:
            self._client.create_payload_index(name, key, models.PayloadSchemaType.KEYWORD)

    def _upsert(self, name: str, points: "Iterator[models.PointStruct]") -> None:
        while batch := list(islice(points, _BATCH)):
            self._client.upsert(name, batch, wait=True)

    def _kept(self, name: str, keep: Collection[str]) -> "Iterator[models.PointStruct]":
        from qdrant_client import models

        ids = iter(sorted(keep))
        while batch := list(islice(ids, _BATCH)):
            for record in self._client.retrieve(name, batch, with_vectors=True):
                vector: models.VectorStruct = (
                    {**record.vector} if isinstance(record.vector, dict) else {}
                )
                yield models.PointStruct(id=record.id, vector=vector, payload=record.payload)

    def _digests(self, name: str) -> dict[str, str]:
        return {
            str(record.id): str((record.payload or {}).get(DIGEST_KEY, ""))
            for record in self._scroll(name, payload=[DIGEST_KEY])
        }

    def _scroll(
        self, name: str, *, payload: bool | list[str], match: _Match | None = None
    ) -> "Iterator[models.Record]":
        offset = None
        while True:
            records, offset = self._client.scroll(
                name,
                scroll_filter=_to_filter(match or {}),
                limit=_PAGE,
                offset=offset,
                with_payload=payload,
            )
            yield from records
            if offset is None:
                return

    def _active_only(self, read: Callable[[], _Read], nothing: _Read) -> _Read:
        """Read through the alias; without one there is no active generation and so nothing."""
        from qdrant_client.http.exceptions import UnexpectedResponse

        with self._translated():
            try:
                return read()
            except UnexpectedResponse as error:
                if error.status_code == HTTPStatus.NOT_FOUND:
                    return nothing
                raise

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the client's errors into ours."""
        from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

        try:
            yield
        except UnexpectedResponse as error:
            is_key = error.status_code in {401, 403}
            raise IndexUnavailable(
                f"the Qdrant server refused: {error.status_code} {error.reason_phrase}",
                where=self._url,
                remedy="set JAUAP_QDRANT_API_KEY to its key"
                if is_key
                else "look into the server's log; needed is Qdrant 1.16 or newer",
            ) from error
        except ResponseHandlingException as error:
            raise IndexUnavailable(
                f"the Qdrant server does not answer: {error.source}",
                where=self._url,
                remedy="start it (docker compose up qdrant), or correct JAUAP_QDRANT_URL",
            ) from error


def _alias(assistant_id: str) -> str:
    return f"jauap-{assistant_id}"


def _collection(assistant_id: str, generation_id: str) -> str:
    return f"jauap-{assistant_id}-{generation_id}"


def _to_struct(point: Point) -> "models.PointStruct":
    from qdrant_client import models

    vector: dict[str, models.Vector] = {
        name: models.SparseVector(indices=list(sparse.indices), values=list(sparse.values))
        for name, sparse in point.sparse.items()
    }
    if point.dense is not None:
        vector[DENSE_VECTOR] = list(point.dense)
    payload = {**point.payload, DIGEST_KEY: point.digest}
    return models.PointStruct(id=point.id, vector=vector, payload=payload)


def _to_query(request: Request) -> "models.QueryRequest":
    from qdrant_client import models

    vector = request.vector
    return models.QueryRequest(
        query=models.SparseVector(indices=list(vector.indices), values=list(vector.values))
        if isinstance(vector, SparseVector)
        else list(vector),
        using=request.using,
        limit=request.limit,
        filter=_to_filter(request.match),
        with_payload=request.with_payload,
    )


def _to_filter(match: _Match) -> "models.Filter | None":
    from qdrant_client import models

    if not match:
        return None
    return models.Filter(
        must=[
            models.FieldCondition(
                key=key,
                match=models.MatchValue(value=wanted)
                if isinstance(wanted, str)
                else models.MatchAny(any=list(wanted)),
            )
            for key, wanted in match.items()
        ]
    )
