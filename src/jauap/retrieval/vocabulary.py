"""Which words do an assistant's own documents spell? Gathered when they are indexed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from jauap.assistant import Language
from jauap.errors import IndexUnavailable
from jauap.knowledge import Chunk, Pair
from jauap.language.terms import WORD, root_skeleton
from jauap.retrieval.packed import UNREADABLE, pack, unpack

VOCABULARY = "vocabulary"
"""Key of the words among a generation's details."""

VOCABULARY_FORMAT = 1
"""Another way of gathering or writing words makes them be gathered anew."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of the texts in one language."""

    language: Language
    words: Mapping[str, Mapping[str, int]]
    """Folded root of a word -> its spellings in lower case and how often each is written."""


def gather_words(chunks: Iterable[Chunk]) -> tuple[Vocabulary, ...]:
    """Count the words of chunks with their titles and headings."""
    counted: defaultdict[Language, Counter[str]] = defaultdict(Counter)
    for chunk in chunks:
        for text in (chunk.document.title, *chunk.heading_path, chunk.text):
            counted[chunk.document.language].update(WORD.findall(text.casefold()))
    return tuple(_by_root(language, counted[language]) for language in sorted(counted))


def with_spoken(
    vocabularies: Iterable[Vocabulary],
    pairs: Iterable[Pair],
    said: Callable[[Language], Iterable[str]],
) -> tuple[Vocabulary, ...]:
    """Add what citizens say to what documents spell in the same languages.

    Args:
        said: gives everyday words of a language; each counts as written twice, for it is no slip.
    """
    asked: defaultdict[Language, Counter[str]] = defaultdict(Counter)
    for pair in pairs:
        asked[pair.language].update(WORD.findall(pair.question.casefold()))
    return tuple(
        _with_words(each, asked[each.language] + Counter(dict.fromkeys(said(each.language), 2)))
        for each in vocabularies
    )


def _with_words(vocabulary: Vocabulary, counts: Mapping[str, int]) -> Vocabulary:
    words = dict(vocabulary.words)
    for word, count in counts.items():
        root = root_skeleton(word, vocabulary.language)
        known = words.get(root, {})
        words[root] = {**known, word: known.get(word, 0) + count}
    return Vocabulary(vocabulary.language, words)


def _by_root(language: Language, counts: Mapping[str, int]) -> Vocabulary:
    words: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for word in sorted(counts):
        words[root_skeleton(word, language)][word] = counts[word]
    return Vocabulary(language, dict(sorted(words.items())))


def dump_vocabularies(vocabularies: Sequence[Vocabulary]) -> str:
    """Write words as one short text; equal words give equal texts."""
    written = {
        "format": VOCABULARY_FORMAT,
        "words": {each.language.value: each.words for each in vocabularies},
    }
    return pack(written)


def load_vocabularies(text: str) -> tuple[Vocabulary, ...]:
    """Read words back; an empty text holds none.

    Raises:
        IndexUnavailable: the text is damaged.
    """
    if not text:
        return ()
    try:
        read = unpack(text)
        if read["format"] != VOCABULARY_FORMAT:
            return ()
        return tuple(
            Vocabulary(
                Language(language),
                {
                    root: {spelling: int(count) for spelling, count in spellings.items()}
                    for root, spellings in words.items()
                },
            )
            for language, words in read["words"].items()
        )
    except UNREADABLE as error:
        raise IndexUnavailable(
            "the vocabulary of this generation cannot be read",
            remedy="write the index anew: jauap ingest <assistant> --force",
        ) from error
