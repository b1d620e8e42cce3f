"""How are pages that are only pictures read, when tesseract is installed?"""

import shutil
from collections.abc import Iterator
from pathlib import Path

from jauap.ingestion.parse.layout import lay_out
from jauap.ingestion.parse.parsed import Parsed, Piece
from jauap.ingestion.parse.refusal import Fault, Refused

# One alone garbles the other two: kaz misses English letters, rus misses Kazakh ones.
_LANGUAGES = ("kaz", "rus", "eng")
_DOTS_PER_INCH = 200
_PAGES = 200


def can_read_scans() -> bool:
    """Tell whether pytesseract, tesseract and its three languages are on this machine."""
    try:
        import pytesseract
    except ImportError:
        return False
    if shutil.which("tesseract") is None:
        return False
    return set(_LANGUAGES) <= set(pytesseract.get_languages())


def parse_scan(path: Path) -> Parsed:
    """Read every page by optical recognition; the remark `ocr` asks a person to compare."""
    if not can_read_scans():
        raise Refused(Fault.NO_TEXT_LAYER)
    return lay_out(_pieces(path), remarks=("ocr",))


def _pieces(path: Path) -> Iterator[Piece]:
    import pypdfium2
    import pytesseract

    with pypdfium2.PdfDocument(path) as document:
        if len(document) > _PAGES:
            raise Refused(Fault.TOO_LONG, f"{len(document)} pages")
        for number in range(len(document)):
            page = document[number]
            image = page.render(scale=_DOTS_PER_INCH / 72, grayscale=True).to_pil()
            text: str = pytesseract.image_to_string(image, lang="+".join(_LANGUAGES))
            page.close()
            for paragraph in text.split("\n\n"):
                yield Piece(text=" ".join(paragraph.split()), page=number + 1)
