"""How does a point of the index become a passage or a pair again?"""

from functools import lru_cache

from pydantic import TypeAdapter, ValidationError

from jauap.assistant import Language
from jauap.errors import IndexUnavailable
from jauap.knowledge import ChunkKind, Pair, Passage
from jauap.retrieval.index import Hit, JsonValue


def read_passage(hit: Hit, score: float) -> Passage:
    """Make a passage from a chunk's point.

    Raises:
        IndexUnavailable: the point was written by something else.
    """
    payload = hit.payload
    try:
        return Passage(
            chunk_id=hit.id,
            document_id=_text(payload["document_id"]),
            source_id=_text(payload["source_id"]),
            language=Language(_text(payload["language"])),
            title=_text(payload["title"]),
            heading_path=texts(payload["heading_path"]),
            text=_text(payload["text"]),
            start=_number(payload["start"]),
            end=_number(payload["end"]),
            page=None if payload["page"] is None else _number(payload["page"]),
            kind=ChunkKind(_text(payload["shape"])),
            url=_text(payload["url"]),
            topic=_text(payload["topic"]),
            act=_text(payload["act"]),
            act_date=_text(payload["act_date"]),
            digest=_text(payload["digest"]),
            sample=payload["sample"] is True,
            score=score,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable(hit) from error


def read_pair(hit: Hit) -> Pair:
    """Make a pair from its point.

    Raises:
        IndexUnavailable: the point was written by something else.
    """
    try:
        return _parse_pair(_text(hit.payload["pair"]))
    except (KeyError, TypeError, ValidationError) as error:
        raise _unreadable(hit) from error


def texts(value: JsonValue) -> tuple[str, ...]:
    """Read a list of texts.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, list):
        raise TypeError(f"{value!r} is not a list")
    return tuple(_text(item) for item in value)


@lru_cache(maxsize=1024)
def _parse_pair(text: str) -> Pair:
    return TypeAdapter(Pair).validate_json(text)


def _text(value: JsonValue) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _number(value: JsonValue) -> int:
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value


def _unreadable(hit: Hit) -> IndexUnavailable:
    return IndexUnavailable(
        "a point of the index is not in the shape this version writes",
        where=f"point {hit.id}",
        remedy="write the index anew: jauap ingest <assistant> --force",
    )
