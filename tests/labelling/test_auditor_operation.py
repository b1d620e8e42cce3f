"""Are headers and JSON-LD well formed? Test 43 of the auditor's list."""

import json
import re
from dataclasses import replace

import pytest

from jauap.answer import Answer, Outcome
from jauap.assistant import Assistant
from jauap.labelling.label import Labeller
from jauap.labelling.markup import json_ld

_MEMBER = re.compile(
    r'(?P<key>[a-z*][a-z0-9_.*-]*)=(?:"(?P<text>(?:[ !#-\[\]-~]|\\["\\])*)"|(?P<number>-?\d{1,15})|'
    r"(?P<token>[A-Za-z*][!#$%&'*+.^_`|~0-9A-Za-z:/-]*))"
)


def _dictionary(header: str) -> dict[str, str | int]:
    """Read an RFC 9651 dictionary of strings, integers and tokens; refuse anything else."""
    members: dict[str, str | int] = {}
    for member in header.split(", "):
        match = _MEMBER.fullmatch(member)
        assert match is not None, member
        assert match["key"] not in members
        number = match["number"]
        members[match["key"]] = int(number) if number else (match["text"] or match["token"])
    return members


@pytest.mark.parametrize("outcome", Outcome)
def test_43_headers_and_json_ld_are_well_formed_for_every_outcome(
    labeller: Labeller, answer: Answer, assistant: Assistant, outcome: Outcome
) -> None:
    """Auditor 43."""
    composed_by = answer.composed_by if outcome.is_answer else "template"
    said = replace(answer, outcome=outcome, composed_by=composed_by)
    labelled = labeller.label(said, assistant=assistant)
    label = _dictionary(labelled.headers["AI-Label"])
    assert label == {"id": labelled.code, "v": 1, "level": labelled.claims.lvl.value}
    disclosure = _dictionary(labelled.headers["AI-Disclosure"])
    assert disclosure["provider"] == "ai.example.gov.kz"
    assert disclosure["mode"] in {"ai-originated", "ai-modified"}
    assert all(value.isascii() for value in labelled.headers.values())
    described = json.loads(json_ld(labelled.claims))
    assert described["digitalSourceType"].startswith("https://schema.org/")
