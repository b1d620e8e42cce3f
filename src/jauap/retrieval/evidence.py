"""How sure does a search look? Numbers for the decision to answer, ask back or hand over."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain, pairwise

from jauap.assistant import Language
from jauap.knowledge import Passage
from jauap.language.question_words import (
    courtesy_word_stems,
    question_word_stems,
)
from jauap.language.terms import CARRIED_WEIGHT, GRAM_WEIGHT, STEM_WEIGHT, Word, split_words
from jauap.retrieval.following import silent_stems

_SOFT_MATCH = 0.6
_FULL_PIECE = 0.6
"""IDF of a word's pieces as a share of the word's own, on average over the languages."""
_FIRST = 5


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The informative words of a question and how rare each is."""

    words: tuple[Word, ...]
    rarity: Mapping[int, float]
    """IDF by stem."""
    unseen: float
    """IDF of a word that no chunk holds."""
    affairs: tuple[tuple[int, ...], ...] = ()
    """For each affair of state the question names, the stems that would speak of it."""
    meant: Mapping[int, tuple[Word, ...]] = field(default_factory=dict)
    """What documents say for a word, by the word's stem."""
    unheld: frozenset[int] = frozenset()
    """Stems whose weight the pieces of their words carried in the search."""

    def worth(self, word: Word) -> float:
        """How rare a word is: what no chunk holds is as rare as what documents say for it."""
        rarity = self.rarity[word.stem]
        if rarity < self.unseen or word.stem not in self.meant:
            return rarity
        return max(self.rarity[other.stem] for other in self.meant[word.stem])

    def familiarity(self, word: Word) -> float:
        """How common a word is in the index, in [0, 1]; 0 when no chunk holds it."""
        return max(0.0, 1 - self.worth(word) / self.unseen)

    def share(self, word: Word, held: "Held") -> float:
        """How much of a word a text holds, itself or what documents say for it, in [0, 1]."""
        own = held.share_of(word)
        others = self.meant.get(word.stem)
        if not others or own >= 1.0:
            return own
        return max(own, sum(map(held.share_of, others)) / len(others))

    def chunks_with(self, stem: int) -> float:
        """How many chunks hold a stem, read back from its IDF."""
        return math.expm1(self.unseen - self.rarity[stem]) / 2


