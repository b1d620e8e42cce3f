"""Which words belong to nobody who answers? Those of sources, staff pairs and fixed messages."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from jauap.answer import Outcome, Texts
from jauap.answering.fixed_texts import BY_REASON
from jauap.answering.messages import crossed_line, message, options_line, sample_line
from jauap.assistant import Assistant, Language
from jauap.knowledge import Passage
from jauap.labelling.known import (
    KnownSet,
    KnownTexts,
    SourcePlace,
    Stretch,
    squeezed,
    without_list_marks,
)
from jauap.labelling.notice import conversation_notice, outage_notice
from jauap.retrieval.fields import Kind
from jauap.retrieval.index import Index
from jauap.retrieval.reading import read_pair, read_passage

_DOCUMENTS_KEPT = 32


@dataclass(frozen=True, kw_only=True, slots=True)
class _Document:
    passages: Sequence[Passage]
    letters: str
    """All passages in reading order, squeezed."""
    ends: Sequence[int]


class Officials:
    """Keeps what is known of each assistant's sources and finds quotations in them."""

    def __init__(self, index: Index, known: KnownTexts) -> None:
        self._index = index
        self._known = known
        self._seen: dict[str, str] = {}
        # Not for the class: two deployments in one process have documents of their own.
        self._document = lru_cache(maxsize=_DOCUMENTS_KEPT)(self._read)

    def refresh(self, assistant: Assistant, texts: Texts) -> None:
        """Read an assistant's sources anew when its index has another generation.

        Raises:
            IndexUnavailable: the index did not answer; what was known stays.
        """
        active = self._index.active(assistant.id)
        generation = active.id if active else ""
        if self._seen.get(assistant.id) == generation:
            return
        wordings = (Stretch(text=text) for text in fixed_wordings(assistant, texts))
        sources = self._stretches(assistant.id) if active else ()
        known = KnownSet([*wordings, *sources])
        self._seen[assistant.id] = generation
        self._known.put(assistant.id, known)

    def find(self, text: str) -> SourcePlace | None:
        """Find the document of which `text` is a part, letter for letter; layout may differ.

        Raises:
            IndexUnavailable: the index did not answer.
        """
        wanted = squeezed(text)
        for assistant_id, document_id in self._known.documents_with(text):
            generation = self._seen[assistant_id]
            for document in self._document(assistant_id, generation, document_id):
                at = document.letters.find(wanted)
                if at >= 0:
                    passage = document.passages[bisect_right(document.ends, at)]
                    return SourcePlace(
                        assistant_id=assistant_id,
                        document_id=document_id,
                        start=passage.start,
                        title=passage.title,
                        language=passage.language,
                    )
        return None

    def _stretches(self, assistant_id: str) -> Iterator[Stretch]:
        for hit in self._index.browse(assistant_id, {"kind": Kind.CHUNK.value}):
            passage = read_passage(hit, 0.0)
            yield Stretch(text=passage.text, document_id=passage.document_id, start=passage.start)
            yield Stretch(text=passage.title)
            yield from (Stretch(text=heading) for heading in passage.heading_path)
        for hit in self._index.browse(assistant_id, {"kind": Kind.PAIR.value}):
            pair = read_pair(hit)
            yield Stretch(text=pair.answer)
            yield Stretch(text=pair.question)

    def _read(
        self, assistant_id: str, generation: str, document_id: str
    ) -> tuple[_Document, _Document]:
        """Read a document of one generation, with its list marks and without."""
        hits = self._index.browse(
            assistant_id, {"kind": Kind.CHUNK.value, "document_id": document_id}
        )
        passages = sorted((read_passage(hit, 0.0) for hit in hits), key=lambda one: one.start)
        texts = [passage.text for passage in passages]
        return _joined(passages, texts), _joined(passages, map(without_list_marks, texts))


def _joined(passages: Sequence[Passage], texts: Iterable[str]) -> _Document:
    parts = [squeezed(text) for text in texts]
    return _Document(
        passages=passages, letters="".join(parts), ends=list(accumulate(map(len, parts)))
    )


def fixed_wordings(assistant: Assistant, texts: Texts) -> Iterator[str]:
    """Give every sentence an assistant says without having read anything."""
    for language in assistant.languages:
        yield conversation_notice(assistant, language)
        yield outage_notice(assistant, language)
        yield options_line(language, texts)
        yield sample_line(language)
        yield from (crossed_line(language, other) for other in Language)
        for outcome in Outcome:
            if not outcome.is_answer:
                reasons = ("", *BY_REASON) if outcome is Outcome.REFUSED_UNSURE else ("",)
                for reason in reasons:
                    yield message(
                        outcome, reason, assistant=assistant, texts=texts, language=language
                    )
