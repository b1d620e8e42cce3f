"""Chunks follow the structure of acts and never lose or invent a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.assistant import Language
from jauap.ingestion.chunk import Sizes, chunk_document
from jauap.ingestion.parse import BlockKind, parse_text
from jauap.knowledge import Chunk, ChunkKind, Document

BAN = """Үй жануарларын ұстау қағидалары

1-тарау. Жалпы ережелер

1. Осы Қағидалар үй жануарларын ұстау тәртібін айқындайды.

2-тарау. Серуендету тәртібі

17. Елді мекен аумағында:

1) иттердің өздігінен серуендеуіне;

2) балалар алаңында серуендетуге;

3) жағажайда шомылдыруға

жол берілмейді.

18. Ит иесі қарғыбауды ұстайды.
"""


def chunks(text: str, sizes: Sizes | None = None) -> tuple[Chunk, ...]:
    document = Document(
        id="rules.kk",
        source_id="rules",
        language=Language.KK,
        title="Қағидалар",
        text=text,
        path="documents/kk/rules.md",
    )
    return chunk_document(document, parse_text(text), sizes=sizes)


def test_kazakh_list_keeps_its_opening_sentence_and_its_closing_negation() -> None:
    [ban] = [c for c in chunks(BAN, Sizes(target=60, text_limit=80)) if "жағажайда" in c.text]
    assert ban.text.startswith("2-тарау. Серуендету тәртібі\n\n17. Елді мекен аумағында:")
    assert ban.text.endswith("жол берілмейді.")
    assert ban.kind is ChunkKind.LIST
    assert ban.heading_path == ("2-тарау. Серуендету тәртібі",)


def test_cut_list_carries_opening_and_closing_words_in_the_heading_path() -> None:
    parts = chunks(BAN, Sizes(target=60, text_limit=80, list_limit=90, crumb=10))
    later = next(c for c in parts if "жағажайда" in c.text)
    assert "17." not in later.text
    assert later.heading_path[-1] == "17. Елді мекен аумағында: … жол берілмейді."


def test_russian_prohibition_after_the_list_belongs_to_it() -> None:
    text = (
        "5. Заявления, поданные:\n\n1) после срока;\n\n2) без подписи;\n\nне принимаются.\n\n"
        "6. Отказ выдается письменно."
    )
    first = chunks(text, Sizes(target=40, crumb=5))[0]
    assert first.text.endswith("не принимаются.")


def test_chapters_and_articles_in_three_languages_open_sections() -> None:
    text = (
        "Заңнан үзінді\n\n2-тарау. Жәрдемақы\n\n5-бап. Тағайындау\n\nЖәрдемақы тағайындалады.\n\n"
        "Глава 3. Выплата\n\nСтатья 7. Срок\n\nВыплата идет десять дней.\n\n"
        "Chapter 4. Appeals\n\nArticle 9. Term\n\nAn appeal takes a month.\n"
    )
    paths = [chunk.heading_path for chunk in chunks(text)]
    assert paths == [
        ("2-тарау. Жәрдемақы", "5-бап. Тағайындау"),
        ("Глава 3. Выплата", "Статья 7. Срок"),
        ("Chapter 4. Appeals", "Article 9. Term"),
    ]
    assert parse_text(text).title == "Заңнан үзінді"


def test_article_whose_text_begins_on_its_own_line_still_names_the_passage() -> None:
    text = (
        "Статья 5. В настоящем Законе используются понятия, установленные кодексом и правилами.\n\n"
        "Иные понятия определяет правительство.\n\n5-бап. Түсініктер\n\nБасқасы кодексте."
    )
    first, second = chunks(text)
    assert first.heading_path == ("Статья 5",)
    assert second.heading_path == ("5-бап. Түсініктер",)


def test_annex_in_kazakh_word_order_opens_a_section() -> None:
    text = (
        "1. Мөлшерлеме бекітілсін.\n\nАлматы облысы мәслихатының № 35 шешіміне 2-қосымша\n\n"
        "№ | Атауы | АЕК\n1 | Шөп | 0,5\n2 | Қамыс | 0,003\n"
    )
    table = chunks(text)[-1]
    assert table.heading_path == ("Алматы облысы мәслихатының № 35 шешіміне 2-қосымша",)
    assert table.kind is ChunkKind.TABLE


def test_later_rows_of_a_long_table_keep_the_column_names() -> None:
    rows = "\n".join(f"{n} | Аудан {n} | {n * 10} теңге" for n in range(1, 40))
    first, *later = chunks("№ | Аудан | Тариф\n" + rows, Sizes(target=200))
    assert first.text.startswith("№ | Аудан | Тариф\n1 | Аудан 1")
    assert len(later) > 2
    assert {c.heading_path for c in later} == {("№ | Аудан | Тариф",)}


def test_paragraph_of_a_long_point_names_its_number() -> None:
    body = "Өтініш екі жұмыс күні ішінде қаралады және нәтижесі хабарланады. " * 3
    text = f"13. {body}\n\n{body}\n\n14. {body}"
    parts = chunks(text, Sizes(target=150, text_limit=300, crumb=5))
    assert parts[1].text.startswith("Өтініш")
    assert parts[1].heading_path == ("13.",)
    assert parts[-1].heading_path == ()


def test_enumeration_without_full_stops_is_no_row_of_headings() -> None:
    text = (
        "Керек құжаттар:\n\n1. Өтініш\n\n2. Жеке куәлік\n\n3. Фотосурет\n\nҚұжат тегін қабылданады."
    )
    kinds = [block.kind for block in parse_text(text).blocks]
    assert BlockKind.HEADING not in kinds


def test_numbered_line_after_a_full_sentence_is_a_heading() -> None:
    text = (
        "12. Ит үйшікте болады.\n\n3. Серуендету тәртібі\n\n15. Ит иесі мына талаптарды сақтайды."
    )
    assert parse_text(text).blocks[1].kind is BlockKind.HEADING


def test_markdown_marks_open_sections_and_short_lines_then_stay_text() -> None:
    text = "# Паспорт алу\n\n## Құны\n\nТөлем бар\n\nБаж 8 АЕК.\n\n## Мерзімі\n\n15 жұмыс күні."
    parsed = parse_text(text)
    assert parsed.title == "Паспорт алу"
    assert [c.heading_path for c in chunks(text)] == [("Құны",), ("Мерзімі",)]


def test_wrapped_lines_of_one_paragraph_stay_one_block() -> None:
    text = (
        "Өтініш берушінің құжаттары мемлекеттік корпорация арқылы\n"
        "екі жұмыс күні ішінде қаралады және нәтижесі беріледі."
    )
    assert len(parse_text(text).blocks) == 1


def test_ids_and_digests_are_stable_and_follow_content() -> None:
    first, again = chunks(BAN), chunks(BAN)
    changed = chunks(BAN.replace("қарғыбауды", "жіпті"))
    assert [c.id for c in first] == [c.id for c in again] == [c.id for c in changed]
    assert [c.digest for c in first] == [c.digest for c in again]
    assert sum(a.digest != b.digest for a, b in zip(first, changed, strict=True)) == 1


_LINES = st.sampled_from(
    [
        "1-тарау. Жалпы ережелер",
        "Глава 2. Порядок",
        "4. Көрсетілетін қызмет тегін.",
        "5. Мыналарға жол берілмейді:",
        "1) ит серуендетуге;",
        "- мал айдауға;",
        "тыйым салынады.",
        "№ | Атауы | Құны",
        "1 | Паспорт | 8 АЕК",
        "Short title",
        "## Heading",
        "Ұзақ сөйлем осылай жазылған және нүктемен аяқталады. " * 5,
        "",
        "   ",
        "\u00a0№ 5 😀",
    ]
)


@given(st.lists(_LINES, max_size=40), st.integers(min_value=30, max_value=900))
def test_every_visible_character_is_in_exactly_one_chunk(lines: list[str], target: int) -> None:
    text = "\n".join(lines)
    parts = chunks(text, Sizes(target=target, text_limit=target * 2, list_limit=target * 3))
    covered = 0
    for part in parts:
        assert part.document.text[part.start : part.end] == part.text
        assert text[covered : part.start].strip() == ""
        covered = part.end
    assert text[covered:].strip() == ""
    assert len({part.id for part in parts}) == len(parts)


@pytest.mark.parametrize("text", ["", "   \n\n ", "\n"])
def test_empty_text_gives_no_chunk(text: str) -> None:
    assert chunks(text) == ()
