"""What do index and exam say about a pair, and how does the index follow the room?"""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from jauap.annotation.preview import Leak, Preview
from jauap.errors import Busy, IndexUnavailable
from jauap.evaluation.settle import guard_of
from jauap.evaluation.taught import CitedPair, read_knowledge
from jauap.ingestion.cite import Quotes, cite_in
from jauap.ingestion.renew import carry_out
from jauap.ingestion.renew_pairs import chunks_in_index, prepare_pairs
from jauap.knowledge import Chunk, Pair, Wording
from jauap.pairing.export_log import pairs_in_force
from jauap.pairing.foresee import Foresight
from jauap.retrieval.index import Index
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.judged import JudgedQuestions
from jauap.workspace import Workspace

_TRIES = 5
_MOST_JUDGED = 200
"""Citizens' questions that a preview asks."""


@dataclass(frozen=True, kw_only=True)
class _Texts:
    """What one generation of the index holds of documents."""

    generation: str
    chunks: Sequence[Chunk]
    quotes: Quotes


class RoomKnowledge:
    """Answers for every assistant of a deployment; threads may share it."""

    def __init__(
        self,
        *,
        workspace: Workspace,
        index: Index,
        held: HeldPairs,
        judged: JudgedQuestions,
        learn: Callable[[str], object],
        now: Callable[[], datetime],
    ) -> None:
        """Read nothing yet.

        Args:
            learn: fits what an assistant's pairs teach, after the index has changed.
        """
        self._workspace = workspace
        self._index = index
        self._held = held
        self._judged = judged
        self._learn = learn
        self._now = now
        self._lock = threading.Lock()
        self._texts: dict[str, _Texts] = {}
        self._foresights: dict[str, Foresight] = {}
        self._served: dict[str, tuple[str, str]] = {}

    def pairs(self, assistant_id: str) -> tuple[Pair, ...]:
        """Give the pairs in force: the room's, and those of pairs.jsonl that it does not hold."""
        return pairs_in_force(self._workspace, self._held, assistant_id)

    def cited(self, assistant_id: str, wording: Wording) -> Mapping[str, str]:
        """Give the chunks that hold the quote, id -> digest; empty when there are none."""
        found = self._read(assistant_id).quotes.find(wording.source, wording.quote)
        return {chunk.id: chunk.digest for chunk in found}

    def leaks(self, assistant_id: str, pair: Pair) -> Sequence[Leak]:
        """Tell how a pair would give exam questions away; empty when it does not."""
        report = guard_of(self._workspace, assistant_id).check(pair)
        kinds = Counter(finding.kind.value for finding in report.findings)
        return tuple(Leak(kind=kind, questions=count) for kind, count in sorted(kinds.items()))

    def preview(self, assistant_id: str, pair: Pair) -> Preview:
        """Tell what the pair would fix and break.

        Raises:
            IndexUnavailable: nothing was ingested yet.
        """
        texts = self._read(assistant_id)
        cited = cite_in(texts.quotes, [pair]).pairs
        if not cited:
            raise IndexUnavailable(
                "the quote of the pair stands in no chunk", where=f"pair {pair.id}"
            )
        return self._foresight(assistant_id).preview(
            texts.chunks,
            self._in_index(assistant_id),
            cited[0],
            self._judged.recent(assistant_id, most=_MOST_JUDGED),
        )

    def serve(self, assistant_id: str) -> None:
        """Bring the index to the pairs that are in force, in one step.

        Raises:
            IndexUnavailable: it could not be changed; the pairs of before go on answering.
            Busy: an ingest was faster every time.
        """
        with self._lock:
            for left in reversed(range(_TRIES)):
                try:
                    self._serve(assistant_id)
                except Busy:
                    if not left:
                        raise
                else:
                    return

    def close(self) -> None:
        """Let go of the previews' own indexes."""
        for foresight in self._foresights.values():
            foresight.close()

    def _serve(self, assistant_id: str) -> None:
        pairs = self.pairs(assistant_id)
        wanted = _digest(pairs)
        active = self._index.active(assistant_id)
        if active is not None and self._served.get(assistant_id) == (active.id, wanted):
            return
        texts = self._read(assistant_id)
        cited = cite_in(texts.quotes, pairs).pairs
        change = prepare_pairs(self._index, assistant_id, cited, started=self._now())
        generation = texts.generation
        if change.is_needed:
            generation = carry_out(self._index, change).id
            self._texts[assistant_id] = _Texts(
                generation=generation, chunks=texts.chunks, quotes=texts.quotes
            )
        self._learn(assistant_id)
        self._served[assistant_id] = (generation, wanted)

    def _in_index(self, assistant_id: str) -> Sequence[CitedPair]:
        return read_knowledge(self._index, assistant_id).pairs

    def _read(self, assistant_id: str) -> _Texts:
        """Give the texts of the active generation; read again only when there is a new one."""
        active = self._index.active(assistant_id)
        if active is None:
            raise IndexUnavailable(
                f"assistant {assistant_id!r} has read no documents yet",
                remedy=f"run `jauap ingest {assistant_id}`",
            )
        texts = self._texts.get(assistant_id)
        if texts is None or texts.generation != active.id:
            chunks = chunks_in_index(self._index, assistant_id)
            texts = _Texts(generation=active.id, chunks=chunks, quotes=Quotes(chunks))
            self._texts[assistant_id] = texts
        return texts

    def _foresight(self, assistant_id: str) -> Foresight:
        with self._lock:
            if assistant_id not in self._foresights:
                self._foresights[assistant_id] = Foresight(
                    self._workspace,
                    assistant_id,
                    weights=self._workspace.assistant(assistant_id).search,
                )
            return self._foresights[assistant_id]


def _digest(pairs: Sequence[Pair]) -> str:
    content = "\n".join(sorted(pair.model_dump_json() for pair in pairs))
    return hashlib.sha256(content.encode()).hexdigest()
