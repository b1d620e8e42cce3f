"""What is embedded in a file beside its text: XMP, C2PA manifests, GB 45438 objects?

Runs in the limited process. XMP packets are read as text, never as XML. A C2PA manifest of a PDF
is read when the extra `c2pa` is installed; the text wrapper of C2PA 2.2, appendix A.8 (bytes
written as variation selectors after U+FEFF), is recognised without it.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

_PACKET = re.compile(rb"<x:xmpmeta.{0,1000000}?</x:xmpmeta>", re.DOTALL)
_XMP = (
    ("tdm-reservation", re.compile(rb"tdm:reservation(?:=[\"']|>)\s*([01])")),
    ("digital-source-type", re.compile(rb"DigitalSourceType(?:=[\"']|>)\s*([^\"'<\s]{1,200})")),
    ("plus-data-mining", re.compile(rb"plus:DataMining(?:=[\"']|>)\s*([^\"'<\s]{1,200})")),
    ("aigc", re.compile(rb"AIGC(?:=[\"']|>)\s*([^<]{1,500})")),
)
_PROPERTY = re.compile(rb"name=\"AIGC\".{0,200}?>([^<]{1,500})<", re.DOTALL)
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{13,}")
_MAGIC = b"C2PATXT\x00"
_MACHINE = (b"rainedAlgorithmicMedia", b"ai-disclosure", b"ai_disclosure")


def embedded_lines(data: bytes, path: Path) -> tuple[str, ...]:
    """Give the metadata lines embedded in a PDF or an office file."""
    return tuple(
        dict.fromkeys((*_xmp_lines(data), *_property_lines(data), *_c2pa_lines(path, data)))
    )


def wrapper_lines(text: str) -> tuple[str, ...]:
    """Give a line for a C2PA wrapper among a text's invisible characters."""
    for run in _SELECTORS.findall(text):
        data = bytes(_byte(letter) for letter in run)
        if data.startswith(_MAGIC):
            is_machine = any(word in data for word in _MACHINE)
            return ("ai-label: C2PA text wrapper",) if is_machine else ("c2pa-text-wrapper: 1",)
    return ()


def _byte(selector: str) -> int:
    code = ord(selector)
    return code - 0xFE00 if code < 0xE0100 else code - 0xE0100 + 16


def _xmp_lines(data: bytes) -> Iterator[str]:
    for packet in _PACKET.findall(data):
        for name, pattern in _XMP:
            for value in pattern.findall(packet):
                yield f"{name}: {value.decode('utf-8', 'replace').strip()}"


def _property_lines(data: bytes) -> Iterator[str]:
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if "docProps/custom.xml" in archive.namelist():
            for value in _PROPERTY.findall(archive.read("docProps/custom.xml")):
                yield f"aigc: {value.decode('utf-8', 'replace').strip()}"


def _c2pa_lines(path: Path, data: bytes) -> tuple[str, ...]:
    if b"c2pa" not in data or not data.startswith(b"%PDF-"):
        return ()
    try:
        from c2pa import C2paError, Reader
    except ImportError:
        return ()
    from jauap.ingestion.signals.manifest import manifest_lines

    try:
        with Reader(str(path)) as reader:
            return manifest_lines(reader.json())
    except C2paError:
        return ()
