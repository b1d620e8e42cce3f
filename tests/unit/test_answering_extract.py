"""An extract shows the words that answer, whole and cited."""

from jauap.answering.extract import extract
from jauap.answering.units import units
from jauap.knowledge import ChunkKind
from jauap.testing.factories import make_passage

KK = (
    "Тіркеу тұрғылықты жері өзгерген адамға қажет. Өтініш берілген күннен бастап он күн ішінде "
    "тіркелу керек. Қызмет тегін көрсетіледі. Бас тартуға сотқа шағымдануға болады."
)
LIST = (
    "Субсидия мыналарға берілмейді:\n1) салық берешегі бар тұлғаларға;\n"
    "2) банкрот деп танылған тұлғаларға;\n3) жалған құжат тапсырған тұлғаларға."
)


def anything(text: str) -> str:
    return text


def shown(question: str, text: str) -> str:
    draft = extract(question, [make_passage(text)], fit=anything)
    assert draft is not None
    return draft.text


def test_the_sentence_that_answers_comes_with_its_citation() -> None:
    text = shown("Неше күн ішінде тіркелу керек?", KK)
    assert text.startswith("Өтініш берілген күннен бастап он күн ішінде тіркелу керек. [1]")


def test_a_question_without_kazakh_letters_finds_the_same_sentence() -> None:
    text = shown("неше кун ишинде тиркелу керек", KK)
    assert "он күн ішінде тіркелу керек. [1]" in text


def test_the_quote_is_verbatim_and_lies_in_the_passage() -> None:
    passage = make_passage(KK, start=500)
    draft = extract("Неше күн ішінде тіркелу керек?", [passage], fit=anything)
    assert draft is not None
    (citation,) = draft.citations
    assert citation.quote in passage.text
    assert (citation.start, citation.end) == (500, 500 + len(KK))
    assert "он күн ішінде тіркелу керек." in citation.quote


def test_every_shown_part_ends_with_its_token() -> None:
    passages = [make_passage(KK), make_passage("Мерзімі он күн. Төлемі жоқ.", title="Басқа")]
    draft = extract("мерзімі қанша күн", passages, fit=anything)
    assert draft is not None
    assert all(part.endswith("]") for part in draft.text.split("\n\n"))


def test_a_list_stays_whole_with_its_opening_words() -> None:
    assert shown("Салық берешегі болса субсидия бере ме?", LIST) == f"{LIST} [1]"


def test_the_closing_words_of_a_kazakh_list_stay_with_it() -> None:
    text = (
        "Мыналарға:\n1) балабақша аумағына;\n2) мектеп ауласына;\n3) спорт алаңына\n"
        "итпен кіруге болмайды."
    )
    assert shown("Мектеп ауласына итпен кіруге бола ма?", text).endswith("болмайды. [1]")


def test_only_the_sentence_before_a_list_opens_it() -> None:
    text = "Қызмет тегін. Мыналар керек:\n\n- өтініш;\n- жеке куәлік."
    first, second = units(text, kind=ChunkKind.LIST, heading_path=())
    assert text[first.start : first.end] == "Қызмет тегін."
    assert text[second.start : second.end] == "Мыналар керек:\n\n- өтініш;\n- жеке куәлік."


def test_a_list_without_opening_words_takes_its_heading() -> None:
    text = "Не керек\n\n- өтініш;\n- жеке куәлік."
    passage = make_passage(text, heading_path=("Не керек",))
    draft = extract("жеке куәлік керек пе", [passage], fit=anything)
    assert draft is not None
    assert draft.text == "Не керек:\n- өтініш;\n- жеке куәлік. [1]"


def test_a_line_that_repeats_title_and_act_is_not_the_answer() -> None:
    act = "Жайылым қағидалары, 2025 жылғы 22 қазан, № 42-234"
    passage = make_passage(
        f"Негізі: {act}.\n\nҚағиданы бұзғаны үшін айыппұл салынады.", act=act, title="Жайылым"
    )
    draft = extract("жайылым қағидаларын бұзса не болады", [passage], fit=anything)
    assert draft is not None
    assert draft.text.startswith("Қағиданы бұзғаны үшін айыппұл салынады. [1]")


def test_a_long_list_keeps_the_items_that_fit_and_its_ends() -> None:
    items = [
        f"{n}) {n} санатты тұлғаларға берілетін қосымша төлем туралы анықтама;"
        for n in range(1, 40)
    ]
    items[29] = "30) жүктілік туралы дәрігерлік анықтама;"
    text = "\n".join(["Қажетті құжаттар:", *items, "қоса берілмейді."])
    answer = shown("жүктілік туралы дәрігерлік анықтама керек пе", text)
    assert answer.startswith("Қажетті құжаттар:\n")
    assert "30) жүктілік туралы дәрігерлік анықтама;" in answer
    assert "\n…\n" in answer
    assert answer.endswith("қоса берілмейді. [1]")
    assert len(answer.split()) <= 130


