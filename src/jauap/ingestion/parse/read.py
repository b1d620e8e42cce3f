"""How is one file of any kind parsed? Runs inside the limited process."""

from dataclasses import replace
from pathlib import Path

from jauap.ingestion.parse.decode import decode
from jauap.ingestion.parse.embedded import embedded_lines, wrapper_lines
from jauap.ingestion.parse.kind import FileKind, kind_of
from jauap.ingestion.parse.parsed import Parsed
from jauap.ingestion.parse.refusal import Fault, Refused

_CHARACTERS = 5_000_000
_SAME = {".htm": "html", ".xhtml": "html", ".markdown": "md", ".tsv": "csv", ".text": "txt"}


def read_file(path: Path, *, use_ocr: bool = False) -> Parsed:
    """Parse one file by what it contains.

    Raises:
        Refused: the file cannot or must not be read.
    """
    kind = kind_of(path)
    parsed = (
        _with_embedded(_ocr(path), path) if use_ocr and kind is FileKind.PDF else _parse(path, kind)
    )
    if not parsed.text.strip():
        raise Refused(Fault.EMPTY)
    if len(parsed.text) > _CHARACTERS:
        raise Refused(Fault.TOO_LONG, f"> {_CHARACTERS} characters")
    suffix = path.suffix.lower()
    if _SAME.get(suffix, suffix.lstrip(".")) != kind.value:
        return _remarked(parsed, "named_otherwise")
    return parsed


def _parse(path: Path, kind: FileKind) -> Parsed:
    # Each format's library is loaded when the first such file comes.
    match kind:
        case FileKind.PDF:
            from jauap.ingestion.parse.pdf import parse_pdf

            return _with_embedded(parse_pdf(path), path)
        case FileKind.DOCX:
            from jauap.ingestion.parse.docx import parse_docx

            return _with_embedded(parse_docx(path), path)
        case FileKind.XLSX:
            from jauap.ingestion.parse.sheet import parse_xlsx

            return _with_embedded(parse_xlsx(path), path)
        case FileKind.PPTX:
            from jauap.ingestion.parse.slides import parse_slides

            return _with_embedded(parse_slides(path), path)
        case FileKind.CSV:
            from jauap.ingestion.parse.sheet import parse_csv

            return parse_csv(path)
        case FileKind.MARKDOWN | FileKind.TEXT | FileKind.HTML:
            return _parse_text(path, kind)


def _parse_text(path: Path, kind: FileKind) -> Parsed:
    text, encoding = decode(path.read_bytes())
    if kind is FileKind.HTML:
        from jauap.ingestion.parse.html import parse_html

        parsed = parse_html(text)
    elif kind is FileKind.MARKDOWN:
        from jauap.ingestion.parse.markdown import parse_markdown

        parsed = parse_markdown(text)
    else:
        from jauap.ingestion.parse.text import parse_plain

        parsed = parse_plain(text)
    parsed = replace(parsed, signals=(*parsed.signals, *wrapper_lines(text)))
    return parsed if encoding.startswith("utf") else _remarked(parsed, encoding)


def _with_embedded(parsed: Parsed, path: Path) -> Parsed:
    return replace(parsed, signals=(*parsed.signals, *embedded_lines(path.read_bytes(), path)))


def _ocr(path: Path) -> Parsed:
    from jauap.ingestion.parse.ocr import parse_scan

    return parse_scan(path)


def _remarked(parsed: Parsed, remark: str) -> Parsed:
    return replace(parsed, remarks=(*parsed.remarks, remark))
