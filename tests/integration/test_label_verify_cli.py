"""Can anybody check a file offline, with nothing but the text and the public keys?"""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from jauap.answer import Answer
from jauap.assistant import Assistant
from jauap.labelling.carriers.files import markdown_file, text_file
from jauap.labelling.label import LabelledAnswer, Labeller
from jauap.labelling.sign import Signer

BODY = "Өтінім **20 жұмыс күні** ішінде қаралады, жауап электрондық түрде келеді [1]."


@pytest.fixture
def made(labeller: Labeller, answer: Answer, assistant: Assistant) -> LabelledAnswer:
    return labeller.label(replace(answer, text=BODY), assistant=assistant)


@pytest.fixture
def keys(tmp_path: Path, signer: Signer) -> Path:
    path = tmp_path / "jwks.json"
    path.write_text(json.dumps(signer.jwks()))
    return path


def run(folder: Path, *arguments: str, text: str = "") -> tuple[int, dict[str, object]]:
    environment = {name: value for name, value in os.environ.items() if "JAUAP" not in name}
    environment["JAUAP_DATA_DIR"] = str(folder / "data")
    done = subprocess.run(
        [sys.executable, "-m", "jauap", "label", "verify", *arguments, "--json"],
        input=text.encode(),
        capture_output=True,
        env=environment,
        cwd=folder,
        timeout=60,
    )
    assert done.stderr == b""
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("write", [text_file, markdown_file])
def test_a_downloaded_file_is_exact_and_leaves_nothing_behind(
    tmp_path: Path, keys: Path, made: LabelledAnswer, write: object
) -> None:
    assert callable(write)
    file = tmp_path / "answer.txt"
    file.write_text(write(made), encoding="utf-8")
    code, told = run(tmp_path, str(file), "--jwks", str(keys))
    assert (code, told["state"], told["code"]) == (0, "exact", made.code)
    assert not (tmp_path / "data").exists()


def test_a_label_in_a_file_of_its_own_works_as_well(
    tmp_path: Path, keys: Path, made: LabelledAnswer
) -> None:
    label = tmp_path / "answer.jws"
    label.write_text(made.jws + "\n")
    arguments = ("-", "--jwks", str(keys), "--label", str(label))
    assert run(tmp_path, *arguments, text=BODY)[0] == 0
    changed = run(tmp_path, *arguments, text=BODY.replace("20", "30"))
    assert (changed[0], changed[1]["state"]) == (1, "code-belongs-to-another-text")
    forged = tmp_path / "forged.jws"
    forged.write_text(made.jws[:-8] + "AAAAAAAA")
    bad = run(tmp_path, "-", "--jwks", str(keys), "--label", str(forged), text=BODY)
    assert (bad[0], bad[1]["state"]) == (3, "bad-signature")


def test_a_text_without_a_label_is_unknown(tmp_path: Path, keys: Path) -> None:
    code, told = run(tmp_path, "-", "--jwks", str(keys), text="Сәлеметсіз бе!")
    assert (code, told["state"]) == (2, "no-record")
    message = told["message"]
    assert isinstance(message, dict)
    assert message["en"] == "No record found. This does not mean that a human wrote the text."


def test_a_revoked_key_is_told(tmp_path: Path, signer: Signer, made: LabelledAnswer) -> None:
    revoked = tmp_path / "revoked.json"
    listed = [{**key, "status": "revoked"} for key in signer.jwks()["keys"]]
    revoked.write_text(json.dumps({"keys": listed}))
    file = tmp_path / "answer.md"
    file.write_text(markdown_file(made), encoding="utf-8")
    code, told = run(tmp_path, str(file), "--jwks", str(revoked))
    assert (code, told["state"]) == (3, "key-revoked")


def test_what_is_missing_is_named_and_nothing_is_made(tmp_path: Path, keys: Path) -> None:
    for arguments, what in (
        (("-",), "not_found"),
        ((str(tmp_path / "none.txt"), "--jwks", str(keys)), "document_unreadable"),
        (("-", "--jwks", str(tmp_path / "none.json")), "document_unreadable"),
    ):
        code, told = run(tmp_path, *arguments, text="мәтін")
        error = told["error"]
        assert isinstance(error, dict)
        assert (code, error["code"]) == (2, what)
    assert not (tmp_path / "data").exists()
