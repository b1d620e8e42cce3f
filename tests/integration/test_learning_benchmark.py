"""Does the learning benchmark measure any set of its shape, and say what is wrong with others?"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "evaluation" / "benchmarks"

ANSWERS = {
    "pasture": ("Мал айдау", "Мал жайылымға мамыр айының басында айдалады."),
    "subsidy": ("Төлем мерзімі", "Субсидия өтінім берілген соң он жұмыс күнінде төленеді."),
    "queue": ("Бала мекемесі", "Кезекке электрондық үкімет порталы арқылы тұрады."),
    "passport": ("Құжат", "Жеке куәлік халыққа қызмет көрсету орталығында беріледі."),
}
WORDINGS = {
    "pasture": (
        "сиырларды қырға қашан шығарамыз",
        "қырға сиыр шығаратын уақыт",
        "сиырды қырға қай кезде шығарады",
        "кашан сиырларды кырга шыгарамыз",
    ),
    "subsidy": (
        "тыңайтқыштың ақшасын қашан қайтарады",
        "тыңайтқышқа кеткен ақша қашан қайтады",
        "тынайткыштын акшасы качан кайтады",
    ),
    "queue": ("балабақшаға қалай жазыламын", "баламды балабақшаға жазу"),
    "passport": ("паспортымды жоғалттым",),
}


def _lines(rows: list[dict[str, object]]) -> str:
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _documents() -> str:
    return _lines(
        [
            {"doc_id": name, "lang": "kk", "title": title, "text": text}
            for name, (title, text) in ANSWERS.items()
        ]
    )


def _questions(wordings: Mapping[str, tuple[str, ...]] = WORDINGS) -> str:
    return _lines(
        [
            {
                "qid": f"{name}-{number}",
                "lang": "kk",
                "question": question,
                "answers": [ANSWERS[name][1]],
                "doc_id": name,
                "kind": "human_paraphrase",
            }
            for name, questions in wordings.items()
            for number, question in enumerate(questions)
        ]
    )


def _write(folder: Path, **files: str) -> None:
    made = {"documents": _documents(), "questions": _questions(), **files}
    folder.mkdir(parents=True)
    for name, text in made.items():
        (folder / f"{name}.jsonl").write_text(text, "utf-8")


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., list[object]]:
    monkeypatch.syspath_prepend(BENCHMARKS)
    sets = import_module("learning_sets")

    def read(**files: str) -> list[object]:
        _write(tmp_path / "set", **files)
        try:
            return list(sets.load_subjects(tmp_path, "set"))
        except sets.SetUnusable as error:
            raise ValueError(str(error).replace(str(tmp_path), "DIR")) from error

    return read


def test_kazakh_set_of_the_shape_gives_a_curve_that_climbs(tmp_path: Path) -> None:
    _write(tmp_path / "set")
    script = BENCHMARKS / "learning.py"
    arguments = ("--data", tmp_path, "--set", "set", "--permutations", "1", "--json")
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, check=True)
    curve = json.loads(done.stdout)["curve"]
    asked = {"pairs", "accuracy", "low", "high", "n", "fixed", "broken"}
    assert all(asked <= row.keys() for row in curve)
    assert [row["pairs"] for row in curve] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert {row["n"] for row in curve} == {3}
    assert curve[0]["accuracy"] < curve[-1]["accuracy"] == 1.0
    assert curve[-1]["broken"] == 0


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"questions": ""}, "DIR/set/questions.jsonl: is empty; one JSON object a line is needed"),
        ({"documents": "{\n"}, "DIR/set/documents.jsonl:1: is not JSON"),
        ({"questions": '{"qid": "1"}\n'}, "questions.jsonl:1: needs lang, question, doc_id"),
        ({"documents": "[]\n"}, "documents.jsonl:1: needs doc_id, lang, title, text"),
        (
            {"questions": _questions().replace('"kk"', '"kz"')},
            "questions.jsonl:1: language 'kz' is not known; use kk, ru or en",
        ),
        (
            {"questions": _questions().replace('"doc_id": "queue"', '"doc_id": "lost"')},
            "question 'queue-0' names document 'lost', which documents.jsonl does not have",
        ),
        (
            {"questions": _questions({name: each[:1] for name, each in WORDINGS.items()})},
            "no intent has two wordings in kk",
        ),
    ],
)
def test_unusable_set_is_refused_with_the_reason(
    load: Callable[..., list[object]], files: dict[str, str], message: str
) -> None:
    with pytest.raises(ValueError, match=r"^DIR/set") as refused:
        load(**files)
    assert message in str(refused.value)


def test_missing_set_is_named_without_a_traceback(tmp_path: Path) -> None:
    script = BENCHMARKS / "learning.py"
    arguments = ("--data", tmp_path, "--set", "set")
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, check=False)
    path = tmp_path / "set" / "documents.jsonl"
    assert done.returncode == 1
    assert done.stderr.decode() == f"{path}: cannot be read: No such file or directory\n"
