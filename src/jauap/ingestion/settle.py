"""What follows from an ingest for answers and authors?

A document that may not be used any more has left the index; here the answers that cited it are
named and, when asked, taken back, and the refusal enters the audit log. Third parties whose texts
are in use enter the queue of authors to notify.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from jauap.ingestion.reasons import OBJECTIONS
from jauap.ingestion.report import (
    DocumentEntry,
    IngestOutcome,
    IngestReport,
    ObjectionEntry,
    Status,
)
from jauap.ingestion.signals.signal import Signal
from jauap.storage.answers import AnswerRecords
from jauap.storage.audit import Action, Audit
from jauap.storage.author_uses import AuthorUse, AuthorUses
from jauap.storage.ingests import IngestReports
from jauap.storage.signals import SignalRecords, StoredSignal
from jauap.storage.store import Store
from jauap.storage.withdrawals import Withdrawals

BY = "ingest"
"""Who withdraws and refuses by itself, as records name it."""

_USED = (Status.INDEXED, Status.UNCHANGED)


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """Carries out what follows from one assistant's ingest."""

    assistant_id: str
    store: Store
    records: AnswerRecords
    at: datetime

    def keep_signals(self, document_id: str, signals: Sequence[Signal]) -> None:
        """Store what was found about one document.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        found = [
            StoredSignal(
                kind=signal.kind.value,
                place=signal.where,
                says=signal.says.value,
                raw=signal.raw,
                seen_at=signal.at,
            )
            for signal in signals
        ]
        SignalRecords(self.store).add(self.assistant_id, document_id, found, at=self.at)

    def settle(self, report: IngestReport, *, withdraw: bool = False) -> IngestReport:
        """Complete the report with objections and authors; with `withdraw` take answers back.

        Raises:
            StoreUnavailable: a part was not stored; the next ingest makes up for it.
        """
        if report.outcome is IngestOutcome.BLOCKED:
            return report
        before = self._used_before()
        objected = [entry for entry in report.documents if _is_objected(entry)]
        for entry in objected:
            if entry.document_id in before and entry.reason is not None:
                words = f"{entry.reason.code}: {entry.reason.detail}".rstrip(": ")
                audit = Audit(self.store)
                audit.add(Action.SOURCE_REFUSED, entry.document_id, by=BY, reason=words, at=self.at)
        objections = [self._objection(entry, withdraw=withdraw) for entry in objected]
        authors = [
            author.model_copy(
                update={
                    "in_use_since": AuthorUses(self.store).note(
                        AuthorUse(
                            assistant_id=self.assistant_id,
                            document_id=author.document_id,
                            author=author.author,
                            contact=author.contact,
                            permission=author.permission,
                        ),
                        at=self.at,
                    )
                }
            )
            for author in report.authors_to_notify
        ]
        update = {
            "objections": tuple(each for each in objections if each is not None),
            "authors_to_notify": tuple(authors),
        }
        return report.model_copy(update=update)

    def _objection(self, entry: DocumentEntry, *, withdraw: bool) -> ObjectionEntry | None:
        if entry.reason is None:
            return None
        codes = Withdrawals(self.store).citing(self.assistant_id, entry.document_id)
        for code in codes if withdraw else ():
            words = f"{entry.document_id}: {entry.reason.code}"
            self.records.withdraw(code, reason=words, by=BY, at=self.at)
        if not codes:
            return None
        return ObjectionEntry(
            document_id=entry.document_id,
            path=entry.path,
            reason=entry.reason,
            codes=codes,
            is_withdrawn=withdraw,
        )

    def _used_before(self) -> frozenset[str]:
        """Give the documents that the report before this one had in the index."""
        last = IngestReports(self.store).latest(self.assistant_id)
        try:
            report = IngestReport.model_validate_json(last.report_json) if last else None
        except ValidationError:
            return frozenset()
        documents = report.documents if report is not None else ()
        return frozenset(entry.document_id for entry in documents if entry.status in _USED)


def _is_objected(entry: DocumentEntry) -> bool:
    is_out = entry.status in (Status.REFUSED, Status.HELD)
    return is_out and entry.reason is not None and entry.reason.code in OBJECTIONS
