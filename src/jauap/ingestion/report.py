"""What happened to every document of an ingest, and why?"""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from jauap.assistant import Declared, Language, Trilingual
from jauap.ingestion.reasons import explain
from jauap.ingestion.signals.signal import Says, SignalKind, printable


class Status(StrEnum):
    """What became of one document."""

    INDEXED = "indexed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    HELD = "held"
    """Waits for a person, such as a third party's permission."""
    REFUSED = "refused"


class IngestOutcome(StrEnum):
    """How an ingest ended."""

    SWITCHED = "switched"
    """A new generation answers now."""
    UNCHANGED = "unchanged"
    """Nothing differed, nothing was written."""
    BLOCKED = "blocked"
    """The month's act is not signed; the earlier generation goes on answering."""
    NOTHING_TO_READ = "nothing_to_read"
    """No document could be read; the earlier generation goes on answering."""


class Reason(Declared):
    """A code for programs, a sentence for people, and the figure or name that explains it."""

    code: str
    text: Trilingual
    detail: str = ""


class SignalEntry(Declared):
    """One statement of an author or a site about use by AI systems."""

    kind: SignalKind
    where: str
    says: Says
    at: datetime
    words: str


class DocumentEntry(Declared):
    """One file's line in the report."""

    path: str
    status: Status
    source_id: str = ""
    language: Language | None = None
    document_id: str = ""
    reason: Reason | None = None
    """Why the document is not in the index; none when it is."""
    warnings: tuple[Reason, ...] = ()
    signals: tuple[SignalEntry, ...] = ()
    chunks: int = 0


class PairEntry(Declared):
    """A pair that was not indexed."""

    pair_id: str
    reason: Reason


class ObjectionEntry(Declared):
    """A document that may not be used, and the answers that cited it while it was."""

    document_id: str
    path: str
    reason: Reason
    codes: tuple[str, ...]
    """Labels of those answers that stood before this ingest, oldest first."""
    is_withdrawn: bool = False
    """True when this ingest took them back."""


class AuthorEntry(Declared):
    """A third party's document in use, whose author has to be told (duty to notify)."""

    document_id: str
    source_id: str
    title: Trilingual
    author: str = ""
    contact: str = ""
    permission: str = ""
    in_use_since: datetime | None = None
    """When the document was first used under these particulars; none before it is stored."""


class ActStatus(StrEnum):
    """State of the month's reconciliation act."""

    SIGNED = "signed"
    OVERDUE = "overdue"


class ActState(Declared):
    """Who signed for the data this month."""

    month: str
    """Month of the ingest in Kazakhstan: 2026-11."""
    status: ActStatus
    last_signed_month: str = ""
    """Newest month with a signed act, empty when there is none."""
    signed_by: str = ""
    position: Trilingual | None = None
    signed_on: str = ""
    warnings: tuple[Reason, ...] = ()


class Drift(Declared):
    """Points the index should have held before the ingest, and did hold."""

    expected: int
    found: int


class Counts(Declared):
    """Points of the index, by what the ingest did with them."""

    added: int = 0
    updated: int = 0
    kept: int = 0
    deleted: int = 0


class IngestReport(Declared):
    """The whole story of one ingest; nothing is left out without a reason."""

    assistant_id: str
    started_at: str
    """ISO time, UTC."""
    outcome: IngestOutcome
    generation: str = ""
    """Id of the generation that answers after the ingest."""
    documents: tuple[DocumentEntry, ...] = ()
    pairs_indexed: int = 0
    pairs_left_out: tuple[PairEntry, ...] = ()
    counts: Counts = Counts()
    drift: Drift | None = None
    act: ActState
    authors_to_notify: tuple[AuthorEntry, ...] = ()
    objections: tuple[ObjectionEntry, ...] = ()
    """Documents refused or held whose answers are still about, or were taken back now."""
    timings: dict[str, float] = Field(default_factory=dict)
    """Seconds per step."""

    @property
    def refused(self) -> tuple[DocumentEntry, ...]:
        """Documents that could not or must not be read."""
        return tuple(entry for entry in self.documents if entry.status is Status.REFUSED)

    def count(self, status: Status) -> int:
        """Count the documents of one status."""
        return sum(entry.status is status for entry in self.documents)

    def summary(self) -> str:
        """Say in one line what happened."""
        words = ", ".join(f"{n} {status}" for status in Status if (n := self.count(status)))
        chunks = sum(entry.chunks for entry in self.documents)
        seconds = self.timings.get("total", 0.0)
        return (
            f"{self.assistant_id}: {self.outcome.replace('_', ' ')}; documents: {words or 'none'}; "
            f"{chunks} chunks, {self.pairs_indexed} pairs; points: {self.counts.added} added, "
            f"{self.counts.updated} updated, {self.counts.kept} kept, "
            f"{self.counts.deleted} deleted; {seconds:.1f} s"
        )

    def remarks(self, language: Language = Language.EN) -> tuple[str, ...]:
        """Give a line for everything a person should know, in `language`."""
        return tuple(self._remarks(language))

    def _remarks(self, language: Language) -> Iterator[str]:
        if self.outcome is IngestOutcome.NOTHING_TO_READ:
            yield explain("nothing_to_read").in_language(language)
        if self.drift is not None:
            words = explain("drift").in_language(language)
            yield f"{words} ({self.drift.found} / {self.drift.expected})"
        if self.act.status is ActStatus.OVERDUE:
            yield f"{explain('act_overdue').in_language(language)} ({self.act.month})"
        for warning in self.act.warnings:
            yield _line("acts.yaml", warning, language)
        for entry in self.documents:
            if entry.reason is not None:
                yield _line(f"{entry.path}: {entry.status}", entry.reason, language)
            for warning in entry.warnings:
                yield _line(entry.path, warning, language)
        for objection in self.objections:
            code = "answers_withdrawn" if objection.is_withdrawn else "cited_by_answers"
            about = reason(code, ", ".join(objection.codes))
            yield _line(objection.path, about, language)
        for author in self.authors_to_notify:
            code = "author_to_notify" if author.author and author.contact else "author_unknown"
            named = ", ".join(filter(None, (author.author, author.contact)))
            yield _line(author.document_id, reason(code, named), language)
        for pair in self.pairs_left_out:
            yield _line(f"pair {pair.pair_id}", pair.reason, language)


def reason(code: str, detail: str = "") -> Reason:
    """Make the reason for a code; what a terminal would obey is taken out of the detail."""
    return Reason(code=code, text=explain(code), detail=printable(detail))


def _line(subject: str, about: Reason, language: Language) -> str:
    detail = f" ({about.detail})" if about.detail else ""
    return f"{subject}: {about.text.in_language(language)}{detail}"
