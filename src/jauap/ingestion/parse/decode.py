"""In which encoding was this text saved?"""

import codecs
import re

from jauap.ingestion.parse.refusal import Fault, Refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Letters of cp1251 that neither Kazakh nor Russian has stand where KZ-1048 has Kazakh ones.
_FOREIGN_TO_KAZAKH = re.compile("[ЌЋќћЎўЈҐЄЇґєјЅѕї]")
_LETTER = re.compile(r"[^\W\d_]")
_COMMON = re.compile("[оаеиынтрслқғүұәө]", re.IGNORECASE)
_FEW_COMMON = 0.3


def decode(data: bytes) -> tuple[str, str]:
    """Give the text and the name of its encoding: UTF-8, UTF-16, KZ-1048 or cp1251.

    Raises:
        Refused: none of them gives readable text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding), encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _single_byte(data)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(Fault.ENCODING, encoding) from error


def _single_byte(data: bytes) -> tuple[str, str]:
    russian = data.decode("cp1251", errors="replace")
    is_kazakh = bool(_FOREIGN_TO_KAZAKH.search(russian)) or "�" in russian
    encoding = "kz1048" if is_kazakh else "cp1251"
    text = _strictly(data, "kz1048") if is_kazakh else russian
    letters = _LETTER.findall(text)
    common = len(_COMMON.findall(text))
    has_controls = any(letter < " " and letter not in "\t\n\r\f\v" for letter in text)
    if has_controls or not letters or common < _FEW_COMMON * len(letters):
        raise Refused(Fault.ENCODING)
    return text, encoding
