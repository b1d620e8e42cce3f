"""What does a judging model say? Fills the JSON schema in its prompt, deciding by shared words."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import TypeGuard

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[^.!?]+[.!?]?")
_STEM = 5
_ALIKE = 0.6
_TEXTS = ("answer", "response", "user_answer")
_SOURCES = ("context", "passages", "reference", "reference_answer")


def judge_reply(prompt: str) -> str:
    """Fill the first JSON schema of a prompt from its last JSON object; empty without a schema."""
    objects = list(_objects(prompt))
    schema = next((each for each in objects if isinstance(each.get("properties"), dict)), None)
    if schema is None or schema is objects[-1]:
        return ""
    given = objects[-1]
    properties = schema["properties"]
    names = properties if isinstance(properties, dict) else {}
    return json.dumps({name: _fill(name, given, prompt) for name in names}, ensure_ascii=False)


def share(said: str, source: str) -> float:
    """Give the share of a text's words, cut to their first letters, that a source holds."""
    words, known = _stems(said), _stems(source)
    return len(words & known) / len(words) if words else 0.0


def _fill(name: str, given: Mapping[str, Json], prompt: str) -> Json:
    text, source = _first(given, _TEXTS), _first(given, _SOURCES)
    alike = share(text, source)
    match name:
        case "statements" if "statements" in given:
            claims = given["statements"]
            return [_verdict(str(each), source) for each in claims] if _is_list(claims) else []
        case "statements" | "claims":
            return list(_sentences(text))
        case "classifications":
            return [
                {"statement": each, "reason": "words", "attributed": int(_holds(each, source))}
                for each in _sentences(text)
            ]
        case "rating":
            best = 4 if "0, 2, or 4" in prompt else 2
            return best if alike >= _ALIKE else 0
        case "complete":
            reference = share(_first(given, ("reference",)), text)
            return "yes" if reference >= _ALIKE else "partly" if reference >= _ALIKE / 2 else "no"
        case "wrong":
            return share(text, _first(given, ("reference",))) < _ALIKE / 2
        case "supported":
            return share(text, _first(given, ("passages",))) >= _ALIKE
        case _:
            return "words"


def _is_list(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list)


def _verdict(statement: str, source: str) -> Json:
    held = int(_holds(statement, source))
    return {"statement": statement, "reason": "words", "verdict": held}


def _holds(statement: str, source: str) -> bool:
    return share(statement, source) >= _ALIKE


def _first(given: Mapping[str, Json], names: tuple[str, ...]) -> str:
    value = next((given[name] for name in names if name in given), "")
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _sentences(text: str) -> Iterator[str]:
    yield from (each.strip() for each in _SENTENCE.findall(text) if _WORD.search(each))


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in _WORD.findall(text.casefold())}


def _objects(text: str) -> Iterator[dict[str, Json]]:
    """Read every JSON object that stands in a text, outermost only."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            end = at + 1
        else:
            if isinstance(found, dict):
                yield found
        at = text.find("{", end)
