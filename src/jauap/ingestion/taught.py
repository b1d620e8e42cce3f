"""What do documents teach a generation? Learned once, kept while they are the same."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from jauap.ingestion.translate import learn_translations
from jauap.knowledge import Chunk
from jauap.retrieval.encode import ENCODING
from jauap.retrieval.index import Generation
from jauap.retrieval.translation import TABLE_FORMAT, TRANSLATIONS, dump_translations
from jauap.retrieval.vocabulary import (
    VOCABULARY,
    VOCABULARY_FORMAT,
    dump_vocabularies,
    gather_words,
)


def taught(chunks: Sequence[Chunk], active: Generation | None) -> dict[str, str]:
    """Give the details of a generation that are learned: word tables and vocabulary.

    Args:
        active: the generation whose details are kept while they are of the same texts.
    """
    documents = {chunk.document.id: chunk.document for chunk in chunks}
    told = [f"{each}|{documents[each].text}" for each in sorted(documents)]
    spelled = [
        f"{chunk.id}|{chunk.document.title}|{chunk.heading_path}|{chunk.text}" for chunk in chunks
    ]
    return {
        **_kept_or_learned(
            TRANSLATIONS,
            _digest(f"{TABLE_FORMAT}", told),
            active,
            lambda: dump_translations(learn_translations(documents.values())),
        ),
        **_kept_or_learned(
            VOCABULARY,
            _digest(f"{VOCABULARY_FORMAT}.{ENCODING}", sorted(spelled)),
            active,
            lambda: dump_vocabularies(gather_words(chunks)),
        ),
    }


def _kept_or_learned(
    name: str, learned_from: str, active: Generation | None, learn: Callable[[], str]
) -> dict[str, str]:
    origin = f"{name}_learned_from"
    held = active.details if active is not None else {}
    is_same = name in held and held.get(origin) == learned_from
    return {name: held[name] if is_same else learn(), origin: learned_from}


def _digest(form: str, texts: Iterable[str]) -> str:
    digest = sha256()
    for text in texts:
        digest.update(text.encode())
    return f"{form}|{digest.hexdigest()}"
