"""Sheets of staff: every fault is said by row and language, and nothing is half applied."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.errors import JauapError, WorkspaceInvalid
from jauap.evaluation.golden import freeze_golden, load_golden, retire_cases
from jauap.evaluation.pair_log import PAIR_LOG_FILE, PairStep, pair_log, pairs_in_force
from jauap.evaluation.records import CaseResult, Run, Score
from jauap.evaluation.settle import Decision, settle
from jauap.evaluation.sheets.apply import Imported, import_cases, import_pairs, import_verdicts
from jauap.evaluation.sheets.blind import rows_to_judge
from jauap.evaluation.sheets.cells import escape, neutralise, restore, text_of, unescape
from jauap.evaluation.sheets.columns import SheetKind, columns_of
from jauap.evaluation.sheets.facts import read_facts, write_facts
from jauap.evaluation.sheets.problems import Fault, Problem
from jauap.evaluation.sheets.read import read_table
from jauap.evaluation.sheets.write import rows_of, write_sheet
from jauap.evaluation.suite import Case, CaseKind, KeyFact
from jauap.evaluation.verdict_log import VERDICT_LOG_FILE, verdict_log
from jauap.verdict import Seat, Verdict
from jauap.workspace import Workspace

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CASE = {
    "id": "kk-fine",
    "intent": "fine",
    "language": "kk",
    "question": "Айыппұл қанша болады?",
    "kind": "in_scope",
    "topic": "pastures",
    "source": "grazing-rules",
    "quote": "үш айлық есептік көрсеткіш",
    "reference": "Үш айлық есептік көрсеткіш.",
    "key_facts": "үш айлық | 3 АЕК",
}
PAIR = {
    "id": "p-1",
    "language": "kk",
    "intent": "dog",
    "question": "Ит асырауға көршінің келісімі керек пе?",
    "answer": "Иә, керек.",
    "source": "dog-walking",
    "quote": "келісімі керек",
    "author_role": "Бас маман",
    "approved_by_role": "Бөлім басшысы",
    "approved_on": "2026-11-02",
}
VERDICT = {
    "item": "kk-fine",
    "run": "run-1",
    "seat": "first",
    "expert": "e1",
    "role": "Сарапшы",
    "verdict": "correct",
    "reason": "дереккөзге сай",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    folder = tmp_path / "evaluation" / "agriculture"
    for each in (folder, tmp_path / "ingestion" / "agriculture", tmp_path / "assistants"):
        each.mkdir(parents=True)
    (folder / "suite.yaml").write_text(
        "schema: 1\nassistant: agriculture\ndescription: d\nauthorship: a\n"
        "golden: [golden.ru.jsonl, golden.kk.jsonl]\n",
        encoding="utf-8",
    )
    facts = [{"any_of": ["үш айлық", "3 АЕК"]}]
    (folder / "golden.kk.jsonl").write_text(
        json.dumps({**CASE, "key_facts": facts}, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    (folder / "golden.ru.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "ingestion" / "agriculture" / "pairs.jsonl").write_text("", encoding="utf-8")
    return Workspace(tmp_path)


def _sheet(path: Path, rows: Sequence[Mapping[str, str]], kind: str = "cases") -> Path:
    columns = [column.name for column in columns_of(SheetKind(kind))]
    return _xlsx(path, [columns, *([row.get(name) for name in columns] for row in rows)])


def _xlsx(path: Path, table: Sequence[Sequence[object]], merged: str = "") -> Path:
    book = Workbook()
    for row in table:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    book.save(path)
    return path


def _faults(done: Imported) -> list[tuple[int, str, Fault]]:
    return [(each.row, each.column, each.fault) for each in done.problems]


def _state(workspace: Workspace) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in workspace.root.rglob("*.jsonl")}


TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd"),
        st.sampled_from("=+-@\t\r\n'＝ _x000D_;\""),
    ),
    max_size=40,
)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_a_neutralised_text_never_runs_and_comes_back(text: str) -> None:
    safe = neutralise(text)
    assert restore(safe) == text
    assert not safe.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋"))
    assert unescape(escape(text)) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'),
        ("+7 701", "'+7 701"),
        ("-5 градус", "'-5 градус"),
        ("@сілтеме", "'@сілтеме"),
        ("\tкесте", "'\tкесте"),
        ("\rжол", "'\rжол"),
        ("  =1+1", "'  =1+1"),
        ("'=1+1", "''=1+1"),
        ("＝1+1", "'＝1+1"),
        ("'тырнақша'", "'тырнақша'"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_signs_that_start_a_formula_get_an_apostrophe(text: str, cell: str) -> None:
    assert neutralise(text) == cell
    assert restore(cell) == text


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.sampled_from(["a.xlsx", "a.csv"]))
def test_any_text_survives_a_sheet(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], name: str
) -> None:
    path = tmp_path_factory.mktemp("sheet") / name
    rows = [{"id": f"q{number}", "question": text} for number, text in enumerate(texts)]
    write_sheet(path, SheetKind.CASES, rows, Language.KK)
    table = read_table(path)
    assert table.problems == ()
    assert [row.cells[5] for row in table.rows[1:]] == texts


def test_no_cell_of_an_exported_workbook_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    row = {"id": "=1+1", "question": '=cmd|" /C calc"!A0', "topic": "#N/A"}
    write_sheet(path, SheetKind.CASES, [row], Language.RU)
    sheet = load_workbook(path).active
    assert {cell.data_type for cells in sheet.iter_rows() for cell in cells} <= {"s", "n"}
    with zipfile.ZipFile(path) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    assert sheet["F1"].value == "Вопрос"


def test_an_exported_csv_says_its_encoding_and_parts_cells_as_our_spreadsheets_do(
    tmp_path: Path,
) -> None:
    write_sheet(tmp_path / "a.csv", SheetKind.PAIRS, [{"id": "p;1"}], Language.KK)
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid;")
    assert data.endswith(b'"p;1";;;;;;;;;;\r\n')


def test_a_text_longer_than_a_cell_is_refused_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with pytest.raises(JauapError, match=r"row 2.*question is longer"):
        write_sheet(path, SheetKind.CASES, [{"question": "ә" * 32_768}], Language.KK)
    assert not path.exists()


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.builds(
            KeyFact,
            any_of=st.lists(
                st.text("!~|\\n 3әТ=\n", min_size=1, max_size=8).filter(
                    lambda text: bool(text.strip())
                ),
                min_size=1,
                max_size=3,
            ).map(tuple),
            vital=st.booleans(),
            must_not=st.booleans(),
        ),
        max_size=3,
    )
)
def test_key_facts_survive_a_cell(facts: list[KeyFact]) -> None:
    read = read_facts(write_facts(facts))
    assert read is not None
    assert [KeyFact.model_validate_json(json.dumps(each)) for each in read] == facts


def test_key_facts_read_as_staff_write_them() -> None:
    assert read_facts("3 жұмыс күні|үш жұмыс күні\n! ақылы \n~ онлайн") == [
        {"any_of": ["3 жұмыс күні", "үш жұмыс күні"], "must_not": False, "vital": True},
        {"any_of": ["ақылы"], "must_not": True, "vital": True},
        {"any_of": ["онлайн"], "must_not": False, "vital": False},
    ]
    assert read_facts("бір\n | ") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (12.0, "12"),
        (0.5, "0.5"),
        (True, "true"),
        (datetime.combine(date(2026, 11, 2), time()), "2026-11-02"),
        (date(2026, 11, 2), "2026-11-02"),
        (" мәтін ", " мәтін "),
    ],
)
def test_a_spreadsheets_own_types_become_text(value: object, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
@pytest.mark.parametrize("language", list(Language))
def test_an_exported_suite_comes_back_unchanged(
    workspace: Workspace, tmp_path: Path, name: str, language: Language
) -> None:
    before = _state(workspace)
    cases = load_golden(workspace.evaluation_folder("agriculture")).live
    write_sheet(tmp_path / name, SheetKind.CASES, rows_of(cases), language)
    done = import_cases(workspace, "agriculture", tmp_path / name)
    assert (done.rows, done.unchanged, done.added, done.changed) == (1, 1, (), ())
    assert done.is_clean
    assert _state(workspace) == before


def test_new_and_changed_cases_go_to_the_file_of_their_language(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = workspace.evaluation_folder("agriculture")
    changed = {**CASE, "question": "Айыппұл мөлшері қандай?", "protected": "иә"}
    new = {"id": "ru-iin", "intent": "own", "language": "RU", "question": "Где моя очередь?"}
    sheet = _sheet(tmp_path / "a.xlsx", [changed, {**new, "kind": "personal", "topic": "queue"}])
    dry = import_cases(workspace, "agriculture", sheet, dry_run=True)
    assert load_golden(folder).cases[0].question == "Айыппұл қанша болады?"
    assert import_cases(workspace, "agriculture", sheet) == dry
    assert (dry.added, dry.changed) == (("ru-iin",), ("kk-fine",))
    files = load_golden(folder).files
    assert [case.id for case in files["golden.ru.jsonl"]] == ["ru-iin"]
    assert files["golden.kk.jsonl"][0].question == "Айыппұл мөлшері қандай?"
    assert files["golden.kk.jsonl"][0].protected
    assert files["golden.kk.jsonl"][0].key_facts == (KeyFact(any_of=("үш айлық", "3 АЕК")),)


def test_a_thousand_rows_with_planted_faults_are_all_said_and_none_applied(
    workspace: Workspace, tmp_path: Path
) -> None:
    rows = [{**CASE, "id": f"kk-{number:04}"} for number in range(1000)]
    rows[10]["language"] = "kz"
    rows[20]["question"] = ""
    rows[30]["id"] = "kk-0005"
    rows[40]["key_facts"] = ""
    rows[50]["kind"] = "near_miss"
    rows[60]["id"] = "Қате id"
    rows[70]["protected"] = "мүмкін"
    rows[80]["id"] = ""
    rows[90]["question"] = "=1+1"
    rows[999]["harm"] = "huge"
    before = _state(workspace)
    done = import_cases(workspace, "agriculture", _sheet(tmp_path / "a.xlsx", rows))
    assert _faults(done) == [
        (12, "language", Fault.BAD_VALUE),
        (22, "question", Fault.MISSING_VALUE),
        (32, "id", Fault.ID_TWICE),
        (42, "key_facts", Fault.MISSING_VALUE),
        (52, "source", Fault.MUST_BE_EMPTY),
        (52, "quote", Fault.MUST_BE_EMPTY),
        (52, "reference", Fault.MUST_BE_EMPTY),
        (52, "key_facts", Fault.MUST_BE_EMPTY),
        (62, "id", Fault.BAD_VALUE),
        (72, "protected", Fault.BAD_VALUE),
        (82, "id", Fault.MISSING_VALUE),
        (92, "F", Fault.FORMULA),
        (1001, "harm", Fault.BAD_VALUE),
    ]
    assert done.rows == 1000
    assert _state(workspace) == before


def test_a_fault_is_said_in_three_languages() -> None:
    problem = Problem(fault=Fault.BAD_VALUE, row=12, column="language", detail="kz; kk, ru, en")
    assert [problem.message(each) for each in Language] == [
        "12-жол, language: мұндай мән болмайды (kz; kk, ru, en)",
        "строка 12, language: такого значения не бывает (kz; kk, ru, en)",
        "row 12, language: the value cannot be used (kz; kk, ru, en)",
    ]
    for fault in Fault:
        texts = {Problem(fault=fault).message(each) for each in Language}
        assert len(texts) == 3
        assert all(texts)


HEADER = "id;intent;language;question;kind;topic\r\n"
LINE = (
    "kk-plan;plan;kk;Жайылым үшін қандай қағида мен әкімнің жоспары бар ма?;near_miss;pastures\r\n"
)
CSV = HEADER + LINE


@pytest.mark.parametrize(
    ("data", "notices"),
    [
        (CSV.encode("utf-8"), []),
        (CSV.encode("utf-8-sig"), []),
        (CSV.encode("utf-16"), []),
        (CSV.replace(";", ",").encode(), []),
        (CSV.replace(";", "\t").encode(), []),
        (b"sep=;\r\n" + CSV.encode(), []),
        (CSV.replace("\r\n", "\n").encode(), []),
        (CSV.encode("kz1048"), [Fault.OLD_ENCODING]),
        (("Сұрақ" + CSV[2:]).replace("question", "вОпрос").replace("Сұрақ", "id").encode(), []),
    ],
)
def test_whatever_a_spreadsheet_makes_of_csv_is_read(
    workspace: Workspace, tmp_path: Path, data: bytes, notices: list[Fault]
) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    done = import_cases(workspace, "agriculture", tmp_path / "a.csv")
    assert _faults(done) == []
    assert [each.fault for each in done.notices] == notices
    case = load_golden(workspace.evaluation_folder("agriculture")).cases[-1]
    assert (case.id, case.question) == (
        "kk-plan",
        "Жайылым үшін қандай қағида мен әкімнің жоспары бар ма?",
    )


def test_russian_in_windows_1251_is_read(workspace: Workspace, tmp_path: Path) -> None:
    line = "ru-plan;plan;ru;Что такое «план выпаса» № 5?;near_miss;pastures\r\n"
    (tmp_path / "a.csv").write_bytes((HEADER + line).encode("cp1251"))
    assert import_cases(workspace, "agriculture", tmp_path / "a.csv").is_clean
    case = load_golden(workspace.evaluation_folder("agriculture")).files["golden.ru.jsonl"][0]
    assert case.question == "Что такое «план выпаса» № 5?"


def test_kazakh_letters_lost_in_windows_1251_are_noticed(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(CSV.encode("cp1251", errors="replace"))
    done = import_cases(workspace, "agriculture", tmp_path / "a.csv")
    assert _faults(done) == [(2, "", Fault.LOST_LETTERS)]


def test_a_text_read_in_a_wrong_encoding_is_noticed(workspace: Workspace, tmp_path: Path) -> None:
    garbled = CSV.encode().decode("cp1251", errors="replace")
    (tmp_path / "a.csv").write_text(garbled, encoding="utf-8")
    done = import_cases(workspace, "agriculture", tmp_path / "a.csv")
    assert _faults(done) == [(2, "", Fault.WRONG_ENCODING)]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", Fault.NO_HEADER),
        (b"PK\x03\x04 no archive", Fault.UNREADABLE),
        (b"\x00\x01\x02\xff\xfe\x00", Fault.UNREADABLE),
        (b"a;b\n1;2\n", Fault.NO_HEADER),
        (b'id;intent\n"kk;1', Fault.UNREADABLE),
    ],
)
def test_a_file_that_is_no_sheet_is_said_to_be_none(
    workspace: Workspace, tmp_path: Path, data: bytes, fault: Fault
) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    done = import_cases(workspace, "agriculture", tmp_path / "a.csv")
    assert done.problems[0].fault is fault
    absent = import_cases(workspace, "agriculture", tmp_path / "absent.csv")
    assert absent.problems[0].fault is Fault.UNREADABLE


def test_a_bomb_is_refused_before_it_is_unpacked(workspace: Workspace, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"\0" * 300_000_001)
    done = import_cases(workspace, "agriculture", tmp_path / "a.xlsx")
    assert done.problems[0].fault is Fault.TOO_LARGE


def test_faults_of_the_header_are_said(workspace: Workspace, tmp_path: Path) -> None:
    table = [["id", "Сұрақ", "question", "көңіл"], ["kk-1", "a", "b", "c"]]
    done = import_cases(workspace, "agriculture", _xlsx(tmp_path / "a.xlsx", table))
    assert _faults(done)[:2] == [
        (1, "question", Fault.COLUMN_TWICE),
        (1, "көңіл", Fault.UNKNOWN_COLUMN),
    ]
    assert {each.column for each in done.problems if each.fault is Fault.MISSING_COLUMN} == {
        "intent",
        "language",
        "kind",
        "topic",
    }


def test_merged_cells_and_error_values_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    columns = ["id", "intent", "language", "question", "kind", "topic"]
    rows = [columns, ["kk-a1", "a1", "kk", "Не?", "near_miss", "t"]]
    rows.append(["kk-a2", "a2", "kk", "Қайда?", "near_miss", "#REF!"])
    done = import_cases(workspace, "agriculture", _xlsx(tmp_path / "a.xlsx", rows, "D2:D3"))
    assert (2, "", Fault.MERGED) in _faults(done)
    assert (3, "F", Fault.ERROR_VALUE) in _faults(done)


def test_a_row_with_a_cell_too_many_is_said(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + LINE.strip() + ";артық\r\n", encoding="utf-8")
    done = import_cases(workspace, "agriculture", tmp_path / "a.csv")
    assert _faults(done) == [(2, "", Fault.EXTRA_CELLS)]


def test_a_retired_case_does_not_come_back_through_a_sheet(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = workspace.evaluation_folder("agriculture")
    retire_cases(folder, ["kk-fine"], reason="became a pair", on=NOW.date())
    done = import_cases(workspace, "agriculture", _sheet(tmp_path / "a.xlsx", [CASE]))
    assert _faults(done) == [(2, "id", Fault.RETIRED)]


def test_a_case_that_a_pair_answers_is_no_exam(workspace: Workspace, tmp_path: Path) -> None:
    pairs = _sheet(tmp_path / "p.xlsx", [PAIR], "pairs")
    assert import_pairs(workspace, "agriculture", pairs, now=NOW).is_clean
    copy = {
        **CASE,
        "id": "kk-dog",
        "intent": "x1",
        "question": "көршінің келісімі керек пе ит асырауға",
    }
    done = import_cases(workspace, "agriculture", _sheet(tmp_path / "a.xlsx", [copy]))
    assert [(each.fault, each.detail) for each in done.problems] == [(Fault.KNOWN, "p-1")]


def test_a_pair_that_gives_the_exam_away_stops_the_whole_sheet(
    workspace: Workspace, tmp_path: Path
) -> None:
    leaking = {**PAIR, "id": "p-2", "question": "аиыппул канша болады"}
    before = _state(workspace)
    sheet = _sheet(tmp_path / "a.xlsx", [PAIR, leaking], "pairs")
    done = import_pairs(workspace, "agriculture", sheet, now=NOW)
    assert [(e.row, e.fault, e.detail) for e in done.problems] == [(3, Fault.LEAK, "kk-fine")]
    assert _state(workspace) == before


def test_pairs_of_a_sheet_enter_the_log_before_the_knowledge(
    workspace: Workspace, tmp_path: Path
) -> None:
    sheet = _sheet(tmp_path / "pairs.xlsx", [{**PAIR, "approved_on": "02.11.2026"}], "pairs")
    assert import_pairs(workspace, "agriculture", sheet, now=NOW).added == ("p-1",)
    assert import_pairs(workspace, "agriculture", sheet, now=NOW).unchanged == 1
    edited = _sheet(tmp_path / "pairs.xlsx", [{**PAIR, "answer": "Иә."}], "pairs")
    later = NOW + timedelta(days=1)
    assert import_pairs(workspace, "agriculture", edited, now=later).changed == ("p-1",)
    (pair,) = workspace.pairs("agriculture")
    assert (pair.answer, pair.approved_on) == ("Иә.", date(2026, 11, 2))
    log = pair_log(workspace.evaluation_folder("agriculture") / PAIR_LOG_FILE)
    events = [entry.record for entry in log.read()]
    assert [(event.step, event.role) for event in events] == [
        (PairStep.PROPOSED, "Бас маман"),
        (PairStep.ACCEPTED, "Бөлім басшысы"),
        (PairStep.EDITED, "Бас маман"),
        (PairStep.ACCEPTED, "Бөлім басшысы"),
    ]
    assert pairs_in_force(events) == (pair,)


def test_a_quarantined_pair_leaves_the_log_too_and_may_come_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = workspace.evaluation_folder("agriculture")
    sheet = _sheet(tmp_path / "pairs.xlsx", [PAIR], "pairs")
    import_pairs(workspace, "agriculture", sheet, now=NOW)
    golden = folder / "golden.kk.jsonl"
    twin = json.loads(golden.read_text(encoding="utf-8"))
    twin.update(id="kk-dog", intent="dogs", question=PAIR["question"])
    golden.write_text(json.dumps(twin, ensure_ascii=False) + "\n", encoding="utf-8")
    freeze_golden(folder, licence="l")
    settle(
        workspace,
        "agriculture",
        "p-1",
        Decision.QUARANTINE,
        role="Басшы",
        reason="тексеру",
        at=NOW + timedelta(hours=1),
    )
    log = pair_log(folder / PAIR_LOG_FILE)
    assert pairs_in_force([entry.record for entry in log.read()]) == ()
    again = _sheet(
        tmp_path / "again.xlsx", [{**PAIR, "question": "Мысық ұстаса бола ма?"}], "pairs"
    )
    later = NOW + timedelta(days=1)
    assert import_pairs(workspace, "agriculture", again, now=later).added == ("p-1",)


def test_verdicts_of_a_sheet_are_added_and_a_changed_one_supersedes(
    workspace: Workspace, tmp_path: Path
) -> None:
    sheet = _sheet(tmp_path / "v.xlsx", [VERDICT, {**VERDICT, "item": "kk-plan"}], "verdicts")
    dry = import_verdicts(workspace, "agriculture", sheet, now=NOW, dry_run=True)
    assert not (workspace.evaluation_folder("agriculture") / VERDICT_LOG_FILE).exists()
    done = import_verdicts(workspace, "agriculture", sheet, now=NOW)
    assert done == dry
    assert (done.added, done.changed) == (("kk-fine", "kk-plan"), ())
    later = NOW + timedelta(hours=1)
    assert import_verdicts(workspace, "agriculture", sheet, now=later).unchanged == 2
    changed = _sheet(tmp_path / "v.xlsx", [{**VERDICT, "verdict": "unsafe"}], "verdicts")
    assert import_verdicts(workspace, "agriculture", changed, now=later).changed == ("kk-fine",)
    log = verdict_log(workspace.evaluation_folder("agriculture") / VERDICT_LOG_FILE)
    entries = log.read()
    assert [entry.record.verdict for entry in entries] == [
        Verdict.CORRECT,
        Verdict.CORRECT,
        Verdict.UNSAFE,
    ]
    assert entries[2].record.supersedes == entries[0].link
    assert entries[2].record.seat is Seat.FIRST


def test_an_expert_sees_the_answer_and_nobodys_opinion_of_it(tmp_path: Path) -> None:
    result = CaseResult(
        case_id="kk-fine",
        intent="fine",
        language=Language.KK,
        topic="pastures",
        kind=CaseKind.IN_SCOPE,
        question="Айыппұл қанша болады?",
        outcome=Outcome.ANSWERED_EXTRACT,
        text="Үш айлық есептік көрсеткіш.",
        verdict=Verdict.UNSAFE,
        scores=(Score(scorer="judge", value=0.25, reason="себебі жасырын"),),
    )
    run = Run(
        id="run-1",
        assistant="agriculture",
        started=NOW,
        suite_digest="a",
        pairs_digest="b",
        index_digest="c",
        config_digest="d",
        code_version="0.1.0",
        results=(result,),
    )
    rows = rows_to_judge(run, seat=Seat.SECOND, expert="e2", role="Сарапшы")
    write_sheet(tmp_path / "v.csv", SheetKind.VERDICTS, rows, Language.KK)
    text = (tmp_path / "v.csv").read_text(encoding="utf-8-sig")
    assert "Айыппұл қанша болады?" in text
    assert "Үш айлық есептік көрсеткіш." in text
    assert not any(word in text for word in ("unsafe", "0.25", "себебі жасырын"))


def test_verdicts_without_a_verdict_or_for_two_seats_are_not_added(
    workspace: Workspace, tmp_path: Path
) -> None:
    empty = _sheet(tmp_path / "v.xlsx", [{**VERDICT, "verdict": ""}], "verdicts")
    done = import_verdicts(workspace, "agriculture", empty, now=NOW)
    assert _faults(done) == [(2, "verdict", Fault.MISSING_VALUE)]
    both = _sheet(tmp_path / "v.xlsx", [VERDICT, {**VERDICT, "seat": "second"}], "verdicts")
    with pytest.raises(WorkspaceInvalid, match="two seats"):
        import_verdicts(workspace, "agriculture", both, now=NOW)
    assert not (workspace.evaluation_folder("agriculture") / VERDICT_LOG_FILE).exists() or (
        verdict_log(workspace.evaluation_folder("agriculture") / VERDICT_LOG_FILE).read() == ()
    )


def test_a_workbook_made_elsewhere_is_read(workspace: Workspace, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["id", "intent", "language", "question", "kind", "topic"])
    book.active.append(["kk-2026", "y2026", "kk", 2026, "near_miss", date(2026, 11, 2)])
    book.active.append([None] * 6)
    packed = io.BytesIO()
    book.save(packed)
    (tmp_path / "a.xlsx").write_bytes(packed.getvalue())
    assert import_cases(workspace, "agriculture", tmp_path / "a.xlsx").added == ("kk-2026",)
    case: Case = load_golden(workspace.evaluation_folder("agriculture")).cases[-1]
    assert (case.question, case.topic) == ("2026", "2026-11-02")
