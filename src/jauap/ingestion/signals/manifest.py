"""What does a C2PA manifest say: may the text be mined, and did a machine make it?

Training and mining: CAWG Training and Data Mining Assertion 1.1 (`cawg.training-mining`), before
it C2PA 1.x (`c2pa.training-mining`); entries with `use` allowed, notAllowed or constrained.
Origin: `digitalSourceType` of IPTC in the actions, and `c2pa.ai-disclosure`.
"""

import json
from collections.abc import Iterator, Mapping

from jauap.ingestion.signals.signal import Says, strictest_of

TRAINING_MINING = "c2pa-training-mining"
"""Name of the metadata line that carries the entries, as JSON."""
AI_ORIGIN = "digital-source-type"
"""Name of the metadata line that says a machine took part."""
MADE_BY_AI = ("trainedalgorithmicmedia", "compositewithtrainedalgorithmicmedia")
"""IPTC's source types of what a trained model made, wholly or in part; in lower case."""

_LABELS = ("cawg.training-mining", "c2pa.training-mining")
_COUNTING = ("data_mining", "ai_inference", "ai_training", "ai_generative_training")


def read_entries(entries_json: str) -> Says:
    """Read the entries of a training-mining assertion; the strictest of them counts."""
    try:
        entries = json.loads(entries_json)
    except ValueError:
        return Says.UNCLEAR
    said = [Says.UNCLEAR]
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        use = entry.get("use") if isinstance(entry, dict) else None
        purpose = str(name).rpartition(".")[2]
        if purpose in _COUNTING and use == "notAllowed":
            said.append(Says.DENY)
        elif purpose in _COUNTING and use == "constrained":
            said.append(Says.LICENCE)
        elif purpose == "ai_inference" and use == "allowed":
            said.append(Says.ALLOW)
    return strictest_of(said)


def manifest_lines(store_json: str) -> tuple[str, ...]:
    """Give the metadata lines of a manifest store, as c2pa-python prints it; () when unreadable.

    Reservations of every manifest count, the origin only of the active one: a picture that a
    machine made does not make the text around it a machine's.
    """
    try:
        store = json.loads(store_json)
        manifests, active = dict(store["manifests"]), store.get("active_manifest")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()
    return tuple(
        line
        for name, manifest in manifests.items()
        for line in _lines(manifest, is_active=name == active)
    )


def _lines(manifest: object, *, is_active: bool) -> Iterator[str]:
    assertions = manifest.get("assertions") if isinstance(manifest, Mapping) else None
    for assertion in assertions if isinstance(assertions, list) else ():
        label = str(assertion.get("label", "")).partition("__")[0]
        data = assertion.get("data")
        content = data if isinstance(data, Mapping) else {}
        if label in _LABELS:
            yield f"{TRAINING_MINING}: {json.dumps(content.get('entries', {}))}"
        elif label.startswith("c2pa.actions") and is_active:
            for action in content.get("actions") or ():
                if kind := action.get("digitalSourceType"):
                    yield f"{AI_ORIGIN}: {kind}"
        elif label == "c2pa.ai-disclosure" and is_active:
            yield f"{AI_ORIGIN}: {label}"
