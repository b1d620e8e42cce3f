"""Does search really work in a language on this machine? A tiny index says."""

from pathlib import Path

from jauap.assistant import Language, SearchWeights
from jauap.knowledge import Chunk, Document
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points
from jauap.retrieval.index import Generation
from jauap.retrieval.search import Search

_TEXTS = {
    Language.KK: (
        "Баланың тууын тіркеу үшін ата-анасы өтініш береді.",
        "Жайылымды пайдалану жоспары жыл сайын бекітіледі.",
        "Жеке куәліктің мерзімі аяқталса, оны ауыстыру қажет.",
    ),
    Language.RU: (
        "Для регистрации рождения ребёнка родители подают заявление.",
        "План управления пастбищами утверждается каждый год.",
        "Если срок удостоверения личности истёк, его нужно заменить.",
    ),
    Language.EN: (
        "To register the birth of a child the parents file an application.",
        "The pasture management plan is approved every year.",
        "An identity card whose term has ended must be replaced.",
    ),
}
_QUESTIONS = {
    Language.KK: "куәлігімнің мерзімі аякталды",
    Language.RU: "закончился срок удостоверения",
    Language.EN: "my identity card term ended",
}


def find_sample(folder: Path, language: Language, weights: SearchWeights) -> bool:
    """Index three sentences, ask for the third in other word forms, and say if it comes first."""
    chunks = [_chunk(position, text, language) for position, text in enumerate(_TEXTS[language])]
    index = EdgeIndex(folder)
    try:
        lengths = average_lengths(chunks)
        generation = Generation(id="selftest", created_at="2026-01-01T00:00:00Z", lengths=lengths)
        index.write("selftest", generation, (), encode_points(chunks, (), lengths))
        index.switch("selftest", generation.id)
        search = Search(index, "selftest", weights=weights, languages=(language,))
        found = search.find(_QUESTIONS[language], language=language)
        return bool(found.passages) and found.passages[0].chunk_id == chunks[2].id
    finally:
        index.close()


def _chunk(position: int, text: str, language: Language) -> Chunk:
    document = Document(
        id=f"selftest-{position}.{language}",
        source_id=f"selftest-{position}",
        language=language,
        title="",
        text=text,
        path="",
    )
    return Chunk(
        id=f"00000000-0000-4000-8000-00000000000{position}",
        document=document,
        position=0,
        text=text,
        start=0,
        end=len(text),
        digest=str(position),
    )
