"""Does every page of the experts' room have its words, Kazakh first, and its scripts?"""

import re
from itertools import chain
from pathlib import Path

import pytest

from jauap.answer import Outcome, Purpose
from jauap.api.pages import texts as texts_module
from jauap.api.pages.texts import PageTexts, read_texts
from jauap.api.room.assets import Assets
from jauap.assistant import Language
from jauap.evaluation.leak import LeakKind
from jauap.person import Role
from jauap.verdict import Cause, Verdict
from jauap.workspace import read_yaml

FOLDER = Path(texts_module.__file__).parent
SCRIPTS = sorted((FOLDER / "static" / "room").glob("*.js"))
TEXTS = read_yaml(FOLDER / "room_texts.yaml", PageTexts).root
STATES = ("proposed", "reviewed", "quarantined", "checked", "active", "expired", "rejected")
STEPS = ("proposed", "edited", "accepted", "rejected", "quarantined", "checked", "activated")
NAMED_BY_VALUE = {
    *(f"verdict_{each}" for each in Verdict),
    *(f"verdict_hint_{each}" for each in Verdict),
    *(f"cause_{each}" for each in Cause),
    *(f"outcome_{each}" for each in Outcome),
    *(f"language_{each}" for each in Language),
    *(f"role_{each}" for each in (*Role, "upkeep")),
    *(f"leak_{each}" for each in LeakKind),
    *chain.from_iterable((f"state_{each}", f"next_{each}") for each in STATES),
    *(f"step_{each}" for each in (*STEPS, "expired")),
    *(f"act_{each}" for each in ("accept", "reject", "preview", "activate", "expire")),
    *(f"agreement_{each}" for each in ("raw", "ac1", "alpha")),
    *(f"reason_{each}" for each in ("date_passed", "quote_gone", "source_changed")),
    *(f"nav_{each}" for each in ("audit", "improve")),
    *(f"searched_by_{each}" for each in ("keyboard", "spelling", "words", "model")),
    *(f"purpose_{each}" for each in Purpose),
    *(f"time_{each}" for each in ("understand", "guard", "rewrite", "search", "decide", "compose")),
}


def test_every_word_is_used_and_every_used_word_exists() -> None:
    templates = "\n".join(
        path.read_text(encoding="utf-8") for path in (FOLDER / "templates" / "room").glob("*.html")
    )
    pages = (FOLDER.parent / "room" / "pages.py").read_text(encoding="utf-8")
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in SCRIPTS)
    named = set(re.findall(r"""\bw\(["']([a-z_0-9]+)["']\)""", templates))
    named |= set(re.findall(r'\bsay\("([a-z_0-9]+)"', scripts))
    # Keys handed on as values: the tabs, the state of the work, labels of fields and figures.
    handed_on = set(re.findall(r'"(nav_\w+)"', pages))
    handed_on |= {key for key in TEXTS if f'"{key}"' in scripts}
    assert named <= set(TEXTS)
    assert set(TEXTS) == named | handed_on | NAMED_BY_VALUE


def test_every_word_has_the_same_places_in_all_languages() -> None:
    for key, text in TEXTS.items():
        places = [sorted(re.findall(r"{(\w+)}", said)) for said in (text.kk, text.ru, text.en)]
        assert places[0] == places[1] == places[2], key


def test_no_kazakh_word_is_a_copy_of_the_russian_one() -> None:
    same = {key for key, text in TEXTS.items() if text.kk == text.ru}
    assert same == {"import_file", "team_share", "team_number", "trace_milliseconds"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_short_and_imports_only_its_neighbours(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 300
    imported = re.findall(r'from "(.*?)"|import "(.*?)"', text)
    neighbours = {f"./{one.name}" for one in SCRIPTS}
    assert {first or second for first, second in imported} <= neighbours
    assert "eval(" not in text
    assert ".style" not in text


def test_a_file_is_kept_for_ever_only_under_its_own_digest() -> None:
    assets = Assets(read_texts("room_texts.yaml"))
    kept = assets.response(assets.digest, "task.js")
    stale = assets.response("0" * 16, "task.js")
    assert kept is not None
    assert stale is not None
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert stale.headers["cache-control"] == "no-store"
    assert assets.response(assets.digest, "../chat.js") is None
    assert assets.address("words.kk.js") == f"/room/static/{assets.digest}/words.kk.js"


def test_the_words_of_a_page_are_those_of_its_language() -> None:
    assets = Assets(read_texts("room_texts.yaml"))
    words = assets.response(assets.digest, "words.kk.js")
    assert words is not None
    assert '"verdict_correct": "Дұрыс"' in bytes(words.body).decode()
