"""A run asks every case once, keeps what was answered, and goes on after a kill."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from exam_factories import RIGHT, make_case

from jauap.answer import Answer, Outcome
from jauap.answering.extract import cite
from jauap.answering.overhear import Overheard
from jauap.assistant import Assistant
from jauap.errors import JauapError, LabelUnavailable, NotFound, WorkspaceInvalid
from jauap.evaluation.records import Run, mean
from jauap.evaluation.run import CHANNEL, Respond, respond_at, run_suite
from jauap.evaluation.run_folder import (
    RunFolder,
    read_kept,
    read_manifest,
    read_passages,
    read_run,
)
from jauap.evaluation.scorers.catalogue import all_scorers
from jauap.evaluation.scorers.scorer import Scorer, scored
from jauap.evaluation.suite import Case, CaseKind
from jauap.evaluation.versions import Versions, digest_of
from jauap.labelling.label import Labeller
from jauap.labelling.sign import Signer
from jauap.testing.factories import make_desk, make_found, make_passage
from jauap.verdict import Verdict

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
PASSAGE = make_passage(RIGHT)


def _versions(*, suite: str = "s", model: str = "") -> Versions:
    return Versions(
        assistant="agriculture",
        suite_digest=suite,
        pairs_digest="p",
        index_digest="i",
        index_generation="g1",
        config_digest="c",
        prompts_digest="q",
        model=model,
        code_version="0.1.0+test",
    )


class _Teller:
    """Answers every question rightly and remembers what it was asked."""

    def __init__(self, labeller: Labeller, assistant: Assistant) -> None:
        self.asked: list[str] = []
        self._labeller = labeller
        self._assistant = assistant

    async def __call__(self, text: str) -> Overheard:
        self.asked.append(text)
        answer = Answer(
            assistant_id=self._assistant.id,
            language=self._assistant.default_language,
            outcome=Outcome.ANSWERED_EXTRACT,
            text=f"{RIGHT} [1]",
            citations=(cite(PASSAGE, 1),),
            composed_by="extract",
            passages=(PASSAGE.chunk_id,),
        )
        labelled = self._labeller.label(answer, assistant=self._assistant, channel=CHANNEL)
        return Overheard(labelled=labelled, found=make_found(PASSAGE))


@pytest.fixture
def teller(labeller: Labeller, assistant: Assistant) -> _Teller:
    return _Teller(labeller, assistant)


def _cases(n: int = 3) -> list[Case]:
    return [
        make_case(id=f"case-{number}").model_copy(update={"question": f"{number}-сұрақ?"})
        for number in range(n)
    ]


def _run(
    cases: Sequence[Case],
    respond: Respond,
    folder: Path,
    signer: Signer,
    *,
    versions: Versions | None = None,
    seconds: float = 5,
) -> Run:
    return asyncio.run(
        run_suite(
            cases,
            respond,
            versions=versions or _versions(),
            scorers=all_scorers(signer.jwks(), {}),
            folder=RunFolder(folder),
            now=lambda: NOW,
            seconds=seconds,
        )
    )


def test_every_case_yields_a_result_in_the_order_of_the_suite(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    run = _run(_cases(), teller, tmp_path, signer)
    assert [result.case_id for result in run.results] == ["case-0", "case-1", "case-2"]
    assert [result.verdict for result in run.results] == [Verdict.CORRECT] * 3
    assert mean(run, "label").value == 1.0
    assert run.results[0].cited == ("registration.kk",)
    assert run.results[0].passages == (PASSAGE.chunk_id,)
    assert run.results[0].features["coverage"] == 0.9
    assert run.results[0].text == f"{RIGHT} [1]"
    assert len(run.results[0].code) == 12


def test_a_second_run_of_the_same_version_asks_nothing(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    first = _run(_cases(), teller, tmp_path, signer)
    again = _run(_cases(), teller, tmp_path, signer)
    assert len(teller.asked) == 3
    assert again.results == first.results
    assert again.id == first.id


def test_another_version_is_asked_anew_and_another_suite_only_its_new_cases(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    _run(_cases(3), teller, tmp_path, signer)
    _run(_cases(3), teller, tmp_path, signer, versions=_versions(model="qwen"))
    assert len(teller.asked) == 6
    longer = _run(_cases(4), teller, tmp_path, signer, versions=_versions(suite="t"))
    assert teller.asked[6:] == ["3-сұрақ?"]
    assert longer.n == 4


def test_a_reworded_case_is_asked_anew(teller: _Teller, tmp_path: Path, signer: Signer) -> None:
    _run(_cases(1), teller, tmp_path, signer)
    reworded = [_cases(1)[0].model_copy(update={"question": "Басқаша сұрақ?"})]
    _run(reworded, teller, tmp_path, signer)
    assert teller.asked == ["0-сұрақ?", "Басқаша сұрақ?"]


class _Killed(BaseException):
    """The process dies."""


def test_a_killed_run_goes_on_where_it_stopped(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    async def dies_at_the_third(text: str) -> Overheard:
        if text.startswith("2"):
            raise _Killed
        return await teller(text)

    with pytest.raises(_Killed):
        _run(_cases(4), dies_at_the_third, tmp_path, signer)
    folder = RunFolder(tmp_path)
    run_id = _versions().run_id
    assert read_manifest(folder.of_run(run_id)).state == "running"
    with pytest.raises(NotFound, match="not finished"):
        read_run(folder.of_run(run_id))
    before = list(teller.asked)
    kept = folder.kept_file(_versions())
    kept.write_bytes(kept.read_bytes()[:-40])
    run = _run(_cases(4), teller, tmp_path, signer)
    # The torn last line is asked again; what was whole is not.
    assert len(read_kept(kept)) == 4
    assert len(teller.asked) == len(before) + 4 - (len(before) - 1)
    assert run.n == 4
    assert run.n_unscored == 0
    assert read_manifest(folder.of_run(run_id)).state == "finished"


def test_a_case_that_breaks_is_unscored_with_its_reason_and_asked_again(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    async def refuses(text: str) -> Overheard:
        if text.startswith("0"):
            raise LabelUnavailable("no key")
        if text.startswith("1"):
            raise ZeroDivisionError
        return await teller(text)

    run = _run(_cases(3), refuses, tmp_path, signer)
    accuracy = [result.score_of("accuracy") for result in run.results]
    assert [score.reason for score in accuracy if score] == [
        "label_unavailable: no key",
        "ZeroDivisionError",
        "",
    ]
    assert run.n_unscored == 2
    assert (mean(run, "accuracy").n, mean(run, "accuracy").n_unscored) == (1, 2)
    healed = _run(_cases(3), teller, tmp_path, signer)
    assert healed.n_unscored == 0
    assert teller.asked == ["2-сұрақ?", "0-сұрақ?", "1-сұрақ?"]


def test_a_case_that_takes_too_long_is_unscored(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    async def hangs(text: str) -> Overheard:
        await asyncio.Event().wait()
        raise AssertionError

    run = _run(_cases(1), hangs, tmp_path, signer, seconds=0.01)
    score = run.results[0].score_of("accuracy")
    assert score is not None
    assert score.reason == "no answer in 0.01 s"
    assert run.results[0].verdict is None


def test_a_finished_run_reads_back_equal_and_a_changed_file_is_noticed(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    run = _run(_cases(2), teller, tmp_path, signer)
    folder = RunFolder(tmp_path).of_run(run.id)
    assert read_run(folder) == run
    assert read_passages(folder)[PASSAGE.chunk_id].text == RIGHT
    path = folder / "run.jsonl"
    path.write_text(path.read_text("utf-8").replace('"correct"', '"partial"'), "utf-8")
    with pytest.raises(WorkspaceInvalid, match=r"run\.jsonl: the file was changed"):
        read_run(folder)


def test_the_manifest_names_every_version_with_sorted_keys(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    run = _run(_cases(1), teller, tmp_path, signer)
    text = (RunFolder(tmp_path).of_run(run.id) / "manifest.json").read_text("utf-8")
    fields = json.loads(text)
    assert list(fields) == sorted(fields)
    assert fields["verdicts"] == "automatic"
    assert fields["versions"]["prompts_digest"] == "q"
    assert fields["versions"]["index_generation"] == "g1"
    assert "key_facts" in fields["scorers"]
    assert sorted(fields["files"]) == ["passages.jsonl", "run.jsonl"]


def test_the_latest_run_is_the_one_that_finished_last(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    with pytest.raises(NotFound, match="jauap evaluate run"):
        RunFolder(tmp_path).latest()
    run = _run(_cases(1), teller, tmp_path, signer)
    assert RunFolder(tmp_path).latest().name == run.id


@pytest.mark.parametrize(
    "field",
    ["pairs_digest", "index_digest", "config_digest", "prompts_digest", "model", "code_version"],
)
def test_every_part_of_a_version_makes_another_version(field: str) -> None:
    changed = _versions().model_copy(update={field: "other"})
    assert changed.version_digest != _versions().version_digest
    assert changed.run_id != _versions().run_id


def test_the_suite_makes_another_run_of_the_same_version() -> None:
    assert _versions(suite="t").version_digest == _versions().version_digest
    assert _versions(suite="t").run_id != _versions().run_id


def test_digests_depend_on_where_lines_end() -> None:
    assert digest_of(["ab", "c"]) != digest_of(["a", "bc"])


def test_asking_at_a_desk_labels_the_answer_as_an_exams(
    labeller: Labeller, assistant: Assistant, signer: Signer
) -> None:
    desk = make_desk(assistant, labeller, make_found(PASSAGE))
    reply = asyncio.run(respond_at(desk)("Баланың тууын неше күнде тіркеу керек?"))
    assert reply.labelled.claims.chan == "evaluation"
    assert reply.labelled.answer.outcome is Outcome.ANSWERED_EXTRACT
    assert reply.found.passages == (PASSAGE,)


def test_a_case_that_must_be_refused_is_wrong_when_answered(
    teller: _Teller, tmp_path: Path, signer: Signer
) -> None:
    run = _run([make_case(kind=CaseKind.OTHER_TOPIC)], teller, tmp_path, signer)
    assert run.results[0].verdict is Verdict.INCORRECT
    assert mean(run, "declined_rightly").value == 0.0


def test_a_run_with_a_scorer_that_cannot_read_a_language_asks_nobody(
    teller: _Teller, tmp_path: Path
) -> None:
    blind = Scorer(name="blind", judge=lambda attempt: scored("blind", 0.5), compares_words=True)
    with pytest.raises(JauapError, match="scorer 'blind': it cannot read kk"):
        asyncio.run(
            run_suite(
                _cases(1),
                teller,
                versions=_versions(),
                scorers=[blind],
                folder=RunFolder(tmp_path),
                now=lambda: NOW,
            )
        )
    assert teller.asked == []
