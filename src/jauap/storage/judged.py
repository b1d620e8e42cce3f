"""Which questions of citizens were judged, and which chunks hold their right answers?"""

import json
from dataclasses import dataclass

from sqlalchemy import RowMapping, select

from jauap.assistant import Language
from jauap.storage.queue_tables import items, verdicts
from jauap.storage.store import Store
from jauap.verdict import Verdict


@dataclass(frozen=True, kw_only=True)
class JudgedQuestion:
    """A citizen's masked question and where its right answer stands."""

    question: str
    language: Language
    intent: str
    """Empty where nobody told."""
    chunk_ids: frozenset[str]


class JudgedQuestions:
    """Reads what the experts settled; writes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def recent(self, assistant_id: str, *, most: int = 500) -> tuple[JudgedQuestion, ...]:
        """Give the last settled questions whose right chunks are known, the newest first.

        Of a correct answer these are the chunks it cited, of another one those that the expert
        picked for the corrected answer.
        """
        wanted = (
            select(items)
            .where(items.c.assistant_id == assistant_id, items.c.state == "done")
            .where(items.c.question != "")
            .order_by(items.c.closed_at.desc(), items.c.id)
            .limit(most)
        )
        with self._store.read() as connection:
            rows = connection.execute(wanted).mappings().all()
            picked: dict[str, frozenset[str]] = {}
            given = (
                select(verdicts)
                .where(verdicts.c.item_id.in_([row["id"] for row in rows]))
                .order_by(verdicts.c.seq)
            )
            lines = connection.execute(given).mappings().all()
        replaced = {line["supersedes"] for line in lines}
        for line in lines:
            found = frozenset(json.loads(line["chunk_ids"] or "[]"))
            if found and line["id"] not in replaced:
                picked[line["item_id"]] = found
        judged = (_read(row, picked.get(row["id"], frozenset())) for row in rows)
        return tuple(each for each in judged if each.chunk_ids)


def _read(row: RowMapping, picked: frozenset[str]) -> JudgedQuestion:
    is_correct = row["final"] == Verdict.CORRECT
    cited = frozenset(json.loads(row["citations"] or "[]"))
    return JudgedQuestion(
        question=row["question"],
        language=Language(row["language"]),
        intent=row["intent"],
        chunk_ids=cited if is_correct else picked,
    )
