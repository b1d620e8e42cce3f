"""The command line lays plans down, brings items along, orders and exports them."""

import json
from pathlib import Path

import pytest
from room_factories import Room, make_item
from typer.testing import CliRunner, Result

from jauap.annotation.settle import RULES
from jauap.cli.queue import queue_app
from jauap.evaluation.audit import drawn_log, plan_log, read_audit
from jauap.storage.item_rows import ItemState, Origin, Queue
from jauap.storage.items import Items
from jauap.storage.store import open_store
from jauap.storage.verdicts import Verdicts
from jauap.verdict import Verdict

REPOSITORY = Path(__file__).parents[2]
ASSISTANT = "public_services"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with the real assistants' declarations and an evaluation folder of its own."""
    (tmp_path / "assistants").symlink_to(REPOSITORY / "assistants")
    (tmp_path / "ingestion").symlink_to(REPOSITORY / "ingestion")
    evaluation = tmp_path / "evaluation" / ASSISTANT
    evaluation.mkdir(parents=True)
    policy = (REPOSITORY / "evaluation" / ASSISTANT / "policy.yaml").read_text("utf-8")
    (evaluation / "policy.yaml").write_text(policy, encoding="utf-8")
    monkeypatch.setenv("JAUAP_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("JAUAP_DATA_DIR", str(tmp_path / "data"))
    return evaluation


def _queue(*arguments: str) -> Result:
    return CliRunner().invoke(queue_app, arguments)


def _plan(*more: str) -> Result:
    told = ("--prob", "0.2", "--by", "lead", "--reason", "айлық тексеру", "--system", "v1")
    return _queue("plan", ASSISTANT, *told, "--json", *more)


def _room(folder: Path) -> Room:
    store = open_store(f"sqlite:///{folder.parents[1] / 'data' / 'jauap.sqlite'}")
    return Room(store, Verdicts(store, RULES))


def test_a_version_gets_one_plan_with_a_seed_nobody_chose(folder: Path) -> None:
    first = json.loads(_plan().stdout)
    assert (first["kind"], first["inclusion_prob"], first["is_new"]) == ("sequence", 0.2, True)
    again = json.loads(_plan("--prob", "1.0").stdout)
    assert (again["inclusion_prob"], again["is_new"]) == (0.2, False)
    (entry,) = plan_log(folder).read()
    assert (entry.record.role, entry.record.reason) == ("lead", "айлық тексеру")
    assert len(entry.record.seed) == 32
    refused = _plan("--prob", "0")
    assert refused.exit_code == 2


def test_a_fixed_plan_names_its_size(folder: Path) -> None:
    made = json.loads(_plan("--fixed", "120").stdout)
    assert (made["kind"], made["n"]) == ("fixed", 120)


def test_a_sheet_is_taken_whole_or_not_at_all(folder: Path) -> None:
    sheet = folder / "items.csv"
    good = "Сұрақ;Жауап;Тіл;Белгілі баға;Кезек\nТегін бе?;[ЖИ] Иә, тегін.;kk;correct;audit\n"
    sheet.write_text(good + "Қалай?;;kk;;\nҚайда?;[ЖИ] Осында;kz;;\n", encoding="utf-8")
    faulty = _queue("import", ASSISTANT, str(sheet), "--json")
    assert faulty.exit_code == 1
    told = json.loads(faulty.stdout)
    assert told["added"] == 0
    assert [each["row"] for each in told["problems"]] == [3, 4]
    sheet.write_text(good + "Қайда?;[ЖИ] Осында;kk;;\n", encoding="utf-8")
    assert json.loads(_queue("import", ASSISTANT, str(sheet), "--dry-run", "--json").stdout) == {
        "rows": 2,
        "added": 0,
        "problems": [],
    }
    taken = _queue("import", ASSISTANT, str(sheet), "--json")
    assert (taken.exit_code, json.loads(taken.stdout)["added"]) == (0, 2)
    assert json.loads(_queue("import", ASSISTANT, str(sheet), "--json").stdout)["added"] == 0
    room = _room(folder)
    found = {each.origin: each for each in room.items.in_state(ASSISTANT, ItemState.OPEN)}
    assert found[Origin.KNOWN].known is Verdict.CORRECT
    assert found[Origin.KNOWN].queue is Queue.AUDIT
    assert found[Origin.IMPORT].queue is Queue.IMPROVE
    room.store.close()


def test_what_was_judged_is_exported_and_shown(folder: Path) -> None:
    _plan()
    room = _room(folder)
    (item,) = room.add(make_item("7F3K9QXM2TCA"))
    room.judge(item, "p1")
    room.judge(item, "p2")
    room.store.close()
    assert json.loads(_queue("export", ASSISTANT, "--json").stdout) == {
        "plans": 0,
        "drawn": 1,
        "verdicts": 2,
    }
    assert "0 plans, 0 drawn answers and 0 verdicts added" in _queue("export", ASSISTANT).stdout
    assert len(drawn_log(folder).read()) == 1
    assert set(read_audit(folder, "v1").audited) == {"7F3K9QXM2TCA"}
    shown = _queue("status", ASSISTANT)
    assert "audit    0 open, 0 in adjudication, 1 done, 2 verdicts" in shown.stdout
    assert json.loads(_queue("status", ASSISTANT, "--json").stdout)["accuracy"]["n"] == 1


def test_the_improve_queue_is_ordered_anew(folder: Path) -> None:
    room = _room(folder)
    room.add(make_item("A", queue=Queue.IMPROVE))
    room.store.close()
    assert json.loads(_queue("order", ASSISTANT, "--json").stdout) == {"items": 1}
    room = _room(folder)
    (item,) = Items(room.store).open_improve(ASSISTANT)
    # Nobody has written a pair for its intent yet.
    assert 1 < item.priority < 2
    room.store.close()
