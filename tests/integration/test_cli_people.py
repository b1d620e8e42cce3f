"""The first administrator comes from the command line, and never with a password."""

import csv
import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jauap.annotation.passwords import Passwords
from jauap.annotation.sign_in import SignedIn
from jauap.annotation.staff import Staff, open_staff
from jauap.cli.app import app
from jauap.deployment import utc_now
from jauap.storage.audit import Action, Audit
from jauap.storage.store import Store, open_store

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JAUAP_WORKSPACE", str(REPOSITORY))
    monkeypatch.setenv("JAUAP_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("JAUAP_PUBLIC_URL", "https://ai.example.gov.kz")
    return tmp_path


@pytest.fixture
def store(data: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{data / 'jauap.sqlite'}") as opened:
        yield opened


@pytest.fixture
def staff(store: Store) -> Staff:
    return open_staff(store, public_url="https://ai.example.gov.kz", now=utc_now)


def jauap(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["people", *arguments])


def added(*arguments: str) -> dict[str, str]:
    ran = jauap("add", *arguments, "--json")
    assert ran.exit_code == 0, ran.output
    found: dict[str, str] = json.loads(ran.output)
    return found


def test_the_first_administrator_gets_a_link_that_works(store: Store, staff: Staff) -> None:
    made = added("Әкімші@gov.kz", "--name", "Әсел Жұмабек", "--administrator")
    assert made["login"] == "әкімші@gov.kz"
    assert made["invitation"].startswith("https://ai.example.gov.kz/room/invitation#")
    token = made["invitation"].split("#")[1]
    entered = staff.sign_in(Passwords()).accept(token, "қызғалдақ гүлдейді мамырда", replacing="")
    assert isinstance(entered, SignedIn)
    assert entered.person.roles == {"*": {"administrator"}}
    actions = [(one.action, one.by) for one in reversed(Audit(store).entries())]
    assert actions[:3] == [
        (Action.PERSON_ADDED, "operator"),
        (Action.ROLE_GRANTED, "operator"),
        (Action.PERSON_INVITED, "operator"),
    ]


def test_without_json_the_link_stands_on_a_line_of_its_own(data: Path) -> None:
    ran = jauap("add", "айгерім", "--name", "Айгерім", "--role", "agriculture=annotator")
    assert ran.exit_code == 0, ran.output
    assert ran.output.splitlines()[1].startswith("https://ai.example.gov.kz/room/invitation#")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--role", "agriculture=boss"], "is no role for an assistant"),
        (["--role", "nowhere=lead"], "is no role for an assistant"),
        (["--administrator", "--language", "kz"], "language 'kz' is not known"),
        ([], "without a role"),
    ],
)
def test_a_wrong_option_is_named(data: Path, arguments: list[str], told: str) -> None:
    ran = jauap("add", "айгерім", "--name", "Айгерім", *arguments)
    assert ran.exit_code == 2
    assert told in ran.output


def test_a_list_shows_state_and_roles(data: Path) -> None:
    assert "nobody yet" in jauap("list").output
    added("айгерім", "--name", "Айгерім", "--role", "agriculture=annotator")
    added("басшы", "--name", "Басшы", "--administrator")
    (first, second) = json.loads(jauap("list", "--json").output)["people"]
    assert (first["login"], first["state"]) == ("айгерім", "invited")
    assert first["roles"] == "agriculture=annotator"
    assert second["roles"] == "*=administrator"
    served = json.loads(jauap("list", "--assistant", "public_services", "--json").output)
    assert [one["login"] for one in served["people"]] == ["басшы"]


def test_somebody_disabled_is_out_and_the_last_administrator_is_not(
    data: Path, staff: Staff
) -> None:
    added("айгерім", "--name", "Айгерім", "--role", "agriculture=annotator")
    added("басшы", "--name", "Басшы", "--administrator")
    assert jauap("disable", "Айгерім").exit_code == 0
    found = staff.records.find_login("айгерім")
    assert found is not None
    assert not found.person.is_active
    refused = jauap("disable", "басшы")
    assert refused.exit_code == 2
    assert "last administrator" in refused.output
    assert jauap("disable", "бөтен").exit_code == 2


def test_a_new_link_replaces_the_older_one(data: Path, staff: Staff) -> None:
    first = added("айгерім", "--name", "Айгерім", "--role", "agriculture=annotator")
    second = json.loads(jauap("invite", "айгерім", "--json").output)
    sign_in = staff.sign_in(Passwords())
    assert sign_in.invited(first["invitation"].split("#")[1]) is None
    assert sign_in.invited(second["invitation"].split("#")[1]) is not None
    taken = jauap("add", "айгерім", "--name", "Өзге", "--administrator")
    assert taken.exit_code == 2
    assert "somebody has this login" in taken.output


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_sheet_becomes_a_file_of_links_that_runs_no_formula(
    data: Path, staff: Staff, suffix: str
) -> None:
    sheet, out = data / "people.csv", data / f"links.{suffix}"
    sheet.write_text(
        "login;name;language;agriculture\n"
        "maman1@gov.kz;Маман Әсел;kk;annotator\n"
        "maman2@gov.kz;'=1+1;ru;lead\n",
        encoding="utf-8",
    )
    tried = jauap("import", str(sheet), "--out", str(out), "--dry-run")
    assert (tried.exit_code, out.exists()) == (0, False)
    ran = jauap("import", str(sheet), "--out", str(out))
    assert ran.exit_code == 0, ran.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = read(out)
    assert rows[0] == ["login", "name", "invitation", "expires_at"]
    assert rows[2][:2] == ["maman2@gov.kz", "'=1+1"]
    sign_in = staff.sign_in(Passwords())
    invited = [sign_in.invited(row[2].split("#")[1]) for row in rows[1:]]
    assert [one.login for one in invited if one] == ["maman1@gov.kz", "maman2@gov.kz"]
    again = jauap("import", str(sheet), "--out", str(out))
    assert again.exit_code == 2
    assert "there already" in again.output
    other = jauap("import", str(sheet), "--out", str(data / "other.csv"))
    assert other.exit_code == 1
    assert "row 2, login: somebody has this login" in other.output


def read(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=";"))
    from openpyxl import load_workbook

    return [[str(cell.value) for cell in row] for row in load_workbook(path).active.iter_rows()]
