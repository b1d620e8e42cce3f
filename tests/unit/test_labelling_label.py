"""Does every text get the label it deserves, and only through the one door?"""

import json
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from datetime import datetime

import pytest

from jauap.answer import Answer, Outcome, Staff
from jauap.assistant import Assistant, Language
from jauap.errors import LabelUnavailable, SettingsInvalid
from jauap.labelling.canonical import text_hash
from jauap.labelling.claims import Claims
from jauap.labelling.code import read_code
from jauap.labelling.keys import SigningKey
from jauap.labelling.label import LabelledAnswer, Labeller, notices_of
from jauap.labelling.levels import HumanState, LabelLevel, SourceType
from jauap.labelling.sign import Signer

PAIR = "Өтінімді кез келген ХҚКО-ға немесе eGov порталына беруге болады."


@pytest.fixture
def staff_answer(answer: Answer) -> Answer:
    staff = Staff(
        organisation="«Азаматтарға арналған үкімет» КЕАҚ",
        author_role="сектор маманы",
        approved_by_role="бөлім басшысы",
        approved_on="2026-10-01",
        text_hash=text_hash(PAIR),
    )
    return replace(
        answer,
        outcome=Outcome.ANSWERED_VERIFIED,
        text=PAIR,
        composed_by="pair:psc-17",
        staff=staff,
    )


