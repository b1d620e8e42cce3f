"""Does what a channel sends carry the label, fit its limits, and verify when it comes back?"""

import email
import email.policy
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jauap.answer import Answer
from jauap.assistant import Assistant, Language
from jauap.errors import LabelUnavailable
from jauap.labelling.canonical import text_hash
from jauap.labelling.carriers.files import markdown_file, plain_message, text_file
from jauap.labelling.carriers.mail import email_message
from jauap.labelling.carriers.messenger import message_parts
from jauap.labelling.carriers.page import page_file
from jauap.labelling.carriers.readable import readable
from jauap.labelling.carriers.sms import segments_of, sms_messages
from jauap.labelling.carriers.sources import SourceLine, without_sources
from jauap.labelling.carriers.split import split_text, utf16_units
from jauap.labelling.front_matter import aigc_object, embedded_label, front_matter
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.labelled import LabelledText
from jauap.labelling.reading import readings
from jauap.labelling.restore import Mismatch, restore
from jauap.labelling.sign import Signer

LONG = {
    Language.KK: "Өтінім «Qoldau» порталы арқылы **20 жұмыс күні** ішінде қаралады [1]. "
    "Толығырақ: https://adilet.zan.kz/kaz/docs/V2000020209 бетінде 🇰🇿.\n\n- жеке куәлік\n"
    "- банк шоты [2]\n\n",
    Language.RU: "Заявка рассматривается через «Qoldau» за **20 рабочих дней** [1]. "
    "Подробнее: https://adilet.zan.kz/rus/docs/V2000020209 👩‍👩‍👧‍👦.\n\n- удостоверение\n"
    "- банковский счёт [2]\n\n",
    Language.EN: "The application is considered within **20 working days** [1]. "
    "More: https://adilet.zan.kz/eng/docs/V2000020209 🇰🇿.\n\n- identity card\n"
    "- bank account [2]\n\n",
}
SOURCES = (
    SourceLine(number=1, title="Субсидиялау\nқағидалары", act="№ 108", url="https://ai.kz/a/d#p"),
    SourceLine(number=2, title="Еңбек кодексі"),
)
LABELLINGS = st.sampled_from(Language)


@pytest.fixture(params=Language)
def language(request: pytest.FixtureRequest) -> Language:
    """Each language."""
    return Language(request.param)


Make = Callable[[str, Language], LabelledAnswer]


@pytest.fixture
def make(labeller: Labeller, assistant: Assistant, answer: Answer) -> Make:
    """Label a text in a language."""

    def made(text: str, language: Language = Language.KK) -> LabelledAnswer:
        return labeller.label(replace(answer, text=text, language=language), assistant=assistant)

    return made


def test_every_part_of_a_long_answer_is_labelled_and_fits(make: Make, language: Language) -> None:
    labelled = make(LONG[language] * 60, language)
    parts = message_parts(labelled)
    assert len(parts) > 2
    for part in parts:
        assert part.startswith(f"{labelled.notice_first}\n\n")
        assert part.endswith(f"\n\n{labelled.notice_last}")
        assert part.endswith(labelled.code)
        assert len(part.encode("utf-16-le")) // 2 <= 4096
        assert not re.search(r"https?://adilet\.zan\.kz/\w+/docs/V(?!2000020209)", part)
    assert "**" not in parts[0]
    assert min(map(len, parts[:-1])) > 2000


def test_the_parts_joined_are_found_by_the_hash_of_the_whole(
    make: Make, language: Language
) -> None:
    labelled = make(LONG[language] * 60, language)
    assert labelled.claims.hash is not None
    assert labelled.claims.hash.plain in readings("\n".join(message_parts(labelled)))


def test_a_short_answer_is_one_message_with_its_sources(make: Make, language: Language) -> None:
    labelled = make(LONG[language], language)
    (part,) = message_parts(labelled, sources=SOURCES)
    assert "[1] Субсидиялау қағидалары; № 108: https://ai.kz/a/d#p\n[2] Еңбек кодексі" in part
    assert "\n• " in part
    assert labelled.claims.hash is not None
    assert labelled.claims.hash.plain in readings(without_sources(part))


