"""How does a web page carry the label? HTML attributes, meta element and JSON-LD."""

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from jauap.labelling.claims import Claims
from jauap.labelling.levels import LabelLevel, SourceType

PAGE_DISCLOSURE = "mixed"
"""Content of `<meta name="ai-disclosure">`: the page holds words of people and of a machine."""

_SCHEMA_ORG = {
    SourceType.TRAINED: "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    SourceType.COMPOSITE: "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
    SourceType.ALGORITHMIC: "https://schema.org/AlgorithmicMediaDigitalSource",
    SourceType.DATA_DRIVEN: "https://schema.org/DataDrivenMediaDigitalSource",
}
_DISCLOSURES = {
    LabelLevel.AI_GENERATED: "ai-generated",
    LabelLevel.AI_ASSISTED: "ai-assisted",
    LabelLevel.NONE: "mixed",
}


def html_attributes(claims: Claims) -> dict[str, str]:
    """Give the attributes of the `<article>` that shows a labelled answer."""
    return {
        "lang": claims.lang.value,
        "ai-disclosure": _DISCLOSURES[claims.lvl],
        "ai-provider": urlsplit(claims.iss).hostname or claims.iss,
        "data-ai-label": claims.id,
    }


def quote_attributes(url: str) -> dict[str, str]:
    """Give the attributes of a `<blockquote>` that repeats a source verbatim."""
    marks = {"ai-disclosure": "none"}
    return marks | {"cite": url} if url else marks


def json_ld(claims: Claims, based_on: Iterable[str] = ()) -> str:
    """Give the JSON-LD of an answer, safe inside a `<script>`; `based_on` are sources' URLs.

    schema.org has no member for IPTC's digitalCreation, so that type keeps its IPTC address.
    """
    described: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "identifier": claims.id,
        "url": claims.vfy,
        "inLanguage": claims.lang.value,
        "digitalSourceType": _SCHEMA_ORG.get(claims.dst, claims.dst.value),
    }
    sources = list(dict.fromkeys(url for url in based_on if url))
    if sources:
        described["isBasedOn"] = sources
    text = json.dumps(described, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
