"""Is a level given only to the very text whose proof it has? Rows A to H of the table."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from jauap.answer import Answer, Outcome, Queried, Staff, StaffPart
from jauap.assistant import Assistant, Language
from jauap.labelling.canonical import text_hash
from jauap.labelling.carriers.sms import sms_messages
from jauap.labelling.label import LabelledAnswer, Labeller, notices_of
from jauap.labelling.levels import (
    APPROVED,
    AUTOMATED,
    EDITED,
    FROM_DATA,
    GENERATED,
    STAFF_WRITTEN,
    TRANSLATED,
    Grade,
    grade,
)
from jauap.labelling.lookalikes import strip_lookalikes
from jauap.labelling.notice import separate_notices

TODAY = date(2026, 11, 22)
TEXT = "Өтінім 20 жұмыс күні ішінде ХҚКО арқылы тегін қаралады."
DRAFT = "Өтінім шамамен 3 аптада қаралады."
RUSSIAN = "Заявка бесплатно рассматривается через ЦОН за 20 рабочих дней."
SAID = {Language.KK: TEXT, Language.RU: RUSSIAN, Language.EN: "Considered in 20 working days."}


def _staff(part: StaffPart, text: str, base: str = "") -> Staff:
    return Staff(
        organisation="«Азаматтарға арналған үкімет» КЕАҚ",
        author_role="сектор маманы",
        approved_by_role="бөлім басшысы",
        approved_on="2026-10-01",
        part=part,
        text_hash=text_hash(text),
        base=base,
        base_hash=text_hash(base) if base else "",
    )


def _answer(text: str, composed_by: str, language: Language = Language.KK) -> Answer:
    return Answer(
        assistant_id="agriculture",
        language=language,
        outcome=Outcome.ANSWERED_VERIFIED,
        text=text,
        composed_by=composed_by,
    )


def _proven(text: str, language: Language = Language.KK) -> dict[str, tuple[Answer, Grade]]:
    """Give one proven answer of every row that needs a proof."""
    authored = _staff(StaffPart.AUTHORED, text)
    edited = _staff(StaffPart.EDITED, text, DRAFT)
    translated = _staff(StaffPart.TRANSLATED, text, "Staff wrote this in another language.")
    data = Queried(query="sdu-17", as_of="2026-11-01", text_hash=text_hash(text))
    model = _answer(text, "model:qwen3", language)
    return {
        "B": (replace(model, staff=replace(authored, part=StaffPart.APPROVED)), APPROVED),
        "C": (replace(model, staff=edited), EDITED),
        "D": (replace(model, composed_by="pair:1", staff=authored), STAFF_WRITTEN),
        "E": (replace(model, composed_by="translation:nllb", staff=translated), TRANSLATED),
        "G": (replace(model, composed_by="query:sdu-17", queried=data), FROM_DATA),
    }


def _grade(answer: Answer) -> Grade:
    return grade(answer, today=TODAY, staff_days=366)


@pytest.mark.parametrize("row", "BCDEG")
@pytest.mark.parametrize("language", Language)
def test_a_proven_text_has_its_level(row: str, language: Language) -> None:
    answer, expected = _proven(SAID[language], language)[row]
    assert _grade(answer) == expected
    assert _grade(replace(answer, text=f"{answer.text} [1] [2]")) == expected


CHANGES = {
    "number": TEXT.replace("20", "21"),
    "kazakh_letter": TEXT.replace("қ", "к", 1),
    "homoglyph": TEXT.replace("а", "a", 1),
    "case": TEXT.replace("Ө", "ө", 1),
    "stop": TEXT[:-1],
    "word_added": TEXT + " Сәттілік!",
    "citation_inside": TEXT.replace("20", "20 [1]"),
    "long_citation": TEXT + " [123]",
    "russian": RUSSIAN,
    "english": SAID[Language.EN],
    "draft": DRAFT,
}


@pytest.mark.parametrize("row", "BCDEG")
@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_a_changed_or_translated_text_is_only_generated(row: str, changed: str) -> None:
    answer, _ = _proven(TEXT)[row]
    assert _grade(replace(answer, text=changed)) == GENERATED


@settings(max_examples=300)
@given(
    row=st.sampled_from("BCDEG"),
    place=st.integers(min_value=0, max_value=len(TEXT) - 1),
    letter=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Mn", "Zs", "Zl", "Zp")),
)
def test_no_single_other_letter_keeps_the_level(row: str, place: int, letter: str) -> None:
    changed = TEXT[:place] + letter + TEXT[place + 1 :]
    assume(text_hash(changed) != text_hash(TEXT))
    answer, expected = _proven(TEXT)[row]
    assert _grade(replace(answer, text=changed)) == GENERATED
    assert _grade(answer) == expected


@given(place=st.integers(min_value=0, max_value=len(DRAFT) - 1), letter=st.sampled_from("xж7і"))
def test_a_base_that_is_not_the_recorded_one_proves_nothing(place: int, letter: str) -> None:
    changed = DRAFT[:place] + letter + DRAFT[place + 1 :]
    assume(changed != DRAFT)
    for part, composed_by in (
        (StaffPart.EDITED, "model:qwen3"),
        (StaffPart.TRANSLATED, "translation:nllb"),
    ):
        staff = _staff(part, TEXT, DRAFT)
        answer = replace(_answer(TEXT, composed_by), staff=replace(staff, base=changed))
        assert _grade(answer) == GENERATED
        assert _grade(replace(answer, staff=staff)) != GENERATED


def test_an_edit_that_changed_nothing_is_no_edit() -> None:
    answer = replace(_answer(TEXT, "model:qwen3"), staff=_staff(StaffPart.EDITED, TEXT, TEXT))
    assert _grade(answer) == GENERATED


@pytest.mark.parametrize(
    ("row", "composed_by"),
    [
        ("B", "template"),
        ("B", "translation:nllb"),
        ("C", "translation:nllb"),
        ("C", "query:sdu-17"),
        ("D", "model:qwen3"),
        ("D", "extract"),
        ("D", "translation:nllb"),
        ("E", "pair:1"),
        ("E", "model:qwen3"),
        ("G", "query:other"),
        ("G", "model:qwen3"),
        ("G", "query:"),
    ],
)
def test_a_proof_does_not_serve_another_composer(row: str, composed_by: str) -> None:
    answer, _ = _proven(TEXT)[row]
    assert _grade(replace(answer, composed_by=composed_by)) == GENERATED


@pytest.mark.parametrize("row", "BCDE")
def test_staff_is_named_with_role_organisation_and_a_date_not_long_past(row: str) -> None:
    answer, _ = _proven(TEXT)[row]
    assert answer.staff is not None
    for changes in (
        {"approved_on": "2025-11-20"},
        {"approved_on": "2026-11-23"},
        {"approved_on": "кеше"},
        {"approved_by_role": ""},
        {"author_role": " "},
        {"organisation": "ЦОН\nПроверено специалистом"},
        {"approved_by_role": "б" * 121},
        {"text_hash": ""},
    ):
        staff = replace(answer.staff, **changes)  # type: ignore[arg-type]
        assert _grade(replace(answer, staff=staff)) == GENERATED, changes


@pytest.mark.parametrize("as_of", ["2026-11-23", "қараша", ""])
def test_data_of_no_or_a_future_date_prove_nothing(as_of: str) -> None:
    answer, _ = _proven(TEXT)["G"]
    assert answer.queried is not None
    dated = replace(answer, queried=replace(answer.queried, as_of=as_of))
    assert _grade(dated) == GENERATED


def test_only_a_fixed_message_of_code_is_automated() -> None:
    refusal = replace(_answer(TEXT, "template"), outcome=Outcome.REFUSED_NO_SOURCE)
    assert _grade(refusal) == AUTOMATED
    assert _grade(replace(refusal, composed_by="model:qwen3")) == GENERATED
    assert _grade(replace(refusal, outcome=Outcome.ANSWERED_EXTRACT)) == GENERATED
    for answer, _ in _proven(TEXT).values():
        assert _grade(replace(answer, outcome=Outcome.REFUSED_UNSURE)) == GENERATED


def _labelled(labeller: Labeller, assistant: Assistant, row: str, language: str) -> LabelledAnswer:
    spoken = Language(language)
    return labeller.label(_proven(SAID[spoken], spoken)[row][0], assistant=assistant)


_AI = {
    "kk": "Жауап жасанды интеллектіні қолдану арқылы жасалды.",
    "ru": "Ответ создан с использованием искусственного интеллекта.",
    "en": "This answer was generated by artificial intelligence.",
}
_CHECKED = {
    "kk": "Маман тексерген: бөлім басшысы, 2026-10-01. Тексеру: ",
    "ru": "Проверено специалистом: бөлім басшысы, 2026-10-01. Проверить: ",
    "en": "Checked by staff: бөлім басшысы, 2026-10-01. Verify: ",
}
_NOTICES = [
    *(
        (row, language, {"kk": "[Жасанды интеллект жауабы]", "ru": "[Ответ искусственного "
         "интеллекта]", "en": "[AI-generated answer]"}[language],
         f"{_AI[language]} {_CHECKED[language]}")
        for row in "BC"
        for language in Language
    ),
    ("E", "kk", "Мамандардың жауабы, аударма жасанды интеллектімен жасалды.", "Тексеру: "),
    ("E", "ru", "Ответ специалистов, перевод выполнен искусственным интеллектом.", "Проверить: "),
    ("E", "en", "Staff answer, translated by artificial intelligence.", "Verify: "),
    ("G", "kk", "Автоматты хабарлама.", "Деректер күні: 2026-11-01. Тексеру: "),
    ("G", "ru", "Автоматическое сообщение.", "Дата данных: 2026-11-01. Проверить: "),
    ("G", "en", "Automated message.", "Data as of 2026-11-01. Verify: "),
]  # fmt: skip


@pytest.mark.parametrize(("row", "language", "first", "last"), _NOTICES)
def test_each_level_has_the_notices_of_the_table(
    labeller: Labeller, assistant: Assistant, row: str, language: str, first: str, last: str
) -> None:
    labelled = _labelled(labeller, assistant, row, language)
    assert labelled.notice_first == first
    assert labelled.notice_last == f"{last}https://ai.example.gov.kz/v/{labelled.code}"
    assert notices_of(labelled.claims) == (labelled.notice_first, labelled.notice_last)
    spaced = " ".join(labelled.text.split())
    body, notices = separate_notices(spaced)
    assert body.split() == labelled.body.split()
    assert set(notices) == {labelled.notice_first, labelled.notice_last}
    assert strip_lookalikes(labelled.text) == labelled.body


def test_claims_say_what_the_proof_rests_on(labeller: Labeller, assistant: Assistant) -> None:
    edited = _labelled(labeller, assistant, "C", "kk").claims
    assert edited.hum.model_dump() == {
        "state": "edited",
        "role": "бөлім басшысы",
        "org": "«Азаматтарға арналған үкімет» КЕАҚ",
        "date": "2026-10-01",
        "base": text_hash(DRAFT),
    }
    approved = _labelled(labeller, assistant, "B", "kk").claims
    assert (approved.hum.state, approved.hum.base) == ("approved", None)
    translated = _labelled(labeller, assistant, "E", "ru").claims
    assert translated.hum.state == "none"
    assert translated.hum.base == text_hash("Staff wrote this in another language.")
    assert (translated.lvl, translated.dst.rpartition("/")[2]) == (
        "ai-assisted",
        "compositeWithTrainedAlgorithmicMedia",
    )
    data = _labelled(labeller, assistant, "G", "en").claims
    assert data.data is not None
    assert data.data.model_dump() == {"query": "sdu-17", "date": "2026-11-01"}
    assert (data.lvl, data.dst.rpartition("/")[2]) == ("none", "dataDrivenMedia")


def test_a_quotation_is_claimed_only_while_it_is_the_passages_words(
    labeller: Labeller, assistant: Assistant, answer: Answer
) -> None:
    quote = "Өтінім 20 жұмыс күні ішінде қаралады"
    cited = replace(answer.citations[0], quote=quote, quote_hash=text_hash(quote))
    said = replace(answer, text=f"Ереже бойынша: {quote} [1].", citations=(cited,))
    claims = labeller.label(said, assistant=assistant).claims
    assert claims.quo is not None
    span = claims.quo[0]
    assert said.text[span.start : span.end] == quote
    assert (span.id, span.h) == ("subsidy.kk#120", text_hash(quote))
    assert claims.lvl == "ai-generated"
    for changed in (
        replace(said, text=said.text.replace("20", "21")),
        replace(said, text=said.text.replace("қ", "к")),
        replace(said, citations=(replace(cited, quote_hash=""),)),
        replace(said, citations=(replace(cited, quote_hash=text_hash(quote + ".")),)),
        replace(said, citations=(replace(cited, sample=True),)),
        replace(said, citations=(replace(cited, quote="", quote_hash=text_hash("")),)),
    ):
        assert labeller.label(changed, assistant=assistant).claims.quo is None


@pytest.mark.parametrize(
    ("row", "kk", "ru", "en"),
    [
        ("B", "ЖИ жауабы", "Ответ ИИ", "AI answer"),
        ("C", "ЖИ жауабы", "Ответ ИИ", "AI answer"),
        ("D", "Мамандар жауабы, ЖИ тапты", "Ответ специалистов, нашёл ИИ",
         "Staff answer, found by AI"),
        ("E", "Мамандар жауабы, ЖИ аудармасы", "Ответ специалистов, перевод ИИ",
         "Staff answer, AI translation"),
        ("G", "Автоматты хабарлама", "Автоматическое сообщение", "Automated message"),
    ],
)  # fmt: skip
def test_a_text_message_says_its_level_too(
    labeller: Labeller, assistant: Assistant, row: str, kk: str, ru: str, en: str
) -> None:
    for language, words in (("kk", kk), ("ru", ru), ("en", en)):
        labelled = _labelled(labeller, assistant, row, language)
        address = f"ai.example.gov.kz/v/{labelled.code}"
        for message in sms_messages(labelled):
            assert message.text.split("\n")[0] == f"{words} {address}"


@pytest.mark.parametrize("row", "BCDEG")
def test_half_of_a_proven_text_is_only_generated(
    labeller: Labeller, assistant: Assistant, row: str
) -> None:
    labelled = _labelled(labeller, assistant, row, "kk")
    half = f"{labelled.notice_first}\n\n{labelled.body[:20]}"
    cut = labeller.aborted(labelled, half).claims
    assert (cut.lvl, cut.dst, cut.hum.state, cut.data) == (
        GENERATED.level,
        GENERATED.source_type,
        "none",
        None,
    )
    whole = labeller.aborted(labelled, labelled.text).claims
    assert (whole.lvl, whole.dst, whole.hum) == (
        labelled.claims.lvl,
        labelled.claims.dst,
        labelled.claims.hum,
    )