def test_a_message_without_room_for_its_notices_is_not_sent(make: Make) -> None:
    with pytest.raises(LabelUnavailable, match="no room"):
        message_parts(make("Өтінім беріңіз.", Language.KK), limit=160)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.sampled_from(
            ["Өтінім", "20 күн.", "https://egov.kz/cms/kk/a?b=1", "[ереже](https://a.kz/б в)",
             "👩‍👩‍👧‍👦", "[12]", "\n- ", "\n\n", "х" * 30, "й", "𝒳"]
        ),
        min_size=1,
        max_size=60,
    ),
    room=st.integers(min_value=48, max_value=200),
)  # fmt: skip
def test_no_cut_tears_a_link_a_citation_or_a_letter(words: list[str], room: int) -> None:
    text = " ".join(words)
    parts = split_text(text, room)
    assert all(utf16_units(part) <= room for part in parts)
    assert " ".join(" ".join(parts).split()) == " ".join(text.split())
    for part in parts:
        assert part.count("https://egov.kz/") == part.count("https://egov.kz/cms/kk/a?b=1")
        assert part.count("](") == part.count("[ереже](https://a.kz/б в)")
        assert part.count("[12") == part.count("[12]")
        assert not part.startswith("\u200d")
        assert not part.endswith("\u200d")


def test_a_cut_stands_at_the_best_border_in_reach() -> None:
    text = "Бір сөйлем. Екінші сөйлем осы.\n\nҮшінші абзац, ұзақ абзац."
    assert split_text(text, 40) == (
        "Бір сөйлем. Екінші сөйлем осы.",
        "Үшінші абзац, ұзақ абзац.",
    )
    assert split_text("Бірінші сөйлем осы. Екінші сөйлем", 28)[0] == "Бірінші сөйлем осы."
    assert split_text("Қазақстан Республикасының азаматы", 28)[0] == "Қазақстан Республикасының"
    assert split_text("ө" * 30, 12) == ("ө" * 12, "ө" * 12, "ө" * 6)


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("[" * 80, 1),
        ("[" * 81, 2),
        ("a" * 152 + "[" + "a" * 10, 2),
        ("a" * 152 + "[" + "a" * 152, 3),
        ("ө" * 70, 1),
        ("ө" * 71, 2),
        ("ө" * 134, 2),
        ("ө" * 135, 3),
        ("ө" * 66 + "🇰" + "ө" * 65, 2),
        ("ө" * 66 + "🇰" + "ө" * 66, 3),
        ("a" * 71 + "ё", 2),
    ],
)
def test_segments_are_counted_as_operators_bill_them(text: str, segments: int) -> None:
    assert segments_of(text) == segments


@pytest.mark.parametrize(("code", "units"), [("kk", 34), ("ru", 33), ("en", 34)])
def test_the_notice_of_a_text_message_fits_one_segment(
    signer: Signer, assistant: Assistant, answer: Answer, code: str, units: int, labeller: Labeller
) -> None:
    short = Labeller(signer, "https://ai.gov.kz", "0.1.0", labeller._now)
    language = Language(code)
    labelled = short.label(replace(answer, language=language), assistant=assistant)
    (message,) = sms_messages(labelled)
    line = message.text.split("\n")[0]
    assert utf16_units(line) == units
    assert line.endswith(f" ai.gov.kz/v/{labelled.code}")


def test_every_text_message_begins_with_the_notice_and_costs_what_was_allowed(
    make: Make, language: Language
) -> None:
    labelled = make(LONG[language] * 5, language)
    messages = sms_messages(labelled, most_segments=4)
    assert len(messages) > 2
    first = {"kk": "ЖИ жауабы ", "ru": "Ответ ИИ ", "en": "AI answer "}[language]
    for message in messages:
        assert message.text.startswith(f"{first}ai.example.gov.kz/v/{labelled.code}\n")
        assert 1 <= message.segments == segments_of(message.text) <= 4
    assert labelled.claims.hash is not None
    assert labelled.claims.hash.plain in readings("\n".join(one.text for one in messages))
    with pytest.raises(LabelUnavailable, match="0 segments"):
        sms_messages(labelled, most_segments=0)


