"""Are weights fitted on golden questions, and written only when asked and worth it?"""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jauap.assistant import Language, SearchWeights
from jauap.cli.app import app
from jauap.cli.new import write_assistant
from jauap.cli.tune import carry_over
from jauap.evaluation.suite import read_suite
from jauap.evaluation.tuning import Placed, Tuned, place_questions, tune
from jauap.knowledge import Found
from jauap.retrieval.search import Search
from jauap.retrieval.tune import Fit, LabelledQuestion, fit_weights, measure
from jauap.testing.factories import make_passage
from jauap.workspace import Workspace

RIGHT = make_passage("дұрыс")
WRONG = make_passage("бұрыс")


class Dialled(Search):
    """Finds the right passage first while a dial stands right, for the intents that obey it."""

    def __init__(self, weights: SearchWeights, *, dense_helps: bool, obedient: int = 8) -> None:
        self.weights = weights
        self._dense_helps = dense_helps
        self._obedient = obedient

    @property
    def has_dense(self) -> bool:
        return True

    def with_weights(self, weights: SearchWeights) -> "Dialled":
        return Dialled(weights, dense_helps=self._dense_helps, obedient=self._obedient)

    def find(
        self, question: str, *, language: Language, history: Sequence[object] = (), limit: int = 10
    ) -> Found:
        intent = int(question.split()[0])
        dense = self.weights.dense > 0 and self._dense_helps
        title = self.weights.title >= 0.6 and intent < self._obedient
        right = dense or title
        return Found(passages=(RIGHT, WRONG) if right else (WRONG, RIGHT))


def _questions(count: int, intents: int = 8) -> list[Placed]:
    return [
        Placed(
            intent=f"intent-{number % intents}",
            labelled=LabelledQuestion(
                question=f"{number % intents} сұрақ {number}",
                language=Language.KK,
                chunk_ids=frozenset([RIGHT.chunk_id]),
            ),
        )
        for number in range(count)
    ]


def test_a_dense_model_that_does_not_help_gets_no_weight() -> None:
    labelled = [each.labelled for each in _questions(60)]
    idle = Dialled(SearchWeights(dense=0.3), dense_helps=False, obedient=0)
    assert fit_weights(idle, labelled).moved == {"dense": 0.0}
    useful = Dialled(SearchWeights(), dense_helps=True, obedient=0)
    fit = fit_weights(useful, labelled)
    assert fit.moved == {"dense": 0.15}
    assert (fit.before, fit.after) == (0.5, 1.0)


def test_too_few_questions_move_nothing() -> None:
    few = [each.labelled for each in _questions(49)]
    assert fit_weights(Dialled(SearchWeights(), dense_helps=True), few).moved == {}


def test_held_out_questions_tell_whether_the_weights_hold() -> None:
    search = Dialled(SearchWeights(), dense_helps=False)
    tuned = tune(search, _questions(160))
    assert tuned.fit.moved == {"title": 0.6}
    assert (tuned.held_out_before, tuned.held_out_after) == (0.5, 1.0)
    assert tuned.is_worth_writing
    few = tune(search, _questions(50))
    assert (few.held_out_before, few.held_out_after) == (None, None)


def test_weights_that_harm_unknown_questions_are_not_worth_writing() -> None:
    fit = Fit(weights=SearchWeights(), before=0.5, after=0.6, questions=120, moved={"title": 0.6})
    assert not Tuned(fit=fit, held_out_before=0.5, held_out_after=0.49).is_worth_writing
    assert Tuned(fit=fit, held_out_before=0.5, held_out_after=0.5).is_worth_writing


def test_only_weights_that_hold_are_written(workspace: Path) -> None:
    fit = Fit(weights=SearchWeights(), before=0.5, after=0.6, questions=120, moved={"title": 0.6})
    path = workspace / "assistants" / "land_use" / "assistant.yaml"
    before = path.read_bytes()
    assert not carry_over(Tuned(fit=fit, held_out_before=0.5, held_out_after=0.4), path)
    assert path.read_bytes() == before
    assert carry_over(Tuned(fit=fit, held_out_before=0.5, held_out_after=0.6), path)
    assert Workspace(workspace).assistant("land_use").search.title == 0.6


def test_measure_is_the_mean_reciprocal_rank() -> None:
    search = Dialled(SearchWeights(title=0.6), dense_helps=False, obedient=2)
    labelled = [each.labelled for each in _questions(8)]
    assert measure(search, search.weights, labelled) == pytest.approx(0.625)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write_assistant("land_use", tmp_path, as_json=True)
    monkeypatch.setenv("JAUAP_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("JAUAP_DATA_DIR", str(tmp_path / "data"))
    assert CliRunner().invoke(app, ["ingest", "land_use"]).exit_code == 0
    return tmp_path


def _grow(workspace: Path, count: int) -> None:
    """Ask the first golden question in many wordings."""
    folder = workspace / "evaluation" / "land_use"
    _, cases = read_suite(folder)
    first = next(case for case in cases if case.answerable)
    path = folder / f"golden.{first.language}.jsonl"
    line = json.loads(path.read_text(encoding="utf-8").splitlines()[0])
    with path.open("a", encoding="utf-8") as file:
        for number in range(count):
            more = {**line, "id": f"more-{number}", "intent": f"more-{number}"}
            more["question"] = f"{first.question} {number}"
            file.write(json.dumps(more, ensure_ascii=False) + "\n")


def test_too_few_questions_are_told_with_the_number(workspace: Path) -> None:
    told = CliRunner().invoke(app, ["tune", "land_use", "--json"])
    assert told.exit_code == 2
    assert "50 are the least" in json.loads(told.stdout)["error"]["what"]


def test_the_command_fits_prints_and_writes_nothing_by_itself(workspace: Path) -> None:
    _grow(workspace, 60)
    path = workspace / "assistants" / "land_use" / "assistant.yaml"
    before = path.read_bytes()
    told = CliRunner().invoke(app, ["tune", "land_use", "--json"])
    assert told.exit_code == 0, told.output
    shown = json.loads(told.stdout)
    assert shown["questions"] >= 60
    assert 0 < shown["before"] <= shown["after"] <= 1
    assert shown["written"] is False
    assert path.read_bytes() == before


def test_cases_without_evidence_in_the_index_fit_nothing(workspace: Path) -> None:
    assert place_questions(workspace / "evaluation" / "land_use", []) == ()
