"""The right words are shown, whole, with what they must not be parted from."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jauap.answer import Draft, Question
from jauap.answering.compose import extracted
from jauap.answering.extract import MOST_WORDS, extract
from jauap.answering.hinges import leans_back, limits
from jauap.answering.matching import marks_of, weigh_marks, worth_of
from jauap.answering.units import units
from jauap.assistant import Language
from jauap.knowledge import ChunkKind, Found, Passage
from jauap.language.roots import folded
from jauap.retrieval.facets import Facet
from jauap.retrieval.wanted import Kind, has_kind, kinds_wanted, sides_wanted
from jauap.testing.factories import make_passage

KK, RU, EN = Language.KK, Language.RU, Language.EN


def show(question: str, *passages: Passage, language: Language = KK, most: int = 3) -> Draft:
    asked = Question(text=question, language=language)
    draft = extracted(asked, Found(passages=passages), most=most)
    assert draft is not None
    return draft


@pytest.mark.parametrize(
    ("question", "language", "kind"),
    [
        ("Куәлік қанша күнде дайын болады?", KK, Kind.DURATION),
        ("кашан беред", KK, Kind.DURATION),
        ("Апостиль қанша тұрады?", KK, Kind.MONEY),
        ("Судың қанша процентін қайтарады?", KK, Kind.PERCENT),
        ("Қай жылы ашылды?", KK, Kind.DATE),
        ("Неше қой ұстауға болады?", KK, Kind.COUNT),
        ("Өтінішті қайда беремін?", KK, Kind.PLACE),
        ("Шешімді кім қабылдайды?", KK, Kind.NAME),
        ("Сколько ждать паспорт?", RU, Kind.DURATION),
        ("Почём апостиль?", RU, Kind.MONEY),
        ("Какой процент компенсируют?", RU, Kind.PERCENT),
        ("В каком году приняли закон?", RU, Kind.DATE),
        ("Сколько голов можно держать?", RU, Kind.COUNT),
        ("Куда обращаться?", RU, Kind.PLACE),
        ("Кто выдаёт кредит?", RU, Kind.NAME),
        ("How long does it take?", EN, Kind.DURATION),
        ("Is there a charge for this?", EN, Kind.MONEY),
        ("Where do I apply?", EN, Kind.PLACE),
        ("Who adopts the plan?", EN, Kind.NAME),
    ],
)
def test_a_question_tells_what_kind_of_words_it_wants(
    question: str, language: Language, kind: Kind
) -> None:
    assert kind in kinds_wanted(question, language)


def test_a_duration_is_no_mere_number() -> None:
    assert kinds_wanted("Неше күнде беріледі?", KK) == {Kind.DURATION}


@pytest.mark.parametrize(
    ("text", "kind", "is_there"),
    [
        ("Куәлік екі жұмыс күні ішінде беріледі.", Kind.DURATION, True),
        ("Куәлік портал арқылы беріледі.", Kind.DURATION, False),
        ("Срок – не позднее трёх месяцев.", Kind.DURATION, True),
        ("No later than 15 working days.", Kind.DURATION, True),
        ("Баж – 0,5 АЕК.", Kind.MONEY, True),
        ("Қызмет: Неке қиюды тіркеу | Төлем, теңге: 3450", Kind.MONEY, True),
        ("Қызмет тегін.", Kind.MONEY, True),
        ("Атын, тегін, әкесінің атын ауыстыру", Kind.MONEY, False),
        ("Тарифтің 30–55 пайызы өтеледі.", Kind.PERCENT, True),
        ("Өтінішті ХҚКО қабылдайды.", Kind.PLACE, True),
        ("Өтініш қабылданды.", Kind.PLACE, False),
        ("Жоспарды мәслихат бекітеді.", Kind.NAME, True),
    ],
)
def test_a_text_is_known_to_hold_a_kind_of_words(text: str, kind: Kind, is_there: bool) -> None:
    assert has_kind(text, kind) is is_there


def test_the_kind_of_words_points_to_the_section() -> None:
    assert sides_wanted("Почём апостиль?", RU) == {Facet.COST}
    assert sides_wanted("Апостиль долго делают?", RU) == {Facet.TERM}


@pytest.mark.parametrize(
    ("question", "language", "text", "answer"),
    [
        (
            "Малшы куәлігі неше күнде беріледі?",
            KK,
            "Малшы куәлігі қағаз түрінде беріледі. Ол екі жұмыс күні ішінде беріледі.",
            "екі жұмыс күні",
        ),
        (
            "Сколько стоит удостоверение тракториста?",
            RU,
            "Удостоверение тракториста – это бланк. Удостоверение тракториста – 1966 тенге.",
            "1966 тенге",
        ),
        (
            "How long is the pasture plan valid?",
            EN,
            "The pasture plan is a legal act. The plan is adopted for five years.",
            "five years",
        ),
    ],
)
def test_words_of_the_wanted_kind_win(
    question: str, language: Language, text: str, answer: str
) -> None:
    draft = show(question, make_passage(text, language=language), language=language, most=1)
    assert answer in draft.text


def test_an_asked_for_section_of_the_same_document_is_read_however_late_it_ranks() -> None:
    texts = ["Апостиль не үшін керек.", "Апостиль түпнұсқаға қойылады.", "Апостиль сақталады."]
    passages = [make_passage(text, heading_path=("Жалпы",)) for text in texts]
    late = make_passage("Мемлекеттік баж әр құжат үшін 0,5 АЕК.", heading_path=("Құны",))
    draft = show("Апостиль қанша тұрады?", *passages, late)
    assert "0,5 АЕК" in draft.text


@pytest.mark.parametrize(
    ("question", "language", "text", "condition"),
    [
        (
            "Балабақшаға қай жастан қабылдайды?",
            KK,
            "Балабақшаға үш жастан қабылдайды. Бірақ ясли тобына ертерек алады. Тамақ тегін.",
            "Бірақ ясли тобына ертерек алады.",
        ),
        (
            "Какой штраф за потраву?",
            RU,
            "Штраф за потраву – три МРП. Если повреждено имущество, то десять МРП. Иное указано.",
            "Если повреждено имущество, то десять МРП.",
        ),
        (
            "May dogs be walked in the park?",
            EN,
            "Dogs may be walked in the park. Except on playgrounds. Bring water.",
            "Except on playgrounds.",
        ),
    ],
)
def test_an_exception_stays_with_what_it_limits(
    question: str, language: Language, text: str, condition: str
) -> None:
    draft = show(question, make_passage(text, language=language), language=language, most=2)
    assert condition in draft.text


@pytest.mark.parametrize(
    ("question", "language", "text", "before"),
    [
        (
            "Жәрдемақы қанша күнде тағайындалады?",
            KK,
            "Өтінішті комиссия қарайды. Ол жәрдемақыны жеті күнде тағайындалды деп есептейді.",
            "Өтінішті комиссия қарайды.",
        ),
        (
            "за сколько дней назначают пособие",
            RU,
            "Заявление смотрит комиссия. Она назначает пособие за семь дней.",
            "Заявление смотрит комиссия.",
        ),
        (
            "how many days until the allowance is granted",
            EN,
            "A commission reads it. It grants the allowance within seven days.",
            "A commission reads it.",
        ),
    ],
)
def test_a_sentence_that_leans_on_another_brings_it_along(
    question: str, language: Language, text: str, before: str
) -> None:
    draft = show(question, make_passage(text, language=language), language=language, most=2)
    assert draft.text.startswith(before)


def test_words_that_only_begin_alike_neither_lean_nor_limit() -> None:
    assert leans_back("Бұл құжат керек.")
    assert not leans_back("Бұлттар жүзеді.")
    assert leans_back("При этом платят.")
    assert not leans_back("Отказ пишут.")
    assert limits("Егер ол келмесе, кейін шегеріледі.")
    assert not limits("Егін егіледі.")
    assert limits("Это правило не распространяется на детей.")
    assert limits("Бұл талап мектепке қолданылмайды.")
    assert not limits("Нотариус заверяет.")


def test_points_under_the_asked_for_heading_are_one_whole_list() -> None:
    text = "Не керек\n\n1. Өтініш.\n\n2. Жеке куәлік.\n\n3. Сенімхат.\n\n4. Түбіртек."
    draft = show("Апостильге не керек?", make_passage(text, heading_path=("Не керек",)))
    assert draft.text == ("Не керек:\n1. Өтініш.\n2. Жеке куәлік.\n3. Сенімхат.\n4. Түбіртек. [1]")


def test_points_that_do_not_begin_at_one_are_no_list_of_papers() -> None:
    text = "13. Құжат тегін қабылданады.\n\n14. Мерзімі бес күн.\n\n15. Шағым беріледі."
    cut = units(text, kind=ChunkKind.TEXT, heading_path=("Құжаттар",), steps_are_list=True)
    assert len(cut) == 3


def test_a_sentence_over_two_lines_is_one() -> None:
    text = "Түсті ажырата алмайтын\nауру дальтонизм деп аталады. Ол туа бітеді."
    draft = show("Түсті ажырата алмайтын ауру қалай аталады?", make_passage(text), most=1)
    assert draft.text == "Түсті ажырата алмайтын ауру дальтонизм деп аталады. [1]"


def test_an_abbreviation_and_a_number_with_its_unit_are_never_torn() -> None:
    text = (
        "Баж 1,25 АЕК, яғни 5 406 тг. құрайды. Шалғын лат. Pratum деп аталады. "
        "XVIII–XIX ғғ. Абай салған."
    )
    sentences = [
        text[unit.start : unit.end] for unit in units(text, kind=ChunkKind.TEXT, heading_path=())
    ]
    assert sentences == [
        "Баж 1,25 АЕК, яғни 5 406 тг. құрайды.",
        "Шалғын лат. Pratum деп аталады.",
        "XVIII–XIX ғғ. Абай салған.",
    ]


def test_a_short_table_is_shown_with_both_its_rows_and_names() -> None:
    text = (
        "Жүгіну тәсілі: Корпорация | Мерзімі: 2 жұмыс күні\n"
        "Жүгіну тәсілі: Портал | Мерзімі: 1 жұмыс күні\n\nБаж – 0,5 АЕК."
    )
    draft = show("Портал арқылы мерзімі неше күн?", make_passage(text, heading_path=("Мерзімі",)))
    assert "Жүгіну тәсілі: Портал; Мерзімі: 1 жұмыс күні [1]" in draft.text
    assert "Жүгіну тәсілі: Корпорация; Мерзімі: 2 жұмыс күні [1]" in draft.text
    assert "|" not in draft.text


def test_the_act_a_document_rests_on_is_not_shown_as_the_answer() -> None:
    basis = make_passage("Негізі: су субсидиясы туралы 2015 жылғы шешім.")
    told = make_passage("Су үшін 500 миллион теңге берілді. Ол жеткілікті.")
    draft = show("2015 жылғы су субсидиясы қанша?", basis, told)
    assert draft.text.startswith("Су үшін 500 миллион теңге берілді.")


def test_word_endings_do_not_hide_a_word() -> None:
    assert any(stem in folded("Apply in person.") for stem in marks_of("Who applies?", EN).stems)
    stems = marks_of("Жайылымдарды қалай бөледі?", KK).stems
    assert any(stem in folded("Жайылым бөлінеді.") for stem in stems)


def test_question_words_do_not_choose_a_sentence() -> None:
    marks = marks_of("Что нужно для апостиля?", RU)
    assert not any(stem in folded("Что нужно для этого?") for stem in marks.stems)
    assert any(stem in folded("Апостиль ставят.") for stem in marks.stems)
    assert marks_of("что это", RU).stems


def test_a_mark_in_every_text_weighs_less_than_a_rare_one() -> None:
    texts = [folded(text) for text in ("жер тарифі", "жер ақысы", "жер балығы")]
    weights = weigh_marks(marks_of("жер балығы", KK), texts)
    rare, usual = folded("балы").rstrip(), folded("жер").rstrip()
    worth = {stem: worth_of(f"{stem} ", weights) for stem in (rare, usual)}
    assert worth[rare] > worth[usual] > 0


def test_a_foreign_passage_is_read_through_the_word_table() -> None:
    passage = make_passage("Заявку подают в системе. Очередь строят по дате заявки.", language=RU)
    question = Question(text="Кезек қалай құрылады?", language=KK)
    meanings: dict[Language, tuple[tuple[str, float], ...]] = {
        RU: (("очередь", 0.8), ("строить", 0.5))
    }
    found = Found(passages=(passage,), crossed_language=True, meanings=meanings)
    draft = extracted(question, found, most=1)
    assert draft is not None
    assert draft.text == "Очередь строят по дате заявки. [1]"


SERVICE = (
    make_passage(
        "Апостиль құжаттың түпнұсқа екенін растайды.",
        heading_path=("Апостиль деген",),
    ),
    make_passage("1. Өтініш.\n\n2. Жеке куәлік.", heading_path=("Не керек",)),
    make_passage("Апостиль екі жұмыс күні ішінде қойылады.", heading_path=("Мерзімі",)),
    make_passage("Баж – 0,5 АЕК.", heading_path=("Құны",)),
)


def test_a_general_question_gets_papers_time_and_price_each_with_its_source() -> None:
    draft = show("Апостильді қалай аламын?", *SERVICE)
    assert {citation.number for citation in draft.citations} == {1, 2, 3, 4}
    assert all(re.search(r"\[\d\]$", part) for part in draft.text.split("\n\n"))
    assert "Қанша уақыт: Апостиль екі жұмыс күні ішінде қойылады." in draft.text
    assert "Қанша тұрады: Баж – 0,5 АЕК." in draft.text
    assert "Не керек:\n1. Өтініш.\n2. Жеке куәлік." in draft.text


@pytest.mark.parametrize(
    "question",
    ["Апостиль қанша тұрады?", "Апостиль деген не?", "Неше апостиль қалай алуға болады?"],
)
def test_a_question_about_one_thing_gets_no_overview(question: str) -> None:
    assert "Қанша уақыт:" not in show(question, *SERVICE).text


def test_an_overview_is_made_of_one_document_only_and_invents_no_side() -> None:
    other = replace(make_passage("Баж – 3 АЕК.", heading_path=("Құны",)), document_id="other.kk")
    text = show("Апостильді қалай аламын?", *SERVICE[:3], other).text
    assert "Қанша тұрады:" not in text
    assert "Қайда:" not in text


def test_a_line_that_tells_two_sides_is_said_once() -> None:
    both = make_passage("Мерзімі 30 минут, ақысы тегін.", heading_path=("Мерзімі мен құны",))
    text = show("Апостильді қалай аламын?", *SERVICE[:2], both).text
    assert text.count("30 минут") == 1


def test_an_extract_stays_below_its_length_however_much_fits() -> None:
    sentences = [f"Су субсидиясы {name} {'берілетін ' * 50}жер." for name in ("бір", "екі", "үш")]
    draft = show("су субсидиясы", make_passage(" ".join(sentences)))
    assert len(draft.text.replace(" [1]", "").split()) <= MOST_WORDS
    assert draft.text.count("субсидиясы") == 2


WORD = st.sampled_from(
    [
        "су",
        "жайылым",
        "субсидия",
        "5",
        "күн",
        "теңге",
        "егер",
        "ол",
        "бұл",
        "бірақ",
        "апостиль",
        "заявка",
        "срок",
        "тг.",
        "ғ.",
        "1,25",
        "АЕК",
    ]
)
SENTENCE = st.lists(WORD, min_size=2, max_size=90).map(lambda words: " ".join(words).title() + ".")
TEXT = st.lists(SENTENCE, min_size=1, max_size=8).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(
    texts=st.lists(TEXT, min_size=1, max_size=5, unique=True), question=st.lists(WORD, max_size=6)
)
def test_an_extract_is_verbatim_short_and_cites_what_it_shows(
    texts: list[str], question: list[str]
) -> None:
    passages = [make_passage(text) for text in texts]
    draft = extract(" ".join(question), passages, fit=lambda text: text, language=KK)
    assert draft is not None
    by_number = {citation.number: citation for citation in draft.citations}
    longest = 0
    words = 0
    for part in draft.text.split("\n\n"):
        shown = re.fullmatch(r"(?s)(.+) \[(\d+)\]", part)
        assert shown is not None
        citation = by_number[int(shown[2])]
        source = next(one for one in passages if one.chunk_id == citation.chunk_id)
        assert shown[1] in source.text
        assert shown[1] in citation.quote
        longest = max(longest, len(shown[1].split()))
        words += len(shown[1].split())
    assert words <= max(MOST_WORDS, longest)