class Held:
    """Words of a text; their pieces are gathered only when a stem is not among them."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = tuple(words)
        self.stems = frozenset([word.stem for word in self._words])

    @cached_property
    def grams(self) -> frozenset[int]:
        """Pieces of all words."""
        return frozenset(chain.from_iterable([word.grams for word in self._words]))

    @cached_property
    def couples(self) -> frozenset[tuple[int, int]]:
        """Stems that stand side by side."""
        return frozenset(pairwise([word.stem for word in self._words]))

    def share_of(self, word: Word) -> float:
        """How much of a word is here: all of its stem, most of its pieces, or nothing."""
        if word.stem in self.stems:
            return 1.0
        found = len(self.grams.intersection(word.grams))
        share = found / len(set(word.grams)) if word.grams else 0.0
        return share if share >= _SOFT_MATCH else 0.0


def informative_words(words: Sequence[Word], language: Language) -> tuple[Word, ...]:
    """Give each word of a question once, without question and function words.

    A question of nothing but such words keeps them all.
    """
    return _without(words, question_word_stems(language))


def without_courtesy(words: Sequence[Word], language: Language) -> tuple[Word, ...]:
    """Leave out the words that only frame a question: "hello, could you tell me".

    They are rare in documents, so they would look like the question's most telling ones.
    """
    return _without(words, courtesy_word_stems(language))


def _without(words: Sequence[Word], silent: frozenset[int]) -> tuple[Word, ...]:
    distinct = {word.stem: word for word in words}
    telling = distinct.keys() - silent
    return tuple(word for stem, word in distinct.items() if not telling or stem in telling)


@lru_cache(maxsize=1024)
def telling_words(text: str, language: Language) -> tuple[Word, ...]:
    """Give the informative words of a stored question."""
    return without_courtesy(informative_words(split_words(text, language), language), language)


def gather_evidence(
    asked: Asked, passages: Sequence[Passage], *, own: tuple[Word, ...] = ()
) -> dict[str, float]:
    """Describe how well the passages fit the question.

    Of a short turn that borrows words, `own` are those that name a topic in the turn itself. What
    is borrowed says nothing for a passage without any of them; and when no chunk at all knows
    one, neither does what the passages have in common.

    All but `words` lie in [0, 1], and higher is surer except where noted:
        coverage: share of the question's rarity that the best passage holds, title and headings
            included; a word counts in part when most of its 4-letter pieces are there.
        field_agreement: the same for title and headings alone.
        held, named: the same two with every word counting alike: in a narrow index the words that
            name its topic are common, so their rarity says little.
        couples: share of the question's neighbouring words that stand side by side in the passage.
        score_ratio: best score divided by an estimate of the score of a passage that holds every
            word of the question.
        gap: how far the second passage lies behind the best, as a share of the best score.
        one_document: share of the first five passages that are of the best one's document.
        familiar: how common the question's commonest word is in the index.
        elsewhere: how little the index knows of the affairs of state the question names: 1 when
            no chunk speaks of any, a half for one chunk, 0 when none is named; higher is less sure.
        foreign: 1 when no chunk knows any word that names the question's topic and the best passage
            holds none of them in part either, else 0; "documents", "get", "how long" name none.
        unseen: share of rarity in words that no chunk of the index holds; higher is less sure.
        missed: rarity of the rarest word the best passage lacks, as a share of the rarity of an
            unseen word; higher is less sure.
        words: number of informative words.
    """
    total = sum(map(asked.worth, asked.words))
    if not passages or total <= 0 or asked.unseen <= 0:
        return {"coverage": 0.0, "words": float(len(asked.words))}
    best = passages[0]
    fields = _hold("\n".join((best.title, *best.heading_path)), best.language)
    body = _hold(best.text, best.language)
    covered = in_fields = held = named = unseen = missed = 0.0
    for word in asked.words:
        rarity = asked.worth(word)
        by_field = asked.share(word, fields)
        share = max(by_field, asked.share(word, body))
        covered += share * rarity
        in_fields += by_field * rarity
        held += share
        named += by_field
        unseen += rarity if rarity >= asked.unseen else 0.0
        missed = max(missed, rarity if share < 1.0 else 0.0)
    if own:
        alone = gather_evidence(replace(asked, words=own), passages)
        if all(asked.worth(word) >= asked.unseen for word in own):
            return {**alone, "gap": 0.0, "one_document": 0.0}
        if alone["held"] <= 0:
            return alone
    runner_up = passages[1].score if len(passages) > 1 else 0.0
    return {
        "coverage": covered / total,
        "field_agreement": in_fields / total,
        "held": held / len(asked.words),
        "named": named / len(asked.words),
        "couples": _share_of_couples(asked, body.couples | fields.couples),
        "score_ratio": min(1.0, best.score / _full_score(asked)),
        "gap": max(0.0, 1 - runner_up / best.score) if best.score > 0 else 0.0,
        "one_document": _share_of_document(passages[:_FIRST]),
        "familiar": max(map(asked.familiarity, asked.words)),
        "elsewhere": _elsewhere(asked),
        "foreign": _foreign(asked, best.language, fields, body),
        "unseen": unseen / total,
        "missed": min(1.0, missed / asked.unseen),
        "words": float(len(asked.words)),
    }


def _foreign(asked: Asked, language: Language, *held: Held) -> float:
    silent = silent_stems(language)
    topic = [word for word in asked.words if word.stem not in silent]
    is_known = any(
        asked.worth(word) < asked.unseen or any(asked.share(word, each) >= 0.65 for each in held)
        for word in topic
    )
    return float(bool(topic) and not is_known)


def _share_of_couples(asked: Asked, couples: frozenset[tuple[int, int]]) -> float:
    mine = list(pairwise([word.stem for word in asked.words]))
    return sum(couple in couples for couple in mine) / len(mine) if mine else 0.0


def _share_of_document(passages: Sequence[Passage]) -> float:
    best = passages[0].document_id
    return sum(each.document_id == best for each in passages) / len(passages)


def _elsewhere(asked: Asked) -> float:
    if not asked.affairs:
        return 0.0
    known = max(sum(map(asked.chunks_with, stems)) for stems in asked.affairs)
    return 1 / (1 + max(0.0, known))


def likeness(asked: Asked, other: Sequence[Word]) -> float:
    """Compare a question with another one, in [0, 1]: the lesser of both shares of rarity.

    Both directions count, so neither a question with an extra condition nor one that lacks
    a condition is taken for the same.
    """
    mine = {word.stem: word for word in asked.words}
    theirs = {word.stem: word for word in other}
    return min(_overlap(mine, theirs, asked), _overlap(theirs, mine, asked))


def _overlap(words: Mapping[int, Word], among: Mapping[int, Word], asked: Asked) -> float:
    held = Held(among.values())
    total = sum(asked.rarity.get(stem, asked.unseen) for stem in words)
    found = sum(
        held.share_of(word) * asked.rarity.get(stem, asked.unseen) for stem, word in words.items()
    )
    return found / total if total else 0.0


def _full_score(asked: Asked) -> float:
    return sum(
        asked.worth(word)
        * (
            STEM_WEIGHT
            + GRAM_WEIGHT * word.piece_weight * _FULL_PIECE * len(word.grams)
            + (CARRIED_WEIGHT * _FULL_PIECE if word.stem in asked.unheld else 0.0)
        )
        for word in asked.words
    )


@lru_cache(maxsize=512)
def _hold(text: str, language: Language) -> Held:
    return Held(_words_of(text, language))


@lru_cache(maxsize=8192)
def _words_of(text: str, language: Language) -> tuple[Word, ...]:
    """Remember the words of many passages; the sets made of them are too large for that."""
    return tuple(split_words(text, language))
