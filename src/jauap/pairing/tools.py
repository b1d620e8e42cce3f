"""How do pairs travel to the annotation tools Label Studio and Argilla, and back?

Both formats are written as those tools import them and read as they export them: a list of JSON
objects. What an annotator typed wins over what was sent along.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from uuid import NAMESPACE_URL, uuid5

from pydantic import ValidationError

from jauap.evaluation.sheets.problems import Fault, Problem
from jauap.pairing.rows import PairRow, Rows, row_of
from jauap.retrieval.index import JsonValue
from jauap.storage.pair_rows import HeldPair

_TYPED = ("question", "answer", "intent", "quote")
"""What an annotator may change there; the rest is sent along and comes back as it was."""

_Object = Mapping[str, JsonValue]


def to_label_studio(pairs: Sequence[HeldPair]) -> bytes:
    """Write tasks; the labelling set-up has text areas named question, answer, intent and quote."""
    return _dump([_task(number, row_of(pair)) for number, pair in enumerate(pairs, start=1)])


def to_argilla(pairs: Sequence[HeldPair]) -> bytes:
    """Write records; the dataset has text questions named question, answer, intent and quote."""
    return _dump([_record(row_of(pair), pair.hands[-1]) for pair in pairs])


def read_json(data: bytes) -> Rows:
    """Read what either tool exported; rows are counted from 1."""
    try:
        content = json.loads(data)
    except ValueError:
        content = None
    if not isinstance(content, list):
        return Rows(count=0, rows={}, problems=(Problem(fault=Fault.UNREADABLE),))
    rows: dict[int, PairRow] = {}
    problems: list[Problem] = []
    for number, each in enumerate(content, start=1):
        fields = _fields(each) if isinstance(each, dict) else None
        if fields is None:
            problems.append(Problem(fault=Fault.UNREADABLE, row=number))
            continue
        filled = {name: text for name, text in fields.items() if text}
        try:
            rows[number] = PairRow.model_validate_json(json.dumps(filled))
        except ValidationError as error:
            problems += _explain(error, number)
    return Rows(count=len(content), rows=rows, problems=tuple(problems))


def _task(number: int, row: Mapping[str, str]) -> dict[str, JsonValue]:
    result: list[JsonValue] = [
        {
            "id": f"{number}-{name}",
            "from_name": name,
            "to_name": "asked",
            "type": "textarea",
            "origin": "manual",
            "value": {"text": [row[name]]},
        }
        for name in _TYPED
    ]
    return {
        "id": number,
        "data": {**row},
        "annotations": [{"result": result, "was_cancelled": False, "ground_truth": False}],
        "predictions": [],
    }


def _record(row: Mapping[str, str], hand: str) -> dict[str, JsonValue]:
    fields = ("question", "answer", "quote")
    return {
        "id": row["id"],
        "fields": {name: row[name] for name in fields},
        "metadata": {name: row[name] for name in row if name not in fields},
        "suggestions": {},
        "responses": {
            # The tool knows people by UUIDs only.
            name: [{"value": row[name], "user_id": str(uuid5(NAMESPACE_URL, hand))}]
            for name in _TYPED
        },
        "vectors": {},
    }


def _fields(item: _Object) -> dict[str, str] | None:
    """Gather the columns of one task or record; None when it is neither."""
    if isinstance(item.get("data"), dict):
        held, typed = _object(item, "data"), dict(_typed_in_task(item))
    elif isinstance(item.get("fields"), dict):
        named = {"id": item.get("id")}
        held = {**named, **_object(item, "metadata"), **_object(item, "fields")}
        typed = dict(_typed_in_record(item))
    else:
        return None
    names = PairRow.model_fields
    sent = {name: _text(held.get(name)) for name in names}
    return {**sent, **{name: text for name, text in typed.items() if name in names}}


def _typed_in_task(item: _Object) -> Iterator[tuple[str, str]]:
    for annotation in _list(item.get("annotations")):
        if not isinstance(annotation, dict) or annotation.get("was_cancelled") is True:
            continue
        for region in _list(annotation.get("result")):
            if isinstance(region, dict):
                value = _object(region, "value")
                texts = _list(value.get("text")) or _list(value.get("choices"))
                if texts:
                    yield _text(region.get("from_name")), _text(texts[-1])


def _typed_in_record(item: _Object) -> Iterator[tuple[str, str]]:
    for name, suggestion in _object(item, "suggestions").items():
        if isinstance(suggestion, dict):
            yield name, _text(suggestion.get("value"))
    for name, responses in _object(item, "responses").items():
        for response in _list(responses):
            if isinstance(response, dict):
                yield name, _text(response.get("value"))


def _explain(error: ValidationError, row: int) -> Iterator[Problem]:
    for each in error.errors():
        column = str(each["loc"][0]) if each["loc"] else ""
        is_missing = each["type"] == "missing"
        yield Problem(
            fault=Fault.MISSING_VALUE if is_missing else Fault.BAD_VALUE,
            row=row,
            column=column,
            detail="" if is_missing else str(each["input"]),
        )


def _object(item: _Object, name: str) -> _Object:
    value = item.get(name)
    return value if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []


def _text(value: JsonValue) -> str:
    return "" if value is None else str(value).strip()


def _dump(content: list[dict[str, JsonValue]]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