def test_a_mail_carries_notice_headers_page_and_label(make: Make, language: Language) -> None:
    labelled = make(LONG[language], language)
    written = email_message(
        labelled, sender="ai@gov.kz", recipient="citizen@mail.kz", sources=SOURCES
    ).as_bytes()
    read = email.message_from_bytes(written, policy=email.policy.default)
    assert read["AI-Label"] == labelled.headers["AI-Label"]
    assert read["AI-Disclosure"].strip() == labelled.headers["AI-Disclosure"]
    assert read["Content-Usage"] == "train-ai=n"
    assert read["Content-Language"] == language.value
    assert read["Subject"] == f"{labelled.notice_first} {labelled.code}"
    plain = read.get_body(("plain",))
    page = read.get_body(("html",))
    assert plain is not None
    assert page is not None
    text = str(plain.get_content()).replace("\r\n", "\n").strip()
    assert text.startswith(labelled.notice_first)
    assert text.endswith(labelled.notice_last)
    assert labelled.claims.hash is not None
    assert labelled.claims.hash.plain in readings(without_sources(text))
    assert f'data-ai-label="{labelled.code}"' in str(page.get_content())
    (attached,) = read.iter_attachments()
    assert attached.get_content() == labelled.jws.encode()
    with pytest.raises(ValueError, match=r"newline|linefeed"):
        email_message(labelled, sender="a@gov.kz\nBcc: x@y.kz", recipient="b@c.kz")


def test_a_text_file_verifies_with_its_front_matter_and_its_sources(
    make: Make, language: Language, signer: Signer
) -> None:
    labelled = make(LONG[language], language)
    assert labelled.claims.hash is not None
    for written, known in (
        (text_file(labelled, sources=SOURCES), labelled.claims.hash.plain),
        (markdown_file(labelled, sources=SOURCES), labelled.claims.hash.raw),
    ):
        assert written.startswith("---\nai-disclosure: ai-generated\nai-label: ")
        assert known in readings(without_sources(written))
        assert embedded_label(written) == labelled.jws
        assert f"\n{labelled.notice_first}\n" in written
        assert written.rstrip().endswith(labelled.notice_last)
    restored = restore(markdown_file(labelled, sources=SOURCES), labelled.jws, signer.jwks())
    assert isinstance(restored, LabelledText)
    assert restored.body == labelled.body.strip()
    assert restored.text.startswith(labelled.notice_first)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("trainedAlgorithmicMedia\n", "digitalCreation\n"),
        ("ai-disclosure: ai-generated", "ai-disclosure: none"),
        ("ai-disclosure: ai-generated", "ai-disclosure: ai-generated\nchecked-by: staff"),
        ("language: kk", "language: ru"),
        ("created: 2026", "created: 2025"),
        ("https://ai.example.gov.kz/v/", "https://evil.kz/v/"),
        ('"Label":"1"', '"Label":"3"'),
    ],
)
def test_front_matter_that_its_label_does_not_bear_out_is_part_of_the_text(
    make: Make, old: str, new: str
) -> None:
    labelled = make(LONG[Language.KK], Language.KK)
    assert labelled.claims.hash is not None
    written = markdown_file(labelled)
    assert old in written
    assert labelled.claims.hash.raw in readings(written)
    assert labelled.claims.hash.raw not in readings(written.replace(old, new, 1))


def test_the_aigc_object_names_producer_code_and_label(make: Make, answer: Answer) -> None:
    labelled = make("Өтінім беріңіз.", Language.KK)
    assert aigc_object(labelled.jws, propagator="Telegram", delivery="42") == {
        "Label": "1",
        "ContentProducer": "https://ai.example.gov.kz",
        "ProduceID": labelled.code,
        "ReservedCode1": labelled.jws,
        "ContentPropagator": "Telegram",
        "PropagateID": "42",
        "ReservedCode2": "",
    }


def test_no_aigc_object_calls_a_fixed_message_generated(
    labeller: Labeller, assistant: Assistant, answer: Answer
) -> None:
    from jauap.answer import Outcome

    refusal = replace(answer, outcome=Outcome.REFUSED_NO_SOURCE, composed_by="template")
    labelled = labeller.label(refusal, assistant=assistant)
    assert aigc_object(labelled.jws) == {}
    assert "AIGC" not in front_matter(labelled.jws)
    assert "AIGC" not in page_file(labelled)
    assert front_matter(labelled.jws).startswith("---\nai-disclosure: mixed\n")


