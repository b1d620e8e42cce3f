"""Are the pages' parts right before a browser sees them?"""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jauap.api.feedback_pages import KINDS
from jauap.api.pages import texts as texts_module
from jauap.api.pages.document import Block, parts_of
from jauap.api.pages.markdown import AnswerMarkdown
from jauap.api.pages.texts import PageTexts, read_texts
from jauap.assistant import Language, RiskClass
from jauap.knowledge import ChunkKind
from jauap.labelling.canonical import canonicalise
from jauap.labelling.levels import HumanState
from jauap.labelling.markdown import plain_text
from jauap.labelling.sentences import sentence
from jauap.labelling.verify import VerificationState
from jauap.testing.samples import sample_passages
from jauap.workspace import read_yaml

FOLDER = Path(texts_module.__file__).parent
MARKDOWN = AnswerMarkdown()
TEXTS = read_yaml(FOLDER / "texts.yaml", PageTexts).root


def visible(html: str) -> str:
    """Give the characters of some HTML, as a browser would copy them."""
    text = re.sub(r"<[^>]*>", "", re.sub(r"</(?:p|li|td|th|h\d|tr)>|<br>", "\n", html))
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        text = text.replace(entity, character)
    return canonicalise(text).text


def test_every_text_has_the_same_places_in_all_languages() -> None:
    for key, text in TEXTS.items():
        places = [sorted(re.findall(r"{(\w+)}", said)) for said in (text.kk, text.ru, text.en)]
        assert places[0] == places[1] == places[2], key


def test_every_text_is_used_and_every_used_text_exists() -> None:
    sources = [
        *(FOLDER / "templates").rglob("*.html"),
        *FOLDER.rglob("*.py"),
        *FOLDER.parent.glob("*.py"),
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    named = set(re.findall(r'(?:\bt|words)\(\s*["\']([a-z_-]+)["\']', code))
    named |= {"question_too_long", "question_empty", *re.findall(r'"(level_\w+)"', code)}
    named |= {f"in_language_{language}" for language in Language}
    named |= {f"risk_{risk}" for risk in RiskClass}
    named |= {f"human_{state}" for state in HumanState}
    named |= {f"key_{status}" for status in ("active", "retired", "revoked")}
    fields = (FOLDER / "templates" / "feedback_fields.html").read_text(encoding="utf-8")
    listed = re.search(r"for reason in \((.*?)\)", fields)
    assert listed is not None
    named |= {f"feedback_reason_{reason}" for reason in re.findall(r'"(\w+)"', listed[1])}
    named |= {f"feedback_{kind}" for kind in KINDS}
    assert set(TEXTS) == {key for key in named if not key.endswith("_")}


def test_every_state_of_a_verification_has_its_sentence() -> None:
    told = [sentence(state) for state in VerificationState]
    assert len({each.kk for each in told}) == len({each.ru for each in told}) == 9


def test_no_kazakh_text_is_a_copy_of_the_russian_one() -> None:
    same = {key for key, text in TEXTS.items() if text.kk == text.ru}
    assert same <= {"verify_code", "operator"}


def test_words_fill_their_places() -> None:
    assert read_texts()[Language.KK]("person_call", phone="1414") == "Қоңырау шалу: 1414"


def test_only_the_answers_own_sources_are_links() -> None:
    html = MARKDOWN.render(
        "[бар](https://adilet.zan.kz/a) [жоқ](https://adilet.zan.kz/b) [1] [2]",
        urls=["https://adilet.zan.kz/a"],
        anchors={1: "#s-1"},
    )
    assert re.findall(r'href="(.*?)"', html) == ["https://adilet.zan.kz/a", "#s-1"]
    assert visible(html) == "бар жоқ [1] [2]"


@pytest.mark.parametrize(
    "text",
    [
        "# Тақырып\n\nМәтін [1].\n\n1. бірінші\n2. екінші",
        "| Құжат | Мерзімі |\n|---|---|\n| Куәлік | 15 күн |",
        "~~ескі~~ **жаңа** *маңызды* `код`\n\n> дәйексөз",
        "![сурет](https://evil.example/x.png) <b>қалың</b> &amp; № 5",
    ],
)
def test_the_page_shows_the_characters_that_the_label_counts(text: str) -> None:
    html = MARKDOWN.render(text, urls=[], anchors={1: "#s-1"})
    assert visible(html) == canonicalise(plain_text(text)).text


@given(st.text(max_size=200))
def test_whatever_is_rendered_has_no_script_image_or_foreign_address(text: str) -> None:
    html = MARKDOWN.render(text, urls=["https://ok.example/"], anchors={1: "#s-1"})
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html))
    assert tags.isdisjoint({"script", "img", "iframe", "style", "svg", "object", "form", "input"})
    assert set(re.findall(r'href="(.*?)"', html)) <= {"https://ok.example/", "#s-1"}


def test_a_documents_headings_stand_once_and_never_skip_a_level() -> None:
    first, second, third = sample_passages()
    deep = replace(
        second,
        heading_path=("Мерзімі", "Тереңірек", "Құжаттар"),
        text="Құжаттар\n\nКуәлік.",
    )
    parts = parts_of((first, deep, third), range(0))
    levels = [(block.text, block.level) for part in parts for block in part.blocks if block.level]
    assert levels == [("Мерзімі", 2), ("Құжаттар", 3), ("Нәтижесі", 2)]


def test_the_documents_title_is_not_repeated_as_a_heading() -> None:
    passage = sample_passages()[0]
    titled = replace(passage, text=f"{passage.title}\n\n{passage.text}")
    assert parts_of((titled,), range(0))[0].blocks[0] == Block(text="Мерзімі", level=2)


def test_a_table_gets_its_header_back() -> None:
    passage = replace(
        sample_passages()[0],
        kind=ChunkKind.TABLE,
        text="Құжат: Куәлік | Мерзімі: 15 күн\nҚұжат: Анықтама | Мерзімі: 1 күн",
    )
    assert parts_of((passage,), range(0))[0].blocks == (
        Block(columns=("Құжат", "Мерзімі"), rows=(("Куәлік", "15 күн"), ("Анықтама", "1 күн"))),
    )


def test_rows_that_disagree_stay_as_they_are() -> None:
    passage = replace(
        sample_passages()[0], kind=ChunkKind.TABLE, text="Кіріспе\nА: 1 | Ә: 2\nБ: 3 | 4"
    )
    assert parts_of((passage,), range(0))[0].blocks == (
        Block(text="Кіріспе"),
        Block(rows=(("А: 1", "Ә: 2"), ("Б: 3", "4"))),
    )


@pytest.mark.parametrize(
    ("cited", "marked"),
    [(range(61), [0]), (range(63, 64), [63]), (range(60, 64), [0, 63]), (range(0), [])],
)
def test_the_passages_that_overlap_the_cited_place_are_marked(
    cited: range, marked: list[int]
) -> None:
    parts = parts_of(sample_passages(), cited)
    assert [part.start for part in parts if part.is_cited] == marked
