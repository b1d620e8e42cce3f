"""How does a downloaded text file carry its label? Lines between dashes before the text."""

import base64
import json
import re
from datetime import UTC, datetime

_DISCLOSURES = {"ai-generated": "ai-generated", "ai-assisted": "ai-assisted", "none": "mixed"}
_FOUND = re.compile(r"--- ai-disclosure: (?:\S+ ){1,60}?label: ([\w-]+\.[\w-]+\.[\w-]+) ---(?: |$)")


def front_matter(jws: str) -> str:
    """Write what a label states as front matter, all of it taken from the label itself.

    Raises:
        ValueError: this is no label.
    """
    stated = _payload(jws)
    lines = [
        f"ai-disclosure: {_DISCLOSURES[str(stated['lvl'])]}",
        f"ai-label: {stated['id']}",
        f"digital-source-type: {stated['dst']}",
        f"language: {stated['lang']}",
        f"created: {datetime.fromtimestamp(int(str(stated['iat'])), UTC).isoformat()}",
        f"verify: {stated['vfy']}",
    ]
    aigc = aigc_object(jws)
    if aigc:
        lines.append(f"AIGC: {json.dumps(aigc, separators=(',', ':'))}")
    return "\n".join(["---", *lines, f"label: {jws}", "---"])


def aigc_object(jws: str, *, propagator: str = "", delivery: str = "") -> dict[str, str]:
    """Give GB 45438-2025's object of implicit labelling; empty for words of people or templates.

    Args:
        propagator: who passes the text on, when it is not the producer.
        delivery: id of that delivery.
    """
    stated = _payload(jws)
    if stated["lvl"] == "none":
        return {}
    return {
        "Label": "1",
        "ContentProducer": str(stated["iss"]),
        "ProduceID": str(stated["id"]),
        "ReservedCode1": jws,
        "ContentPropagator": propagator,
        "PropagateID": delivery,
        "ReservedCode2": "",
    }


def without_front_matter(spaced: str) -> str:
    """Take front matter off a single-spaced text; one that a label does not bear out stays."""
    match = _FOUND.match(spaced)
    if match is None:
        return spaced
    try:
        is_genuine_form = " ".join(front_matter(match[1]).split()) == match[0].strip()
    except (ValueError, KeyError, OverflowError):
        return spaced
    return spaced[match.end() :] if is_genuine_form else spaced


def embedded_label(text: str) -> str:
    """Give the label in a text's front matter; empty when there is none."""
    match = _FOUND.match(" ".join(text[:20_000].split()))
    return match[1] if match else ""


def _payload(jws: str) -> dict[str, object]:
    part = jws.split(".")[1]
    stated: dict[str, object] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    if not isinstance(stated, dict):
        raise ValueError("a label states an object")
    return stated
