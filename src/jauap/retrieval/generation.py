"""What do both engines write, count and return in the same way?"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import lru_cache
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from jauap.errors import IndexUnavailable
from jauap.retrieval.index import Generation, Hit, JsonValue, Point

DIGEST_KEY = "point_digest"
"""Payload key under which an engine keeps a point's digest."""

_ADAPTER = TypeAdapter(Generation)


def count(generation: Generation, digests: Mapping[str, str]) -> Generation:
    """Complete a generation with what the engine really holds: number of points, fingerprint."""
    return replace(generation, points=len(digests), fingerprint=fingerprint(digests))


def fingerprint(digests: Mapping[str, str]) -> str:
    """Digest all point ids and digests; the order of writing makes no difference."""
    whole = hashlib.sha256()
    for point_id in sorted(digests):
        whole.update(f"{point_id}={digests[point_id]}\n".encode())
    return whole.hexdigest()


def dump_generation(generation: Generation) -> dict[str, object]:
    """Turn a generation into plain JSON values."""
    return asdict(generation)


def load_generation(values: object, where: str) -> Generation:
    """Read a generation back.

    Raises:
        IndexUnavailable: the record is damaged or from another version.
    """
    try:
        return _ADAPTER.validate_python(values)
    except ValidationError as error:
        raise IndexUnavailable(
            "the record of this generation cannot be read",
            where=where,
            remedy="write the index anew: jauap ingest <assistant> --force",
        ) from error


def to_hit(point_id: object, score: float, payload: Mapping[str, JsonValue] | None) -> Hit:
    """Make a hit from what an engine returns."""
    # The embedded engine gives a new UUID each time, and spelling one is slow.
    spelled = _spelled(point_id.int) if isinstance(point_id, UUID) else str(point_id)
    return Hit(spelled, score, payload or {})


@lru_cache(maxsize=65_536)
def _spelled(number: int) -> str:
    return str(UUID(int=number))


def check_points(
    points: Iterable[Point], sparse_names: Collection[str], dense_size: int
) -> Iterator[Point]:
    """Pass points on; refuse what would be written but never found.

    Raises:
        ValueError: a vector has an unknown name or the wrong size.
    """
    for point in points:
        unknown = sorted(point.sparse.keys() - set(sparse_names))
        if unknown:
            raise ValueError(f"point {point.id}: no sparse vector is called {unknown[0]!r}")
        if point.dense is not None and len(point.dense) != dense_size:
            raise ValueError(
                f"point {point.id}: {len(point.dense)} dimensions, the generation has {dense_size}"
            )
        yield point
