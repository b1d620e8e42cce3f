"""Golden sets: a case that changed without a new version is named, a retired one keeps its id."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jauap.errors import JauapError, NotFound, WorkspaceInvalid
from jauap.evaluation.golden import (
    diff_cases,
    freeze_golden,
    load_golden,
    retire_cases,
    verify_golden,
)
from jauap.evaluation.manifest import Change, digest_items, digest_line
from jauap.evaluation.settle import Decision, find_leaks, settle, settlements
from jauap.evaluation.split import Shares, Split
from jauap.evaluation.suite import Case, case_line, read_suite
from jauap.evaluation.vault import (
    Opening,
    make_key,
    open_vault,
    openings,
    read_vault,
    save_vault,
    seal_cases,
)
from jauap.workspace import Workspace

REPOSITORY = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FIRST = "golden.kk.jsonl"
CASES: tuple[dict[str, object], ...] = (
    {"id": "kk-fine", "intent": "fine", "question": "Айыппұл қанша болады?"},
    {"id": "kk-plan", "intent": "plan", "question": "Жайылым жоспары деген не?"},
    {"id": "kk-herd", "intent": "herd", "question": "Бір малшы неше сиыр баға алады?"},
)
PAIR = {
    "language": "kk",
    "answer": "Үш айлық есептік көрсеткіш.",
    "source": "grazing-rules",
    "quote": "үш айлық",
    "author_role": "Бас маман",
    "approved_by_role": "Бөлім басшысы",
    "approved_on": "2026-11-02",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "evaluation" / "agriculture"
    made.mkdir(parents=True)
    (made / "suite.yaml").write_text(
        "schema: 1\nassistant: agriculture\ndescription: d\nauthorship: a\n"
        f"golden: [{FIRST}, golden.ru.jsonl]\n",
        encoding="utf-8",
    )
    _write_cases(made / FIRST, *CASES)
    _write_cases(made / "golden.ru.jsonl", {**CASES[0], "id": "ru-fine", "language": "ru"})
    return made


@pytest.fixture
def workspace(folder: Path) -> Workspace:
    root = folder.parents[1]
    (root / "ingestion" / "agriculture").mkdir(parents=True)
    (root / "assistants").mkdir()
    freeze_golden(folder, licence="Apache-2.0")
    lines = [
        {**PAIR, "id": "p-clean", "intent": "other", "question": "Ит асырауға рұқсат керек пе?"},
        {**PAIR, "id": "p-leak", "intent": "other", "question": "аиыппул канша болады"},
    ]
    (root / "ingestion" / "agriculture" / "pairs.jsonl").write_text(
        "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines), encoding="utf-8"
    )
    return Workspace(root)


def _write_cases(path: Path, *cases: dict[str, object]) -> None:
    fields = {"language": "kk", "kind": "near_miss", "topic": "pastures"}
    path.write_text(
        "".join(f"{json.dumps({**fields, **case}, ensure_ascii=False)}\n" for case in cases),
        encoding="utf-8",
    )


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("assistant_id", ["agriculture", "public_services"])
def test_the_shipped_suites_are_as_they_were_frozen(assistant_id: str) -> None:
    folder = REPOSITORY / "evaluation" / assistant_id
    manifest = verify_golden(folder)
    assert manifest.counts["live"] == len(read_suite(folder)[1])
    for name in manifest.files:
        cases = load_golden(folder).files[name]
        text = (folder / name).read_text(encoding="utf-8")
        assert text == "".join(f"{case_line(case)}\n" for case in cases)


def test_a_freeze_counts_and_links_versions(folder: Path) -> None:
    first = freeze_golden(folder, licence="Apache-2.0")
    assert (first.version, first.parent) == (1, None)
    assert first.counts == {
        "live": 4,
        "retired": 0,
        "protected": 0,
        "intents": 3,
        "kk": 3,
        "ru": 1,
    }
    retire_cases(folder, ["kk-herd"], reason="became a pair", on=DAY)
    second = freeze_golden(folder)
    assert (second.version, second.parent) == (2, first.digest)
    assert (second.counts["live"], second.counts["retired"]) == (3, 1)
    assert second.licence == "Apache-2.0"
    assert verify_golden(folder) == second


def test_the_digest_of_a_known_case_is_the_same_on_every_machine(folder: Path) -> None:
    case = load_golden(folder).cases[0]
    assert case_line(case) == (
        '{"id": "kk-fine", "intent": "fine", "kind": "near_miss", "language": "kk", '
        '"question": "Айыппұл қанша болады?", "topic": "pastures"}'
    )
    assert (
        digest_line(case_line(case))
        == "4567b9cfa16849cde53583e718d0ac7e9956bdf95ccd4ba710134e0c1f6d9438"
    )


def test_freezing_twice_makes_one_version(folder: Path) -> None:
    freeze_golden(folder, licence="Apache-2.0")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert freeze_golden(folder).version == 1
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_first_version_asks_for_a_licence(folder: Path) -> None:
    with pytest.raises(WorkspaceInvalid, match="--licence"):
        freeze_golden(folder)


def test_a_changed_line_is_an_error_that_names_file_case_and_remedy(folder: Path) -> None:
    freeze_golden(folder, licence="Apache-2.0")
    _replace(folder / FIRST, "Жайылым жоспары деген не?", "Жайылым жоспары дегеніміз не?")
    for read in (read_suite, verify_golden):
        with pytest.raises(WorkspaceInvalid) as caught:
            read(folder)
        assert caught.value.where == str(folder / FIRST)
        assert "'kk-plan' was changed" in caught.value.what
        assert "golden freeze agriculture" in caught.value.remedy
    assert load_golden(folder).changes() == (Change(file=FIRST, case="kk-plan", what="changed"),)
    freeze_golden(folder)
    assert len(read_suite(folder)[1]) == 4


def test_an_added_or_removed_case_is_an_error_too(folder: Path) -> None:
    freeze_golden(folder, licence="Apache-2.0")
    _write_cases(folder / FIRST, *CASES, {**CASES[0], "id": "kk-new"})
    with pytest.raises(WorkspaceInvalid, match="'kk-new' was added"):
        read_suite(folder)
    _write_cases(folder / FIRST, *CASES[:2])
    with pytest.raises(WorkspaceInvalid, match="'kk-herd' was removed"):
        read_suite(folder)
    with pytest.raises(WorkspaceInvalid, match="golden retire agriculture kk-herd"):
        freeze_golden(folder)


def test_spelling_of_the_file_is_no_change_of_the_exam(folder: Path) -> None:
    freeze_golden(folder, licence="Apache-2.0")
    _write_cases(folder / FIRST, *CASES)
    assert len(read_suite(folder)[1]) == 4


def test_an_edited_manifest_is_refused(folder: Path) -> None:
    manifest = freeze_golden(folder, licence="Apache-2.0")
    digest = manifest.files[FIRST]["kk-plan"]
    _replace(folder / "manifest.json", digest, "0" * 64)
    with pytest.raises(WorkspaceInvalid, match="never edit it by hand"):
        read_suite(folder)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(WorkspaceInvalid, match="no manifest"):
        verify_golden(folder)


def test_a_suite_never_frozen_can_be_read_but_not_verified(folder: Path) -> None:
    assert len(read_suite(folder)[1]) == 4
    with pytest.raises(WorkspaceInvalid, match="never frozen"):
        verify_golden(folder)


def test_moving_a_case_to_another_file_keeps_the_digest_of_all() -> None:
    one = {"a": {"kk-1": "1" * 64, "kk-2": "2" * 64}}
    two = {"a": {"kk-2": "2" * 64}, "b": {"kk-1": "1" * 64}}
    assert digest_items(one) == digest_items(two)
    assert digest_items(one) != digest_items({"a": {"kk-1": "2" * 64, "kk-2": "1" * 64}})


def test_a_retired_case_keeps_its_id_and_leaves_the_exam(folder: Path) -> None:
    retire_cases(folder, ["kk-fine"], reason="became a pair", on=DAY)
    assert [case.id for case in read_suite(folder)[1]] == ["kk-plan", "kk-herd", "ru-fine"]
    _write_cases(folder / "golden.ru.jsonl", {**CASES[0]})
    with pytest.raises(WorkspaceInvalid, match="used twice"):
        read_suite(folder)


def test_what_cannot_retire_is_left_alone(folder: Path) -> None:
    _write_cases(folder / FIRST, {**CASES[0], "protected": True}, *CASES[1:])
    before = (folder / FIRST).read_bytes()
    with pytest.raises(WorkspaceInvalid, match="protected"):
        retire_cases(folder, ["kk-plan", "kk-fine"], reason="r", on=DAY)
    with pytest.raises(NotFound):
        retire_cases(folder, ["kk-plan", "kk-none"], reason="r", on=DAY)
    assert (folder / FIRST).read_bytes() == before
    retire_cases(folder, ["kk-plan"], reason="r", on=DAY)
    with pytest.raises(WorkspaceInvalid, match="retired already"):
        retire_cases(folder, ["kk-plan"], reason="r", on=DAY)


def test_a_split_lets_only_exam_sides_into_the_golden_files(folder: Path) -> None:
    nearly_all = Split(seed="s", shares=Shares(new_intent=0.98, vault=0.01))
    assert freeze_golden(folder, licence="l", split=nearly_all).split == nearly_all
    none = Split(seed="s", shares=Shares(new_intent=0, vault=0, known_intent=0, audit=0))
    with pytest.raises(WorkspaceInvalid, match="on the side knowledge"):
        freeze_golden(folder, split=none)


def test_a_comparison_shows_field_by_field(folder: Path) -> None:
    before = load_golden(folder).cases
    after = [before[0].model_copy(update={"question": "Айыппұл неше?"}), *before[2:]]
    found = diff_cases(before, after)
    assert (found[0].case, found[0].field) == ("kk-fine", "question")
    assert (found[0].before, found[0].after) == ("Айыппұл қанша болады?", "Айыппұл неше?")
    assert {each.case for each in found[1:]} == {"kk-plan"}
    assert {each.after for each in found[1:]} == {""}


def _sealed(folder: Path) -> tuple[str, str]:
    key = make_key()
    cases = [Case.model_validate_json(line) for line in (folder / FIRST).read_text().splitlines()]
    vault = seal_cases(cases, key)
    save_vault(folder, vault)
    return key, vault.cases_sha256


def _opening(digest: str) -> Opening:
    return Opening(
        certificate="run-1", cases_sha256=digest, role="Басшы", reason="қорытынды", at=NOON
    )


def test_a_vault_opens_with_its_key_and_every_opening_is_recorded(folder: Path) -> None:
    key, digest = _sealed(folder)
    text = (folder / "vault.json").read_text(encoding="utf-8")
    assert "Айыппұл" not in text
    assert "fine" not in text.replace("kk-fine", "")
    assert [case.id for case in open_vault(folder, key, _opening(digest))] == [
        "kk-fine",
        "kk-plan",
        "kk-herd",
    ]
    with pytest.raises(JauapError, match="does not open"):
        open_vault(folder, make_key(), _opening(digest))
    assert [entry.record.certificate for entry in openings(folder).read()] == ["run-1", "run-1"]


def test_an_opening_for_another_vault_is_refused_before_it_is_recorded(folder: Path) -> None:
    key, _ = _sealed(folder)
    with pytest.raises(WorkspaceInvalid, match="no such vault"):
        open_vault(folder, key, _opening("0" * 64))
    assert openings(folder).read() == ()
    assert read_vault(folder.parent) is None


def test_a_pair_that_copies_a_sealed_question_is_a_leak(workspace: Workspace) -> None:
    folder = workspace.evaluation_folder("agriculture")
    _sealed(folder)
    for name in (FIRST, "golden.ru.jsonl"):
        (folder / name).write_text("", encoding="utf-8")
    (folder / "manifest.json").unlink()
    (report,) = find_leaks(workspace, "agriculture")
    assert (report.pair, report.cases) == ("p-leak", ("kk-fine",))
    with pytest.raises(WorkspaceInvalid, match="sealed"):
        _settle(workspace, Decision.RETIRE)


def _settle(workspace: Workspace, decision: Decision, pair: str = "p-leak") -> tuple[str, ...]:
    done = settle(workspace, "agriculture", pair, decision, role="Басшы", reason="тексеру", at=NOON)
    return done.cases


def test_a_quarantined_pair_leaves_the_knowledge_and_the_exam_stays(workspace: Workspace) -> None:
    assert [report.pair for report in find_leaks(workspace, "agriculture")] == ["p-leak"]
    assert _settle(workspace, Decision.QUARANTINE) == ("kk-fine", "ru-fine")
    assert [pair.id for pair in workspace.pairs("agriculture")] == ["p-clean"]
    held = workspace.ingestion_folder("agriculture") / "quarantine.jsonl"
    assert json.loads(held.read_text(encoding="utf-8"))["id"] == "p-leak"
    assert len(read_suite(workspace.evaluation_folder("agriculture"))[1]) == 4
    assert find_leaks(workspace, "agriculture") == ()


def test_retirement_keeps_the_pair_and_makes_a_counted_version(workspace: Workspace) -> None:
    folder = workspace.evaluation_folder("agriculture")
    _settle(workspace, Decision.RETIRE)
    assert [pair.id for pair in workspace.pairs("agriculture")] == ["p-clean", "p-leak"]
    assert [case.id for case in read_suite(folder)[1]] == ["kk-plan", "kk-herd"]
    manifest = verify_golden(folder)
    assert (manifest.version, manifest.counts["retired"]) == (2, 2)
    (entry,) = settlements(folder).read()
    assert (entry.record.decision, entry.record.cases) == (Decision.RETIRE, ("kk-fine", "ru-fine"))
    assert find_leaks(workspace, "agriculture") == ()


def test_a_leak_is_never_settled_both_ways(workspace: Workspace) -> None:
    folder = workspace.evaluation_folder("agriculture")
    _settle(workspace, Decision.QUARANTINE)
    pairs = workspace.ingestion_folder("agriculture") / "pairs.jsonl"
    held = workspace.ingestion_folder("agriculture") / "quarantine.jsonl"
    pairs.write_text(held.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(WorkspaceInvalid, match="settled by quarantine"):
        _settle(workspace, Decision.RETIRE)
    assert len(read_suite(folder)[1]) == 4


def test_a_pair_that_gives_nothing_away_has_nothing_to_settle(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        _settle(workspace, Decision.QUARANTINE, "p-clean")
    with pytest.raises(NotFound):
        _settle(workspace, Decision.QUARANTINE, "p-unknown")
