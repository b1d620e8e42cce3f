"""How do key facts stand in one cell? A fact a line, its spellings parted by a bar."""

import re
from collections.abc import Sequence
from typing import Final

from jauap.evaluation.suite import KeyFact

FORBIDDEN: Final = "!"
"""Before a statement that a right answer must not make."""
OPTIONAL: Final = "~"
"""Before a fact whose absence is no mistake."""

Fact = dict[str, bool | list[str]]
"""Fields of one KeyFact."""

_PART = re.compile(r"(?:\\.|[^\\|])+")
_ESCAPED = re.compile(r"\\(.)")


def write_facts(facts: Sequence[KeyFact]) -> str:
    """Write key facts as a cell's text."""
    return "\n".join(map(_write, facts))


def read_facts(text: str) -> list[Fact] | None:
    """Read a cell's text as fields of key facts; None when a line holds no spelling."""
    facts = [_read(line) for line in text.splitlines() if line.strip()]
    return facts if all(fact["any_of"] for fact in facts) else None


def _write(fact: KeyFact) -> str:
    signs = [FORBIDDEN] * fact.must_not + [OPTIONAL] * (not fact.vital)
    spellings = " | ".join(map(_escape, fact.any_of))
    if spellings[0] in (FORBIDDEN, OPTIONAL):
        spellings = f"\\{spellings}"
    return " ".join((*signs, spellings))


def _read(line: str) -> Fact:
    signs = re.match(r"[!~\s]*", line)
    rest = line[signs.end() :] if signs else line
    told = signs.group() if signs else ""
    spellings = [_ESCAPED.sub(_unescape, part).strip() for part in _PART.findall(rest)]
    return {
        "any_of": [spelling for spelling in spellings if spelling],
        "must_not": FORBIDDEN in told,
        "vital": OPTIONAL not in told,
    }


def _escape(spelling: str) -> str:
    parts = spelling.replace("\\", "\\\\").replace("|", "\\|").splitlines()
    return "\\n".join(parts)


def _unescape(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]
