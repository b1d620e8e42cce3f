"""Do the routes of the room keep experts blind, lose no word, and let in only who may?"""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from room_factories import known_item, make_item
from room_service import ASSISTANT, RoomService, audit_item, improve_item

from jauap.person import Role
from jauap.storage.item_rows import ItemState, Queue
from jauap.storage.store import open_store
from jauap.verdict import Verdict

WRONG = {
    "cause": "generation",
    "corrected": "Тіркеу үш жұмыс күнін алады; сұрақ: 8 701 123 45 67",
    "facts": ["үш жұмыс күні"],
    "chunk_ids": ["9b6f1a0e-0000-5000-8000-000000000001"],
}


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomService]:
    with open_store(f"sqlite:///{tmp_path / 'jauap.db'}") as store:
        yield RoomService(store)


def test_a_task_tells_nothing_that_would_unblind(room: RoomService) -> None:
    room.add(make_item("7F3K9QXM2TCA"))
    room.judge("second", "incorrect", **WRONG)
    task = room.take("annotator")
    assert set(task) == {
        "item", "queue", "seat", "question", "language", "topic", "intent", "outcome",
        "answered_at", "answer", "citations", "passages", "lease_until", "version",
        "unfinished", "guideline",
    }  # fmt: skip
    spoken = json.dumps(task, ensure_ascii=False)
    for secret in ("confidence", "0.7", "inclusion", "incorrect", "үш жұмыс", "known", "p-second"):
        assert secret not in spoken
    assert task["question"] == "Тіркеуге қанша күн керек?"
    assert task["unfinished"] is None
    assert room.get("annotator", f"/items/{task['item']}/adjudication").status_code == 403


def test_a_seeded_task_looks_like_any_other(room: RoomService) -> None:
    row = {
        "question": "Тіркеу ақылы ма?",
        "answer": "[ЖИ жауабы]\n\nЖоқ, тегін.\n\n[Тексеру]",
        "language": "kk",
        "topic": "Тіркеу",
        "intent": "fee",
    }
    seeded = {"items": [{**row, "truth": "correct", "queue": "audit"}]}
    reply = room.send("lead", "POST", f"/{ASSISTANT}/items/import", seeded)
    assert reply.json() == {"rows": 1, "added": 1, "faults": []}
    again = room.send("lead", "POST", f"/{ASSISTANT}/items/import", seeded)
    assert again.json()["added"] == 0
    (item,) = room.items.in_state(ASSISTANT, ItemState.OPEN)
    assert len(item.code) == 12
    assert item.known is Verdict.CORRECT


def test_a_verdict_given_again_with_its_key_is_given_once(room: RoomService) -> None:
    room.add(make_item("7F3K9QXM2TCA"))
    task = room.take("annotator")
    body = {"verdict": "partial", "version": task["version"], **WRONG}
    path = f"/items/{task['item']}/verdict"
    first = room.send("annotator", "POST", path, body, key="k-1")
    again = room.send("annotator", "POST", path, body, key="k-1")
    other = room.send("annotator", "POST", path, {**body, "verdict": "correct"}, key="k-1")
    assert (first.status_code, again.json(), other.status_code) == (200, first.json(), 422)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert first.json()["state"] == "given"
    (given,) = room.verdicts.of_item(str(task["item"]))
    assert given.corrected == "Тіркеу үш жұмыс күнін алады; сұрақ: [тел.]"
    late = room.send("annotator", "POST", path, body)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "lease_lost")


def test_an_empty_queue_has_no_content(room: RoomService) -> None:
    reply = room.send("annotator", "POST", f"/{ASSISTANT}/queues/improve/next")
    assert (reply.status_code, reply.content) == (204, b"")


def test_work_is_kept_and_two_windows_see_each_others_text(room: RoomService) -> None:
    room.add(make_item("7F3K9QXM2TCA"))
    task = room.take("annotator")
    path = f"/items/{task['item']}/unfinished"
    kept = room.send("annotator", "PUT", path, {"work": {"comment": "Мерзім"}, "version": 0})
    assert (kept.status_code, kept.json()["version"]) == (200, 1)
    clash = room.send("annotator", "PUT", path, {"work": {"comment": "Басқа"}, "version": 0})
    assert clash.status_code == 409
    assert clash.json()["error"]["code"] == "version_conflict"
    assert clash.json()["current"]["work"] == {"comment": "Мерзім"}
    assert clash.json()["current"]["version"] == 1
    again = room.take("annotator")
    assert again["item"] == task["item"]
    assert again["unfinished"]["work"] == {"comment": "Мерзім"}  # type: ignore[index]


