"""What does an AI preference expression say? `Content-Usage` and `Content-Signal` values.

Content-Usage: a dictionary of RFC 9651 (draft-ietf-aipref-vocab-08, 13 September 2026, section 6;
draft-ietf-aipref-attach-05). Keys are lower case, the last of equal keys counts, only the tokens
`y` and `n` are preferences, parameters and unknown keys are skipped, and what cannot be parsed
states no preference. Labels of the earlier drafts are still in circulation and count as well.
Content-Signal: contentsignals.org and draft-romm-aipref-contentsignals-00; `yes` or `no` for
search, ai-input and ai-train.
"""

from jauap.ingestion.signals.signal import Says, strictest_of

_INPUT = frozenset({"ai-use", "ai-input", "ai-output"})
_DENIED_BY = _INPUT | {"train-ai", "train-genai", "ai", "genai", "tdm", "bots", "all"}


def read_usage(raw: bytes) -> Says:
    """Read a Content-Usage value: deny, allow (of input), or unclear."""
    from http_sfv.dictionary import Dictionary
    from http_sfv.item import Item
    from http_sfv.types import Token

    members = Dictionary()
    try:
        members.parse(raw)
    except ValueError:
        return Says.UNCLEAR
    stated = {
        key: str(member.value)
        for key, member in members.items()
        if isinstance(member, Item) and isinstance(member.value, Token)
    }
    if any(stated.get(key) == "n" for key in _DENIED_BY):
        return Says.DENY
    return Says.ALLOW if any(stated.get(key) == "y" for key in _INPUT) else Says.UNCLEAR


def read_content_signal(raw: str) -> Says:
    """Read a Content-Signal value; of contradicting pairs the stricter counts."""
    said: list[Says] = []
    for pair in raw.split(","):
        key, _, value = (part.strip().lower() for part in pair.partition("="))
        if key in ("ai-input", "ai-train") and value == "no":
            said.append(Says.DENY)
        elif key == "ai-input" and value == "yes":
            said.append(Says.ALLOW)
    return strictest_of([*said, Says.UNCLEAR])