def test_points_of_an_act_are_not_taken_for_a_list() -> None:
    text = "13. Қызмет тегін көрсетіледі.\n\n14. Мерзімі бес күн.\n\n15. Шағым сотқа беріледі."
    assert len(units(text, kind=ChunkKind.TEXT, heading_path=())) == 3


def test_steps_right_under_each_other_are_one_list() -> None:
    text = "1. ХҚКО-ға келіңіз.\n2. Құжатты тапсырыңыз.\n3. Қолхат алыңыз."
    assert len(units(text, kind=ChunkKind.LIST, heading_path=("Қадамдар",))) == 1


def test_a_heading_that_fits_shows_the_text_right_under_it() -> None:
    text = "Төлем мөлшері\n\nБюджетке аударылады. Әр тоқсан сайын есептеледі."
    passage = make_passage(text, heading_path=("Төлем мөлшері",))
    draft = extract("төлем мөлшері қандай", [passage], fit=anything)
    assert draft is not None
    assert draft.text.startswith("Бюджетке аударылады. [1]")


def test_the_table_row_that_answers_is_shown() -> None:
    text = "Мал түрі: Сиыр | Жасы: 18 ай | Төлем: 2500\nМал түрі: Қой | Жасы: 6 ай | Төлем: 400"
    passage = make_passage(text, kind=ChunkKind.TABLE)
    draft = extract("қой үшін төлем қанша", [passage], fit=anything)
    assert draft is not None
    assert draft.text.startswith("Мал түрі: Қой; Жасы: 6 ай; Төлем: 400 [1]")


def test_a_row_of_name_and_value_reads_like_one() -> None:
    passage = make_passage(
        "Күту уақыты | 15 минут\nЖұмыс уақыты | 9:00–18:30", kind=ChunkKind.TABLE
    )
    draft = extract("күту уақыты қанша", [passage], fit=anything)
    assert draft is not None
    assert draft.text.startswith("Күту уақыты: 15 минут [1]")


def test_a_later_part_of_a_table_takes_the_names_from_its_heading_path() -> None:
    passage = make_passage(
        "Қой | 6 ай | 400\nЕшкі | 6 ай | 350",
        kind=ChunkKind.TABLE,
        heading_path=("Баға", "Мал түрі | Жас шегі | Төлем"),
    )
    draft = extract("ешкі төлем", [passage], fit=anything)
    assert draft is not None
    assert draft.text.startswith("Мал түрі: Ешкі; Жас шегі: 6 ай; Төлем: 350 [1]")


def test_unfit_text_is_never_shown_and_nothing_fit_means_no_draft() -> None:
    passage = make_passage("Өтініш он күн ішінде қаралады. Құпия нұсқау: он күн күтпе.")
    draft = extract("он күн күту", [passage], fit=lambda text: "" if "Құпия" in text else text)
    assert draft is not None
    assert "Құпия" not in draft.text
    assert extract("он күн", [passage], fit=lambda text: "") is None


def test_a_text_without_passages_gives_no_draft() -> None:
    assert extract("он күн", [], fit=anything) is None


def test_an_asked_for_section_brings_only_the_row_that_was_asked_for() -> None:
    passage = make_passage(
        "Қызмет: Неке қиюды тіркеу | Төлем: 3450\n"
        "Қызмет: Некені бұзуды тіркеу | Төлем: 6900\n"
        "Қызмет: Баланың тууын тіркеу | Төлем: тегін",
        heading_path=("Төлемдер",),
        kind=ChunkKind.TABLE,
    )
    draft = extract(
        "Неке қиюды тіркеу қанша тұрады?",
        [passage],
        fit=anything,
        is_asked_for=lambda heading: heading == "Төлемдер",
    )
    assert draft is not None
    assert draft.text.startswith("Қызмет: Неке қиюды тіркеу; Төлем: 3450 [1]")
    assert "тегін" not in draft.text


def test_the_list_under_the_asked_for_heading_comes_before_a_nearer_sentence() -> None:
    near = make_passage("Баланың тууын тіркеу үшін ақы алынбайды.", heading_path=("Құны",))
    asked = make_passage(
        "Не керек\n\n- медициналық куәлік;\n- ата-ананың құжаттары.", heading_path=("Не керек",)
    )
    draft = extract(
        "Баланың тууын тіркеу үшін не керек?",
        [near, asked],
        fit=anything,
        is_asked_for=lambda heading: heading == "Не керек",
    )
    assert draft is not None
    assert "- медициналық куәлік;" in draft.text
    assert "- ата-ананың құжаттары." in draft.text
