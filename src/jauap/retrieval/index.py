"""Where do an assistant's points live? The seam between jauap and a vector engine."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from jauap.assistant import Language

JsonValue = str | int | float | bool | None | list["JsonValue"] | dict[str, "JsonValue"]

SPARSE_VECTORS = tuple(
    f"{kind}_{language}" for kind in ("passage", "document", "pair") for language in Language
)
"""Names of the sparse vectors of every generation, one per kind of point and language.

The name already picks kind and language, so a search needs no payload filter and each language
has its own IDF.
"""
DENSE_VECTOR = "dense"


@dataclass(frozen=True, kw_only=True)
class SparseVector:
    """Weights of hashed terms; indices are distinct 32-bit numbers."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Point:
    """One entry of the index: a chunk, a whole document or a pair."""

    id: str
    """UUID, derived from what the point stands for."""
    digest: str
    """Digest of everything the point was made from; equal digest means nothing to do."""
    sparse: Mapping[str, SparseVector]
    """Sparse vectors by name; the engine multiplies query terms by their IDF."""
    dense: tuple[float, ...] | None
    payload: Mapping[str, JsonValue]


@dataclass(frozen=True, kw_only=True)
class Generation:
    """One complete version of an assistant's index."""

    id: str
    created_at: str
    """ISO time, UTC."""
    lengths: Mapping[str, float] = field(default_factory=dict)
    """Average field lengths the sparse vectors were weighted with."""
    dense_model: str = ""
    dense_size: int = 0
    points: int = 0
    fingerprint: str = ""
    """Digest over all point ids and digests; two equal indexes have equal fingerprints."""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Request:
    """One nearest-neighbour question to the engine."""

    vector: SparseVector | tuple[float, ...]
    using: str
    """Name of the sparse vector, or `dense`."""
    limit: int
    match: Mapping[str, str | Collection[str]] = field(default_factory=dict)
    """Payload keys that must equal a value or be among several."""
    with_payload: bool = True
    """False leaves the hits' payload empty, which is several times cheaper; `fetch` reads it."""


class Hit(NamedTuple):
    """A point the engine found; a search makes dozens, so it is a tuple with names."""

    id: str
    score: float
    payload: Mapping[str, JsonValue]


class Index(Protocol):
    """Generations of points per assistant; readers see the active generation only."""

    @property
    def is_remote(self) -> bool:
        """True when a query leaves the process, so callers should not block an event loop on it."""

    def active(self, assistant_id: str) -> Generation | None:
        """Give the active generation, or None before the first ingest."""

    def held(self, assistant_id: str) -> dict[str, str]:
        """Read point id -> digest from the engine itself, never from a record about it."""

    def write(
        self,
        assistant_id: str,
        generation: Generation,
        keep: Collection[str],
        points: Iterable[Point],
    ) -> Generation:
        """Write a new, still invisible generation: kept points of the active one, then `points`.

        Returns the generation with `points` and `fingerprint` as counted in the engine.
        """

    def switch(self, assistant_id: str, generation_id: str) -> None:
        """Make a written generation the active one, in one step."""

    def sweep(self, assistant_id: str) -> tuple[str, ...]:
        """Delete every generation but the active one, leftovers of killed runs included."""

    def query(self, assistant_id: str, requests: Sequence[Request]) -> list[list[Hit]]:
        """Answer several requests in one call, each best first."""

    def fetch(self, assistant_id: str, ids: Sequence[str]) -> list[Hit]:
        """Give the active generation's points with these ids, score 0; absent ones are left out."""

    def browse(self, assistant_id: str, match: Mapping[str, str | Collection[str]]) -> list[Hit]:
        """Give every point whose payload matches, in id order, score 0.

        Shows a citizen the whole document that an answer cites.
        """

    def close(self) -> None:
        """Flush and let go of files and connections."""