def test_a_lost_lease_is_said_and_the_work_is_kept(room: RoomService) -> None:
    room.add(make_item("7F3K9QXM2TCA", queue=Queue.IMPROVE, wanted=1))
    task = room.take("annotator", "improve")
    room.people.at += timedelta(minutes=16)
    room.take("second", "improve")
    path = f"/items/{task['item']}"
    kept = room.send("annotator", "PUT", f"{path}/unfinished", {"work": {"a": "ә"}, "version": 0})
    assert (kept.status_code, kept.json()["error"]["code"]) == (409, "lease_lost")
    given = room.send("annotator", "POST", f"{path}/verdict", {"verdict": "correct", "version": 1})
    assert (given.status_code, given.json()["error"]["code"]) == (409, "lease_lost")
    saved = room.room.queues.unfinished.find("p-annotator", str(task["item"]))
    assert saved is not None
    assert saved.work == {"a": "ә"}


def test_what_changed_meanwhile_is_a_conflict(room: RoomService) -> None:
    room.add(make_item("7F3K9QXM2TCA"))
    task = room.take("annotator")
    body = {"verdict": "correct", "version": 7}
    reply = room.send("annotator", "POST", f"/items/{task['item']}/verdict", body)
    assert reply.status_code == 409
    assert reply.json()["current"] == {"version": 1, "state": "open"}


def test_undo_and_revise_are_the_authors_alone(room: RoomService) -> None:
    room.add(make_item("7F3K9QXM2TCA"))
    given = room.judge("annotator", "incorrect", **WRONG)
    path = f"/verdicts/{given['id']}"
    assert room.send("second", "POST", f"{path}/undo").status_code == 404
    better = {"verdict": "partial", "cause": "retrieval", "version": given["version"]}
    changed = room.send("annotator", "POST", f"{path}/revise", better)
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = room.send("annotator", "POST", f"{path}/revise", better)
    assert stale.status_code == 409
    assert stale.json()["current"]["verdict"] == "partial"
    (mine,) = room.get("annotator", f"/{ASSISTANT}/verdicts/mine").json()["verdicts"]
    assert (mine["verdict"], mine["can_undo"], mine["version"]) == ("partial", True, 2)
    assert mine["question"] == "Тіркеуге қанша күн керек?"
    undone = room.send("annotator", "POST", f"/verdicts/{mine['id']}/undo")
    assert undone.json()["state"] == "taken_back"
    task = room.take("annotator")
    assert task["unfinished"]["work"]["cause"] == "retrieval"  # type: ignore[index]


def test_a_dispute_shows_both_sides_to_a_third_person(room: RoomService) -> None:
    room.add(make_item("7F3K9QXM2TCA"))
    room.judge("annotator", "correct")
    room.judge("second", "incorrect", **WRONG)
    item = audit_item("7F3K9QXM2TCA")
    (line,) = room.get("reviewer", f"/{ASSISTANT}/adjudications").json()["items"]
    assert (line["item"], line["verdicts"]) == (item, ["correct", "incorrect"])
    shown = room.get("reviewer", f"/items/{item}/adjudication").json()
    assert [each["person"] for each in shown["judgements"]] == ["p-annotator", "p-second"]
    assert "Әліби" not in json.dumps(shown, ensure_ascii=False)
    assert shown["may_decide"]
    decision = {"verdict": "incorrect", "reason": "Бұйрықта үш күн", "version": shown["version"]}
    path = f"/items/{item}/adjudication"
    assert room.send("lead", "POST", path, decision).status_code == 403
    done = room.send("reviewer", "POST", path, decision, key="a")
    assert done.status_code == 200
    assert room.send("reviewer", "POST", path, decision, key="a").json() == done.json()
    late = room.send("reviewer", "POST", path, decision, key="b")
    assert late.status_code == 403  # nobody decides twice
    undone = room.send("annotator", "POST", f"/verdicts/{shown_id(room, item)}/undo")
    assert (undone.status_code, undone.json()["error"]["code"]) == (409, "item_closed")
    assert room.items.find(improve_item("7F3K9QXM2TCA")) is not None


def shown_id(room: RoomService, item: str) -> str:
    return room.verdicts.of_item(item)[0].id


def test_who_judged_does_not_see_the_dispute(room: RoomService) -> None:
    room.people.hire("both", {ASSISTANT: {Role.ANNOTATOR, Role.REVIEWER}})
    room.add(make_item("7F3K9QXM2TCA"))
    room.judge("both", "correct")
    room.judge("second", "unsafe")
    item = audit_item("7F3K9QXM2TCA")
    assert room.get("both", f"/{ASSISTANT}/adjudications").json() == {"items": []}
    assert room.get("both", f"/items/{item}/adjudication").status_code == 403
    body = {"verdict": "correct", "reason": "Менікі дұрыс", "version": 2}
    assert room.send("both", "POST", f"/items/{item}/adjudication", body).status_code == 403


def test_an_import_takes_all_rows_or_none(room: RoomService) -> None:
    good = {"question": "ЖСН 061211600012 керек пе?", "answer": "[ЖИ] Иә.", "language": "kk"}
    bad = {"question": " ", "answer": "Иә", "language": "kz", "truth": "дұрыс"}
    audit = {**good, "queue": "audit"}
    reply = room.send("lead", "POST", f"/{ASSISTANT}/items/import", {"items": [good, bad, audit]})
    assert reply.status_code == 422
    faults = {(each["row"], each["field"]) for each in reply.json()["faults"]}
    assert faults == {(2, "question"), (2, "language"), (2, "truth"), (3, "")}
    assert (
        room.send("lead", "POST", f"/{ASSISTANT}/items/import", {"items": [good]}).json()["added"]
        == 1
    )
    task = room.take("annotator", "improve")
    assert task["question"] == "ЖСН [ЖСН/ИИН] керек пе?"


