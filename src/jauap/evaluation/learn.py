"""THE FIT: what do an assistant's pairs teach? From wordings of intents to a served model.

The model is fitted from the index alone: its pairs, its titles that name one passage, and what the
search finds for each pair's question when no pair speaks. No held-out question can enter, because
nothing but the index is read.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from jauap.assistant import Language, SearchWeights
from jauap.evaluation.train import SHARPNESS, Trained, train
from jauap.evaluation.weigh import FAQ_PRIOR, View, Weighed, guard, weigh
from jauap.knowledge import Pair
from jauap.retrieval.asking import analyse_question, ask_pairs
from jauap.retrieval.encode import pair_point_id
from jauap.retrieval.examples import Examples, Floats, Numbers
from jauap.retrieval.index import Hit, Index
from jauap.retrieval.learned import FEATURES, FORMAT, Learned, load
from jauap.retrieval.reading import read_pair, texts
from jauap.retrieval.search import Search
from jauap.retrieval.wording import read_wording

DEPTH = 50
"""Chunks of the plain search that are ranked anew."""

_FEW_CHUNKS = 2.0
"""With no more passages a document than these on average, titles name what their text answers."""

USUAL = 0.9
"""Share of pairs to whose questions no wrong intent gives more than the usual score."""
_FEW_INTENTS = 10
"""Fewer intents than these hardly meet a question that is not about them."""
_LEAST_USUAL = SHARPNESS / 4
"""The usual score is at least this where it is measured on few intents."""

CitedPair = tuple[Pair, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Plain:
    """What is found for a question when no pair has a say."""

    chunks: Mapping[str, float]
    """Score of the best `DEPTH` chunks."""
    pairs: Mapping[str, float] = field(default_factory=dict)
    """Score of the likest pairs, by the id of their point."""


PlainSearch = Callable[[str, Language], Plain]
PlainChunks = dict[tuple[str, Language], Mapping[str, float]]
"""What is found for questions; pairs come and go, but it stays true while the passages stay."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """A title that is as good as the question its passages answer."""

    text: str
    language: Language
    chunk_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """What a model is fitted on, besides what the search finds."""

    pairs: tuple[CitedPair, ...]
    named: tuple[Named, ...]
    languages: Mapping[str, Language]
    """Language of every chunk of the index."""

    @property
    def teaches(self) -> bool:
        """Whether there is anything to learn from."""
        return bool(self.named or self.pairs)

    def digest(self, setting: str) -> str:
        """Digest everything that shapes the model; `setting` is what shapes the search."""
        whole = sha256(f"{FORMAT}|{setting}".encode())
        for pair, chunk_ids in self.pairs:
            whole.update(f"\n{pair.model_dump_json()}|{','.join(chunk_ids)}".encode())
        for named in self.named:
            whole.update(f"\n{named}".encode())
        for chunk_id, language in self.languages.items():
            whole.update(f"\n{chunk_id}|{language}".encode())
        return whole.hexdigest()


def refit(index: Index, assistant_id: str, path: Path, *, weights: SearchWeights) -> Learned | None:
    """Bring the model of an assistant up to date with its index; None when nothing is taught.

    A model that was fitted on the very same is kept; one that teaches nothing any more is removed.
    """
    knowledge = read_knowledge(index, assistant_id)
    if not knowledge.teaches:
        path.unlink(missing_ok=True)
        return None
    held = load(path)
    if held is not None and held.digest == knowledge.digest(weights.model_dump_json()):
        return held
    search = plain_search(index, assistant_id, weights)
    model = fit(knowledge, search, setting=weights.model_dump_json())
    model.save(path)
    return model


def plain_search(
    index: Index, assistant_id: str, weights: SearchWeights, kept: PlainChunks | None = None
) -> PlainSearch:
    """Make the search that ranks without a word of the pairs, and yet names the likest ones.

    Args:
        kept: what was found for the same passages before; what is found anew is added.
    """
    known = {} if kept is None else kept
    silent = weights.model_copy(update={"pairs": 0.0})
    search = Search(index, assistant_id, weights=silent, languages=())

    def find(question: str, language: Language) -> Plain:
        if (question, language) not in known:
            found = search.find(question, language=language, limit=DEPTH).passages
            known[question, language] = {each.chunk_id: each.score for each in found}
        request = ask_pairs(analyse_question(question, language), language)
        hits = index.query(assistant_id, [request])[0]
        return Plain(chunks=known[question, language], pairs={hit.id: hit.score for hit in hits})

    return find


def read_knowledge(index: Index, assistant_id: str) -> Knowledge:
    """Read pairs and naming titles from the active generation."""
    chunks = index.browse(assistant_id, {"kind": "chunk"})
    pairs = [
        (read_pair(hit), texts(hit.payload.get("chunk_ids")))
        for hit in index.browse(assistant_id, {"kind": "pair"})
    ]
    return gather(pairs, chunks)


def gather(pairs: Iterable[CitedPair], chunks: Sequence[Hit]) -> Knowledge:
    """Put pairs and chunks in an order that no history changes, and find the naming titles."""
    documents: dict[str, list[Hit]] = {}
    for hit in sorted(chunks, key=lambda hit: hit.id):
        documents.setdefault(str(hit.payload["document_id"]), []).append(hit)
    is_faq = len(chunks) <= _FEW_CHUNKS * len(documents)
    return Knowledge(
        pairs=tuple(sorted(pairs, key=lambda each: each[0].id)),
        named=tuple(
            Named(
                text=str(held[0].payload["title"]),
                language=Language(str(held[0].payload["language"])),
                chunk_ids=tuple(hit.id for hit in held),
            )
            for _, held in sorted(documents.items())
            if is_faq
        ),
        languages={
            hit.id: Language(str(hit.payload["language"]))
            for _, held in sorted(documents.items())
            for hit in held
        },
    )


def fit(knowledge: Knowledge, search: PlainSearch, *, setting: str = "") -> Learned:
    """Fit a model; equal knowledge gives an equal model, byte for byte, in whatever order it came.

    Args:
        search: called once for each pair's question where titles name what is answered.
        setting: names what else shapes the search, for the digest.
    """
    draft = _Draft(knowledge)
    trained = draft.train()
    digest = knowledge.digest(setting)
    bare = draft.assemble(trained, Weighed(weights=FAQ_PRIOR), digest)
    if not knowledge.pairs:
        return bare
    if knowledge.named:
        return draft.assemble(trained, draft.weigh(bare, trained, search), digest)
    spoken = Counter(pair.language for pair, _ in knowledge.pairs)
    return draft.assemble(trained, guard(max(spoken.values())), digest)


class _Draft:
    """A model in the making: intents, examples and who belongs to whom."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._pairs = knowledge.pairs
        keys = sorted({(pair.intent, pair.language.value) for pair, _ in self._pairs})
        self._number = {key: number for number, key in enumerate(keys)}
        self._own = np.array([self._number[_key(pair)] for pair, _ in self._pairs], dtype=np.int64)
        self._chunks = self._chunks_of_intents()
        joined, alone = self._place_titles()
        self._joined = joined
        """Titles of intents with pairs: the title and the intents."""
        self._alone = alone
        wordings = [read_wording(pair.question, pair.language) for pair, _ in self._pairs]
        titles = [*(named for named, _ in joined), *alone]
        wordings += [read_wording(named.text, named.language) for named in titles]
        self._examples = Examples.of(wordings)
        self._trained_rows = len(self._pairs) + len(joined)
        self._likeness = np.zeros((self._trained_rows, self._examples.count), dtype=np.float32)
        for row in range(self._trained_rows):
            self._likeness[row] = self._examples.likeness(wordings[row])

    def _chunks_of_intents(self) -> list[tuple[str, ...]]:
        held: list[dict[str, None]] = [{} for _ in self._number]
        for pair, chunk_ids in self._pairs:
            held[self._number[_key(pair)]].update(dict.fromkeys(chunk_ids))
        return [tuple(sorted(each)) for each in held]

    def _place_titles(self) -> tuple[list[tuple[Named, list[int]]], list[Named]]:
        """Give each title to the intents with pairs that rest on its passages, else to none."""
        resting: dict[tuple[str, str], list[int]] = {}
        for (_, language), number in self._number.items():
            for chunk_id in self._chunks[number]:
                resting.setdefault((chunk_id, language), []).append(number)
        joined: list[tuple[Named, list[int]]] = []
        alone: list[Named] = []
        for named in self._knowledge.named:
            intents = {
                number
                for chunk_id in named.chunk_ids
                for number in resting.get((chunk_id, named.language.value), ())
            }
            if intents:
                joined.append((named, sorted(intents)))
            else:
                alone.append(named)
        return joined, alone

    def train(self) -> Trained:
        """Fit the strengths of the examples of intents with pairs."""
        members = np.zeros((self._trained_rows, len(self._number)))
        members[np.arange(len(self._pairs)), self._own] = 1
        for row, (_, intents) in enumerate(self._joined, start=len(self._pairs)):
            members[row, intents] = 1
        if not len(self._number):
            return Trained(strengths=members, left_out=members)
        return train(self._likeness[:, : self._trained_rows], members)

    def assemble(self, trained: Trained, weighed: Weighed, digest: str) -> Learned:
        """Put the served model together; a title alone is an intent without pairs."""
        speakers, targets = np.nonzero(trained.strengths)
        strengths = trained.strengths[speakers, targets]
        order = np.lexsort((speakers, targets))
        rows = np.arange(self._trained_rows, self._examples.count)
        columns = np.arange(len(self._number), len(self._number) + len(self._alone))
        counts = np.bincount(self._own, minlength=len(self._number) + len(self._alone))
        known = {
            "pairs": len(self._pairs),
            "unseen": weighed.unseen,
            "fixed_without_pairs": weighed.fixed,
            "broken_without_pairs": weighed.broken,
        }
        return Learned(
            examples=self._examples,
            strengths=np.concatenate([strengths[order], np.full(len(rows), SHARPNESS)]).astype(
                np.float32
            ),
            speakers=np.concatenate([speakers[order], rows]),
            targets=np.concatenate([targets[order], columns]),
            pairs=counts,
            chunks=(*self._chunks, *(named.chunk_ids for named in self._alone)),
            usual=self._usual(trained),
            weights=weighed.weights,
            reserve=weighed.reserve,
            digest=digest,
            details={name: float(each) for name, each in known.items() if each is not None},
        )

    def weigh(self, model: Learned, trained: Trained, search: PlainSearch) -> Weighed:
        """Fit how much search and model count, on the pairs themselves."""
        alone = SHARPNESS * self._likeness[:, self._trained_rows :]
        points = {pair_point_id(each[0].id): each for each in self._pairs}
        known, unknown, bare = [], [], []
        for row, (pair, chunk_ids) in enumerate(self._pairs):
            own = self._own[row]
            found = search(pair.question, pair.language)
            likest = [
                (*points[each], score) for each, score in found.pairs.items() if each in points
            ]
            others = [(cited, score) for other, cited, score in likest if other.id != pair.id]
            foreign = [
                (cited, score) for other, cited, score in likest if other.intent != pair.intent
            ]
            scores = np.concatenate([trained.left_out[row], alone[row]])
            titles = np.concatenate([self._title_scores(row, model.usual), alone[row]])
            without, fewer = scores.copy(), model.pairs.copy()
            without[own], fewer[own] = titles[own], 0
            ask = partial(self._ask, model, pair, chunk_ids, found.chunks)
            if model.pairs[own] > 1:  # a single pair leaves none to judge it
                known.append(ask(scores, _best(others), model.pairs))
            unknown.append(ask(without, _best(foreign), fewer))
            bare.append(ask(titles, {}, np.zeros_like(fewer)))
        cited = {chunk_id for _, chunk_ids in self._pairs for chunk_id in chunk_ids}
        every = self._knowledge.languages
        unseen = 1 - len(cited & every.keys()) / max(len(every), 1)
        before = _view(bare).is_right(FAQ_PRIOR)
        return weigh(_view(known), _view(unknown), before=before, unseen=unseen)

    def _usual(self, trained: Trained) -> float:
        """Give the best score that wrong intents usually give to the pairs."""
        if len(self._number) < 2:
            return _LEAST_USUAL
        wrong = trained.left_out[: len(self._pairs)].copy()
        wrong[np.arange(len(self._pairs)), self._own] = -np.inf
        usual = float(np.quantile(wrong.max(axis=1), USUAL))
        return max(usual, _LEAST_USUAL) if len(self._number) < _FEW_INTENTS else usual

    def _title_scores(self, row: int, usual: float) -> Floats:
        """Give what intents would score by titles alone; without one, what says nothing."""
        scores = np.full(len(self._number), usual)
        for place, (_, intents) in enumerate(self._joined, start=len(self._pairs)):
            score = SHARPNESS * float(self._likeness[row, place])
            for intent in intents:
                scores[intent] = score
        return scores

    def _ask(
        self,
        model: Learned,
        pair: Pair,
        chunk_ids: Sequence[str],
        found: Mapping[str, float],
        scores: Floats,
        cited: Mapping[str, float],
        pairs: Numbers,
    ) -> tuple[Floats, int]:
        """Describe the candidate chunks of one pair's question as the search would meet them."""
        spoken = self._knowledge.languages
        told = model.tell(scores)
        least = min(found.values(), default=0.0)
        base = dict(found)
        for chunk_id in (*told.nominated, *cited, *chunk_ids):
            if spoken.get(chunk_id) is pair.language:
                base.setdefault(chunk_id, least)
        mine = [chunk_id for chunk_id in base if chunk_id in chunk_ids]
        right = max(mine, key=lambda chunk_id: (base[chunk_id], chunk_id), default="")
        asked = [each for each in base.items() if each[0] == right or each[0] not in mine]
        described = model.describe(asked, told, cited, pairs)
        place = next((at for at, each in enumerate(asked) if each[0] == right), -1)
        return described, place


def _best(citing: Iterable[tuple[Sequence[str], float]]) -> dict[str, float]:
    """Give each cited chunk the score of the best pair that cites it."""
    best: dict[str, float] = {}
    for chunk_ids, score in citing:
        for chunk_id in chunk_ids:
            best[chunk_id] = max(best.get(chunk_id, 0.0), score)
    return best


def _key(pair: Pair) -> tuple[str, str]:
    return pair.intent, pair.language.value


def _view(asked: Sequence[tuple[Floats, int]]) -> View:
    """Pad the candidates of all questions to the same number; leave out what has no right one."""
    usable = [each for each in asked if each[1] >= 0]
    widest = max((len(rows) for rows, _ in usable), default=1)
    described = np.zeros((len(usable), widest, len(FEATURES)))
    is_there = np.zeros((len(usable), widest))
    for row, (rows, _) in enumerate(usable):
        described[row, : len(rows)] = rows
        is_there[row, : len(rows)] = 1
    right = np.array([place for _, place in usable], dtype=np.int64)
    return View(features=described, is_there=is_there, right=right)
