"""Do whole sheets come in through the pages of the real service, or are their faults named?"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from pair_workspace import ID
from playwright.sync_api import Browser, Page, expect
from room_browser import barriers, seated
from room_whole import PASSWORD, WholeService, whole_service
from sheets import packed_sheet

from jauap.person import Role

pytestmark = [pytest.mark.browser, pytest.mark.timeout(360)]

SOURCE = "residence-deregistration"
QUOTE = "16 жасқа толмаған балаларға – паспорт"
COLUMNS = ("id", "Тіл", "Мақсат", "Сұрақ", "Жауап", "Дереккөз", "Дәйексөз", "Соңғы күні")
STAFF = {
    "aigul": {Role.EDITOR},
    "dana": {Role.LEAD},
    "berik": {Role.ANNOTATOR},
    "zhanar": {Role.ADMINISTRATOR},
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeService]:
    with whole_service(tmp_path_factory.mktemp("service"), (SOURCE,)) as service:
        service.hire(STAFF)
        yield service


def write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    path.write_bytes(packed_sheet(rows))
    return path


def pair(number: int, **changed: str) -> list[str]:
    cells = {
        "id": f"жұп-{number}",
        "language": "kk",
        "intent": "leaving-abroad",
        "question": f"Шетелге {number} адам көшсек, балаға не береміз?",
        "answer": "16 жасқа толмаған балаға паспорт беріледі.",
        "source": SOURCE,
        "quote": QUOTE,
        "expires_on": "",
    }
    return list((cells | changed).values())


def pairs(faulty: Mapping[int, dict[str, str]]) -> list[Sequence[str]]:
    """Give a sheet of 1,000 pairs, some of them changed; the first stands in row 2."""
    return [COLUMNS, *(pair(number, **faulty.get(number, {})) for number in range(2, 1_002))]


FAULTY = {
    20: {"question": ""},
    150: {"language": "kz"},
    310: {"quote": "мұндай сөз құжатта жоқ"},
    444: {"question": "Шетелге 443 адам көшсек, балаға не береміз?"},
    600: {"expires_on": "2020-01-31"},
    777: {"answer": "ЖСН 900101300123 бойынша паспорт беріледі."},
    1001: {"source": "no-such-source"},
}
REASONS = {
    20: ("Вопрос", "значение не заполнено"),
    150: ("Язык", "такого значения не бывает"),
    310: ("Цитата", "таких слов в источнике нет"),
    444: ("Вопрос", "такой вопрос уже есть выше"),
    600: ("Действует до", "этот день прошёл"),
    777: ("Ответ", "в тексте личные данные"),
    1001: ("Цитата", "таких слов в источнике нет"),
}


def test_a_thousand_pairs_with_seven_faults_are_named_and_then_taken(
    browser: Browser, service: WholeService, tmp_path: Path
) -> None:
    with service.entered(browser, "aigul", f"/room/{ID}/import?lang=ru") as page:
        page.locator("#file").set_input_files(write(tmp_path / "жұптар.xlsx", pairs(FAULTY)))
        page.get_by_role("button", name="Проверить").press("Enter")
        words = page.locator("#report-words")
        expect(words).to_have_text("Строк: 1 000, ошибок: 7. Ничего не добавлено.", timeout=90_000)
        told = [row.split("\t") for row in page.locator("#report-rows tr").all_inner_texts()]
        assert [(row, heading) for row, heading, _ in told] == [
            (str(row), heading) for row, (heading, _) in REASONS.items()
        ]
        for (_, _, said), (_, reason) in zip(told, REASONS.values(), strict=True):
            assert said.startswith(reason)
        expect(page.locator("#apply")).to_be_hidden()
        assert service.room.held.ids(ID) == set()
        page.locator("#file").set_input_files(write(tmp_path / "түзетілген.xlsx", pairs({})))
        page.get_by_role("button", name="Проверить").press("Enter")
        expect(words).to_contain_text("Новых: 1 000", timeout=90_000)
        assert service.room.held.ids(ID) == set()
        page.get_by_role("button", name="Добавить всё").press("Enter")
        expect(words).to_contain_text("Добавлено пар: 1 000", timeout=90_000)
        page.goto(f"{service.address}/room/{ID}/pairs?state=proposed&lang=ru")
        expect(page.locator("#count")).to_contain_text("1 000")
        expect(page.locator("#rows li")).to_have_count(50)
        page.locator("#more").press("Enter")
        expect(page.locator("#rows li")).to_have_count(100)
    assert len(service.room.held.ids(ID)) == 1_000


def people(faulty: Mapping[int, dict[str, str]]) -> list[Sequence[str]]:
    """Give a sheet of 150 people; the first stands in row 2."""
    rows = []
    for number in range(2, 152):
        cells = {
            "login": f"maman{number}@example.kz",
            "name": f"Маман Өмірұлы {number}",
            "language": "kk",
            "centre": f"Алматы №{number % 20}",
            "roles": "Бағалаушы, қараушы" if number % 2 else "бағалаушы",
        }
        rows.append(list((cells | faulty.get(number, {})).values()))
    return [("login", "name", "language", "centre", ID), *rows]


def lose_reply(page: Page, pattern: str) -> list[int]:
    """Cut the line when the first reply to an address is on its way; give its status."""
    session = page.context.new_cdp_session(page)
    lost: list[int] = []

    def lose(paused: dict[str, Any]) -> None:
        lost.append(paused["responseStatusCode"])
        reason = {"requestId": paused["requestId"], "errorReason": "ConnectionReset"}
        session.send("Fetch.failRequest", reason)
        session.send("Fetch.disable")

    session.on("Fetch.requestPaused", lose)
    wanted = {"urlPattern": pattern, "requestStage": "Response"}
    session.send("Fetch.enable", {"patterns": [wanted]})
    return lost


def test_a_sheet_invites_150_people_or_nobody_and_a_link_opens_the_room(
    browser: Browser, service: WholeService, tmp_path: Path
) -> None:
    staff = service.room.people
    before = len(staff.of_assistant(ID))
    with service.entered(browser, "zhanar", "/room/people?lang=kk", may_fail=True) as page:
        page.locator("summary", has_text="файлдан шақыру").click()
        wrong = people({77: {"roles": "бастық"}})
        page.locator("#people-file").set_input_files(write(tmp_path / "қате.xlsx", wrong))
        page.get_by_role("button", name="Тексеру").press("Enter")
        report = page.locator("#people-report")
        expect(report).to_have_text("150 жолдан 1 қате табылды. Ештеңе қосылмады.")
        expect(page.locator("#people-faults li")).to_have_text(
            [f"Жол 77, {ID}: мұндай мән болмайды (бастық)"]
        )
        expect(page.locator("#people-apply")).to_be_hidden()
        assert len(staff.of_assistant(ID)) == before
        page.locator("#people-file").set_input_files(write(tmp_path / "дұрыс.xlsx", people({})))
        page.get_by_role("button", name="Тексеру").press("Enter")
        expect(report).to_have_text("150 жолда қате жоқ, жаңа адам: 150.")
        assert len(staff.of_assistant(ID)) == before
        # The links stand in one reply only; when that is lost, the same button brings them.
        lost = lose_reply(page, "*/import?dry_run=false")
        page.get_by_role("button", name="Бәрін қосу").press("Enter")
        expect(page.locator("#trouble")).to_contain_text("Қызметпен байланыс жоқ.")
        assert lost == [200]
        assert len(staff.of_assistant(ID)) == before + 150
        page.get_by_role("button", name="Бәрін қосу").press("Enter")
        expect(report).to_have_text("Қосылған адам: 150.")
        expect(page.locator("#links li")).to_have_count(150)
        with page.expect_download() as saved:
            page.get_by_role("link", name="CSV файлы ретінде сақтау").click()
        lines = saved.value.path().read_text("utf-8-sig").splitlines()
        assert len(lines) == 151
        page.locator("#find").fill("маман өмірұлы 77 алматы")
        expect(page.locator("#rows li:visible")).to_have_count(1)
        expect(page.locator("#rows li:visible")).to_contain_text("maman77@example.kz")
        login, name, link = (cell.strip('"') for cell in lines[1].split(";"))
        assert (login, name) == ("maman2@example.kz", "Маман Өмірұлы 2")
        expect(page.locator("#links .code").first).to_have_text(link)
    assert len(staff.of_assistant(ID)) == before + 150
    with seated(browser, service.address) as page:
        page.goto(link)
        expect(page.locator("#name")).to_have_text("Маман Өмірұлы 2")
        page.locator("#password").fill(PASSWORD)
        page.locator("#again").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".door")).to_have_count(1)


def test_a_new_role_and_a_closed_account_hold_with_the_next_click(
    browser: Browser, service: WholeService
) -> None:
    row = f"[data-person={service.staff['berik'].id}]"
    task = f"/room/{ID}/task?queue=audit&lang=kk"
    with (
        service.entered(browser, "zhanar", "/room/people?lang=kk") as office,
        service.entered(browser, "berik", task, may_fail=True) as page,
    ):
        settling = page.locator(".room-tabs nav").get_by_role("link", name="Дауды шешу")
        expect(settling).to_have_count(0)
        office.locator(row).get_by_role("checkbox", name="қараушы").check()
        office.locator(row).get_by_role("button", name="Рөлдерді сақтау").press("Enter")
        expect(office.locator("#said")).to_have_text("Сақталды.")
        page.reload()
        expect(settling).to_have_count(1)
        office.locator(row).get_by_role("button", name="Өшіру").press("Enter")
        expect(office.locator(row)).to_contain_text("өшірулі")
        page.get_by_role("button", name="Келесі сұрақ").press("Enter")
        expect(page.locator("#sign-in")).to_be_visible()
        page.locator("#login").fill("berik")
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("#trouble")).to_contain_text("Логин немесе құпиясөз қате.")


def test_an_editor_brings_questions_into_the_queue(
    browser: Browser, service: WholeService, tmp_path: Path
) -> None:
    answer = "[Жасанды интеллект жауабы]\n\nПаспорт беріледі."
    columns = ("Вопрос", "Ответ", "Язык", "Тема", "Известная оценка")
    rows = [
        columns,
        ("Балаға не береміз?", answer, "kk", "көшу"),
        ("Қашан?", answer, "kk", "", "correct"),
    ]
    with service.entered(browser, "aigul", f"/room/{ID}?lang=en") as page:
        page.get_by_role("link", name="Import questions").first.press("Enter")
        with page.expect_download() as saved:
            page.get_by_role("link", name="Get an empty sheet").press("Enter")
        assert saved.value.suggested_filename == "questions.xlsx"
        page.locator("#file").set_input_files(write(tmp_path / "сұрақтар.xlsx", rows))
        page.get_by_role("button", name="Check").press("Enter")
        told = page.locator("#report-rows tr")
        expect(told.locator("td")).to_have_text(
            ["3", "Known verdict", "only a lead gives a known verdict; empty the cell"]
        )
        assert barriers(page) == []
        page.locator("#file").set_input_files(write(tmp_path / "дұрыс.xlsx", rows[:2]))
        page.get_by_role("button", name="Check").press("Enter")
        words = page.locator("#report-words")
        expect(words).to_contain_text("New: 1, there already: 0.")
        page.get_by_role("button", name="Add them all").press("Enter")
        expect(words).to_have_text("Questions added to the queue: 1, there already: 0.")
    (item,) = service.room.items.page(ID)
    assert (item.question, item.topic, item.origin) == ("Балаға не береміз?", "көшу", "import")


def test_a_new_password_closes_the_room_everywhere_else(
    browser: Browser, service: WholeService
) -> None:
    new = "жеті-ұл-бір-қыз-ойнады"
    team = f"/room/{ID}/team?lang=kk"
    with (
        service.entered(browser, "dana", team, may_fail=True) as other,
        service.entered(browser, "dana", team, may_fail=True) as page,
    ):
        page.locator(".who").get_by_role("link", name="Құпиясөз").press("Enter")

        def change(current: str, wanted: str, again: str) -> None:
            for field, text in (("current", current), ("new", wanted), ("again", again)):
                page.locator(f"#{field}").fill(text)
            page.keyboard.press("Enter")

        trouble = page.locator("#trouble")
        change("бөтен-құпиясөз-еді", new, new)
        expect(trouble).to_have_text("Қазіргі құпиясөз қате. Ештеңе өзгерген жоқ.")
        expect(page.locator("#current")).to_be_focused()
        change(PASSWORD, new, f"{new}!")
        expect(trouble).to_have_text("Екі құпиясөз бірдей емес.")
        change(PASSWORD, "dana-dana-dana", "dana-dana-dana")
        expect(trouble).to_contain_text("Құпиясөзде логиніңіз немесе атыңыз бар.")
        change(PASSWORD, new, new)
        expect(page.locator("#changed")).to_be_focused()
        expect(trouble).to_be_hidden()
        assert barriers(page) == []
        other.reload()
        expect(other.locator("#sign-in")).to_be_visible()
        # The browser that changed it goes on, and its next write has the new form token.
        page.locator("#sign-out").press("Enter")
        expect(page.locator("#sign-in")).to_be_visible()
    with seated(browser, service.address, may_fail=True) as page:
        for password, found in ((PASSWORD, "#trouble"), (new, ".door")):
            page.goto(f"{service.address}/room?lang=kk")
            page.locator("#login").fill("dana")
            page.locator("#password").fill(password)
            page.keyboard.press("Enter")
            expect(page.locator(found)).to_be_visible()
