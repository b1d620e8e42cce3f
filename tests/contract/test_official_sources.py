"""Are quotations of sources known for what they are, whichever engine holds the index?"""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from qdrant_double import KEY, serve_double

from jauap.answer import Texts
from jauap.answering.official import Officials, fixed_wordings
from jauap.assistant import Assistant, Language
from jauap.knowledge import Chunk, Document
from jauap.labelling.known import KnownTexts, choose_from
from jauap.retrieval.edge import EdgeIndex
from jauap.retrieval.encode import average_lengths, encode_points
from jauap.retrieval.index import Generation, Index
from jauap.retrieval.server import ServerIndex

TEXTS = Texts(schema=1)
KAZAKH = (
    "1. Жер учаскесі шаруа қожалығына 49 жылға дейінгі мерзімге беріледі.",
    "2. Құжаттар:\n- жеке куәлік – түпнұсқасы мен көшірмесі;\n- өтініш «А» үлгісінде.",
    "3. Конкурс қорытындысы он жұмыс күні ішінде жарияланады.",
)
RUSSIAN = ("1. Земельный участок предоставляется крестьянскому хозяйству на срок до 49 лет.",)


@pytest.fixture(params=["edge", "double"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    if request.param == "edge":
        opened: Index = EdgeIndex(tmp_path / "index")
        yield opened
        opened.close()
        return
    with serve_double() as double:
        server = ServerIndex(double.url, KEY)
        yield server
        server.close()


def put(index: Index, generation: str, **documents: tuple[str, ...]) -> None:
    chunks = []
    for name, parts in documents.items():
        document = Document(
            id=name.replace("_", "."),
            source_id=name[:-3],
            language=Language(name[-2:]),
            title=f"{name} құжаты",
            text="\n".join(parts),
            path=name,
        )
        start = 0
        for position, part in enumerate(parts):
            chunks.append(
                Chunk(
                    id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{name}#{position}")),
                    document=document,
                    position=position,
                    text=part,
                    start=start,
                    end=start + len(part),
                    digest=uuid.uuid5(uuid.NAMESPACE_URL, part).hex,
                )
            )
            start += len(part) + 1
    lengths = average_lengths(chunks)
    new = Generation(id=generation, created_at="2026-11-22T00:00:00+00:00", lengths=lengths)
    index.write("agriculture", new, (), encode_points(chunks, (), lengths))
    index.switch("agriculture", generation)


@pytest.mark.parametrize(
    ("text", "document", "start"),
    [
        (KAZAKH[0], "land.kk", 0),
        (KAZAKH[0].replace(" ", "\n\t"), "land.kk", 0),
        (" ".join(KAZAKH), "land.kk", 0),
        (KAZAKH[2][3:50], "land.kk", 148),
        (f"{KAZAKH[0][20:]} {KAZAKH[1][:30]}", "land.kk", 0),
        ('жеке куәлік — түпнұсқасы мен көшірмесі; өтініш "А" үлгісінде.', "land.kk", 69),
        (RUSSIAN[0], "land.ru", 0),
    ],
    ids=["whole", "other_spaces", "all", "part", "across", "list_without_marks", "russian"],
)
def test_a_part_of_a_document_is_found_in_it(
    index: Index, assistant: Assistant, text: str, document: str, start: int
) -> None:
    put(index, "g1", land_kk=KAZAKH, land_ru=RUSSIAN)
    known = KnownTexts()
    officials = Officials(index, known)
    officials.refresh(assistant, TEXTS)
    place = officials.find(text)
    assert place is not None
    assert (place.assistant_id, place.document_id, place.start) == ("agriculture", document, start)
    assert known.own(choose_from(text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        KAZAKH[0].replace("49", "99"),
        KAZAKH[0].replace("беріледі", "берілмейді"),
        KAZAKH[0].replace("Жер", "жер"),
        KAZAKH[0].replace("қ", "к"),
        f"{KAZAKH[0]} Бұл жалған сөйлем.",
        "Жер учаскесі 49 жыл",
        "",
    ],
    ids=["number", "negation", "case", "letters", "more", "too_short", "empty"],
)
def test_whatever_differs_by_a_letter_is_no_source(
    index: Index, assistant: Assistant, text: str
) -> None:
    put(index, "g1", land_kk=KAZAKH)
    officials = Officials(index, KnownTexts())
    officials.refresh(assistant, TEXTS)
    assert officials.find(text) is None


def test_a_new_generation_replaces_what_is_known(index: Index, assistant: Assistant) -> None:
    known = KnownTexts()
    officials = Officials(index, known)
    officials.refresh(assistant, TEXTS)
    assert officials.find(KAZAKH[0]) is None
    put(index, "g1", land_kk=KAZAKH)
    officials.refresh(assistant, TEXTS)
    assert officials.find(KAZAKH[0]) is not None
    put(index, "g2", land_kk=(KAZAKH[0].replace("49", "25"),))
    officials.refresh(assistant, TEXTS)
    assert officials.find(KAZAKH[0]) is None
    assert officials.find(KAZAKH[0].replace("49", "25")) is not None
    assert known.own(choose_from(KAZAKH[2])) != ()


def test_every_fixed_sentence_is_nobodys_own(index: Index, assistant: Assistant) -> None:
    known = KnownTexts()
    Officials(index, known).refresh(assistant, TEXTS)
    wordings = list(fixed_wordings(assistant, TEXTS))
    assert len(wordings) > 60
    for wording in wordings:
        assert known.own(choose_from(wording)) == ()
