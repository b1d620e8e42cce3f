"""What does a PDF hold? The notices on every page, the label in its metadata, its signature."""

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from jauap.errors import JauapError, SettingsInvalid
from jauap.labelling.carriers.credential import Credential
from jauap.labelling.carriers.readable import readable
from jauap.labelling.carriers.sources import SourceLine, source_block
from jauap.labelling.front_matter import aigc_object
from jauap.labelling.labelled import Labelled

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf"),
    Path("/usr/share/fonts/TTF/DejaVuSans.ttf"),
    Path("/usr/local/share/fonts/DejaVuSans.ttf"),
)
"""Where Debian, Fedora, Arch and people put DejaVu Sans."""
_KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"
_EXTRA = 'pip install "jauap[c2pa]"'
_LABEL_ASSERTION = "kz.jauap.label"


def find_font(wanted: Path | None = None) -> Path:
    """Give the font of PDF exports: the wanted one, else DejaVu Sans of this system.

    Raises:
        SettingsInvalid: there is none, or it lacks Kazakh letters.
        JauapError: the extra is not installed.
    """
    path = wanted or next((each for each in _FONTS if each.exists()), None)
    if path is None:
        raise SettingsInvalid(
            "no font for PDF files was found",
            where="JAUAP_PDF_FONT",
            remedy="install DejaVu (Debian: apt-get install fonts-dejavu-core), or name a TrueType "
            "font that has Kazakh letters",
        )
    missing = set(map(ord, _KAZAKH)) - _letters(path)
    if missing:
        raise SettingsInvalid(
            f"{path.name} lacks the Kazakh letters {''.join(sorted(map(chr, missing)))}",
            where="JAUAP_PDF_FONT",
            remedy="name another font, DejaVu Sans for example",
        )
    return path


def pdf_file(
    labelled: Labelled,
    *,
    font: Path,
    sources: Sequence[SourceLine] = (),
    credential: Credential | None = None,
) -> bytes:
    """Give the PDF of a labelled text, signed by C2PA when there is a certificate.

    Raises:
        JauapError: the extra is not installed, or the font lacks a letter of the text.
    """
    pdf = _laid_out(labelled, font, sources)
    pdf.set_title(f"{labelled.notice_first} {labelled.code}")
    pdf.set_producer("jauap")
    pdf.set_creation_date(datetime.fromtimestamp(labelled.claims.iat, UTC))
    pdf.set_lang(labelled.claims.lang.value)
    pdf.set_xmp_metadata(_xmp(labelled))
    plain = bytes(pdf.output())
    return _signed(plain, labelled, credential) if credential else plain


def _laid_out(labelled: Labelled, font: Path, sources: Sequence[SourceLine]) -> "FPDF":
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise JauapError("PDF files need the extra c2pa", remedy=_EXTRA) from error

    class Paper(FPDF):
        """Pages that open with the notice and close with the verify line."""

        def header(self) -> None:
            self.set_font("text", size=10)
            self.multi_cell(0, 6, labelled.notice_first, new_x="LMARGIN", new_y="NEXT")
            self.ln(4)

        def footer(self) -> None:
            self.set_y(-24)
            self.set_font("text", size=9)
            address = labelled.verify_url
            self.multi_cell(0, 5, labelled.notice_last, align="L", link=address)

    block = source_block(sources, labelled.claims.lang)
    text = "\n\n".join(part for part in (readable(labelled), block) if part).expandtabs(4)
    missing = {letter for letter in text if not letter.isspace()} - set(map(chr, _letters(font)))
    if missing:
        raise JauapError(
            f"{font.name} lacks the letters {''.join(sorted(missing))}",
            where="JAUAP_PDF_FONT",
            remedy="export another form, or name a font that has them",
        )
    pdf = Paper()
    pdf.set_auto_page_break(auto=True, margin=30)
    pdf.add_font("text", fname=font)
    pdf.add_page()
    pdf.set_font("text", size=12)
    pdf.multi_cell(0, 7, text, align="L", new_x="LMARGIN", new_y="NEXT")
    return pdf


def _xmp(labelled: Labelled) -> str:
    """Write IPTC's source type and, where due, the AIGC object as XMP."""
    aigc = aigc_object(labelled.jws)
    object_line = f"<TC260:AIGC>{escape(json.dumps(aigc))}</TC260:AIGC>" if aigc else ""
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" '
        'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<Iptc4xmpExt:DigitalSourceType>{labelled.claims.dst}</Iptc4xmpExt:DigitalSourceType>"
        f"<dc:identifier>{escape(labelled.verify_url)}</dc:identifier>"
        f"{object_line}</rdf:Description></rdf:RDF>"
    )


def _signed(plain: bytes, labelled: Labelled, credential: Credential) -> bytes:
    try:
        import c2pa
    except ImportError as error:
        raise JauapError("signed PDF files need the extra c2pa", remedy=_EXTRA) from error
    made = {"action": "c2pa.created", "digitalSourceType": labelled.claims.dst.value}
    manifest = {
        "claim_generator_info": [{"name": "jauap", "version": labelled.claims.rel}],
        "title": labelled.code,
        "format": "application/pdf",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [made]}},
            {"label": _LABEL_ASSERTION, "data": {"jws": labelled.jws}},
        ],
    }
    info = c2pa.C2paSignerInfo(
        credential.algorithm.encode(), credential.chain, credential.private_key, None
    )
    signed = io.BytesIO()
    try:
        with c2pa.Signer.from_info(info) as signer, c2pa.Builder(manifest) as builder:
            builder.sign(signer, "application/pdf", io.BytesIO(plain), signed)
    except c2pa.C2paError as error:
        raise JauapError(
            "the PDF could not be signed with the configured certificate",
            where="JAUAP_C2PA_CERTIFICATE, JAUAP_C2PA_KEY",
            remedy="check that the certificate is in force and made for C2PA or e-mail signing",
        ) from error
    return signed.getvalue()


@lru_cache(maxsize=4)
def _letters(path: Path) -> frozenset[int]:
    try:
        from fontTools.ttLib import TTFont, TTLibError
    except ImportError as error:
        raise JauapError("PDF files need the extra c2pa", remedy=_EXTRA) from error
    try:
        with TTFont(path, lazy=True) as font:
            return frozenset(font.getBestCmap() or {})
    except (OSError, TTLibError) as error:
        raise SettingsInvalid(
            "the font for PDF files cannot be read",
            where="JAUAP_PDF_FONT",
            remedy="name a TrueType font file",
        ) from error
