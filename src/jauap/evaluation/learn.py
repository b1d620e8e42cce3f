"""THE FIT: what do an assistant's pairs teach? From wordings of intents to a served model.

The model is fitted from the index alone: its pairs, its titles that name one passage, and what the
search finds for each pair's question when no pair speaks. No held-out question can enter, because
nothing but the index is read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from jauap.assistant import SearchWeights
from jauap.evaluation.plain import PlainSearch, plain_search
from jauap.evaluation.taught import Knowledge, Named, read_knowledge
from jauap.evaluation.train import SHARPNESS, Trained, train
from jauap.evaluation.weigh import FAQ_PRIOR, View, Weighed, guard, weigh
from jauap.knowledge import Pair
from jauap.retrieval.encode import pair_point_id
from jauap.retrieval.examples import Examples, Floats, Numbers
from jauap.retrieval.index import Index
from jauap.retrieval.learned import FEATURES, Learned, load
from jauap.retrieval.thesaurus import SYNONYMS
from jauap.retrieval.wording import read_wording

USUAL = 0.9
"""Share of pairs to whose questions no wrong intent gives more than the usual score."""
_FEW_INTENTS = 10
"""Fewer intents than these hardly meet a question that is not about them."""
_LEAST_USUAL = SHARPNESS / 4
"""The usual score is at least this where it is measured on few intents."""


def refit(index: Index, assistant_id: str, path: Path, *, weights: SearchWeights) -> Learned | None:
    """Bring the model of an assistant up to date with its index; None when nothing is taught.

    A model that was fitted on the very same is kept; one that teaches nothing any more is removed.
    """
    knowledge = read_knowledge(index, assistant_id)
    if not knowledge.teaches:
        path.unlink(missing_ok=True)
        return None
    held = load(path)
    active = index.active(assistant_id)
    synonyms = active.details.get(SYNONYMS, "") if active else ""
    setting = f"{weights.model_dump_json()}{synonyms}"
    if held is not None and held.digest == knowledge.digest(setting):
        return held
    search = plain_search(index, assistant_id, weights)
    model = fit(knowledge, search, setting=setting)
    model.save(path)
    return model


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