def test_claims_are_those_of_version_one(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    labelled = labeller.label(
        answer, assistant=assistant, code="7F3K9QXM2T0M", model="qwen3", act_month="2026-10"
    )
    written = json.loads(labelled.claims.model_dump_json())
    assert written.pop("hash") == {
        "raw": text_hash(answer.text),
        "plain": text_hash(answer.text.replace("**", "")),
    }
    assert written == {
        "v": 1,
        "aigc": True,
        "id": "7F3K9QXM2T0M",
        "st": "final",
        "iss": "https://ai.example.gov.kz",
        "owner": "urn:kz:bin:000000000000",
        "asst": "agriculture",
        "rel": "0.1.0",
        "mdl": "qwen3",
        "iat": 1795339800,
        "lang": "kk",
        "chan": "api",
        "lvl": "ai-generated",
        "dst": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        "hum": {"state": "none"},
        "c14n": "kz1",
        "src": [{"id": "subsidy.kk#120", "h": "ASNFZ4mrze8", "act": "2026-10"}],
        "wm": None,
        "vfy": "https://ai.example.gov.kz/v/7F3K9QXM2T0M",
        "jwks": "https://ai.example.gov.kz/.well-known/ai-label-jwks.json",
    }


def test_the_text_stands_between_its_notice_lines(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    labelled = labeller.label(answer, assistant=assistant)
    lines = labelled.text.split("\n\n")
    assert lines[0] == "[Жасанды интеллект жауабы]"
    assert lines[1] == answer.text
    assert lines[2] == (
        "Жауап жасанды интеллектіні қолдану арқылы жасалды. Тексеру: "
        f"https://ai.example.gov.kz/v/{labelled.code}"
    )
    assert labelled.verify_url == f"https://ai.example.gov.kz/v/{labelled.code}"
    assert read_code(labelled.code) == labelled.code


@pytest.mark.parametrize(
    ("outcome", "composed_by", "level", "source_type"),
    [
        (Outcome.ANSWERED_GENERATED, "model:qwen3", LabelLevel.AI_GENERATED, SourceType.TRAINED),
        (Outcome.ANSWERED_EXTRACT, "extract", LabelLevel.AI_GENERATED, SourceType.TRAINED),
        (Outcome.ANSWERED_VERIFIED, "pair:1", LabelLevel.AI_GENERATED, SourceType.TRAINED),
        (Outcome.ANSWERED_EXTRACT, "template", LabelLevel.AI_GENERATED, SourceType.TRAINED),
        (Outcome.REFUSED_NO_SOURCE, "model:qwen3", LabelLevel.AI_GENERATED, SourceType.TRAINED),
        (Outcome.REFUSED_NO_SOURCE, "template", LabelLevel.NONE, SourceType.ALGORITHMIC),
        (Outcome.ASKED_BACK, "template", LabelLevel.NONE, SourceType.ALGORITHMIC),
        (Outcome.SIGNPOSTED_CRISIS, "template", LabelLevel.NONE, SourceType.ALGORITHMIC),
        (Outcome.FAILED_STORE, "template", LabelLevel.NONE, SourceType.ALGORITHMIC),
        (Outcome.SWITCHED_OFF, "template", LabelLevel.NONE, SourceType.ALGORITHMIC),
    ],
)
def test_level_follows_from_outcome_and_composer(
    labeller: Labeller,
    answer: Answer,
    assistant: Assistant,
    outcome: Outcome,
    composed_by: str,
    level: LabelLevel,
    source_type: SourceType,
) -> None:
    said = replace(answer, outcome=outcome, composed_by=composed_by)
    claims = labeller.label(said, assistant=assistant).claims
    assert (claims.lvl, claims.dst) == (level, source_type)
    assert claims.hum.state is HumanState.NONE


def test_a_pair_returned_verbatim_is_called_staff_written_with_role_and_date(
    labeller: Labeller, staff_answer: Answer, assistant: Assistant
) -> None:
    labelled = labeller.label(staff_answer, assistant=assistant)
    assert labelled.claims.lvl is LabelLevel.NONE
    assert labelled.claims.dst is SourceType.DIGITAL_CREATION
    assert labelled.claims.hum.state is HumanState.AUTHORED
    assert labelled.claims.hum.role == "сектор маманы"
    assert labelled.claims.hum.date == "2026-10-01"
    assert labelled.notice_last.startswith(
        "Жауапты «Азаматтарға арналған үкімет» КЕАҚ мамандары жазған және тексерген (2026-10-01)."
    )


@pytest.mark.parametrize(
    ("approved_on", "is_staff"),
    [
        ("2026-11-22", True),
        ("2025-11-21", True),
        ("2025-11-20", False),
        ("2026-11-23", False),
        ("қазан", False),
        ("", False),
    ],
)
def test_an_approval_counts_for_a_year_and_not_before_its_day(
    labeller: Labeller, staff_answer: Answer, assistant: Assistant, approved_on: str, is_staff: bool
) -> None:
    assert staff_answer.staff is not None
    dated = replace(staff_answer, staff=replace(staff_answer.staff, approved_on=approved_on))
    claims = labeller.label(dated, assistant=assistant).claims
    assert (claims.hum.state is HumanState.AUTHORED) is is_staff
    assert (claims.lvl is LabelLevel.AI_GENERATED) is not is_staff


def test_stream_opens_with_a_signed_label_without_hash(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    labelled = labeller.label(answer, assistant=assistant)
    opened = labeller.opening(labelled)
    assert (opened.claims.st, opened.claims.hash, opened.code) == ("open", None, labelled.code)
    assert "hash" not in json.loads(opened.claims.model_dump_json())
    assert (opened.notice_first, opened.notice_last) == (
        labelled.notice_first,
        labelled.notice_last,
    )
    assert opened.headers == labelled.headers


def test_stream_that_broke_off_is_labelled_with_what_was_sent(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    labelled = labeller.label(answer, assistant=assistant)
    sent = f"{labelled.notice_first}\n\nӨтінім «Qoldau»"
    aborted = labeller.aborted(labelled, sent)
    assert (aborted.claims.st, aborted.code) == ("aborted", labelled.code)
    assert aborted.claims.hash is not None
    assert aborted.claims.hash.raw == text_hash("Өтінім «Qoldau»")


def test_nobody_but_the_labeller_makes_a_labelled_answer(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    labelled = labeller.label(answer, assistant=assistant)
    with pytest.raises(ValueError, match="seal"):
        replace(labelled, answer=answer)  # type: ignore[call-arg]
    with pytest.raises(LabelUnavailable, match="only a Labeller"):
        LabelledAnswer(
            answer=answer,
            code=labelled.code,
            claims=labelled.claims,
            jws=labelled.jws,
            notice_first="",
            notice_last="",
            seal=object(),  # type: ignore[arg-type]
        )
    with pytest.raises(FrozenInstanceError):
        labelled.notice_first = ""  # type: ignore[misc]


def test_words_that_look_like_a_label_leave_answer_quotes_and_options(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    forged = "Өтінім беріңіз. Проверено специалистом: Иванов. https://evil.kz/v/7F3K9QXM2TCA"
    said = replace(
        answer,
        text=forged,
        citations=(
            replace(answer.citations[0], quote=forged, title=forged, heading_path=(forged,)),
        ),
        options=(forged,),
    )
    labelled = labeller.label(said, assistant=assistant)
    clean = labelled.answer
    assert labelled.claims.hash is not None
    assert labelled.claims.hash.raw == text_hash("Өтінім беріңіз.")
    assert labelled.claims.hash.plain == text_hash("Өтінім беріңіз.")
    cited = clean.citations[0]
    texts = {clean.text, cited.quote, cited.title, *cited.heading_path, *clean.options}
    assert texts == {"Өтінім беріңіз."}


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "[AI-generated answer]"])
def test_an_answer_without_words_of_its_own_gets_no_label(
    labeller: Labeller, answer: Answer, assistant: Assistant, text: str
) -> None:
    with pytest.raises(LabelUnavailable, match="no text of its own"):
        labeller.label(replace(answer, text=text), assistant=assistant)


class _BrokenSigner(Signer):
    def sign(self, claims: Claims) -> str:
        raise OSError("қауіпсіздік модулі жауап бермейді")


def _no_codes() -> Iterator[str]:
    yield from ()


def test_any_fault_while_labelling_means_no_text_leaves(
    signer: Signer, answer: Answer, assistant: Assistant, moment: datetime, labeller: Labeller
) -> None:
    key = SigningKey(kid="x", private=signer._key.private, public=signer.public)
    broken = Labeller(_BrokenSigner(key), "https://a.kz", "1", lambda: moment)
    with pytest.raises(LabelUnavailable, match="OSError"):
        broken.label(answer, assistant=assistant)
    labelled = labeller.label(answer, assistant=assistant)
    with pytest.raises(LabelUnavailable):
        broken.opening(labelled)
    with pytest.raises(LabelUnavailable):
        broken.aborted(labelled, "")
    with pytest.raises(LabelUnavailable):
        broken.rehearse(assistant)
    labeller.rehearse(assistant)
    codes = _no_codes()
    drained = Labeller(signer, "https://a.kz", "1", lambda: moment, draw_code=lambda: next(codes))
    with pytest.raises(LabelUnavailable, match="StopIteration"):
        drained.label(answer, assistant=assistant)


def test_a_fault_never_repeats_a_citizens_words(
    signer: Signer, answer: Answer, assistant: Assistant, moment: datetime
) -> None:
    class Leaky(Signer):
        def sign(self, claims: Claims) -> str:
            raise ValueError("Менің ЖСН 061211600012")

    leaky = Labeller(Leaky(signer._key), "https://a.kz", "1", lambda: moment)
    with pytest.raises(LabelUnavailable) as caught:
        leaky.label(answer, assistant=assistant)
    assert "061211600012" not in str(caught.value)


def test_a_given_code_is_kept_and_a_wrong_one_refused(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    assert labeller.label(answer, assistant=assistant, code="7f3k9qxm2tom").code == "7F3K9QXM2T0M"
    with pytest.raises(LabelUnavailable, match="no label code"):
        labeller.label(answer, assistant=assistant, code="7F3K9QXM2T0N")


@pytest.mark.parametrize("url", ["", "ai.gov.kz", "ftp://ai.gov.kz", "https://", 'https://a"b.kz'])
def test_an_address_nobody_can_open_is_refused_at_once(
    signer: Signer, moment: datetime, url: str
) -> None:
    with pytest.raises(SettingsInvalid, match="JAUAP_PUBLIC_URL"):
        Labeller(signer, url, "1", lambda: moment)


@pytest.mark.parametrize("language", Language)
def test_notices_can_be_told_from_the_claims_alone(
    labeller: Labeller, staff_answer: Answer, assistant: Assistant, language: Language
) -> None:
    for said in (
        staff_answer,
        replace(staff_answer, staff=None),
        replace(staff_answer, outcome=Outcome.REFUSED_UNSURE, composed_by="template"),
    ):
        labelled = labeller.label(replace(said, language=language), assistant=assistant)
        read = Claims.model_validate_json(labelled.claims.model_dump_json())
        assert notices_of(read) == (labelled.notice_first, labelled.notice_last)
