"""Is a file of pairs applied whole or not at all, and every fault named?"""

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pair_room import QUOTE, SOURCE, ImaginedKnowledge, make_wording

from jauap.annotation.pairs import Pairs
from jauap.annotation.wishes import Actor
from jauap.assistant import Language
from jauap.evaluation.sheets.problems import Fault
from jauap.pairing.bulk import Imported, import_pairs
from jauap.pairing.rows import Rows, read_sheet, write_pairs
from jauap.pairing.tools import read_json, to_argilla, to_label_studio
from jauap.storage.held_pairs import HeldPairs
from jauap.storage.pair_rows import HeldPair, PairState
from jauap.storage.store import Store

EDITOR = Actor(person_id="p-editor", role="editor")
ID = "public_services"
HEADER = ["Тіл", "Мақсат", "Сұрақ", "Жауап", "Дереккөз", "Дәйексөз", "Соңғы күні"]


class Desk:
    """A room, and what an editor does with files."""

    def __init__(self, store: Store) -> None:
        self.held = HeldPairs(store)
        self.pairs = Pairs(
            self.held,
            ImaginedKnowledge(self.held),
            now=lambda: datetime(2026, 11, 24, tzinfo=UTC),
            today=lambda: date(2026, 11, 24),
        )

    def take(self, read: Rows, *, key: str = "k", dry_run: bool = False) -> Imported:
        return import_pairs(
            self.pairs, self.held, EDITOR, ID, read, reason="тізім", key=key, dry_run=dry_run
        )

    def all(self) -> tuple[HeldPair, ...]:
        return self.held.all_of(ID)


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def _row(number: int, **changed: str) -> list[str]:
    fields = {
        "language": "kk",
        "intent": f"intent-{number % 40}",
        "question": f"{number}-нәрестені неше күнде тіркейміз?",
        "answer": "=СУММ емес, үш жұмыс күні" if number == 3 else "Үш жұмыс күні.",
        "source": SOURCE,
        "quote": QUOTE,
        "expires_on": "31.12.2027",
    }
    return list({**fields, **changed}.values())


