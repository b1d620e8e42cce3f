"""What is this file really? Its content decides, never its name alone."""

import zipfile
from enum import StrEnum
from pathlib import Path, PurePosixPath

from jauap.ingestion.parse.refusal import Fault, Refused


class FileKind(StrEnum):
    """A format that can be read."""

    MARKDOWN = "md"
    TEXT = "txt"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    PPTX = "pptx"


_SUFFIXES = {
    ".md": FileKind.MARKDOWN,
    ".markdown": FileKind.MARKDOWN,
    ".txt": FileKind.TEXT,
    ".htm": FileKind.HTML,
    ".html": FileKind.HTML,
    ".xhtml": FileKind.HTML,
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
}
_OFFICE = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "ppt/presentation.xml": FileKind.PPTX,
}
_EXECUTABLE = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_FOREIGN = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MEMBERS = 10_000
_MEMBER_BYTES = 100 * 2**20
_TOTAL_BYTES = 200 * 2**20
_RATIO = 300
_RATIO_FROM = 2**20


def kind_of(path: Path) -> FileKind:
    """Tell a file's format from its bytes; archives are judged by their directory alone.

    Raises:
        Refused: a program, macros, two formats in one, a bomb, or nothing that can be read.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    start = head[:1024]
    if head.startswith(_EXECUTABLE):
        raise Refused(Fault.EXECUTABLE)
    if head.startswith(_OLE):
        is_locked = _ENCRYPTED_PACKAGE in path.read_bytes()
        raise Refused(Fault.PASSWORD if is_locked else Fault.OLD_OFFICE)
    if head.startswith(b"{\\rtf"):
        raise Refused(Fault.OLD_OFFICE, "RTF")
    if b"%PDF-" in start:
        return _pdf(path, start)
    if head.startswith(b"PK"):
        return _office(path)
    if head.startswith(_FOREIGN):
        raise Refused(Fault.UNKNOWN_TYPE)
    if zipfile.is_zipfile(path):
        raise Refused(Fault.POLYGLOT, "ZIP")
    return _textual(path, head)


def _pdf(path: Path, start: bytes) -> FileKind:
    before = start.split(b"%PDF-", 1)[0]
    if before.strip(b"\xef\xbb\xbf \r\n\t"):
        raise Refused(Fault.POLYGLOT, "PDF")
    if zipfile.is_zipfile(path):
        raise Refused(Fault.POLYGLOT, "PDF + ZIP")
    if any(mark in start.lower() for mark in (b"<html", b"<script", b"<!doctype")):
        raise Refused(Fault.POLYGLOT, "PDF + HTML")
    return FileKind.PDF


def _office(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Refused(Fault.DAMAGED) from error
    _refuse_bomb(members)
    names = {member.filename for member in members}
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise Refused(Fault.MACROS)
    if any(name.startswith("/") or ".." in PurePosixPath(name).parts for name in names):
        raise Refused(Fault.DAMAGED, "..")
    if any(member.flag_bits & 1 for member in members):
        raise Refused(Fault.PASSWORD)
    kinds = [kind for name, kind in _OFFICE.items() if name in names]
    if len(kinds) != 1:
        raise Refused(Fault.POLYGLOT if kinds else Fault.UNKNOWN_TYPE, "ZIP")
    return kinds[0]


def _refuse_bomb(members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    if len(members) > _MEMBERS:
        raise Refused(Fault.BOMB, f"{len(members)} files")
    if total > _TOTAL_BYTES:
        raise Refused(Fault.BOMB, f"{total // 2**20} MB")
    for member in members:
        ratio = member.file_size / max(member.compress_size, 1)
        if member.file_size > _MEMBER_BYTES:
            raise Refused(Fault.BOMB, f"{member.file_size // 2**20} MB")
        if member.file_size > _RATIO_FROM and ratio > _RATIO:
            raise Refused(Fault.BOMB, f"1:{ratio:.0f}")


def _textual(path: Path, head: bytes) -> FileKind:
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in head and not is_wide:
        raise Refused(Fault.UNKNOWN_TYPE)
    start = head[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return FileKind.HTML
    named = _SUFFIXES.get(path.suffix.lower())
    if named is None and b"<html" in start and start.startswith(b"<"):
        return FileKind.HTML
    if named is None and path.suffix.lower() in {".pdf", ".docx", ".xlsx", ".pptx"}:
        raise Refused(Fault.DAMAGED)
    return named or FileKind.TEXT
