"""A ministry that switches Latin answers on: what is shown is signed, and anybody can verify it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from jauap.api.app import create_app
from jauap.labelling.check import check_label
from jauap.labelling.claims import Claims
from jauap.runtime import Runtime, build_runtime
from jauap.settings import load_settings

REPOSITORY = Path(__file__).parents[2]
CHAT = "/v1/assistants/public_services/chat"
LATIN = "Balanyñ tuuyn qalai tırkeuge bolady?"
SWITCH = "default_language: kk\n"


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    workspace = tmp_path_factory.mktemp("workspace")
    for folder in ("assistants", "ingestion"):
        shutil.copytree(
            REPOSITORY / folder / "public_services", workspace / folder / "public_services"
        )
    path = workspace / "assistants" / "public_services" / "assistant.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(SWITCH, f"{SWITCH}answer_in_latin: true\n"), encoding="utf-8")
    settings = load_settings(workspace=workspace, data_dir=workspace / "data")
    with build_runtime(settings) as opened:
        opened.ingest("public_services")
        yield opened


@pytest.fixture(scope="module")
def client(runtime: Runtime) -> TestClient:
    return TestClient(create_app(runtime))


def test_the_latin_text_that_is_shown_is_the_one_that_is_signed(
    client: TestClient, runtime: Runtime
) -> None:
    reply = client.post(CHAT, json={"question": LATIN}).json()
    assert "Balanyñ tuuyn tırkegenı üşın aqy alynbaidy" in reply["text"]
    claims = check_label(reply["label"]["jws"], runtime.jwks())
    assert isinstance(claims, Claims)
    found = client.post("/v1/verify", json={"text": reply["text"]}).json()
    assert (found["state"], found["code"]) == ("exact", reply["code"])


def test_a_cut_of_the_latin_text_is_found_again(client: TestClient) -> None:
    reply = client.post(CHAT, json={"question": LATIN}).json()
    cut = client.post("/v1/verify", json={"text": reply["text"][:-40]}).json()
    assert cut["state"] != "unknown"
    assert reply["code"] in str(cut)


def test_the_quotes_stay_cyrillic_and_open_at_their_place(client: TestClient) -> None:
    reply = client.post(CHAT, json={"question": LATIN}).json()
    quotes = [citation["quote"] for citation in reply["citations"]]
    assert any("ақы алынбайды" in quote for quote in quotes)
    for citation in reply["citations"]:
        page = client.get(citation["open_url"].removeprefix("http://127.0.0.1:8000"))
        assert page.status_code == 200


def test_a_cyrillic_question_of_the_same_assistant_is_answered_in_cyrillic(
    client: TestClient,
) -> None:
    reply = client.post(CHAT, json={"question": "Баланың тууын қалай тіркеуге болады?"}).json()
    assert "ақы алынбайды" in reply["text"]


def test_a_screen_reader_is_told_that_kazakh_stands_in_latin_letters(client: TestClient) -> None:
    latin = client.post(CHAT, json={"question": LATIN, "format": "html"}).json()["html"]
    assert '<div class="body" lang="kk-Latn">' in latin
    assert '<div class="sources" lang="kk">' in latin
    question = "Баланың тууын қалай тіркеуге болады?"
    cyrillic = client.post(CHAT, json={"question": question, "format": "html"}).json()["html"]
    assert '<div class="body">' in cyrillic
