"""THE FLOW: how do a ministry's documents get into the index, and what is said about it?

Readers see the old generation or the new one, never a mixture. A killed run leaves the old one,
and the next run converges, because the plan is made against what the engine really holds.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from jauap.assistant import Assistant
from jauap.ingestion.attest import ALMATY, attest
from jauap.ingestion.cite import Cited, cite
from jauap.ingestion.documents import Progress, ReadFile, read_documents
from jauap.ingestion.parse.reader import Limits, Reader
from jauap.ingestion.reasons import REMOVING
from jauap.ingestion.renew import Change, carry_out, prepare
from jauap.ingestion.report import (
    ActState,
    ActStatus,
    AuthorEntry,
    Counts,
    DocumentEntry,
    IngestOutcome,
    IngestReport,
    Status,
)
from jauap.ingestion.rights import IsOurs, never_ours, permission_of
from jauap.ingestion.signals.signal import Signal
from jauap.ingestion.sources import SourceFile, find_files
from jauap.ingestion.visits import visit_sources
from jauap.ingestion.web.visit import Visitor
from jauap.knowledge import Pair, SourceKind
from jauap.retrieval.embedding import Embedder
from jauap.retrieval.index import Generation, Index
from jauap.workspace import Workspace

KeepSignals = Callable[[str, Sequence[Signal]], None]
"""Stores what was found about one document, by its id; nothing found is an empty sequence."""


def ingest(
    assistant: Assistant,
    workspace: Workspace,
    index: Index,
    *,
    now: Callable[[], datetime],
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    force: bool = False,
    limits: Limits | None = None,
    read_scans: bool = True,
    visitor: Visitor | None = None,
    recheck: bool = False,
    is_ours: IsOurs = never_ours,
    keep_signals: KeepSignals | None = None,
    pairs: Sequence[Pair] | None = None,
) -> IngestReport:
    """Read an assistant's documents and pairs into a new generation of its index.

    Args:
        force: make every point anew, even where nothing changed.
        read_scans: recognise PDFs that are only pictures, when tesseract is installed.
        visitor: looks at addresses; without one, documents of the web are left out.
        recheck: ask the pages that files were taken from whether their authors still agree.
        is_ours: tells an answer of this service whose label was cut off.
        keep_signals: stores the statements of authors and sites before anything is switched.
        pairs: the pairs in force; None takes those of pairs.jsonl.

    Raises:
        WorkspaceInvalid: sources.yaml, acts.yaml, synonyms.yaml, pairs.jsonl or a .rights.yaml
            does not fit.
        IndexUnavailable: the new generation could not be written; the old one answers on.
        Busy: another ingest of this assistant finished meanwhile.
    """
    started = now()
    folder = workspace.ingestion_folder(assistant.id)
    sources, synonyms = workspace.sources(assistant.id), workspace.synonyms(assistant.id)
    today = started.astimezone(ALMATY).date()
    found = find_files(folder, sources, assistant.languages, today)
    act = attest(folder, sources.responsible_head, started)
    story = _Story(assistant_id=assistant.id, started=started, act=act, left_out=found.left_out)
    if act.status is ActStatus.OVERDUE and sources.overdue_act == "block":
        return story.end(IngestOutcome.BLOCKED, index.active(assistant.id))

    files = tuple(visit_sources(found.files, visitor, recheck=recheck, progress=progress))
    story.lap("fetch")
    with Reader(limits, read_scans=read_scans) as reader:
        story.files = files
        story.read = tuple(read_documents(files, reader, progress, now=started, is_ours=is_ours))
    if keep_signals is not None:
        story.keep(keep_signals)
    chunks = [chunk for file in story.read for chunk in file.chunks]
    story.cited = cite(workspace.pairs(assistant.id) if pairs is None else pairs, chunks)
    story.lap("read")
    if not chunks and story.failed_to_read():
        return story.end(IngestOutcome.NOTHING_TO_READ, index.active(assistant.id))

    story.change = prepare(
        index,
        assistant.id,
        chunks,
        story.cited.pairs,
        started=started,
        act_month=act.last_signed_month,
        synonyms=synonyms,
        embedder=embedder,
        anew=force,
    )
    story.lap("plan")
    if not story.change.is_needed:
        index.sweep(assistant.id)
        return story.end(IngestOutcome.UNCHANGED, story.change.active)
    generation = carry_out(index, story.change, embedder=embedder, progress=progress)
    story.lap("write")
    return story.end(IngestOutcome.SWITCHED, generation)


@dataclass(kw_only=True)
class _Story:
    """Gathers what the report tells while the flow goes on."""

    assistant_id: str
    started: datetime
    act: ActState
    left_out: Sequence[DocumentEntry]
    files: tuple[SourceFile, ...] = ()
    read: tuple[ReadFile, ...] = ()
    cited: Cited = field(default_factory=Cited)
    change: Change | None = None
    timings: dict[str, float] = field(default_factory=dict)
    clock: float = field(default_factory=time.monotonic)

    def lap(self, step: str) -> None:
        """Note how long a step took."""
        passed = time.monotonic() - self.clock - sum(self.timings.values())
        self.timings[step] = round(passed, 4)

    def keep(self, keep_signals: KeepSignals) -> None:
        """Hand over what was found about each document."""
        for file in self.read:
            keep_signals(file.entry.document_id, file.signals)

    def failed_to_read(self) -> bool:
        """Tell whether a document is absent because of a fault, not because it may not be used."""
        entries = (*(file.entry for file in self.read), *self.left_out)
        return any(
            entry.status is Status.REFUSED and entry.reason and entry.reason.code not in REMOVING
            for entry in entries
        )

    def end(self, outcome: IngestOutcome, generation: Generation | None) -> IngestReport:
        """Tell the whole story."""
        total = round(time.monotonic() - self.clock, 4)
        return IngestReport(
            assistant_id=self.assistant_id,
            started_at=self.started.astimezone(UTC).isoformat(),
            outcome=outcome,
            generation=generation.id if generation else "",
            documents=(*(self._marked(file) for file in self.read), *self.left_out),
            pairs_indexed=len(self.cited.pairs),
            pairs_left_out=self.cited.left_out,
            counts=self.change.plan.counts() if self.change else Counts(),
            drift=self.change.drift if self.change else None,
            act=self.act,
            authors_to_notify=tuple(self._authors()),
            timings={**self.timings, "total": total},
        )

    def _authors(self) -> Iterator[AuthorEntry]:
        """List the third parties whose documents are in use."""
        used = {file.entry.document_id for file in self.read if file.chunks}
        for file in self.files:
            source = file.source
            if file.document_id in used and source.kind is SourceKind.THIRD_PARTY:
                yield AuthorEntry(
                    document_id=file.document_id,
                    source_id=source.id,
                    title=source.title,
                    author=source.author or "",
                    contact=source.contact or "",
                    permission=permission_of(file) or "",
                )

    def _marked(self, file: ReadFile) -> DocumentEntry:
        """Call a document unchanged when none of its chunks had to be made."""
        todo = self.change.plan.encode if self.change else frozenset()
        if file.entry.status is not Status.INDEXED or any(c.id in todo for c in file.chunks):
            return file.entry
        return file.entry.model_copy(update={"status": Status.UNCHANGED})
