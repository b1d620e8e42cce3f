"""What would one more pair fix, and what would it break? Asked through the real search."""

import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from jauap.annotation.preview import ExamShift, Preview, Seen, Shift
from jauap.assistant import Language, Level, SearchWeights
from jauap.evaluation.golden import load_golden
from jauap.evaluation.manifest import read_manifest
from jauap.evaluation.replay import Replay
from jauap.evaluation.suite import Case, CaseKind
from jauap.evaluation.taught import CitedPair
from jauap.ingestion.cite import Quotes
from jauap.ingestion.renew_pairs import chunks_digest
from jauap.knowledge import Chunk, Passage, Synonyms
from jauap.retrieval.examples import Examples
from jauap.retrieval.search import Search
from jauap.retrieval.wording import read_wording
from jauap.storage.judged import JudgedQuestion
from jauap.workspace import Workspace

_SHOWN = 300
_MOST_PAIRS = 300
"""Questions of pairs in force that are asked."""
_NOTHING = Seen(chunk_id="", title="", text="")


class _Of(StrEnum):
    PAIR = "pair"
    CITIZEN = "citizen"
    EXAM = "exam"


@dataclass(frozen=True, kw_only=True)
class _Asked:
    of: _Of
    question: str
    language: Language
    intent: str
    right: frozenset[str]
    is_protected: bool
    is_closed: bool = False
    """The exam closes the intent to pairs, so not even its name is told."""


class Foresight:
    """Holds the passages of one assistant in two indexes of their own, whose pairs change at will.

    The passages are indexed once and again when the documents change; what is known without a new
    pair is asked once and again when the pairs in force change.
    """

    def __init__(self, workspace: Workspace, assistant_id: str, *, weights: SearchWeights) -> None:
        self._workspace = workspace
        self._assistant_id = assistant_id
        self._lock = threading.Lock()
        synonyms = workspace.synonyms(assistant_id)
        self._without = _Side(weights, synonyms)
        self._with = _Side(weights, synonyms)

    def preview(
        self,
        chunks: Sequence[Chunk],
        in_force: Sequence[CitedPair],
        pair: CitedPair,
        judged: Sequence[JudgedQuestion],
        clock: Callable[[], float] = time.monotonic,
    ) -> Preview:
        """Ask everything known without the pair and with it.

        Of very many pairs in force, the questions likest to the new one are asked.
        """
        began = clock()
        others = [each for each in in_force if each[0].id != pair[0].id]
        cases = load_golden(self._workspace.evaluation_folder(self._assistant_id)).live
        harm = _harm(cases)
        asked = [
            *(_of_pair(each, harm) for each in (*_likest(others, pair), pair)),
            *(_of_citizen(each, harm) for each in judged),
            *self._exam(cases, chunks),
        ]
        with self._lock:
            before = self._without.ask(chunks, in_force, asked)
            after = self._with.ask(chunks, [*others, pair], asked)
        return _compare(asked, before, after, seconds=clock() - began)

    def close(self) -> None:
        """Let go of the second index."""
        with self._lock:
            self._without.close()
            self._with.close()

    def _exam(self, cases: Sequence[Case], chunks: Sequence[Chunk]) -> list[_Asked]:
        manifest = read_manifest(self._workspace.evaluation_folder(self._assistant_id))
        split = manifest.split if manifest else None
        quotes = Quotes(chunks)
        asked = []
        for case in cases:
            right = frozenset(
                chunk.id for chunk in quotes.find(case.source or "", case.quote or "")
            )
            if case.kind is CaseKind.IN_SCOPE and right:
                asked.append(
                    _Asked(
                        of=_Of.EXAM,
                        question=case.question,
                        language=case.language,
                        intent=case.intent,
                        right=right,
                        is_protected=case.protected,
                        is_closed=split is None or split.side(case).forbids_intent,
                    )
                )
        return asked


class _Side:
    """One index of passages and what its questions found, as long as its pairs stay the same."""

    def __init__(self, weights: SearchWeights, synonyms: Synonyms) -> None:
        self._weights = weights
        self._synonyms = synonyms
        self._chunks = self._pairs = ""
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._replay: Replay | None = None
        self._search: Search | None = None
        self._found: dict[tuple[str, Language], Passage | None] = {}

    def ask(
        self, chunks: Sequence[Chunk], pairs: Sequence[CitedPair], asked: Sequence[_Asked]
    ) -> list[Passage | None]:
        """Give the first passage of each question when only these pairs are known."""
        search = self._knowing(chunks, pairs)
        for each in asked:
            key = each.question, each.language
            if key not in self._found:
                found = search.find(each.question, language=each.language, limit=1).passages
                self._found[key] = found[0] if found else None
        return [self._found[each.question, each.language] for each in asked]

    def close(self) -> None:
        """Let go of the index."""
        if self._replay is not None:
            self._replay.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._replay = self._folder = self._search = None

    def _knowing(self, chunks: Sequence[Chunk], pairs: Sequence[CitedPair]) -> Search:
        chunks_now, pairs_now = chunks_digest(chunks), _pairs_digest(pairs)
        if self._replay is None or chunks_now != self._chunks:
            self.close()
            self._folder = tempfile.TemporaryDirectory(prefix="jauap-preview-")
            self._replay = Replay(Path(self._folder.name), chunks, self._weights, self._synonyms)
            self._chunks = chunks_now
        if self._search is None or pairs_now != self._pairs:
            # Should the fit fail, the next call must not take the old search for the new one.
            self._search, self._found = None, {}
            self._search = self._replay.search(pairs)
            self._pairs = pairs_now
        return self._search


