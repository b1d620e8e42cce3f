"""How does a new generation take the place of the old one?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from jauap.errors import Busy, IndexUnavailable
from jauap.ingestion.plan import Plan, plan
from jauap.ingestion.report import Drift
from jauap.ingestion.taught import taught
from jauap.knowledge import Chunk, Synonyms
from jauap.retrieval.embedding import Embedder
from jauap.retrieval.encode import CitedPair, encode_points, point_digests, settle_lengths
from jauap.retrieval.generation import fingerprint
from jauap.retrieval.index import Generation, Index, Point
from jauap.retrieval.thesaurus import dump_synonyms


@dataclass(frozen=True, kw_only=True)
class Change:
    """What the index should hold, and what has to be done for it."""

    assistant_id: str
    chunks: Sequence[Chunk]
    pairs: Sequence[CitedPair]
    wanted: Mapping[str, str]
    """Point id -> digest."""
    plan: Plan
    active: Generation | None
    draft: Generation
    drift: Drift | None

    @property
    def is_needed(self) -> bool:
        """False when the active generation is exactly what a new one would be."""
        if self.active is None or self.drift is not None or not self.plan.is_empty:
            return True
        return dict(self.active.details) != dict(self.draft.details)


def prepare(
    index: Index,
    assistant_id: str,
    chunks: Sequence[Chunk],
    pairs: Sequence[CitedPair],
    *,
    started: datetime,
    act_month: str,
    synonyms: Synonyms,
    embedder: Embedder | None = None,
    anew: bool = False,
) -> Change:
    """Compare what should be in the index with what the engine really holds."""
    active, held = _present(index, assistant_id, anew=anew)
    dense_model, dense_size = (embedder.name, embedder.size) if embedder else ("", 0)
    wanted = point_digests(chunks, pairs, dense_model=dense_model)
    lengths, still_fit = settle_lengths(active.lengths if active else {}, chunks)
    same_model = active is None or (active.dense_model, active.dense_size) == (
        dense_model,
        dense_size,
    )
    draft = Generation(
        id=_new_id(started, wanted, active),
        created_at=started.astimezone(UTC).isoformat(),
        lengths=lengths,
        dense_model=dense_model,
        dense_size=dense_size,
        details={
            "act_month": act_month,
            **dump_synonyms(synonyms),
            **taught(chunks, None if anew else active),
        },
    )
    return Change(
        assistant_id=assistant_id,
        chunks=chunks,
        pairs=pairs,
        wanted=wanted,
        plan=plan(wanted, held, anew=anew or not still_fit or not same_model),
        active=active,
        draft=draft,
        drift=_drift(active, held),
    )


def carry_out(
    index: Index,
    change: Change,
    *,
    embedder: Embedder | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Generation:
    """Write the new generation, verify it, switch to it in one step, and sweep.

    Raises:
        IndexUnavailable: it could not be written, or holds something else than was meant.
        Busy: another ingest switched meanwhile.
    """
    points = encode_points(
        change.chunks, change.pairs, change.draft.lengths, embedder, only=change.plan.encode
    )
    if progress is not None:
        points = _counted(points, len(change.plan.encode), progress)
    try:
        written = index.write(change.assistant_id, change.draft, change.plan.keep, points)
        _verify(written, change)
        if _active(index, change.assistant_id) != change.active:
            raise Busy(
                f"another ingest of {change.assistant_id!r} finished meanwhile",
                remedy="nothing is lost; run the ingest again",
            )
        index.switch(change.assistant_id, written.id)
    except OSError as error:
        raise IndexUnavailable(
            f"the new generation could not be written: {error.strerror or error}",
            where=str(error.filename or change.assistant_id),
            remedy="free space or give the right to write, then ingest again; "
            "the earlier generation goes on answering",
        ) from error
    index.sweep(change.assistant_id)
    return written


def _present(
    index: Index, assistant_id: str, *, anew: bool
) -> tuple[Generation | None, dict[str, str]]:
    """Read what there is; a damaged index counts as empty when all is made anew."""
    if not anew:
        return index.active(assistant_id), index.held(assistant_id)
    try:
        return _active(index, assistant_id), index.held(assistant_id)
    except IndexUnavailable:
        return _active(index, assistant_id), {}


def _active(index: Index, assistant_id: str) -> Generation | None:
    try:
        return index.active(assistant_id)
    except IndexUnavailable:
        return None


def _verify(written: Generation, change: Change) -> None:
    """Refuse a generation that does not hold exactly the wanted points."""
    if written.points == len(change.wanted) and written.fingerprint == fingerprint(change.wanted):
        return
    raise IndexUnavailable(
        f"the engine took {written.points} of {len(change.wanted)} points; not switched",
        where=change.assistant_id,
        remedy="ingest again; the earlier generation goes on answering",
    )


def _drift(active: Generation | None, held: Mapping[str, str]) -> Drift | None:
    """Tell whether points came, went or changed behind our back."""
    if active is None or fingerprint(held) == active.fingerprint:
        return None
    return Drift(expected=active.points, found=len(held))


def _new_id(started: datetime, wanted: Mapping[str, str], active: Generation | None) -> str:
    stamp = f"{started.astimezone(UTC):%Y%m%dT%H%M%S}-{fingerprint(wanted)[:8]}"
    taken = active.id if active else ""
    return f"{stamp}-again" if stamp == taken else stamp


def _counted(
    points: Iterator[Point], total: int, progress: Callable[[str, int, int], None]
) -> Iterator[Point]:
    for number, point in enumerate(points, start=1):
        yield point
        progress("encode", number, total)
