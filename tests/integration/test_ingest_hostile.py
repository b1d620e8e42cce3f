"""A hostile or broken file costs only itself: a reason, little memory, and the next one is read."""

import io
import os
import signal
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from jauap.ingestion.parse.ocr import can_read_scans
from jauap.ingestion.parse.reader import Limits, Reader
from jauap.ingestion.parse.refusal import Fault, Refused

WORD = "word/document.xml"
CONTENT_TYPES = "[Content_Types].xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(read_scans=False) as running:
        yield running


def fault(reader: Reader, path: Path, content: bytes) -> Fault:
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        reader.read(path)
    return refused.value.fault


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(text: str = "Мәтін.") -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph(text)
    document.save(buffer)
    return buffer.getvalue()


def word_with_body(xml: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(word())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**members, WORD: xml})


def pdf_with_stream(content: bytes) -> bytes:
    stream = zlib.compress(content, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(body))
    )


def scan() -> bytes:
    document = FPDF()
    document.add_page()
    document.image(Image.new("L", (400, 200), 255), x=10, y=10, w=100)
    return bytes(document.output())


def locked_pdf() -> bytes:
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=11)
    document.cell(text="secret")
    document.set_encryption(owner_password="owner", user_password="user")
    return bytes(document.output())


CASES: dict[str, tuple[str, Callable[[], bytes], Fault]] = {
    "exe named .pdf": ("a.pdf", lambda: b"MZ\x90\x00" + bytes(500), Fault.EXECUTABLE),
    "elf named .txt": ("a.txt", lambda: b"\x7fELF\x02" + bytes(500), Fault.EXECUTABLE),
    "script": ("a.md", lambda: b"#!/bin/sh\nrm -rf /\n", Fault.EXECUTABLE),
    "macros": (
        "a.docx",
        lambda: zipped({CONTENT_TYPES: b"", WORD: b"", "word/vbaProject.bin": b"x"}),
        Fault.MACROS,
    ),
    "html before pdf": (
        "a.pdf",
        lambda: b"<html><script>alert(1)</script>%PDF-1.4" + pdf_with_stream(b"")[9:],
        Fault.POLYGLOT,
    ),
    "html inside pdf head": ("a.pdf", lambda: b"%PDF-1.4\n<html>" + bytes(100), Fault.POLYGLOT),
    "pdf and zip": ("a.pdf", lambda: pdf_with_stream(b"") + zipped({"a": b"b"}), Fault.POLYGLOT),
    "zip behind text": ("a.txt", lambda: b"text\n" + zipped({"a": b"b"}), Fault.POLYGLOT),
    "word and excel": (
        "a.docx",
        lambda: zipped({WORD: b"", "xl/workbook.xml": b""}),
        Fault.POLYGLOT,
    ),
    "zip slip": ("a.docx", lambda: zipped({WORD: b"", "../../etc/x": b""}), Fault.DAMAGED),
    "plain zip": ("a.zip", lambda: zipped({"a.txt": b"b"}), Fault.UNKNOWN_TYPE),
    "old word": (
        "a.doc",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        Fault.OLD_OFFICE,
    ),
    "rtf": ("a.doc", lambda: b"{\\rtf1 text}", Fault.OLD_OFFICE),
    "locked word": (
        "a.docx",
        lambda: (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + bytes(600)
            + "EncryptedPackage".encode("utf-16-le")
        ),
        Fault.PASSWORD,
    ),
    "locked pdf": ("a.pdf", locked_pdf, Fault.PASSWORD),
    "truncated word": ("a.docx", lambda: word()[:3000], Fault.DAMAGED),
    "truncated pdf": ("a.pdf", lambda: b"%PDF-1.4\n1 0 obj<<", Fault.DAMAGED),
    "word without xml": ("a.docx", lambda: word_with_body(b"<w:document"), Fault.DAMAGED),
    "scan": ("a.pdf", scan, Fault.NO_TEXT_LAYER),
    "image": ("a.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), Fault.UNKNOWN_TYPE),
    "binary": ("a.bin", lambda: bytes(range(256)), Fault.UNKNOWN_TYPE),
    "named pdf, is text": ("a.pdf", lambda: b"hello", Fault.DAMAGED),
    "empty": ("a.txt", lambda: b"", Fault.EMPTY),
    "only spaces": ("a.md", lambda: b" \n\n  ", Fault.EMPTY),
    "other encoding": ("a.txt", lambda: bytes(range(128, 256)), Fault.ENCODING),
    "200 MB member": ("a.docx", lambda: zipped({WORD: bytes(200 * 2**20)}), Fault.BOMB),
    "ratio 1:1000": ("a.docx", lambda: zipped({WORD: bytes(5 * 2**20)}), Fault.BOMB),
    "many members": (
        "a.docx",
        lambda: zipped({f"word/{n}": b"" for n in range(10_001)}),
        Fault.BOMB,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_file_is_refused_for_its_own_reason(tmp_path: Path, reader: Reader, case: str) -> None:
    name, content, expected = CASES[case]
    assert fault(reader, tmp_path / name, content()) is expected


def test_file_over_the_size_limit_is_refused_unopened(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(51 * 2**20)
    with pytest.raises(Refused) as refused:
        reader.read(path)
    assert refused.value.fault is Fault.TOO_LARGE


def expanding_word() -> bytes:
    """A small file within every directory limit that needs gigabytes once it is a tree."""
    paragraph = b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>"
    rows = b"".join(paragraph % (n * 7919 % 1_000_003) for n in range(1_000_000))
    return word_with_body(
        b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/'
        b'wordprocessingml/2006/main"><w:body>' + rows + b"</w:body></w:document>"
    )


@pytest.mark.parametrize(
    "content",
    [
        lambda: pdf_with_stream(b"BT /F 1 Tf (x) Tj ET\n" * 4_000_000),
        expanding_word,
        lambda: pdf_with_stream(b"q " * 5_000_000),
    ],
    ids=["pdf stream of 80 MB", "docx of 1,000,000 paragraphs", "pdf of nested states"],
)
def test_bomb_dies_alone_within_its_limits(tmp_path: Path, content: Callable[[], bytes]) -> None:
    (tmp_path / "bomb.bin").write_bytes(content())
    (tmp_path / "good.md").write_text("# Жақсы\n\nМәтін.", encoding="utf-8")
    limits = Limits(cpu_seconds=3, wall_seconds=8)
    with Reader(limits, read_scans=False) as reader:
        before = resident_megabytes()
        with pytest.raises(Refused) as refused:
            reader.read(tmp_path / "bomb.bin")
        assert resident_megabytes() - before < 50
        assert refused.value.fault in (
            Fault.MEMORY,
            Fault.TIME,
            Fault.CRASHED,
            Fault.DAMAGED,
            Fault.TOO_LONG,
        )
        assert reader.read(tmp_path / "good.md").text == "Жақсы\n\nМәтін."


def resident_megabytes() -> float:
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_xml_entities_are_not_expanded(tmp_path: Path, reader: Reader) -> None:
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (n, (b"&e%d;" % (n - 1)) * 10 if n else b"lol") for n in range(9)
    )
    body = (
        b'<?xml version="1.0"?><!DOCTYPE w:document [' + entities + b"]>"
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:body><w:p><w:r><w:t>&e8;</w:t></w:r></w:p></w:body></w:document>"
    )
    assert fault(reader, tmp_path / "a.docx", word_with_body(body)) in (Fault.DAMAGED, Fault.EMPTY)


def test_external_entity_reads_no_file(tmp_path: Path, reader: Reader) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("құпия", encoding="utf-8")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:body><w:p><w:r><w:t>a&x;</w:t></w:r></w:p></w:body></w:document>"
    ).encode()
    (tmp_path / "a.docx").write_bytes(word_with_body(body))
    assert "құпия" not in text_or_nothing(reader, tmp_path / "a.docx")


def text_or_nothing(reader: Reader, path: Path) -> str:
    try:
        return reader.read(path).text
    except Refused:
        return ""


def test_macro_free_workbook_beside_hostile_files_is_still_read(
    tmp_path: Path, reader: Reader
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Аудан", "Теңге"])
    sheet.append(["Абай", 120])
    book.save(tmp_path / "a.xlsx")
    assert reader.read(tmp_path / "a.xlsx").text == "Аудан: Абай | Теңге: 120"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_bytes_are_read_or_refused_never_a_crash_of_ours(
    tmp_path: Path, reader: Reader, data: st.DataObject
) -> None:
    good = bytearray(data.draw(st.sampled_from([word(), pdf_with_stream(b"BT (a) Tj ET")])))
    for position in data.draw(st.lists(st.integers(0, len(good) - 1), min_size=1, max_size=8)):
        good[position] = data.draw(st.integers(0, 255))
    path = tmp_path / "fuzzed"
    path.write_bytes(bytes(good))
    text_or_nothing(reader, path)
    path.write_text("Жақсы.", encoding="utf-8")
    assert reader.read(path).text == "Жақсы."


def test_reader_whose_process_was_killed_starts_another(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "a.md"
    path.write_text("Жақсы.", encoding="utf-8")
    assert reader.read(path).text == "Жақсы."
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    workers = [pid for pid in children.split() if is_worker(pid)]
    assert len(workers) == 1
    os.kill(int(workers[0]), signal.SIGKILL)
    assert text_or_nothing(reader, path) in ("", "Жақсы.")
    assert reader.read(path).text == "Жақсы."


def is_worker(pid: str) -> bool:
    return b"jauap.ingestion.parse.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()


@pytest.mark.skipif(
    not can_read_scans(),
    reason="install the extra ocr and Debian's tesseract-ocr with kaz, rus and eng",
)
def test_scan_is_recognised_when_tesseract_is_there(tmp_path: Path) -> None:
    from PIL import ImageDraw, ImageFont

    font = ImageFont.truetype("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 40)
    image = Image.new("L", (1200, 300), 255)
    ImageDraw.Draw(image).text((40, 100), "Жер учаскесін беру туралы шешім", fill=0, font=font)
    document = FPDF()
    document.add_page()
    document.image(image, x=10, y=10, w=180)
    document.output(str(tmp_path / "scan.pdf"))
    with Reader() as reader:
        parsed = reader.read(tmp_path / "scan.pdf")
    assert "учаскесін беру туралы" in parsed.text
    assert parsed.remarks == ("ocr",)
    assert parsed.blocks[0].page == 1


def test_a_large_parent_is_not_taken_for_a_file_that_fills_memory(tmp_path: Path) -> None:
    ballast = bytearray(os.urandom(1)) * 600_000_000
    with Reader(read_scans=False) as reader:
        assert fault(reader, tmp_path / "a.docx", zipped({CONTENT_TYPES: b"<"})) is not Fault.MEMORY
    assert len(ballast) == 600_000_000
