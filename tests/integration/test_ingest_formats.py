"""Each office format is read with its headings, lists, tables and pages in their order."""

from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from fpdf import FPDF
from fpdf.fonts import TTFFont
from pptx import Presentation
from pptx.util import Inches

from jauap.ingestion.parse.parsed import Block, BlockKind, Parsed
from jauap.ingestion.parse.reader import Reader

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(read_scans=False) as running:
        yield running


def words(parsed: Parsed, kind: BlockKind) -> list[str]:
    return [parsed.text[b.start : b.end] for b in parsed.blocks if b.kind is kind]


def block(parsed: Parsed, needle: str) -> Block:
    return next(b for b in parsed.blocks if needle in parsed.text[b.start : b.end])


@pytest.fixture
def document() -> Iterator[FPDF]:
    if not FONT.exists():
        pytest.skip("needs the DejaVu fonts: apt-get install fonts-dejavu-core")
    made = FPDF()
    made.add_font("DejaVu", fname=str(FONT))
    made.add_page()
    made.set_font("DejaVu", size=11)
    yield made
    for font in made.fonts.values():
        if isinstance(font, TTFFont):
            font.ttfont.close()


def say(document: FPDF, text: str) -> None:
    document.multi_cell(0, 7, text, new_x="LMARGIN", new_y="NEXT")


def test_word_document_keeps_headings_lists_and_tables_in_order(
    tmp_path: Path, reader: Reader
) -> None:
    document = docx.Document()
    document.add_heading("Некені тіркеу", 0)
    document.add_heading("Құжаттар", 1)
    document.add_paragraph("Мынадай құжаттар тапсырылады:")
    document.add_paragraph("жеке куәлік;", style="List Bullet")
    document.add_paragraph("өтініш", style="List Bullet")
    document.add_paragraph("қабылданбайды, егер мерзімі өтсе.")
    document.add_heading("Құны", 1)
    table = document.add_table(rows=3, cols=3)
    for row, cells in enumerate(
        [("Қызмет", "Орны", "Теңге"), ("Тіркеу", "АХАТ", "3932"), ("Куәлік", "", "1966")]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 1).merge(table.cell(2, 1))
    document.add_paragraph("Төлем қайтарылмайды.")
    document.save(str(tmp_path / "a.docx"))

    parsed = reader.read(tmp_path / "a.docx")
    assert parsed.title == "Некені тіркеу"
    assert words(parsed, BlockKind.LIST) == ["- жеке куәлік;", "- өтініш"]
    assert words(parsed, BlockKind.TABLE) == [
        "Қызмет: Тіркеу | Орны: АХАТ | Теңге: 3932",
        "Қызмет: Куәлік | Орны: АХАТ | Теңге: 1966",
    ]
    assert block(parsed, "Төлем").heading_path == ("Құны",)
    assert parsed.text.index("3932") < parsed.text.index("Төлем")


def test_numbers_that_word_only_shows_are_written_out(tmp_path: Path, reader: Reader) -> None:
    document = docx.Document()
    document.add_paragraph("Өтініш екі жұмыс күні ішінде қаралады.", style="List Number")
    document.add_paragraph("Бас тарту жазбаша беріледі.", style="List Number")
    document.save(str(tmp_path / "n.docx"))
    parsed = reader.read(tmp_path / "n.docx")
    assert words(parsed, BlockKind.TEXT) == [
        "1. Өтініш екі жұмыс күні ішінде қаралады.",
        "2. Бас тарту жазбаша беріледі.",
    ]


def test_hidden_run_is_left_out_and_inserted_run_is_read(tmp_path: Path, reader: Reader) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Баж ")
    paragraph.add_run("жасырын бұйрық ").font.hidden = True
    run = paragraph.add_run("2 АЕК.")
    inserted = OxmlElement("w:ins")
    run._r.addprevious(inserted)
    inserted.append(run._r)
    document.save(str(tmp_path / "h.docx"))
    parsed = reader.read(tmp_path / "h.docx")
    assert parsed.text == "Баж 2 АЕК."
    assert parsed.remarks == ("hidden_text",)


def test_workbook_rows_name_their_columns_sheet_by_sheet(tmp_path: Path, reader: Reader) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "Субсидия"
    first.append(["Дақыл", "Нормасы, теңге", "Мерзімі"])
    first.append(["Бидай", 1500.5, None])
    second = book.create_sheet("Тарифтер")
    second.append(["Аудан", "Теңге"])
    second.append(["Абай", 120])
    hidden = book.create_sheet("Ішкі")
    hidden.append(["құпия", "мәтін"])
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "s.xlsx")
    parsed = reader.read(tmp_path / "s.xlsx")
    assert words(parsed, BlockKind.TABLE) == [
        "Дақыл: Бидай | Нормасы, теңге: 1500.5",
        "Аудан: Абай | Теңге: 120",
    ]
    assert block(parsed, "Абай").heading_path == ("Тарифтер",)
    assert "құпия" not in parsed.text
    assert parsed.remarks == ("hidden_sheet",)


def test_formula_without_a_saved_result_is_reported(tmp_path: Path, reader: Reader) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Аудан", "Теңге"])
    sheet.append(["Абай", "=60*2"])
    book.save(tmp_path / "f.xlsx")
    assert reader.read(tmp_path / "f.xlsx").remarks == ("formula_without_value",)


