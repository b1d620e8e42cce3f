"""How does an assistant learn which words of its languages mean the same? From its own twins.

Sentences of twin documents are aligned, then IBM Model 1 (Brown et al., "The Mathematics of
Statistical Machine Translation", 1993) estimates by expectation maximisation how likely each stem
translates each other one. It takes seconds for thousands of sentences and no model file.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from jauap.assistant import Language
from jauap.ingestion.align import align
from jauap.knowledge import Document
from jauap.language.question_words import question_word_stems
from jauap.language.terms import split_words
from jauap.retrieval.translation import Translation

if TYPE_CHECKING:
    import numpy as np

    _Numbers = np.typing.NDArray[np.int64]

LEAST_SENTENCES = 30
"""Fewer aligned sentences teach more wrong words than right ones."""

_ROUNDS = 6
_LONGEST = 60
_LEAST_LIKELY = 0.03
_LEAST_SEEN = 0.3
_MEANINGS = 8
_WORD = re.compile(r"[^\W\d_]+")

_Stems = list[int]


def learn_translations(documents: Iterable[Document]) -> tuple[Translation, ...]:
    """Learn a table for each direction between languages that enough twins share."""
    twins: defaultdict[str, dict[Language, Document]] = defaultdict(dict)
    for document in documents:
        twins[document.source_id][document.language] = document
    spoken = sorted({language for each in twins.values() for language in each})
    tables = []
    for source, target in permutations(spoken, 2):
        pairs = [
            pair
            for each in twins.values()
            if source in each and target in each
            for pair in align(each[source].text, each[target].text)
        ]
        if len(pairs) >= LEAST_SENTENCES:
            tables.append(_learn(pairs, source, target))
    return tuple(tables)


def _learn(pairs: Sequence[tuple[str, str]], source: Language, target: Language) -> Translation:
    own_names: defaultdict[int, Counter[str]] = defaultdict(Counter)
    names: defaultdict[int, Counter[str]] = defaultdict(Counter)
    sentences = []
    for mine, theirs in pairs:
        said = _stems(mine, source, own_names)
        heard = _stems(theirs, target, names)
        if said and heard:
            sentences.append((said, heard))
    meanings: defaultdict[int, list[tuple[str, float]]] = defaultdict(list)
    for stem, other, likelihood in _estimate(sentences):
        meanings[stem].append((_usual(names[other]), round(likelihood, 3)))
    kept = {
        stem: tuple(sorted(words, key=lambda word: (-word[1], word[0]))[:_MEANINGS])
        for stem, words in meanings.items()
    }
    spellings = {stem: _usual(own_names[stem]) for stem in sorted(kept)}
    return Translation(source, target, dict(sorted(kept.items())), spellings)


def _usual(names: Counter[str]) -> str:
    name, _ = max(names.items(), key=lambda item: (item[1], item[0]))
    return name


def _stems(sentence: str, language: Language, names: defaultdict[int, Counter[str]]) -> _Stems:
    """Give the distinct stems of a sentence's telling words, and note how each was spelled."""
    ignored = question_word_stems(language)
    found: dict[int, None] = {}
    for spelled in _WORD.findall(sentence.casefold()):
        for word in split_words(spelled, language):
            if word.stem not in ignored:
                found[word.stem] = None
                names[word.stem][spelled] += 1
    return list(found)[:_LONGEST]


def _estimate(sentences: Sequence[tuple[_Stems, _Stems]]) -> Iterator[tuple[int, int, float]]:
    """Yield stem, stem of the other language and likelihood, for all that are likely enough."""
    import numpy as np

    if not sentences:
        return
    mine = sorted({stem for said, _ in sentences for stem in said})
    theirs = sorted({stem for _, heard in sentences for stem in heard})
    rows, columns = _places(mine), _places(theirs)
    cells, heard_by = _link(sentences, rows, columns)
    links, cell_of = np.unique(cells, return_inverse=True)
    row_of = links // len(theirs)
    likely: np.typing.NDArray[np.float64] = np.ones(len(links))
    seen = likely
    for _ in range(_ROUNDS):
        weight = likely[cell_of]
        share = weight / np.bincount(heard_by, weight)[heard_by]
        seen = np.bincount(cell_of, share, minlength=len(links)).astype(np.float64)
        likely = seen / np.bincount(row_of, seen, minlength=len(mine))[row_of]
    for at in np.flatnonzero((likely >= _LEAST_LIKELY) & (seen >= _LEAST_SEEN)):
        link = int(links[at])
        yield mine[link // len(theirs)], theirs[link % len(theirs)], float(likely[at])


def _link(
    sentences: Sequence[tuple[_Stems, _Stems]], rows: dict[int, int], columns: dict[int, int]
) -> tuple["_Numbers", "_Numbers"]:
    """Pair every stem of a sentence with every stem of its twin.

    Gives the number of each link's cell, and which occurrence of a heard stem it explains.
    """
    import numpy as np

    cells, occurrences, number = [], [], 0
    for said, heard in sentences:
        places = np.array([rows[stem] for stem in said], dtype=np.int64) * len(columns)
        for stem in heard:
            cells.append(places + columns[stem])
            occurrences.append(np.full(len(places), number, dtype=np.int64))
            number += 1
    return np.concatenate(cells), np.concatenate(occurrences)


def _places(stems: Sequence[int]) -> dict[int, int]:
    return {stem: place for place, stem in enumerate(stems)}
