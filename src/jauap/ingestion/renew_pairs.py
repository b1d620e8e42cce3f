"""How does one pair reach the index at once, without any document being read again?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from jauap.errors import IndexUnavailable
from jauap.ingestion.plan import plan
from jauap.ingestion.renew import Change
from jauap.knowledge import Chunk, ChunkKind, Document
from jauap.retrieval.encode import CitedPair, point_digests
from jauap.retrieval.generation import fingerprint
from jauap.retrieval.index import Hit, Index
from jauap.retrieval.reading import read_passage


def prepare_pairs(
    index: Index, assistant_id: str, pairs: Sequence[CitedPair], *, started: datetime
) -> Change:
    """Plan a generation that keeps every chunk and document and holds just these pairs.

    Raises:
        IndexUnavailable: nothing was ingested yet, or the index is not what was written.
    """
    active, held = index.active(assistant_id), index.held(assistant_id)
    if active is None or fingerprint(held) != active.fingerprint:
        raise IndexUnavailable(
            "the index is not the one that was written, so pairs cannot be changed alone",
            where=assistant_id,
            remedy=f"run `jauap ingest {assistant_id}`",
        )
    old = {hit.id for hit in index.browse(assistant_id, {"kind": "pair"})}
    wanted = {point: digest for point, digest in held.items() if point not in old}
    wanted |= point_digests((), pairs)
    stamp = f"{started.astimezone(UTC):%Y%m%dT%H%M%S%f}-{fingerprint(wanted)[:8]}"
    return Change(
        assistant_id=assistant_id,
        chunks=(),
        pairs=pairs,
        wanted=wanted,
        plan=plan(wanted, held),
        active=active,
        draft=replace(
            active,
            id=f"{stamp}-again" if stamp == active.id else stamp,
            created_at=started.astimezone(UTC).isoformat(),
            points=0,
            fingerprint="",
        ),
        drift=None,
    )


def chunks_in_index(index: Index, assistant_id: str) -> list[Chunk]:
    """Make chunks again from an index, each at its place in its document's text.

    What stood between two chunks is lost and becomes spaces, so quotes are still found.
    """
    by_document: dict[str, list[Hit]] = {}
    for hit in index.browse(assistant_id, {"kind": "chunk"}):
        by_document.setdefault(str(hit.payload["document_id"]), []).append(hit)
    return [chunk for _, hits in sorted(by_document.items()) for chunk in _chunks_of_document(hits)]


def chunks_digest(chunks: Sequence[Chunk]) -> str:
    """Digest which chunks there are and what is in them."""
    content = "\n".join(sorted(f"{chunk.id}|{chunk.digest}" for chunk in chunks))
    return sha256(content.encode()).hexdigest()


def _chunks_of_document(hits: Sequence[Hit]) -> list[Chunk]:
    passages = sorted((read_passage(hit, 0.0) for hit in hits), key=lambda each: each.start)
    letters = [" "] * max(each.end for each in passages)
    for each in passages:
        letters[each.start : each.start + len(each.text)] = each.text
    first = passages[0]
    document = Document(
        id=first.document_id,
        source_id=first.source_id,
        language=first.language,
        title=first.title,
        text="".join(letters),
        path="",
        url=first.url,
        topic=first.topic,
        act=first.act,
        act_date=first.act_date,
        sample=first.sample,
    )
    return [
        Chunk(
            id=each.chunk_id,
            document=document,
            position=position,
            text=each.text,
            start=each.start,
            end=each.end,
            heading_path=each.heading_path,
            page=each.page,
            kind=ChunkKind(each.kind),
            digest=each.digest,
        )
        for position, each in enumerate(passages)
    ]
