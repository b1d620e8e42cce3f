"""Our side of the speed benchmark: the shipped index, search and answering flow."""

import time
import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from jauap import __version__
from jauap.answer import Texts
from jauap.answering.ask import Desk, ask
from jauap.assistant import Language, SearchWeights
from jauap.knowledge import Chunk, Document
from jauap.labelling.keyring import KeyRing
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Signer
from jauap.language.detect import detect
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points
from jauap.retrieval.index import Generation
from jauap.retrieval.search import Search
from jauap.retrieval.vocabulary import VOCABULARY, dump_vocabularies, gather_words
from jauap.storage.answers import AnswerRecords
from jauap.storage.fingerprints import Fingerprints
from jauap.storage.records import record_of
from jauap.storage.store import open_store
from jauap.workspace import Workspace

REPOSITORY = Path(__file__).parents[2]


class Ours:
    """An index of given passages and everything that answers from it."""

    def __init__(self, folder: Path, texts: Sequence[tuple[str, str]]) -> None:
        chunks = _chunks(texts)
        self.index = EdgeIndex(folder / "index")
        started = time.perf_counter()
        lengths = average_lengths(chunks)
        generation = Generation(
            id="g1",
            created_at="2026-01-01T00:00:00+00:00",
            lengths=lengths,
            details={VOCABULARY: dump_vocabularies(gather_words(chunks))},
        )
        self.index.write("bench", generation, (), encode_points(chunks, (), lengths))
        self.index.switch("bench", "g1")
        self.passages_per_second = len(chunks) / (time.perf_counter() - started)
        self.search = Search(
            self.index, "bench", weights=SearchWeights(), languages=tuple(Language)
        )
        key = KeyRing(folder / "keys", _now)
        self.desk = Desk(
            assistant=Workspace(REPOSITORY).assistant("public_services"),
            texts=Texts(schema=1),
            search=self.search,
            labeller=Labeller(Signer(key), "http://127.0.0.1:8000", __version__, _now),
            timer=time.process_time,
        )
        self.store = open_store(f"sqlite:///{folder / 'records.db'}")
        self.records = AnswerRecords(self.store, Fingerprints(self.store, b"k" * 32))

    def query(self, question: str) -> list[str]:
        """Question to cited passages, language detection and analysis included."""
        language = detect(question, fallback=Language.KK).language
        found = self.search.find(question, language=language, limit=5)
        return [each.document_id for each in found.passages]

    async def answer(self, question: str) -> LabelledAnswer:
        """Question to labelled answer; its timings are processor milliseconds."""
        return await ask(question, self.desk)

    def record(self, labelled: LabelledAnswer, question: str) -> None:
        """Store the record and the fingerprints of an answer, as the service does."""
        record = record_of(labelled)
        self.records.save(record, question=question, body=labelled.answer.text)

    def close(self) -> None:
        """Let go of the folder."""
        self.store.close()
        self.index.close()


def _now() -> datetime:
    return datetime.now(UTC)


def _chunks(texts: Sequence[tuple[str, str]]) -> list[Chunk]:
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for passage_id, text in texts:
        grouped[passage_id.split("#")[0]].append(text)
    chunks = []
    for document_id, parts in grouped.items():
        language = detect(parts[0], fallback=Language.EN).language
        document = Document(
            id=document_id,
            source_id=document_id,
            language=language,
            title=document_id,
            text="\n\n".join(parts),
            path="",
        )
        start = 0
        for position, text in enumerate(parts):
            chunks.append(
                Chunk(
                    id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{document_id}#{position}")),
                    document=document,
                    position=position,
                    text=text,
                    start=start,
                    end=start + len(text),
                    digest=f"{document_id}#{position}",
                )
            )
            start += len(text) + 2
    return chunks
