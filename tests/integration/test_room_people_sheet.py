"""A sheet of 150 people is added whole or not at all, and each wrong row is named."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import Response
from room_people import ASSISTANTS, RoomPeople, open_room, room_app
from sheets import packed_sheet
from sqlalchemy import text
from starlette.testclient import TestClient

from jauap.api.pages.texts import read_texts
from jauap.api.room.people_sheet import read_people
from jauap.assistant import Language
from jauap.person import Role

HEADER = ["login", "аты-жөні", "Язык", "centre", "agriculture", "Мемлекеттік қызметтер көмекшісі"]


def row(number: int, **changed: str) -> list[str]:
    cells = {
        "login": f"maman{number}@example.gov.kz",
        "name": f"Маман Өмірұлы {number}",
        "language": ("kk", "ru", "en")[number % 3],
        "centre": f"Алматы №{number % 20}",
        "agriculture": "annotator" if number % 2 else "сарапшы, рецензент",
        "public_services": "",
    }
    return list((cells | changed).values())


def xlsx(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    return packed_sheet([header, *rows])


@pytest.fixture
def room(tmp_path: Path) -> Iterator[RoomPeople]:
    with open_room(tmp_path) as people:
        people.hire_staff()
        yield people


@pytest.fixture
def app(room: RoomPeople) -> FastAPI:
    return room_app(room.people_routes(), room.session_routes())


@pytest.fixture
def chief(room: RoomPeople, app: FastAPI) -> TestClient:
    return room.client(app, "administrator")


def bring(client: TestClient, data: bytes, key: str = "k1", *, dry_run: bool = False) -> Response:
    return client.post(
        "/v1/room/people/import",
        params={"dry_run": str(dry_run).lower()},
        files={"file": ("адамдар.xlsx", data)},
        headers={"Idempotency-Key": key},
    )


def places(response: Response) -> list[tuple[int, str]]:
    return [(one["row"], one["column"]) for one in response.json()["faults"]]


def test_a_hundred_and_fifty_people_are_added_with_a_link_each(
    room: RoomPeople, app: FastAPI, chief: TestClient
) -> None:
    data = xlsx([row(number) for number in range(150)])
    tried = bring(chief, data, dry_run=True)
    assert tried.json() == {"rows": 150, "new": 0, "faults": [], "people": []}
    assert len(room.records.all()) == 8
    done = bring(chief, data, "k2")
    assert (done.status_code, done.json()["new"]) == (200, 150)
    assert len(room.records.all()) == 158
    found = room.records.find_login("maman0@example.gov.kz")
    assert found is not None
    assert found.person.roles == {"agriculture": {Role.ANNOTATOR, Role.REVIEWER}}
    assert found.person.language is Language.KK
    links = {one["invitation"] for one in done.json()["people"]}
    assert len(links) == 150
    token = links.pop().split("#")[1]
    assert TestClient(app).get(f"/v1/room/invitations/{token}").status_code == 200
    assert bring(chief, data, "k2").content == done.content
    assert len(room.records.all()) == 158


def test_every_wrong_row_is_named_and_nobody_is_added(room: RoomPeople, chief: TestClient) -> None:
    rows = [row(number) for number in range(20)]
    rows[3] = row(3, login="екі сөз")
    rows[5] = row(5, language="kz")
    rows[7] = row(7, name="")
    rows[9] = row(9, login="MAMAN2@example.gov.kz")
    rows[11] = row(11, agriculture="annotator; бастық")
    rows[13] = row(13, login="lead")
    rows[15] = row(15, agriculture="")
    refused = bring(chief, xlsx(rows))
    assert refused.status_code == 422
    body = refused.json()
    assert body["error"]["code"] == "sheet_faulty"
    # A row whose login somebody has counts once, as any other.
    assert body["rows"] == 20
    assert sorted(places(refused)) == [
        (5, "login"),
        (7, "language"),
        (9, "name"),
        (11, "login"),
        (13, "agriculture"),
        (15, "login"),
        (17, "agriculture, public_services, *"),
    ]
    assert all(len(set(one["what"].values())) == 3 for one in body["faults"])
    assert len(room.records.all()) == 8
    tried = bring(chief, xlsx(rows), "k2", dry_run=True)
    assert tried.status_code == 200
    assert tried.json()["faults"] == body["faults"]


def test_columns_that_are_missing_unknown_or_twice_are_named(chief: TestClient) -> None:
    header = ["логин", "login", "name", "phone"]
    refused = bring(chief, xlsx([["a", "b", "c", "d"]], header))
    assert places(refused) == [(1, "login"), (1, "phone"), (1, "language")]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"\x00\x01\x02", xlsx([], [])])
def test_what_is_no_sheet_is_told_so(chief: TestClient, data: bytes) -> None:
    refused = bring(chief, data)
    assert refused.status_code == 422
    assert len(refused.json()["faults"]) >= 1


def test_a_formula_adds_nobody(chief: TestClient) -> None:
    refused = bring(chief, xlsx([row(1, name='=HYPERLINK("http://evil","Әсел")')]))
    assert places(refused)[0] == (2, "B")


def test_a_csv_of_a_spreadsheet_is_read_as_well() -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([HEADER, row(1), row(2, public_services="lead")])
    found = read_people(text.getvalue().encode("utf-8-sig"), ASSISTANTS)
    assert found.faults == ()
    assert [one.login for one in found.newcomers] == [
        "maman1@example.gov.kz",
        "maman2@example.gov.kz",
    ]
    assert found.newcomers[1].roles["public_services"] == {Role.LEAD}
    assert found.rows == (2, 3)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    packed = io.BytesIO()

    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    found = read_people(packed.getvalue(), ASSISTANTS)
    assert [one.row for one in found.faults] == [0]
    assert "тым үлкен" in found.faults[0].what.kk


def test_more_than_two_thousand_rows_are_refused() -> None:
    rows = "\n".join(";".join(row(number)) for number in range(2001))
    found = read_people(f"{';'.join(HEADER)}\n{rows}".encode(), ASSISTANTS)
    assert "> 2000" in found.faults[0].what.en


def test_an_administrator_of_one_assistant_has_no_other_column(
    room: RoomPeople, app: FastAPI
) -> None:
    room.hire("owner", {"agriculture": {Role.ADMINISTRATOR}})
    owner = room.client(app, "owner")
    assert places(bring(owner, xlsx([row(1)]))) == [(1, "Мемлекеттік қызметтер көмекшісі")]
    everyone = [*HEADER[:4], "барлығы"]
    refused = bring(owner, xlsx([[*row(1)[:4], "administrator"]], everyone), "k2")
    assert places(refused) == [(1, "барлығы")]
    only = [*HEADER[:5]]
    assert bring(owner, xlsx([row(1)[:5]], only), "k3").json()["new"] == 1


def test_an_import_that_broke_off_before_its_reply_is_finished_by_its_repetition(
    room: RoomPeople, chief: TestClient
) -> None:
    data = xlsx([row(number) for number in range(5)])
    bring(chief, data, "k1")
    with room.store.write() as connection:
        connection.execute(text("DELETE FROM replies"))
    again = bring(chief, data, "k1")
    assert again.json()["new"] == 5
    assert len(room.records.all()) == 13


def test_a_role_may_be_written_as_the_pages_call_it() -> None:
    said = read_texts("room_texts.yaml")
    for language in Language:
        for role in Role:
            called = said[language](f"role_{role.value}").capitalize()
            sheet = read_people(xlsx([row(1, agriculture=called)]), ASSISTANTS)
            assert sheet.faults == ()
            assert sheet.newcomers[0].roles == {"agriculture": {role}}