def test_a_page_says_what_it_is_first_and_marks_only_true_quotations(
    labeller: Labeller, assistant: Assistant, answer: Answer
) -> None:
    quote = "Өтінім 20 жұмыс күні ішінде қаралады"
    cited = replace(answer.citations[0], quote=quote, quote_hash=text_hash(quote))
    said = replace(answer, text=f"Ереже: {quote} [1].\n\n<script>x</script>", citations=(cited,))
    page = page_file(labeller.label(said, assistant=assistant), sources=SOURCES)
    assert f'<q ai-disclosure="none">{quote}</q> [1].' in page
    assert "<script>x" not in page
    assert page.index('role="note"') < page.index("Ереже")
    assert page.index("<article") < page.index('role="note"')
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert json.loads(found[0])["isBasedOn"] == ["https://ai.kz/a/d#p"]
    wrong = replace(said, citations=(replace(cited, quote_hash=text_hash("басқа")),))
    assert "<q" not in page_file(labeller.label(wrong, assistant=assistant))


@pytest.mark.parametrize(
    "markdown",
    [
        "1. бір\n   - ішкі *тізім **екі***\n2. екі\n\n> дәйексөз `код *жоқ*`\n> жалғасы",
        "| Құжат | Күн |\n|:--|--:|\n| **Өтінім** | 20 |",
        "# Тақырып\n\nбір  \nекі\nүш\n***\n```\nкод   бос\n  орын\n```",
        "&laquo;a&raquo; <b>тег</b> \\* ~~ескі~~ <https://egov.kz> 1\\. a_b_c",
        "5. бес\n6. алты\n\n   абзац\n\n* үш\n\n  абзац",
        "[ереже](https://adilet.zan.kz/kaz/docs/V20) бойынша",
        "Бір\n- екі\n1. үш",
    ],
)
def test_the_readable_form_is_found_by_a_hash_whatever_the_shape(make: Make, markdown: str) -> None:
    labelled = make(markdown, Language.KK)
    assert labelled.claims.hash is not None
    known = readings(readable(labelled))
    assert {labelled.claims.hash.raw, labelled.claims.hash.plain} & set(known)
    assert "https://adilet" not in markdown or "https://adilet" in plain_message(labelled)


def test_a_list_keeps_its_bullets_and_numbers(make: Make) -> None:
    labelled = make("Керек:\n\n1. **куәлік**\n2. өтінім:\n   - көшірме\n\nСоңы.", Language.KK)
    assert readable(labelled) == "Керек:\n\n1. куәлік\n2. өтінім:\n  • көшірме\n\nСоңы."


def test_a_text_that_is_not_the_labels_is_not_restored(
    make: Make, signer: Signer, labeller: Labeller
) -> None:
    labelled = make(LONG[Language.KK], Language.KK)
    other = make("Басқа жауап.", Language.KK)
    jwks = signer.jwks()
    text = labelled.text
    opened, cut = labeller.opening(labelled), labeller.aborted(labelled, text)
    revoked = {"keys": [{**key, "status": "revoked"} for key in jwks["keys"]]}
    staff = f"Маман тексерген: заңгер, 2026-10-01. {text}"
    for said, jws, keys, found in (
        (text.replace("20", "21"), labelled.jws, jwks, Mismatch.TEXT),
        (text.replace("қ", "к"), labelled.jws, jwks, Mismatch.TEXT),
        (text, other.jws, jwks, Mismatch.TEXT),
        (f"{text}\nСәлем", labelled.jws, jwks, Mismatch.TEXT),
        (staff, labelled.jws, jwks, Mismatch.NOTICE),
        (text.replace("ai.example", "evil.example"), labelled.jws, jwks, Mismatch.NOTICE),
        (text, labelled.jws[:-4] + "AAAA", jwks, Mismatch.LABEL),
        (text, "", jwks, Mismatch.LABEL),
        (text, opened.jws, jwks, Mismatch.NOT_FINAL),
        (text, cut.jws, jwks, Mismatch.NOT_FINAL),
        (text, labelled.jws, revoked, Mismatch.KEY_REVOKED),
    ):
        assert restore(said, jws, keys) is found, (found, said[:40])
    for same in (text, labelled.body, text.replace("\n", "\r\n")):
        assert isinstance(restore(same, labelled.jws, jwks), LabelledText)
