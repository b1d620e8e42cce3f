"""How does a page's JSON-LD say that its text came about?"""

import json
from collections.abc import Iterator

_PICTURES = ("image", "photograph", "video", "audio", "media", "logo")


def source_types(json_ld: str) -> tuple[str, ...]:
    """Give every `digitalSourceType` but those of pictures, films and sound."""
    try:
        return tuple(_found(json.loads(json_ld)))
    except (ValueError, RecursionError):
        return ()


def _found(content: object) -> Iterator[str]:
    if isinstance(content, list):
        for each in content:
            yield from _found(each)
    elif isinstance(content, dict):
        kind = str(content.get("@type", "")).lower()
        if any(word in kind for word in _PICTURES):
            return
        value = content.get("digitalSourceType")
        if isinstance(value, str):
            yield value[:200]
        for name, each in content.items():
            if not any(word in name.lower() for word in _PICTURES):
                yield from _found(each)
