"""Reading the three folders: what is wrong is said with file, key, value and remedy."""

from pathlib import Path

import pytest

from jauap.assistant import Assistant, Language
from jauap.errors import NotFound, WorkspaceInvalid
from jauap.evaluation.suite import Case, read_suite
from jauap.workspace import Workspace, read_jsonl, read_yaml

REPOSITORY = Path(__file__).parents[2]
VALID = (REPOSITORY / "assistants" / "public_services" / "assistant.yaml").read_text("utf-8")


def _assistant(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "assistant.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reference_workspace_has_two_assistants() -> None:
    assert Workspace(REPOSITORY).ids() == ("agriculture", "public_services")


def test_three_folders_hold_the_same_ids() -> None:
    ids = {
        part: {path.parent.name for path in (REPOSITORY / part).glob(f"*/{name}")}
        for part, name in [
            ("assistants", "assistant.yaml"),
            ("ingestion", "sources.yaml"),
            ("evaluation", "suite.yaml"),
        ]
    }
    assert ids["assistants"] == ids["ingestion"] == ids["evaluation"]


def test_kazakh_name_is_read_letter_by_letter() -> None:
    assistant = Workspace(REPOSITORY).assistant("public_services")
    assert assistant.name.in_language(Language.KK) == "Мемлекеттік қызметтер көмекшісі"


def test_unknown_language_names_file_key_value_and_remedy(tmp_path: Path) -> None:
    path = _assistant(tmp_path, VALID.replace("languages: [kk, ru, en]", "languages: [kz, ru]"))
    with pytest.raises(WorkspaceInvalid) as caught:
        read_yaml(path, Assistant)
    assert caught.value.where == f"{path}: languages.0"
    assert caught.value.what == "value 'kz': Input should be 'kk', 'ru' or 'en'"
    assert caught.value.remedy == "use one of the listed values"


def test_unknown_key_is_refused_by_name(tmp_path: Path) -> None:
    path = _assistant(tmp_path, VALID + "colour: blue\n")
    with pytest.raises(WorkspaceInvalid, match=r"colour.*remove the key"):
        read_yaml(path, Assistant)


def test_missing_key_is_named(tmp_path: Path) -> None:
    path = _assistant(tmp_path, VALID.replace("default_language: kk\n", "").replace("id: ", "i: "))
    with pytest.raises(WorkspaceInvalid, match=": id: Field required; add the key"):
        read_yaml(path, Assistant)


def test_key_written_twice_is_refused_with_its_line(tmp_path: Path) -> None:
    path = _assistant(tmp_path, "schema: 1\nid: a\nid: b\n")
    with pytest.raises(WorkspaceInvalid, match=r"line 3.*'id' is written twice"):
        read_yaml(path, Assistant)


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    path = _assistant(tmp_path, "schema: 1\nid: [a\nname: x\n")
    with pytest.raises(WorkspaceInvalid, match=r"line 3.*not valid YAML"):
        read_yaml(path, Assistant)


def test_cp1251_file_is_named_as_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "assistant.yaml"
    path.write_bytes("name: Помощник".encode("cp1251"))
    with pytest.raises(WorkspaceInvalid, match=r"not UTF-8 at byte 6.*save the file as UTF-8"):
        read_yaml(path, Assistant)


def test_risk_class_must_follow_from_harm_and_autonomy(tmp_path: Path) -> None:
    path = _assistant(tmp_path, VALID.replace("harm: low", "harm: high"))
    with pytest.raises(WorkspaceInvalid, match=r"does not follow from harm 'high'.*write 'high'"):
        read_yaml(path, Assistant)


def test_prohibited_function_cannot_be_declared(tmp_path: Path) -> None:
    path = _assistant(tmp_path, VALID.replace("social_scoring: false", "social_scoring: true"))
    with pytest.raises(WorkspaceInvalid, match=r"prohibited_functions\.social_scoring"):
        read_yaml(path, Assistant)


@pytest.mark.parametrize("assistant_id", ["nothing", "../assistants/agriculture", ".", ""])
def test_unknown_assistant_lists_the_known_ones(assistant_id: str) -> None:
    with pytest.raises(NotFound, match="agriculture, public_services"):
        Workspace(REPOSITORY).assistant(assistant_id)


def test_folder_without_workspace_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceInvalid, match="jauap new"):
        Workspace(tmp_path).ids()


def test_broken_line_of_a_golden_file_is_numbered(tmp_path: Path) -> None:
    path = tmp_path / "golden.kk.jsonl"
    path.write_text('\n{"id": "сұрақ"\n', encoding="utf-8")
    with pytest.raises(WorkspaceInvalid, match="line 2: not valid JSON"):
        list(read_jsonl(path, Case))


@pytest.mark.parametrize("assistant_id", ["public_services", "agriculture"])
def test_reference_suite_has_cases_in_three_languages(assistant_id: str) -> None:
    workspace = Workspace(REPOSITORY)
    _, cases = read_suite(workspace.evaluation_folder(assistant_id))
    by_language = {each: sum(case.language is each for case in cases) for each in Language}
    assert len(cases) >= 60
    assert min(by_language.values()) >= 8
    refused = [case for case in cases if case.kind != "in_scope"]
    assert len(refused) >= 20


@pytest.mark.parametrize("assistant_id", ["public_services", "agriculture"])
def test_reference_sources_have_kazakh_and_russian_twins(assistant_id: str) -> None:
    sources = Workspace(REPOSITORY).sources(assistant_id).sources
    twins = [each for each in sources if {Language.KK, Language.RU} <= each.files.keys()]
    formats = {Path(path).suffix for each in sources for path in each.files.values()}
    assert len(twins) >= 20
    assert formats == {".md", ".docx", ".pdf", ".xlsx", ".html"}
    assert all(each.sample and each.act for each in twins)