def _pairs_digest(pairs: Sequence[CitedPair]) -> str:
    content = "\n".join(
        f"{pair.model_dump_json()}|{','.join(chunk_ids)}" for pair, chunk_ids in pairs
    )
    return sha256(content.encode()).hexdigest()


def _likest(others: Sequence[CitedPair], pair: CitedPair) -> Sequence[CitedPair]:
    """Give the pairs of the same intent and those whose questions are likest to the new one's."""
    if len(others) <= _MOST_PAIRS:
        return others
    examples = Examples.of([read_wording(one.question, one.language) for one, _ in others])
    likeness = examples.likeness(read_wording(pair[0].question, pair[0].language))
    ranked = sorted(
        range(len(others)),
        key=lambda at: (others[at][0].intent != pair[0].intent, -likeness[at], at),
    )
    return [others[at] for at in sorted(ranked[:_MOST_PAIRS])]


def _harm(cases: Sequence[Case]) -> Mapping[str, bool]:
    """Tell of each intent whether a wrong answer does much harm."""
    harm: dict[str, bool] = {}
    for case in cases:
        harm[case.intent] = harm.get(case.intent, False) or case.harm is Level.HIGH
    return harm


def _of_pair(cited: CitedPair, harm: Mapping[str, bool]) -> _Asked:
    pair, chunk_ids = cited
    return _Asked(
        of=_Of.PAIR,
        question=pair.question,
        language=pair.language,
        intent=pair.intent,
        right=frozenset(chunk_ids),
        is_protected=harm.get(pair.intent, False),
    )


def _of_citizen(judged: JudgedQuestion, harm: Mapping[str, bool]) -> _Asked:
    return _Asked(
        of=_Of.CITIZEN,
        question=judged.question,
        language=judged.language,
        intent=judged.intent,
        right=judged.chunk_ids,
        is_protected=harm.get(judged.intent, False),
    )


def _compare(
    asked: Sequence[_Asked],
    before: Sequence[Passage | None],
    after: Sequence[Passage | None],
    *,
    seconds: float,
) -> Preview:
    fixed, broken = list[Shift](), list[Shift]()
    exam: dict[str, list[tuple[bool, bool, bool]]] = {}
    for each, old, new in zip(asked, before, after, strict=True):
        was, is_now = _is_right(old, each), _is_right(new, each)
        if each.of is _Of.EXAM:
            intent = "" if each.is_closed else each.intent
            exam.setdefault(intent, []).append((was, is_now, each.is_protected))
        elif was != is_now:
            (fixed if is_now else broken).append(
                Shift(
                    question=each.question,
                    language=each.language,
                    intent=each.intent,
                    before=_seen(old),
                    after=_seen(new),
                    is_protected=each.is_protected,
                )
            )
    counts = Counter(each.of for each in asked)
    shifts = (_exam_shift(intent, rows) for intent, rows in sorted(exam.items()))
    return Preview(
        asked_pairs=counts[_Of.PAIR],
        asked_judged=counts[_Of.CITIZEN],
        asked_exam=counts[_Of.EXAM],
        fixed=tuple(fixed),
        broken=tuple(broken),
        exam=tuple(shift for shift in shifts if shift.fixed or shift.broken),
        seconds=round(seconds, 3),
    )


def _exam_shift(intent: str, rows: Sequence[tuple[bool, bool, bool]]) -> ExamShift:
    return ExamShift(
        intent=intent,
        asked=len(rows),
        fixed=sum(now and not was for was, now, _ in rows),
        broken=sum(was and not now for was, now, _ in rows),
        broken_protected=sum(was and not now and guarded for was, now, guarded in rows),
    )


def _is_right(passage: Passage | None, asked: _Asked) -> bool:
    return passage is not None and passage.chunk_id in asked.right


def _seen(passage: Passage | None) -> Seen:
    if passage is None:
        return _NOTHING
    return Seen(chunk_id=passage.chunk_id, title=passage.title, text=passage.text[:_SHOWN])
