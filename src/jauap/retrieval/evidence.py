"""How sure does a search look? Numbers for the decision to answer, ask back or hand over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from jauap.assistant import Language
from jauap.knowledge import Passage
from jauap.language.question_words import question_word_stems
from jauap.language.terms import GRAM_WEIGHT, STEM_WEIGHT, Word, split_words

_SOFT_MATCH = 0.6
_FULL_PIECE = 0.6
"""IDF of a word's pieces as a share of the word's own, on average over the languages."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The informative words of a question and how rare each is."""

    words: tuple[Word, ...]
    rarity: Mapping[int, float]
    """IDF by stem."""
    unseen: float
    """IDF of a word that no chunk holds."""


class _Held:
    """Words of a text; their pieces are gathered only when a stem is not among them."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = tuple(words)
        self.stems = frozenset([word.stem for word in self._words])

    @cached_property
    def grams(self) -> frozenset[int]:
        """Pieces of all words."""
        return frozenset(chain.from_iterable([word.grams for word in self._words]))

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
    distinct = {word.stem: word for word in words}
    telling = distinct.keys() - question_word_stems(language)
    return tuple(word for stem, word in distinct.items() if not telling or stem in telling)


@lru_cache(maxsize=1024)
def telling_words(text: str, language: Language) -> tuple[Word, ...]:
    """Give the informative words of a stored question."""
    return informative_words(split_words(text, language), language)


def gather_evidence(asked: Asked, passages: Sequence[Passage]) -> dict[str, float]:
    """Describe how well the passages fit the question.

    All but `words` lie in [0, 1], and higher is surer except where noted:
        coverage: share of the question's rarity that the best passage holds, title and headings
            included; a word counts in part when most of its 4-letter pieces are there.
        field_agreement: the same for title and headings alone.
        score_ratio: best score divided by an estimate of the score of a passage that holds every
            word of the question.
        gap: how far the second passage lies behind the best, as a share of the best score.
        unseen: share of rarity in words that no chunk of the index holds; higher is less sure.
        missed: rarity of the rarest word the best passage lacks, as a share of the rarity of an
            unseen word; higher is less sure.
        words: number of informative words.
    """
    total = sum(asked.rarity[word.stem] for word in asked.words)
    if not passages or total <= 0 or asked.unseen <= 0:
        return {"coverage": 0.0, "words": float(len(asked.words))}
    best = passages[0]
    fields = _hold("\n".join((best.title, *best.heading_path)), best.language)
    body = _hold(best.text, best.language)
    covered = in_fields = unseen = missed = 0.0
    for word in asked.words:
        rarity = asked.rarity[word.stem]
        by_field = fields.share_of(word)
        share = max(by_field, body.share_of(word))
        covered += share * rarity
        in_fields += by_field * rarity
        unseen += rarity if rarity >= asked.unseen else 0.0
        missed = max(missed, rarity if share < 1.0 else 0.0)
    runner_up = passages[1].score if len(passages) > 1 else 0.0
    return {
        "coverage": covered / total,
        "field_agreement": in_fields / total,
        "score_ratio": min(1.0, best.score / _full_score(asked)),
        "gap": max(0.0, 1 - runner_up / best.score) if best.score > 0 else 0.0,
        "unseen": unseen / total,
        "missed": min(1.0, missed / asked.unseen),
        "words": float(len(asked.words)),
    }


def likeness(asked: Asked, other: Sequence[Word]) -> float:
    """Compare a question with another one, in [0, 1]: the lesser of both shares of rarity.

    Both directions count, so neither a question with an extra condition nor one that lacks
    a condition is taken for the same.
    """
    mine = {word.stem: word for word in asked.words}
    theirs = {word.stem: word for word in other}
    return min(_overlap(mine, theirs, asked), _overlap(theirs, mine, asked))


def _overlap(words: Mapping[int, Word], among: Mapping[int, Word], asked: Asked) -> float:
    held = _Held(among.values())
    total = sum(asked.rarity.get(stem, asked.unseen) for stem in words)
    found = sum(
        held.share_of(word) * asked.rarity.get(stem, asked.unseen) for stem, word in words.items()
    )
    return found / total if total else 0.0


def _full_score(asked: Asked) -> float:
    return sum(
        asked.rarity[word.stem]
        * (STEM_WEIGHT + GRAM_WEIGHT * word.piece_weight * _FULL_PIECE * len(word.grams))
        for word in asked.words
    )


@lru_cache(maxsize=512)
def _hold(text: str, language: Language) -> _Held:
    return _Held(split_words(text, language))
