"""What do several kinds of tests need? A PostgreSQL of their own, and valid values."""

import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey

from jauap.answer import Answer, Citation, Outcome
from jauap.assistant import Assistant, Language, ProhibitedFunctions
from jauap.labelling.keys import PublicKey, PublicKeys, SigningKey
from jauap.labelling.label import Labeller
from jauap.labelling.sign import Signer


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Start PostgreSQL in a temporary folder; give the address of its maintenance database."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not binaries:
        pytest.skip("install Debian's postgresql")
    folder = Path(tempfile.mkdtemp(prefix="jauap-postgres-"))
    user = _server_user(folder)
    port = _free_port()
    control = str(binaries[-1].with_name("pg_ctl"))
    data = str(folder / "data")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    options = f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off -k {folder}"
    try:
        run(str(binaries[-1]), "-D", data, "-U", "jauap", "-A", "trust", "-E", "UTF8", "--no-sync")
        run(control, "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://jauap@127.0.0.1:{port}/postgres"
        finally:
            run(control, "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_user(folder: Path) -> str | None:
    # PostgreSQL refuses to run as root.
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("postgres")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return "postgres"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def moment() -> datetime:
    """The time on the clock of every labeller in the tests."""
    return datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def signer() -> Signer:
    """A signer whose key lives in memory."""
    private = OKPKey.generate_key("Ed25519", private=True, auto_kid=False)
    public = PublicKey(kid="2026-11-a", x=str(private.as_dict(private=False)["x"]))
    return Signer(SigningKey(kid="2026-11-a", private=private, public=PublicKeys(keys=(public,))))


@pytest.fixture
def labeller(signer: Signer, moment: datetime) -> Labeller:
    """A labeller of a deployment at ai.example.gov.kz."""
    return Labeller(signer, "https://ai.example.gov.kz", "0.1.0", lambda: moment)


@pytest.fixture(scope="session")
def assistant() -> Assistant:
    """A valid assistant, `agriculture`."""
    body = {"name": _said("Министрлік"), "bin": "000000000000"}
    declared = {
        "schema": 1,
        "id": "agriculture",
        "name": _said("Ауыл шаруашылығы көмекшісі"),
        "languages": ["kk", "ru", "en"],
        "owner": body,
        "operator": body,
        "developer": body,
        "responsible_head": {"name": "Үлгі Басшы", "position": _said("Басшы")},
        "human": {"phone": "1414", "office": _said("Бөлім"), "hours": _said("9:00–18:30")},
        "risk": {"harm": "medium", "autonomy": "low", "class": "medium"},
        "scope": {
            "summary": _said("Субсидиялар"),
            "topics": [_said("Субсидиялар")],
            "examples": [_said("Субсидияны қалай алуға болады?")],
        },
        "prohibited_functions": dict.fromkeys(ProhibitedFunctions.model_fields, False),
    }
    return Assistant.model_validate_json(json.dumps(declared))


@pytest.fixture
def answer() -> Answer:
    """A Kazakh answer put together from one passage."""
    return Answer(
        assistant_id="agriculture",
        language=Language.KK,
        outcome=Outcome.ANSWERED_EXTRACT,
        text="Өтінім «Qoldau» порталы арқылы **20 жұмыс күні** ішінде қаралады [1].",
        citations=(
            Citation(
                number=1,
                chunk_id="6f1d",
                document_id="subsidy.kk",
                source_id="subsidy",
                title="Субсидиялау қағидалары",
                heading_path=("2-тарау",),
                quote="Өтінім 20 жұмыс күні ішінде қаралады",
                start=120,
                end=156,
                page=None,
                language=Language.KK,
                url="https://adilet.zan.kz/kaz/docs/V2000020209",
                act="",
                act_date="",
                digest="0123456789abcdef" * 4,
            ),
        ),
        composed_by="extract",
        passages=("6f1d", "77aa"),
        timings={"search": 0.4},
    )


def _said(text: str) -> dict[str, str]:
    return dict.fromkeys(("kk", "ru", "en"), text)
