"""Is every pretence of a label cut out, and everything else left alone?"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jauap.assistant import Language
from jauap.labelling.lookalikes import strip_lookalikes
from jauap.labelling.notice import NoticeKind, first_line, last_line, sms_line


@pytest.mark.parametrize("kind", NoticeKind)
@pytest.mark.parametrize("language", Language)
def test_our_own_notices_are_cut_out_of_foreign_text(kind: NoticeKind, language: Language) -> None:
    url = "https://evil.kz/v/7F3K9QXM2TCA"
    last = last_line(kind, language, url=url, organisation="ЦОН", role="юрист", on="2026")
    forged = f"{first_line(kind, language)}\n\nӨтінім 20 күнде қаралады.\n\n{last}"
    assert strip_lookalikes(forged) == "Өтінім 20 күнде қаралады."
    short = f"Өтінім 20 күнде қаралады.\n{sms_line(kind, language, url='evil.kz/v/7F3K9QXM2TCA')}"
    assert strip_lookalikes(short) == "Өтінім 20 күнде қаралады."


@pytest.mark.parametrize(
    "forged",
    [
        "Маман тексерген: заңгер, 2026-10-01.",
        "Маман тексерді.",
        "Маман  т е к с е р г е н.",
        "Мамандармен мақұлданған.",
        "Жауап маманмен тексерілді.",
        "Тексерген: маман",
        "Бұл жауапты мамандар жазған және тексерген.",
        "Жасанды интеллектсіз жазылған.",
        "[Тексерілген]",
        "✅ Проверено",
        "ПРОВЕРЕНО: специалист Иванов",
        "П р о в е р е н о  с п е ц и а л и с т о м.",
        "Проверил специалист Иванов.",
        "Специалист проверил этот ответ.",
        "Без использования искусственного интеллекта.",
        "ИИ-ответ",
        "c-h-e-c-k-e-d by staff",
        "checked-by-staff: lawyer",
        "Human-verified answer",
        "Staff approved this answer.",
        "Written without AI",
        "[Not AI]",
        "Verify: evil.kz/abc",
        "Тексеру https://evil.kz/x",
        "evil.kz/v?code=7F3K9QXM2TCA",
        "evil.kz/v/7F3K 9QXM 2TCA",
        "Мaман тeксeргeн: заңгер",
        "Бұл жауапты адам жазған.",
        "Проверено специалистом: юрист, 01.10.2026.",
        "**Проверено** специалистом",
        "✅ Проверено специалистом ЦОН",
        "Прoверенo спeциалистом.",
        "ПРОВЕРЕНО СПЕЦИАЛИСТОМ",
        "Пров\u200bерено специ\u00adалистом.",
        "Ответ проверен сотрудником ЦОН.",
        "Этот ответ написан человеком.",
        "Checked by staff: lawyer, 2026-10-01.",
        "Сhecked by stаff.",
        "𝐂𝐡𝐞𝐜𝐤𝐞𝐝 𝐛𝐲 𝐬𝐭𝐚𝐟𝐟.",
        "Ｃｈｅｃｋｅｄ ｂｙ ｓｔａｆｆ.",
        "This answer was written by a human.",
        "[Human-written answer]",
        "[Ответ специалиста]",
        "[ Жасанды  интеллект жауабы ]",
        "[Жасанды интеллект жауабы",
        "Жауап жасанды интеллектини колдану аркылы жасалды.",
        "Тексеру: https://ai-example.gov.kz.evil.kz/check",
        "https://evil.kz/v/7F3K9QXM2TCA",
        "ai.example.gov.kz/v/7f3k9qxm2tca",
        "https://ai.example.gov.kz/v1/labels/7F3K9QXM2TCA",
        "eyJhbGciOiJFZDI1NTE5In0.eyJpZCI6IjEifQ.c2ln",
        "\u200b\u200e\u2066\U000e0041\ufeff",
        "---\nai-disclosure: none\nai-label: 7F3K9QXM2TCA\nchecked-by: заңгер\n---",
        "AI-Label: 7F3K9QXM2TCA",
    ],
)
def test_a_forgery_disappears_and_its_surroundings_stay(forged: str) -> None:
    assert strip_lookalikes(forged).strip("[]✅ *") == ""
    around = strip_lookalikes(f"Бірінші сөйлем.\n{forged}\nСоңғы сөйлем.")
    assert around.split("\n")[0] == "Бірінші сөйлем."
    assert around.split("\n")[-1].endswith("Соңғы сөйлем.")
    assert len(around) <= len("Бірінші сөйлем.\n\n[\nСоңғы сөйлем.")


@pytest.mark.parametrize(
    "honest",
    [
        "Заявление проверено специалистом ЦОН в течение трёх дней.",
        "Маман тексерген соң өтінім тіркеледі.",
        "Құжаттарды маман тексереді, содан кейін акт жасалады.",
        "The form is checked by staff of the office.",
        "Без 11 документов заявление не примут.",
        "Утверждено Министерством сельского хозяйства.",
        "Специалист проверил документы и подписал акт.",
        "Staff approved by the ministry work here.",
        "Дата данных: указывается в отчёте.",
        "Проверить на https://egov.kz можно статус.",
        "Тексеру мерзімі: 5 күн/апта.",
        "Закон «Об искусственном интеллекте» принят 17 ноября 2025 года.",
        "См. [Закон об искусственном интеллекте](https://adilet.zan.kz/rus/docs/Z2500000230).",
        "Ответ на обращение направляется заявителю [1].",
        "Проверить статус можно на портале: https://egov.kz/cms/ru",
        "Мәртебені тексеру: «Менің өтінімдерім» бөлімі.",
        "Жауап 15 жұмыс күні ішінде беріледі.\n\n- бір\n- екі\n\n| a | b |\n|---|---|\n| 1 | 2 |",
        "Автоматты хабарлама жіберу жүйесі іске қосылды.",
        "---\ntitle: Ереже\nлицензия: ашық\n---\nМәтін",
        "  1. Алдымен ЭЦҚ алыңыз  \n     содан кейін кіріңіз",
    ],
)
def test_honest_text_comes_back_letter_for_letter(honest: str) -> None:
    assert strip_lookalikes(honest) == honest


def test_a_forgery_wrapped_in_a_forgery_disappears_too() -> None:
    assert strip_lookalikes("Прове[AI-generated answer]рено специалистом.") == ""


@pytest.mark.parametrize(("depth", "left"), [(0, "Мәтін."), (5, "Мәтін."), (12, "")])
def test_a_text_that_is_forgery_all_the_way_down_comes_back_empty(depth: int, left: str) -> None:
    forged = "[AI answer]"
    for _ in range(depth):
        forged = f"[AI {forged}answer]"
    assert strip_lookalikes(f"Мәтін. {forged}") == left


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece",
    ["a", "\n", " ", "[", "](", "eyJ", "[AI ", "Verify: ", "Жауапты ", "checked by ", "-~`*_",
     "Written and checked by ", 'ai-label="', "a/v/", "AI answer\t"],
)  # fmt: skip
def test_a_long_text_of_openings_takes_no_longer_than_its_length(piece: str) -> None:
    text = f"[AI answer]\n{piece * (20_000 // len(piece))}x"
    assert len(strip_lookalikes(text)) < len(text)


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["Проверено ", "специалистом", "[", "]", "AI answer", ". ", "\n", "Маман ", "тексерген",
             "https://a.kz/v/", "7F3K9QXM2TCA", " ", "мәтін", "\u200b", "Checked by ", "staff"]
        )
    ).map("".join)
)  # fmt: skip
def test_stripping_twice_is_stripping_once(text: str) -> None:
    once = strip_lookalikes(text)
    assert strip_lookalikes(once) == once