def test_lead_and_auditor_see_figures_digest_and_verdicts_under_pseudonyms(
    room: RoomService,
) -> None:
    room.add(make_item("7F3K9QXM2TCA"), known_item("KKK", Verdict.CORRECT))
    room.judge("annotator", "partial", comment="=1+1")
    room.judge("second", "partial")
    for login in ("lead", "auditor"):
        team = room.get(login, f"/{ASSISTANT}/team").json()
        assert team["progress"]["audit"]["done"] == 1
        assert team["accuracy"]["n"] == 1
        page = room.get(login, f"/{ASSISTANT}/digest")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "<script" not in page.text
        assert page.text.index("апталық шолу") < page.text.index("обзор недели")
        assert "p-annotator" not in page.text
        (upcoming,) = room.get(login, f"/{ASSISTANT}/next-pairs").json()["intents"]
        assert (upcoming["intent"], upcoming["pairs"]) == ("registration", 0)
    lines = room.get("auditor", f"/{ASSISTANT}/verdicts").json()["verdicts"]
    assert [each["person"] for each in lines] == ["p-annotator", "p-second"]
    table = room.get("auditor", f"/{ASSISTANT}/verdicts?format=csv")
    assert table.text.splitlines()[1].split(",")[2] == "7F3K9QXM2TCA"
    assert "Әліби" not in table.text


def test_the_auditor_reads_an_items_whole_history_once_it_is_closed(room: RoomService) -> None:
    room.add(make_item("7F3K9QXM2TCA"), known_item("KKK", Verdict.CORRECT))
    item = audit_item("7F3K9QXM2TCA")
    given = room.judge("annotator", "partial", **WRONG)
    assert room.get("auditor", f"/items/{item}").json()["history"] == []
    room.send("annotator", "POST", f"/verdicts/{given['id']}/undo")
    room.judge("annotator", "correct")
    room.judge("second", "correct")
    (listed,) = room.get("auditor", f"/{ASSISTANT}/items").json()["items"]
    assert (listed["item"], listed["state"], listed["final"]) == (item, "done", "correct")
    shown = room.get("auditor", f"/items/{item}").json()
    assert [(each["person"], each["verdict"]) for each in shown["history"]] == [
        ("p-annotator", "partial"),
        ("p-annotator", None),
        ("p-annotator", "correct"),
        ("p-second", "correct"),
    ]
    assert room.get("auditor", f"/items/{audit_item('KKK')}").status_code == 404
    assert room.get("foreign_lead", f"/items/{item}").status_code == 404
    assert room.get("annotator", f"/items/{item}").status_code == 403


def test_who_may_judge_does_not_look_into_an_item_before_it_is_closed(room: RoomService) -> None:
    room.people.hire("lead_judge", {ASSISTANT: {Role.LEAD, Role.ANNOTATOR}})
    room.add(make_item("7F3K9QXM2TCA"))
    item = audit_item("7F3K9QXM2TCA")
    assert room.get("lead_judge", f"/items/{item}").status_code == 403
    assert room.get("lead", f"/items/{item}").status_code == 200


def test_the_guideline_and_the_search_are_beside_the_task(room: RoomService) -> None:
    rule = room.get("annotator", f"/{ASSISTANT}/guideline").json()
    assert rule["kk"].startswith("# Не бағаланады")
    assert room.get("annotator", f"/{ASSISTANT}/guideline").json()["version"] == rule["version"]
    found = room.get("editor", f"/{ASSISTANT}/search?q=мерзім&language=kk").json()["passages"]
    assert found[0]["text"] == "«мерзім» туралы ереже"


def test_items_and_verdicts_of_another_assistant_are_not_there(room: RoomService) -> None:
    (item,) = room.add(make_item("7F3K9QXM2TCA"))
    given = room.judge("annotator", "correct")
    body = {"verdict": "correct", "version": 1}
    for path, content in {
        f"/items/{item}/verdict": body,
        f"/items/{item}/release": {},
        f"/items/{item}/adjudication": {**body, "reason": "жоқ"},
        f"/verdicts/{given['id']}/undo": {},
        f"/verdicts/{given['id']}/revise": body,
    }.items():
        assert room.send("foreign_lead", "POST", path, content).status_code == 404
        missing = path.replace(str(item), "0" * 36).replace(str(given["id"]), "0" * 36)
        assert room.send("foreign_lead", "POST", missing, content).status_code == 404
    kept = {"work": {}, "version": 0}
    assert room.send("foreign_lead", "PUT", f"/items/{item}/unfinished", kept).status_code == 404
