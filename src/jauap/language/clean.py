"""What did the citizen really type? Text without characters that cannot be seen."""

import re
import unicodedata
from dataclasses import dataclass

# The channels by which text can be hidden from a reader, each a regular-expression set:
# Unicode 16 code charts; the reader sees nothing of them in any common font.
_CHANNELS = {
    "tags": "\U000e0000-\U000e0fff",
    "variation_selectors": "\ufe00-\ufe0f",
    "invisible_operators": "\u2060-\u2065\u206a-\u206f",
    "bidi": "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069",
    "zero_width": "\u200b-\u200d\u034f\u17b4\u17b5",
    "soft_hyphen": "\u00ad",
    "byte_order_mark": "\ufeff",
    "fillers": "\u115f\u1160\u3164\uffa0",
    "mongolian": "\u180b-\u180f",
    "controls": "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f",
    "annotations": "\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a",
    "not_characters": "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff",
}
_HIDDEN = re.compile("[" + "".join(_CHANNELS.values()) + "]+")
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# A phone writes an emoji with a selector or a joiner; nobody hides text that way.
_EMOJI_MARKS = re.compile(
    "(?<=[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff])"
    "(?:\ufe0f\u200d?|\u200d)(?![\u200b-\u200f\ufe00-\ufe0f])"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
)
# Normalising sorts the marks on one letter in quadratic time, so their number is limited.
_MOST_MARKS = 16
_MARK_RUNS = re.compile(rb"[^\x00]{17,}")
_PERHAPS_MARKS = re.compile(
    "[^\x00-\u02ff\u0370-\u0482\u048a-\u058f\u2000-\u20cf\u3400-\u9fff\uac00-\ud7a3]{16}"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """A question as it is searched, and whether something in it could not be seen."""

    text: str
    """NFC, one line, single spaces."""
    had_hidden: bool
    """Characters were removed that no reader sees; emoji joiners do not count."""


def clean(text: str) -> Cleaned:
    """Give a question in NFC on one line, without characters that cannot be seen.

    Letters are never replaced by look-alikes, and "№" stays "№": no NFKC.
    """
    visible, had_hidden = _without_hidden(text)
    return Cleaned(text=" ".join(_normalise(visible).split()), had_hidden=had_hidden)


def strip_hidden(text: str) -> str:
    r"""Give a text in NFC without hidden characters; every kind of line break becomes \n."""
    return _normalise(_without_hidden(_LINE_BREAKS.sub("\n", text))[0])


def hidden_kinds(text: str) -> tuple[str, ...]:
    """Name the channels by which `text` hides something: "tags", "bidi", "zero_width" ..."""
    rest = _without_emoji_marks(text)
    if not _HIDDEN.search(rest):
        return ()
    return tuple(kind for kind, members in _CHANNELS.items() if re.search(f"[{members}]", rest))


def _without_hidden(text: str) -> tuple[str, bool]:
    if not _HIDDEN.search(text):
        return text, False
    rest = _without_emoji_marks(text)
    had_hidden = bool(_HIDDEN.search(rest))
    return (_HIDDEN.sub("", rest) if had_hidden else rest), had_hidden


def _without_emoji_marks(text: str) -> str:
    text = text.removeprefix("\ufeff")
    return _EMOJI_MARKS.sub("", text) if "\u200d" in text or "\ufe0f" in text else text


def _normalise(text: str) -> str:
    if text.isascii():
        return text
    if _PERHAPS_MARKS.search(text):
        text = _limit_marks(text)
    return unicodedata.normalize("NFC", text)


def _limit_marks(text: str) -> str:
    classes = bytes(map(unicodedata.combining, text))
    kept, end = [], 0
    for run in _MARK_RUNS.finditer(classes):
        kept.append(text[end : run.start() + _MOST_MARKS])
        end = run.end()
    return "".join([*kept, text[end:]]) if kept else text