@pytest.mark.parametrize(
    ("encoding", "remarks"), [("utf-8-sig", ()), ("cp1251", ("cp1251",))], ids=["utf8", "cp1251"]
)
def test_csv_with_semicolons_is_split_in_either_encoding(
    tmp_path: Path, reader: Reader, encoding: str, remarks: tuple[str, ...]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text('Район;Тариф\n"Абай; город";120\nАксу;90\n', encoding=encoding)
    parsed = reader.read(path)
    assert words(parsed, BlockKind.TABLE) == [
        "Район: Абай; город | Тариф: 120",
        "Район: Аксу | Тариф: 90",
    ]
    assert parsed.remarks == remarks


def test_text_file_in_cp1251_is_read(tmp_path: Path, reader: Reader) -> None:
    (tmp_path / "a.txt").write_bytes("Глава 1. Приём\n\nЗаявление подают в ЦОН.".encode("cp1251"))
    parsed = reader.read(tmp_path / "a.txt")
    assert parsed.remarks == ("cp1251",)
    assert block(parsed, "Заявление").heading_path == ("Глава 1. Приём",)


def test_slides_keep_titles_tables_and_notes_with_their_number(
    tmp_path: Path, reader: Reader
) -> None:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    assert slide.shapes.title is not None
    slide.shapes.title.text = "Өтінім беру"
    slide.placeholders[1].text_frame.text = "порталға кіру\nЭЦҚ қою"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    for column, (name, value) in enumerate([("Қадам", "Кіру"), ("Күн", "1")]):
        table.cell(0, column).text = name
        table.cell(1, column).text = value
    notes = slide.notes_slide.notes_text_frame
    assert notes is not None
    notes.text = "Көмек: 1414 нөмірі."
    deck.save(str(tmp_path / "p.pptx"))
    parsed = reader.read(tmp_path / "p.pptx")
    assert words(parsed, BlockKind.HEADING) == ["Өтінім беру"]
    assert words(parsed, BlockKind.LIST) == ["- порталға кіру", "- ЭЦҚ қою"]
    assert words(parsed, BlockKind.TABLE) == ["Қадам: Кіру | Күн: 1"]
    assert block(parsed, "1414").page == 1


def test_pdf_paragraphs_are_joined_and_know_their_page(
    tmp_path: Path, reader: Reader, document: FPDF
) -> None:
    document.set_font("DejaVu", size=18)
    say(document, "Жер учаскесін беру")
    document.set_font("DejaVu", size=11)
    paragraph = (
        "Өтініш беруші жер учаскесін алу үшін аудан әкімдігіне жазбаша түрде өтініш береді және "
        "оған жеке куәлігінің көшірмесін қоса тіркейді, ал әкімдік он жұмыс күні ішінде жауап "
        "қайтарады."
    )
    say(document, f"{paragraph}\n1) алаңы;\n2) орны.")
    document.add_page()
    say(document, "Екінші беттегі мәтін осында аяқталады.")
    document.output(str(tmp_path / "d.pdf"))
    parsed = reader.read(tmp_path / "d.pdf")
    assert parsed.title == "Жер учаскесін беру"
    assert words(parsed, BlockKind.TEXT)[0] == paragraph
    assert words(parsed, BlockKind.LIST) == ["1) алаңы;", "2) орны."]
    assert block(parsed, "Екінші").page == 2


def test_ruled_table_in_a_pdf_keeps_rows_and_columns(
    tmp_path: Path, reader: Reader, document: FPDF
) -> None:
    say(document, "Төмендегі тарифтер қолданылады:")
    rows = [("Аудан", "Мерзімі", "Теңге"), ("Абай", "10 күн", "120"), ("Ақсу", "5", "90")]
    with document.table(first_row_as_headings=False) as table:
        for cells in rows:
            row = table.row()
            for cell in cells:
                row.cell(cell)
    say(document, "Тариф жыл сайын қаралады.")
    document.output(str(tmp_path / "t.pdf"))
    parsed = reader.read(tmp_path / "t.pdf")
    assert words(parsed, BlockKind.TABLE) == [
        "Аудан: Абай | Мерзімі: 10 күн | Теңге: 120",
        "Аудан: Ақсу | Мерзімі: 5 | Теңге: 90",
    ]
    assert parsed.text.index("Төмендегі") < parsed.text.index("Абай") < parsed.text.index("жыл")
    assert block(parsed, "Абай").page == 1


def test_running_headers_and_page_numbers_of_a_pdf_are_left_out(
    tmp_path: Path, reader: Reader, document: FPDF
) -> None:
    for number in range(1, 5):
        if number > 1:
            document.add_page()
        say(document, "Ведомство жаршысы")
        document.ln(20)
        say(document, f"Мазмұнды сөйлем {'абвг'[number - 1]} осында тұр.")
        document.ln(20)
        say(document, f"{number} бет")
    document.output(str(tmp_path / "r.pdf"))
    text = reader.read(tmp_path / "r.pdf").text
    assert text.count("Мазмұнды сөйлем") == 4
    assert "жаршысы" not in text
    assert "бет" not in text


def test_file_named_otherwise_is_read_by_content_and_said(tmp_path: Path, reader: Reader) -> None:
    document = docx.Document()
    document.add_paragraph("Мәтін осында.")
    document.save(str(tmp_path / "a.docx"))
    (tmp_path / "a.docx").rename(tmp_path / "a.pdf")
    parsed = reader.read(tmp_path / "a.pdf")
    assert (parsed.text, parsed.remarks) == ("Мәтін осында.", ("named_otherwise",))