def _sheet(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([HEADER, *rows])
    return text.getvalue().encode("utf-8-sig")


def test_thousand_pairs_with_seven_faults_name_just_those_rows_and_change_nothing(
    desk: Desk,
) -> None:
    planted = {
        17: {"language": "қазақша"},
        101: {"answer": ""},
        256: {"quote": "мұндай сөз дереккөзде жоқ"},
        500: {"question": "499-НӘРЕСТЕНІ  неше күнде тіркейміз?"},
        777: {"question": "ЖСН 061211600012 қайда тіркеледі?"},
        888: {"expires_on": "01.01.2020"},
        999: {"intent": "Бала туу"},
    }
    rows = [_row(number, **planted.get(number, {})) for number in range(1, 1001)]
    for dry_run in (True, False):
        done = desk.take(read_sheet(_sheet(rows)), dry_run=dry_run)
        assert [(each.row, each.column, each.fault) for each in done.problems] == [
            (18, "language", Fault.BAD_VALUE),
            (102, "answer", Fault.MISSING_VALUE),
            (257, "quote", Fault.QUOTE_NOT_FOUND),
            (501, "question", Fault.QUESTION_TWICE),
            (778, "question", Fault.PERSONAL_DATA),
            (889, "expires_on", Fault.DAY_PASSED),
            (1000, "intent", Fault.BAD_VALUE),
        ]
        assert done.rows == 1000
        assert desk.held.search(ID).total == 0
    mended = read_sheet(_sheet([_row(number) for number in range(1, 1001)]))
    done = desk.take(mended)
    assert (done.added, done.problems) == (1000, ())
    assert {pair.state for pair in desk.all()} == {PairState.PROPOSED}
    assert len(desk.all()) == 1000
    assert desk.held.check().checked == 1000
    again, other_day = desk.take(mended), desk.take(mended, key="later")
    assert (again.added, again.unchanged) == (1000, 0)
    assert (other_day.added, other_day.unchanged) == (0, 1000)
    assert desk.held.check().checked == 1000


def test_each_problem_speaks_three_languages(desk: Desk) -> None:
    (problem,) = desk.take(read_sheet(_sheet([_row(1, quote="жоқ сөз")]))).problems
    assert problem.message(Language.KK) == (
        "2-жол, quote: дереккөзде мұндай сөз жоқ; дәйексөзді құжаттан көшіріп алыңыз"
    )
    assert problem.message(Language.EN).startswith("row 2, quote: the source does not hold")


@pytest.mark.parametrize("is_csv", [False, True])
def test_exported_sheet_comes_back_unchanged_and_runs_no_formula(
    desk: Desk, is_csv: bool, tmp_path: Path
) -> None:
    desk.take(read_sheet(_sheet([_row(number) for number in range(1, 6)])))
    content = write_pairs(desk.all(), Language.KK, is_csv=is_csv)
    if is_csv:
        assert b";'=" in content
    else:
        (tmp_path / "pairs.xlsx").write_bytes(content)
        sheet = load_workbook(tmp_path / "pairs.xlsx").worksheets[0]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
        assert any(str(cell.value).startswith("'=") for row in sheet.iter_rows() for cell in row)
    assert b"p-editor" not in content
    done = desk.take(read_sheet(content), key="back")
    assert (done.added, done.changed, done.unchanged, done.problems) == (0, 0, 5, ())


def test_row_over_an_older_version_is_a_fault_and_overwrites_nobody(desk: Desk) -> None:
    desk.take(read_sheet(_sheet([_row(1), _row(2)])))
    content = write_pairs(desk.all(), Language.RU, is_csv=True).decode("utf-8-sig")
    first = desk.all()[0]
    colleague = Actor(person_id="p-other", role="editor")
    wording = make_wording("Сәбиді қашан тіркейміз?")
    desk.pairs.edit(colleague, first.id, 1, wording, reason="анығырақ", key="e")
    edited = content.replace("Үш жұмыс күні.", "Үш күнде.").encode("utf-8-sig")
    done = desk.take(read_sheet(edited), key="2")
    assert [(each.fault, each.detail) for each in done.problems] == [(Fault.CHANGED_MEANWHILE, "2")]
    found = desk.held.find(first.id)
    assert found is not None
    assert found.wording == wording


def test_edited_row_waits_as_a_new_wording_of_its_pair(desk: Desk) -> None:
    desk.take(read_sheet(_sheet([_row(1), _row(2)])))
    content = write_pairs(desk.all()[:1], Language.EN, is_csv=True).decode("utf-8-sig")
    edited = content.replace("Үш жұмыс күні.", "Үш күнде.").encode("utf-8-sig")
    done = desk.take(read_sheet(edited), key="2")
    assert (done.added, done.changed, done.problems) == (0, 1, ())
    pair = next(pair for pair in desk.all() if pair.version == 2)
    assert (pair.wording.answer, len(desk.all())) == ("Үш күнде.", 2)


def test_pair_of_another_ministry_is_neither_found_nor_changed(desk: Desk) -> None:
    desk.take(read_sheet(_sheet([_row(1)])))
    (own,) = desk.all()
    content = write_pairs([own], Language.KK, is_csv=True).decode("utf-8-sig")
    foreign = import_pairs(
        desk.pairs,
        desk.held,
        EDITOR,
        "agriculture",
        read_sheet(content.replace("Үш жұмыс", "Төрт жұмыс").encode("utf-8-sig")),
        reason="тізім",
        key="f",
    )
    assert (foreign.added, foreign.problems) == (1, ())
    assert desk.all() == (own,)
    (made,) = desk.held.all_of("agriculture")
    assert made.id != own.id


@pytest.mark.parametrize("write", [to_label_studio, to_argilla])
def test_file_for_an_annotation_tool_comes_back_unchanged(
    desk: Desk, write: Callable[[Sequence[HeldPair]], bytes]
) -> None:
    desk.take(read_sheet(_sheet([_row(number) for number in range(1, 4)])))
    content = write(desk.all())
    assert b"p-editor" not in content
    read = read_json(content)
    assert {row.wording.question for row in read.rows.values()} == {
        pair.wording.question for pair in desk.all()
    }
    done = desk.take(read, key="back")
    assert (done.added, done.changed, done.unchanged, done.problems) == (0, 0, 3, ())


def test_label_studio_task_is_read_as_that_tool_exports_it(desk: Desk) -> None:
    def region(name: str, text: str) -> dict[str, object]:
        value = {"text": [text]}
        return {"from_name": name, "to_name": "asked", "type": "textarea", "value": value}

    task = {
        "id": 71,
        "project": 3,
        "created_at": "2026-11-20T10:00:00Z",
        "data": {"language": "kk", "source": SOURCE, "question": "Сәбиді қашан тіркейміз?"},
        "annotations": [
            {"was_cancelled": True, "completed_by": 4, "result": [region("answer", "Қате")]},
            {
                "completed_by": 5,
                "was_cancelled": False,
                "lead_time": 12.5,
                "result": [
                    region("answer", "Үш жұмыс күні ішінде."),
                    region("quote", QUOTE),
                    {
                        "from_name": "intent",
                        "to_name": "asked",
                        "type": "choices",
                        "value": {"choices": ["birth-deadline"]},
                    },
                ],
            },
        ],
        "predictions": [],
    }
    done = desk.take(read_json(json.dumps([task, {"data": {}}, 5]).encode()))
    assert [(each.row, each.fault) for each in done.problems if each.row != 2] == [
        (3, Fault.UNREADABLE)
    ]
    assert {each.column for each in done.problems if each.row == 2} == {
        "language",
        "intent",
        "question",
        "answer",
        "source",
        "quote",
    }
    desk.take(read_json(json.dumps([task]).encode()))
    (pair,) = desk.all()
    assert pair.wording == make_wording("Сәбиді қашан тіркейміз?", intent="birth-deadline")


def test_argilla_record_is_read_as_that_tool_exports_it(desk: Desk) -> None:
    record = {
        "id": "row-9",
        "status": "completed",
        "_server_id": "1d0cf1f0-1111-4222-8333-944445555666",
        "fields": {"question": "Сәбиді қашан тіркейміз?"},
        "metadata": {"language": "kk", "source": SOURCE},
        "suggestions": {
            "answer": {"value": "Екі ай.", "score": 0.4, "agent": "model"},
            "intent": {"value": "birth-deadline", "score": None, "agent": None},
        },
        "responses": {
            "answer": [{"value": "Үш жұмыс күні ішінде.", "user_id": "b1"}],
            "quote": [{"value": QUOTE, "user_id": "b1"}],
        },
        "vectors": {},
    }
    desk.take(read_json(json.dumps([record]).encode()))
    (pair,) = desk.all()
    assert pair.wording == make_wording("Сәбиді қашан тіркейміз?", intent="birth-deadline")


def test_what_is_no_list_of_json_objects_is_refused_whole(desk: Desk) -> None:
    for content in (b"{}", b"\xff\xfe\x00", b'{"a": 1}', b""):
        done = desk.take(read_json(content))
        assert [each.fault for each in done.problems] == [Fault.UNREADABLE]
