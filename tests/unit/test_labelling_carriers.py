"""Do headers, attributes and JSON-LD say what the claims say?"""

import json
from dataclasses import replace

import pytest

from jauap.answer import Answer, Outcome
from jauap.assistant import Assistant
from jauap.labelling.claims import Claims
from jauap.labelling.headers import label_headers
from jauap.labelling.label import Labeller
from jauap.labelling.markup import html_attributes, json_ld, quote_attributes


@pytest.fixture
def claims(labeller: Labeller, answer: Answer, assistant: Assistant) -> Claims:
    return labeller.label(answer, assistant=assistant, code="7F3K9QXM2T0M").claims


def test_headers_are_those_of_the_specification(claims: Claims) -> None:
    assert label_headers(claims) == {
        "AI-Disclosure": 'mode=ai-originated, provider="ai.example.gov.kz", model="agriculture"',
        "AI-Label": 'id="7F3K9QXM2T0M", v=1, level=ai-generated',
        "Link": '</v1/labels/7F3K9QXM2T0M>; rel="describedby"',
        "Content-Usage": "train-ai=n",
        "Access-Control-Expose-Headers": "AI-Disclosure, AI-Label, Link",
    }


def test_no_header_says_that_no_machine_took_part(
    labeller: Labeller, answer: Answer, assistant: Assistant
) -> None:
    refusal = replace(answer, outcome=Outcome.REFUSED_UNSURE, composed_by="template")
    headers = labeller.label(refusal, assistant=assistant).headers
    assert headers["AI-Disclosure"].startswith("mode=ai-modified,")
    assert headers["AI-Label"].endswith("level=none")


def test_a_kazakh_host_name_travels_in_ascii(claims: Claims) -> None:
    local = claims.model_copy(update={"iss": "https://жауап.қаз"})
    for value in label_headers(local).values():
        value.encode("ascii")
    assert 'provider="xn--80aaq2bs.xn--80ao21a"' in label_headers(local)["AI-Disclosure"]


def test_the_article_names_language_provider_and_label(claims: Claims) -> None:
    assert html_attributes(claims) == {
        "lang": "kk",
        "ai-disclosure": "ai-generated",
        "ai-provider": "ai.example.gov.kz",
        "data-ai-label": "7F3K9QXM2T0M",
    }
    assert quote_attributes("https://adilet.zan.kz/kaz") == {
        "ai-disclosure": "none",
        "cite": "https://adilet.zan.kz/kaz",
    }
    assert quote_attributes("") == {"ai-disclosure": "none"}


def test_json_ld_names_type_and_sources_once(claims: Claims) -> None:
    url = "https://adilet.zan.kz/kaz/docs/V2"
    assert json.loads(json_ld(claims, [url, "", url])) == {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "identifier": "7F3K9QXM2T0M",
        "url": "https://ai.example.gov.kz/v/7F3K9QXM2T0M",
        "inLanguage": "kk",
        "digitalSourceType": "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
        "isBasedOn": [url],
    }


def test_json_ld_cannot_close_the_script_it_stands_in(claims: Claims) -> None:
    text = json_ld(claims, ["https://a.kz/</script><script>alert(1)</script>&"])
    assert not set("<>&") & set(text)
    assert json.loads(text)["isBasedOn"] == ["https://a.kz/</script><script>alert(1)</script>&"]
