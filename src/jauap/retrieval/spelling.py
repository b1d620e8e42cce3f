"""Which word of the documents is meant by one that no document knows?

Only a word whose stem no text knows is put right, and only by a word of the assistant's own texts
that one slip leads to. A right word about something else must stay what it is, so the shorter a
word, the surer the slip must be (docs/decisions/0023).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from jauap.answer import Turn
from jauap.assistant import Language
from jauap.language.affairs import affairs_of
from jauap.language.detect import detect
from jauap.language.fold import fold, is_cyrillic
from jauap.language.terms import WORD, root_skeleton
from jauap.retrieval.following import own_topic
from jauap.retrieval.lookalikes import Entry, Lookalikes, entries_of, triples
from jauap.retrieval.vocabulary import Vocabulary

_SHORTEST = 4
_SHORTEST_BEGINNING = 6
_REMEMBERED = 16_384
_NO_WORDS = re.compile(r"[\d@/\\_\[\]]|\w\.\w")
"""What makes a piece of text a number, an address or a mask."""


@dataclass(frozen=True)
class Read:
    """A question and the turns before it, as they are searched."""

    question: str
    history: tuple[Turn, ...]
    corrections: Mapping[str, str]
    """Misspelt words in lower case and what each means."""


class Spelling:
    """What the texts of one language spell, for questions in that language."""

    def __init__(self, language: Language, vocabularies: Sequence[Vocabulary]) -> None:
        """Make it of the words of all languages: a word known to any of them is right."""
        self._language = language
        self._is_kazakh = language is Language.KK
        known = {each.language: each.words for each in vocabularies}
        self._own = known.get(language, {})
        # The own language first: most words are known there. Folded, "pasport" is the Russian word,
        # but no English one.
        self._known = (
            {language: self._own} if language is Language.EN else {language: self._own, **known}
        )
        self._meanings: dict[str, str] = {}

    def read(self, question: str, history: Sequence[Turn] = ()) -> Read:
        """Put the misspelt words of a question and of the turns before it right."""
        found = self.corrections(question)
        for turn in history:
            found.update(self._corrections_of(turn))
        return Read(respelled(question, found), respelled_turns(history, found), found)

    def corrections(self, text: str) -> dict[str, str]:
        """Tell what the misspelt words of a text mean, each in lower case."""
        if not self._own:
            return {}
        is_shouted = text.isupper()
        found = {}
        for spelled in _words(text):
            if is_shouted or not spelled.isupper():
                word = spelled.casefold()
                if meant := self._meaning(word):
                    found[word] = meant
        return found

    def _corrections_of(self, turn: Turn) -> dict[str, str]:
        """Leave a turn in another language alone."""
        found = self.corrections(turn.question)
        if found and detect(turn.question, fallback=self._language).language is self._language:
            return found
        return {}

    def _meaning(self, word: str) -> str:
        meant = self._meanings.get(word)
        if meant is None:
            if len(self._meanings) >= _REMEMBERED:
                self._meanings.clear()
            meant = self._meanings[word] = "" if self._is_right(word) else self._look_up(word)
        return meant

    def _is_right(self, word: str) -> bool:
        """Tell whether texts know a word, any question may say it, or it is not ours to judge."""
        is_english = self._language is Language.EN
        return (
            (is_cyrillic(word) is is_english and not self._is_kazakh)
            or any(root_skeleton(word, spoken) in words for spoken, words in self._known.items())
            or bool(affairs_of(word, self._language))
            or not own_topic(word, self._language)
        )

    def _look_up(self, word: str) -> str:
        """Give the word that the surest slip leads to, the commonest of several; else nothing."""
        skeleton = fold(word, is_kazakh=self._is_kazakh)
        root = root_skeleton(word, self._language)
        is_odd = not self._triples.issuperset(triples(skeleton))
        whole, roots = self._lookalikes
        if len(skeleton) >= _SHORTEST_BEGINNING and whole.begins(skeleton):
            # A form of a known word without its further endings, "бунақденелі", is no slip.
            return ""
        near = [(slip, False, entry) for slip, entry in whole.near(skeleton, is_odd=is_odd)]
        near += [(slip, True, entry) for slip, entry in roots.near(root, is_odd=is_odd)]
        fitting = [each for each in near if self._fits(word, each[2])]
        if not fitting:
            return ""
        slip, by_root, _ = min(fitting, key=lambda each: each[:2])
        rivals = {entry.root: entry for *how, entry in fitting if how == [slip, by_root]}
        meant, *others = sorted(rivals.values(), key=_worth, reverse=True)
        if others and _worth(others[0]) == _worth(meant):
            return ""
        # Endings of Kazakh are put behind any word alike.
        return _with_ending(word, root, meant) if by_root and self._is_kazakh else meant.spelled

    def _fits(self, word: str, entry: Entry) -> bool:
        """Tell whether a word may stand for another: in its script, or Kazakh typed in Latin."""
        is_typed = is_cyrillic(word)
        return is_cyrillic(entry.spelled) is is_typed or (self._is_kazakh and not is_typed)

    @cached_property
    def _lookalikes(self) -> tuple[Lookalikes, Lookalikes]:
        whole, roots = entries_of(self._own, self._language)
        return Lookalikes(whole), Lookalikes(roots, are_roots=True)

    @cached_property
    def _triples(self) -> frozenset[str]:
        whole, _ = self._lookalikes
        return frozenset(triple for skeleton in whole.entries for triple in triples(skeleton))


def respelled(text: str, corrections: Mapping[str, str]) -> str:
    """Put what is meant in the place of misspelt words; a capital stays one."""

    def right(found: re.Match[str]) -> str:
        typed = found[0]
        meant = corrections.get(typed.casefold(), "")
        if not meant:
            return typed
        if typed.isupper():
            return meant.upper()
        return meant.capitalize() if typed[0].isupper() else meant

    return WORD.sub(right, text) if corrections else text


def respelled_turns(turns: Sequence[Turn], corrections: Mapping[str, str]) -> tuple[Turn, ...]:
    """Put right what citizens asked in earlier turns."""
    if not corrections:
        return tuple(turns)
    return tuple(replace(turn, question=respelled(turn.question, corrections)) for turn in turns)


def _words(text: str) -> list[str]:
    """Give the words that can be misspelt: neither short nor part of a number or an address."""
    if _NO_WORDS.search(text):
        text = " ".join(piece for piece in text.split() if not _NO_WORDS.search(piece))
    return [word for word in WORD.findall(text) if len(word) >= _SHORTEST and word.isalpha()]


def _worth(entry: Entry) -> tuple[bool, int]:
    return entry.is_asked, entry.count


def _with_ending(word: str, root: str, meant: Entry) -> str:
    """Give the root that is meant with the ending that was typed, when both are in one script."""
    own, right = _head(word, root), _head(meant.spelled, meant.root)
    if not own or not right or is_cyrillic(own) is not is_cyrillic(right):
        return meant.spelled
    whole = right + word[len(own) :]
    return whole if root_skeleton(whole, Language.KK) == meant.root else meant.spelled


def _head(word: str, root: str) -> str:
    """Give the letters of a word that fold to its root."""
    heads = (word[:at] for at in range(len(word), 0, -1))
    return next((head for head in heads if fold(head, is_kazakh=True) == root), "")
