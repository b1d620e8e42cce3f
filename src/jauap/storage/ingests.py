"""What did the last ingestion do? Keeps every report."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from jauap.storage.records import storable
from jauap.storage.store import Store
from jauap.storage.tables import ingest_reports


@dataclass(frozen=True, kw_only=True)
class StoredReport:
    """An ingest report as it was saved."""

    assistant_id: str
    at: datetime
    report_json: str


class IngestReports:
    """Saves and finds the reports of ingestions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(self, assistant_id: str, report_json: str, at: datetime) -> None:
        """Store one report.

        Raises:
            StoreUnavailable: nothing was stored.
        """
        row = {"assistant_id": assistant_id, "at": at, "report": storable(report_json)}
        with self._store.write() as connection:
            connection.execute(insert(ingest_reports), row)

    def latest(self, assistant_id: str) -> StoredReport | None:
        """Give the assistant's newest report."""
        wanted = (
            select(ingest_reports)
            .where(ingest_reports.c.assistant_id == assistant_id)
            .order_by(ingest_reports.c.id.desc())
            .limit(1)
        )
        with self._store.read() as connection:
            row = connection.execute(wanted).mappings().first()
        if row is None:
            return None
        return StoredReport(
            assistant_id=row["assistant_id"], at=row["at"], report_json=row["report"]
        )
