"""May this draft reach a citizen? Checks that hold whatever wrote it."""

import re
from collections.abc import Collection, Iterator, Sequence

from jauap.answer import Draft, Question
from jauap.answering.counted import counts_otherwise
from jauap.answering.extract import folded
from jauap.answering.figures import Figures, claimed_figures, source_figures
from jauap.answering.guard import is_injection
from jauap.answering.links import foreign_links, hosts
from jauap.answering.prompts import as_told
from jauap.knowledge import Passage
from jauap.labelling.lookalikes import strip_lookalikes
from jauap.language.clean import hidden_kinds, strip_hidden
from jauap.language.detect import detect
from jauap.language.sentences import split_sentences

TOKEN = re.compile(r"\[(\d{1,3})\]")
"""How a draft cites: [1]."""

_MARKUP = re.compile(
    r"!\s*\[|\]\s*\(|\]\s*\[(?!\d{1,3}\])|^\s*\[[^\]]+\]:\s|<\s*[a-z!/?][^>]*>?|&(?:#\d+|#x[0-9a-f]+|lt);"
    r"|(?:javascript|vbscript)\s*:|\bdata:\w+/",
    re.IGNORECASE | re.MULTILINE,
)
_PERHAPS_MARKUP = re.compile(r"[\[\]<&]|[a-zA-Z]\s*:")
_ENUMERATOR = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•])\s+", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]{4,}")
_SECRET = re.compile(
    r"\b(?=\w*[\d_])\w{5,}\b|\b(?:[\w]+[-_])+[\w]*\d[\w-]*|\b[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]{6,}\b"
)
_SHINGLE = 6
_SUPPORTED = 0.3
_ENDING = 3


def draft_fault(
    draft: Draft, *, question: Question, passages: Sequence[Passage], prompt: str = ""
) -> str:
    """Name the first reason why a model's draft must not be shown; empty when there is none.

    `prompt` is the instruction the model was given: its words must not come back.
    """
    cited = _cited(draft, passages)
    if cited is None:
        return "cites_what_was_not_found"
    if not cited or not _every_part_cites(draft.text):
        return "no_citation"
    words = TOKEN.sub("", draft.text)
    if fault := text_fault(words, hosts(passage.url for passage in cited)):
        return fault
    if _leaks(words, prompt, (question.text, *map(_all_words, passages))):
        return "prompt_leak"
    if not detect_fits(words, question):
        return "wrong_language"
    sources = _sources(cited)
    if claimed_figures(_ENUMERATOR.sub("", words)).missing_from(sources):
        return "figure_not_in_source"
    if counts_otherwise(_ENUMERATOR.sub("", words), "\n".join(map(_all_words, cited))):
        return "figure_of_something_else"
    is_translation = any(passage.language is not question.language for passage in cited)
    if not is_translation and not _is_supported(words, question, cited):
        return "not_supported"
    return ""


def text_fault(text: str, allowed_hosts: Collection[str]) -> str:
    """Name what makes a text dangerous to show, whoever wrote it; empty when it is safe."""
    if not strip_hidden(text).strip():
        return "empty"
    if hidden_kinds(text):
        return "hidden_characters"
    if _PERHAPS_MARKUP.search(text) and _MARKUP.search(text):
        return "markup"
    if foreign_links(text, allowed_hosts):
        return "foreign_link"
    if strip_lookalikes(text).split() != text.split():
        return "imitates_label"
    if is_injection(text):
        return "gives_orders"
    return ""


_TELLING_WORDS = 8
"""Fewer words than this may belong to a neighbouring language as well."""


def detect_fits(text: str, question: Question) -> bool:
    """Tell whether a text is in the question's language, or too short to tell."""
    detection = detect(text, fallback=question.language)
    if detection.neighbour is not None and len(text.split()) >= _TELLING_WORDS:
        return False
    return not detection.certain or detection.language is question.language


def share_known(text: str, source: str) -> float:
    """Tell which share of a text's longer words, endings aside, stands in `source`; 1 for none."""
    return _share(text, folded(source))


def _cited(draft: Draft, passages: Sequence[Passage]) -> list[Passage] | None:
    """Give the passages a draft cites; None when it cites something else."""
    found = {passage.chunk_id: passage for passage in passages}
    by_number = {citation.number: citation.chunk_id for citation in draft.citations}
    used = {int(number) for number in TOKEN.findall(draft.text)}
    if used != by_number.keys() or not set(by_number.values()) <= found.keys():
        return None
    return [found[chunk_id] for chunk_id in dict.fromkeys(by_number.values())]


def _every_part_cites(text: str) -> bool:
    """Tell whether every paragraph or list item cites; words before a list need not."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    bare = [line for line in lines if not TOKEN.search(line) and not line.endswith(":")]
    is_list_cited_at_its_end = bool(lines) and TOKEN.search(lines[-1]) is not None
    return not bare or (is_list_cited_at_its_end and all(_ENUMERATOR.match(line) for line in bare))


def _all_words(passage: Passage) -> str:
    return "\n".join(
        (passage.title, *passage.heading_path, passage.text, passage.act, passage.act_date)
    )


def _sources(passages: Sequence[Passage]) -> Figures:
    return source_figures("\n".join(map(_all_words, passages)))


def _leaks(text: str, prompt: str, known: Sequence[str]) -> bool:
    """Tell whether a text repeats the instruction: six words running, or a secret-like word."""
    if not prompt:
        return False
    open_words = folded("\n".join(known))
    said = folded(text)
    if any(shingle in said and shingle not in open_words for shingle in _shingles(folded(prompt))):
        return True
    lowered = text.casefold()
    return any(
        secret.casefold() in lowered and folded(secret).strip() not in open_words
        for secret in _SECRET.findall(prompt)
    )


def _shingles(words: str) -> Iterator[str]:
    parts = words.split()
    for at in range(len(parts) - _SHINGLE + 1):
        yield f" {' '.join(parts[at : at + _SHINGLE])} "


def _is_supported(text: str, question: Question, passages: Sequence[Passage]) -> bool:
    """Tell whether each sentence says it mostly in words of the passages or the question."""
    said = (as_told(_all_words(passage)) for passage in passages)
    known = folded("\n".join((question.text, *said)))
    sentences = (text[start:end] for start, end in split_sentences(text))
    return all(_share(sentence, known) >= _SUPPORTED for sentence in sentences)


def _share(sentence: str, known: str) -> float:
    words = [folded(word).strip() for word in _WORD.findall(sentence)]
    stems = [f" {word[: max(4, len(word) - _ENDING)]}" for word in words]
    return sum(stem in known for stem in stems) / len(stems) if stems else 1.0
