"""A sheet of questions is taken whole or not at all, and says what is wrong in which row."""

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from room_people import open_room
from room_service import ASSISTANT, RoomService
from sheets import packed_sheet

from jauap.api.room.items_sheet import MOST_ROWS, items_sheet_router
from jauap.storage.item_rows import Origin, Queue

PATH = f"/v1/room/{ASSISTANT}/items/sheet"
HEADER = ("Сұрақ", "Жауап", "Тіл", "Белгілі баға", "Кезек")
GOOD = ("ЖСН 061211600012 бойынша қанша күн?", "[ЖИ] Үш күн.", "kk")


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomService]:
    with open_room(tmp_path) as people:
        service = RoomService(people.store)
        service.app.include_router(items_sheet_router(service.team, service.people.guard))
        yield service


def xlsx(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    return packed_sheet([header, *rows])


def bring(room: RoomService, login: str, data: bytes, *, dry_run: bool = False) -> Response:
    return room.client(login).post(
        f"{PATH}?dry_run={str(dry_run).lower()}",
        files={"file": ("сұрақтар.xlsx", data)},
        headers={"Idempotency-Key": f"{login}-{dry_run}-{len(data)}"},
    )


def test_a_trial_counts_and_adds_nothing_and_the_same_sheet_twice_adds_it_once(
    room: RoomService,
) -> None:
    data = xlsx([GOOD, ("Қайда барамын?", "[ЖИ] ХҚКО-ға.", "kk")])
    tried = bring(room, "editor", data, dry_run=True)
    assert (tried.status_code, tried.json()["new"], tried.json()["known"]) == (200, 2, 0)
    assert room.items.page(ASSISTANT) == ()
    assert bring(room, "editor", data).json()["new"] == 2
    again = bring(room, "lead", data).json()
    assert (again["rows"], again["new"], again["known"]) == (2, 0, 2)
    questions = {item.question for item in room.items.page(ASSISTANT, queue=Queue.IMPROVE)}
    assert questions == {"ЖСН [ЖСН/ИИН] бойынша қанша күн?", "Қайда барамын?"}


def test_wrong_rows_are_named_by_the_heading_and_nothing_is_taken(room: RoomService) -> None:
    rows = [
        GOOD,
        ("", "[ЖИ] Иә.", "kk"),
        ("Қалай?", "[ЖИ] Былай.", "kz"),
        ("Қашан?", "[ЖИ] Ертең.", "kk", "", "audit"),
    ]
    reply = bring(room, "lead", xlsx(rows))
    assert reply.status_code == 422
    told = reply.json()
    assert told["error"]["code"] == "items_faulty"
    assert told["rows"] == 4
    faults = [
        (one["row"], (one["heading"] or {"kk": ""})["kk"], one["fault"]) for one in told["faults"]
    ]
    assert faults == [
        (3, "Сұрақ", "missing_value"),
        (4, "Тіл", "bad_value"),
        (5, "", "needs_truth"),
    ]
    assert told["faults"][2]["what"]["ru"].startswith("в очередь проверки выбирает случай")
    assert room.items.page(ASSISTANT) == ()


def test_only_a_lead_brings_a_known_verdict(room: RoomService) -> None:
    data = xlsx([(*GOOD, "correct", "audit")])
    refused = bring(room, "editor", data, dry_run=True).json()
    assert [(one["row"], one["fault"]) for one in refused["faults"]] == [(2, "not_yours")]
    assert bring(room, "lead", data).json()["new"] == 1
    (item,) = room.leases.seeded("p-annotator", ASSISTANT, Queue.AUDIT)
    found = room.items.find(item)
    assert found is not None
    assert (found.origin, found.known) == (Origin.KNOWN, "correct")


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (xlsx([]), "no_rows"),
        (b"PK nothing", "unreadable"),
        (("question;answer;language\n" + "а;б;kk\n" * (MOST_ROWS + 1)).encode(), "too_large"),
    ],
)
def test_a_file_that_is_no_sheet_of_questions_says_why(
    room: RoomService, data: bytes, fault: str
) -> None:
    faults = bring(room, "editor", data, dry_run=True).json()["faults"]
    assert fault in {one["fault"] for one in faults}


def test_lead_and_editor_get_an_empty_sheet_that_is_read_again(room: RoomService) -> None:
    for login in ("annotator", "reviewer", "auditor", "administrator"):
        assert room.client(login).get(PATH).status_code == 403
        assert bring(room, login, xlsx([GOOD])).status_code == 403
    assert bring(room, "foreign_lead", xlsx([GOOD])).status_code == 404
    reply = room.client("editor").get(f"{PATH}?language=ru")
    assert reply.status_code == 200
    book = load_workbook(io.BytesIO(reply.content))
    assert [cell.value for cell in book.active[1]][:3] == ["Вопрос", "Ответ", "Язык"]
    book.active.append(["Когда?", "[ИИ] Завтра.", "ru"])
    packed = io.BytesIO()
    book.save(packed)
    assert bring(room, "editor", packed.getvalue()).json()["new"] == 1
