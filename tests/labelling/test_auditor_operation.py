"""Does labelling hold in operation? Tests 29, 30, 31 and 43 of the auditor's list."""

import asyncio
import json
import re
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from jauap.answer import Answer, Outcome
from jauap.assistant import Assistant
from jauap.errors import LabelUnavailable
from jauap.labelling.claims import Claims
from jauap.labelling.keys import load_or_create_key
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.markup import json_ld
from jauap.labelling.sign import Signer
from jauap.labelling.verify import VerificationState, verify
from jauap.storage.answers import AnswerRecords
from jauap.storage.records import record_of

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


def test_29_labels_outlive_24_changes_of_the_key(
    tmp_path: Path,
    moment: datetime,
    answer: Answer,
    assistant: Assistant,
    register: AnswerRecords,
) -> None:
    path = tmp_path / "signing.pem"
    made: list[LabelledAnswer] = []
    for number in range(25):
        at = moment.replace(year=2026 + number // 12, month=1 + number % 12)
        signer = Signer(load_or_create_key(path, lambda at=at: at))  # type: ignore[misc]
        labeller = Labeller(signer, "https://ai.example.gov.kz", "1", lambda: moment)
        made.append(labeller.label(replace(answer, text=f"{number} күн"), assistant=assistant))
        register.save(record_of(made[-1]))
        path.unlink()
    for one in made:
        finding = verify(one.text, one.jws, find=register, jwks=signer.jwks())
        assert finding.state is VerificationState.EXACT
    assert len({key["kid"] for key in signer.jwks()["keys"]}) == 25


def test_30_a_signer_that_fails_in_mid_stream_lets_no_label_out(
    signer: Signer, answer: Answer, assistant: Assistant, moment: datetime
) -> None:
    class Failing(Signer):
        calls = 0

        def sign(self, claims: Claims) -> str:
            self.calls += 1
            if self.calls > 1:
                raise TimeoutError
            return super().sign(claims)

    labeller = Labeller(Failing(signer._key), "https://ai.example.gov.kz", "1", lambda: moment)
    labelled = labeller.label(answer, assistant=assistant)
    with pytest.raises(LabelUnavailable):
        labeller.opening(labelled)


def test_31_a_hundred_answers_at_once_have_codes_of_their_own_and_cost_little(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    labeller.rehearse(assistant)

    async def label() -> tuple[str, float]:
        await asyncio.sleep(0)
        started = time.thread_time()
        code = labeller.label(answer, assistant=assistant).code
        return code, time.thread_time() - started

    async def label_all() -> list[tuple[str, float]]:
        return await asyncio.gather(*(label() for _ in range(100)))

    made = asyncio.run(label_all())
    assert len({code for code, _ in made}) == 100
    assert sorted(seconds for _, seconds in made)[98] < 0.020


@pytest.mark.parametrize("outcome", Outcome)
def test_43_headers_and_json_ld_are_well_formed_for_every_outcome(
    labeller: Labeller, answer: Answer, assistant: Assistant, outcome: Outcome
) -> None:
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
