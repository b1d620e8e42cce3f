"""A gate reads real files; its certificate is checked and recomputed from them."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.cli.app import app
from jauap.draw import is_drawn
from jauap.evaluation.audit import Drawn, Plan, drawn_log, plan_log
from jauap.evaluation.baseline import baseline_of, write_baseline
from jauap.evaluation.certificate import Certificate
from jauap.evaluation.gate import Gatekeeper, keep_certificate, known_heads
from jauap.evaluation.records import CaseResult, Run, to_line
from jauap.evaluation.ruling import GateOutcome
from jauap.evaluation.run_folder import Manifest, RunFolder
from jauap.evaluation.suite import Case, CaseKind, read_suite
from jauap.evaluation.verdict_log import VerdictEvent, verdict_log
from jauap.evaluation.versions import Versions, digest_of
from jauap.labelling.keyring import KeyRing
from jauap.labelling.keys import PublicKeys
from jauap.labelling.sign import Signer
from jauap.verdict import Seat, Verdict

NOW = datetime(2026, 5, 20, 12, tzinfo=UTC)
START = datetime(2026, 5, 1, tzinfo=UTC)
SUITE = """schema: 1
assistant: demo
description: Сынақ жинағы
authorship: written for this test
golden: [golden.kk.jsonl]
"""


def make_case(number: int) -> Case:
    return Case(
        id=f"case-{number}",
        intent=f"niet-{number}",
        language=Language.KK,
        question=f"{number}. Бүгін ауа райы қандай?",
        kind=CaseKind.OTHER_TOPIC,
        topic="weather",
    )


def write_run(runs: RunFolder, run_id: str, cases: list[Case], wrong: int) -> Run:
    suite = digest_of(map(to_line, cases))
    results = tuple(
        CaseResult(
            case_id=case.id,
            intent=case.intent,
            language=case.language,
            topic=case.topic,
            kind=case.kind,
            question=case.question,
            outcome=Outcome.REFUSED_OUT_OF_SCOPE,
            text="Бұл сұрақ менің тақырыбыма жатпайды.",
            verdict=Verdict.INCORRECT if place < wrong else Verdict.REFUSED,
        )
        for place, case in enumerate(cases)
    )
    run = Run(
        id=run_id,
        assistant="demo",
        started=NOW,
        suite_digest=suite,
        pairs_digest="p",
        index_digest="i",
        config_digest="c",
        code_version="1",
        results=results,
    )
    versions = Versions(
        assistant="demo",
        suite_digest=suite,
        pairs_digest="p",
        index_digest="i",
        index_generation="g",
        config_digest="c",
        prompts_digest="",
        code_version="1",
    )
    manifest = Manifest(run=run_id, state="running", versions=versions, scorers=())
    runs.open_manifest(manifest)
    runs.finish(manifest, run, {})
    return run


@pytest.fixture
def keeper(tmp_path: Path) -> Gatekeeper:
    folder = tmp_path / "evaluation" / "demo"
    folder.mkdir(parents=True)
    (folder / "suite.yaml").write_text(SUITE, encoding="utf-8")
    lines = "".join(f"{to_line(make_case(number))}\n" for number in range(120))
    (folder / "golden.kk.jsonl").write_text(lines, encoding="utf-8")
    runs = RunFolder.under(tmp_path / "data", "demo")
    _, cases = read_suite(folder)
    accepted = write_run(runs, "accepted", list(cases), wrong=4)
    digest = write_baseline(folder / "baseline.json", baseline_of(accepted))
    write_policy(folder, digest)
    write_run(runs, "equal", list(cases), wrong=5)
    write_run(runs, "worse", list(cases), wrong=30)
    return Gatekeeper(assistant="demo", folder=folder, runs=runs)


def write_policy(folder: Path, baseline: str, *, extra: str = "") -> None:
    (folder / "policy.yaml").write_text(
        f"schema: 1\nassistant: demo\nregression:\n  baseline: {baseline}\n{extra}",
        encoding="utf-8",
    )


def write_audit(
    folder: Path, *, n: int = 500, wrong: int = 4, plan_at: datetime = START
) -> list[str]:
    audit = folder
    plan = Plan(
        role="lead expert",
        reason="release of version v1",
        at=plan_at,
        system="v1",
        kind="sequence",
        target=0.95,
        level=0.95,
        seed="мамыр",
        inclusion_prob=0.2,
    )
    plan_log(audit).append(plan)
    codes = [f"KZ-{number}" for number in range(n * 8)]
    drawn = [code for code in codes if is_drawn("мамыр", code, 0.2)][:n]
    moments = [START + timedelta(minutes=place + 1) for place in range(n)]
    drawn_log(audit).append(
        *(
            Drawn(
                role="sampler",
                reason="random audit",
                at=moment,
                answered=moment,
                item=code,
                system="v1",
                language=Language.KK,
                topic="benefits",
                intent=f"niet-{place % 60}",
                inclusion_prob=0.2,
            )
            for place, (code, moment) in enumerate(zip(drawn, moments, strict=True))
        )
    )
    verdict_log(audit / "verdicts.jsonl").append(
        *(
            VerdictEvent(
                role="expert",
                reason="blind verdict",
                at=NOW,
                item=code,
                run="v1",
                seat=seat,
                expert=f"expert-{seat}",
                verdict=Verdict.INCORRECT if place % (n // wrong) == 7 else Verdict.CORRECT,
            )
            for place, code in enumerate(drawn)
            for seat in (Seat.FIRST, Seat.SECOND)
        )
    )
    return drawn


@pytest.fixture
def ring(tmp_path: Path) -> KeyRing:
    return KeyRing(tmp_path / "keys", lambda: NOW)


def certify(keeper: Gatekeeper, ring: KeyRing, run: str = "equal") -> tuple[Path, PublicKeys]:
    made = keeper.regression(run).certify("demo", at=NOW, signer=Signer(ring))
    return keep_certificate(keeper.runs.root / "certificates", made), ring.public()


def problems(keeper: Gatekeeper, path: Path, keys: PublicKeys | None) -> list[str]:
    return [each.code for each in keeper.verify(path, keys)]


def test_an_equal_run_passes_and_a_worse_one_fails(keeper: Gatekeeper) -> None:
    equal, worse = keeper.regression("equal"), keeper.regression("worse")
    assert equal.outcome is GateOutcome.PASSED
    assert equal.ruling.figures["broken"] == ["case-4"]
    assert worse.outcome is GateOutcome.FAILED
    assert [reason.code for reason in worse.ruling.reasons] == ["worse"]


def test_a_certificate_names_and_digests_every_input(keeper: Gatekeeper) -> None:
    gated = keeper.regression("equal")
    names = {(each.part, each.name) for each in gated.inputs}
    assert names == {
        ("suite", "suite.yaml"),
        ("suite", "golden.kk.jsonl"),
        ("suite", "policy.yaml"),
        ("suite", "baseline.json"),
        ("run", "manifest.json"),
        ("run", "run.jsonl"),
    }
    digest = hashlib.sha256((keeper.folder / "baseline.json").read_bytes()).hexdigest()
    assert digest in {each.sha256 for each in gated.inputs}


def test_a_signed_certificate_is_recomputed_and_holds(keeper: Gatekeeper, ring: KeyRing) -> None:
    path, keys = certify(keeper, ring)
    assert problems(keeper, path, keys) == []
    fields = json.loads(path.read_text(encoding="utf-8"))
    assert fields["outcome"] == "passed"
    assert fields["figures"]["n"] == 120
    assert fields["policy"]["release"]["target"] == 0.95
    assert fields["signature"].count(".") == 2


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (lambda fields: fields.update(outcome="failed"), ["bad_signature", "other_outcome"]),
        (
            lambda fields: fields["figures"].update(accuracy=0.99),
            ["bad_signature", "other_figures"],
        ),
        (lambda fields: fields.update(at="2026-06-01T00:00:00Z"), ["bad_signature"]),
        (lambda fields: fields.update(signature=""), ["unsigned"]),
        (lambda fields: fields.update(signature="eyJ.eyJ.abc"), ["bad_signature"]),
        (lambda fields: fields.update(subject="accepted"), ["bad_signature", "changed_input"]),
    ],
)
def test_an_edited_certificate_does_not_hold(
    keeper: Gatekeeper,
    ring: KeyRing,
    edit: Callable[[dict[str, object]], None],
    found: list[str],
) -> None:
    path, keys = certify(keeper, ring)
    fields = json.loads(path.read_text(encoding="utf-8"))
    edit(fields)
    path.write_text(json.dumps(fields), encoding="utf-8")
    assert set(found) <= set(problems(keeper, path, keys))


def test_a_certificate_signed_by_a_foreign_key_does_not_hold(
    keeper: Gatekeeper, ring: KeyRing, tmp_path: Path
) -> None:
    foreign = KeyRing(tmp_path / "foreign", lambda: NOW)
    path, _ = certify(keeper, foreign)
    assert problems(keeper, path, ring.public()) == ["bad_signature"]
    assert problems(keeper, path, None) == ["no_keys"]


@pytest.mark.parametrize("name", ["baseline.json", "policy.yaml", "golden.kk.jsonl", "suite.yaml"])
def test_a_changed_input_shows_afterwards(keeper: Gatekeeper, ring: KeyRing, name: str) -> None:
    path, keys = certify(keeper, ring)
    file = keeper.folder / name
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert problems(keeper, path, keys) == ["changed_input"]
    file.unlink()
    assert problems(keeper, path, keys) == ["missing_input"]


def test_a_run_edited_after_it_finished_cannot_be_judged(keeper: Gatekeeper) -> None:
    file = keeper.runs.of_run("worse") / "run.jsonl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"incorrect"', '"refused"'), encoding="utf-8")
    gated = keeper.regression("worse")
    assert [reason.code for reason in gated.ruling.reasons] == ["unreadable"]
    assert gated.outcome.exit_code == 2


def test_an_edited_baseline_is_noticed(keeper: Gatekeeper) -> None:
    file = keeper.folder / "baseline.json"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"refused"', '"incorrect"', 40), encoding="utf-8")
    gated = keeper.regression("worse")
    assert [reason.code for reason in gated.ruling.reasons] == ["baseline_changed"]


def test_a_policy_with_an_unknown_key_or_a_missing_file_cannot_be_judged(
    keeper: Gatekeeper,
) -> None:
    write_policy(keeper.folder, "a" * 64, extra="  lenient: true\n")
    assert keeper.regression("equal").outcome.exit_code == 2
    (keeper.folder / "policy.yaml").unlink()
    assert keeper.regression("equal").outcome.exit_code == 2
    assert keeper.release("v1").outcome.exit_code == 2


def test_a_run_of_another_assistant_cannot_be_judged(keeper: Gatekeeper) -> None:
    other = Gatekeeper(assistant="other", folder=keeper.folder, runs=keeper.runs)
    gated = other.regression("equal")
    assert [reason.code for reason in gated.ruling.reasons] == ["wrong_assistant"]


def test_a_proven_version_is_released_from_the_logs(keeper: Gatekeeper, ring: KeyRing) -> None:
    write_audit(keeper.folder)
    gated = keeper.release("v1")
    assert gated.ruling.reasons == ()
    assert gated.outcome is GateOutcome.PASSED
    assert (gated.ruling.figures["n"], gated.ruling.figures["correct"]) == (500, 496)
    made = gated.certify("demo", at=NOW, signer=Signer(ring))
    path = keep_certificate(keeper.runs.root / "certificates", made)
    assert problems(keeper, path, ring.public()) == []


def test_every_version_starts_its_own_audit(keeper: Gatekeeper) -> None:
    write_audit(keeper.folder)
    gated = keeper.release("v2")
    assert [reason.code for reason in gated.ruling.reasons] == ["no_plan"]
    assert gated.outcome.exit_code == 2


def test_later_verdicts_do_not_change_an_earlier_certificate(
    keeper: Gatekeeper, ring: KeyRing
) -> None:
    drawn = write_audit(keeper.folder)
    made = keeper.release("v1").certify("demo", at=NOW, signer=Signer(ring))
    path = keep_certificate(keeper.runs.root / "certificates", made)
    log = verdict_log(keeper.folder / "verdicts.jsonl")
    corrected = VerdictEvent(
        role="expert",
        reason="second thought",
        at=NOW + timedelta(days=1),
        item=drawn[0],
        run="v1",
        seat=Seat.FIRST,
        expert="expert-first",
        verdict=Verdict.INCORRECT,
        supersedes=log.read()[0].link,
    )
    log.append(corrected)
    assert problems(keeper, path, ring.public()) == []
    assert keeper.release("v1").ruling.figures["n_unscored"] == 1


def test_an_edited_verdict_file_cannot_be_judged(keeper: Gatekeeper) -> None:
    write_audit(keeper.folder, wrong=50)
    file = keeper.folder / "verdicts.jsonl"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"incorrect"', '"correct"'), encoding="utf-8")
    gated = keeper.release("v1")
    assert [reason.code for reason in gated.ruling.reasons] == ["unreadable"]


@pytest.mark.parametrize("name", ["verdicts.jsonl", "audit.drawn.jsonl"])
def test_a_dropped_or_moved_line_cannot_be_judged(keeper: Gatekeeper, name: str) -> None:
    write_audit(keeper.folder)
    file = keeper.folder / name
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:10] + lines[11:]), encoding="utf-8")
    assert keeper.release("v1").outcome.exit_code == 2
    file.write_text("".join([lines[1], lines[0], *lines[2:]]), encoding="utf-8")
    assert keeper.release("v1").outcome.exit_code == 2


def test_a_log_cut_after_an_earlier_look_cannot_be_judged(
    keeper: Gatekeeper, ring: KeyRing
) -> None:
    write_audit(keeper.folder)
    folder = keeper.runs.root / "certificates"
    made = keeper.release("v1").certify("demo", at=NOW, signer=Signer(ring))
    path = keep_certificate(folder, made)
    file = keeper.folder / "verdicts.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-40]), encoding="utf-8")
    assert keeper.release("v1").outcome is GateOutcome.PASSED
    heads = known_heads(folder, "demo")
    assert set(heads) == {"audit.plans.jsonl", "audit.drawn.jsonl", "verdicts.jsonl"}
    assert keeper.release("v1", heads=heads).outcome.exit_code == 2
    assert "other_outcome" in problems(keeper, path, ring.public())


def test_a_lost_audit_cannot_be_judged(keeper: Gatekeeper) -> None:
    assert [each.code for each in keeper.release("v1").ruling.reasons] == ["no_plan"]


def test_the_command_gives_the_gates_exit_codes_and_verifies(
    keeper: Gatekeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = keeper.folder.parents[1]
    (root / "assistants").mkdir()
    monkeypatch.setenv("JAUAP_WORKSPACE", str(root))
    monkeypatch.setenv("JAUAP_DATA_DIR", str(root / "data"))
    runner = CliRunner()
    passed = runner.invoke(app, ["evaluate", "gate", "demo", "--run", "equal", "--json"])
    assert passed.exit_code == 0, passed.output
    certificate = json.loads(passed.stdout)
    assert Certificate.model_validate_json(Path(certificate["file"]).read_bytes()).signature == ""
    failed = runner.invoke(app, ["evaluate", "gate", "demo", "--run", "worse"])
    assert failed.exit_code == 1
    assert "case-10" in failed.stdout
    unknown = runner.invoke(app, ["evaluate", "gate", "demo", "--run", "lost"])
    assert unknown.exit_code == 2
    release = runner.invoke(
        app, ["evaluate", "gate", "demo", "--policy", "release", "--system", "v1"]
    )
    assert release.exit_code == 2
    assert "no_plan" in release.stdout
    check = ["evaluate", "gate", "demo", "--verify", certificate["file"]]
    assert runner.invoke(app, check).exit_code == 0
    (keeper.folder / "baseline.json").write_text("{}", encoding="utf-8")
    assert runner.invoke(app, check).exit_code == 1
    wrong = runner.invoke(app, ["evaluate", "gate", "demo", "--policy", "feeling"])
    assert wrong.exit_code == 2


def test_a_new_baseline_is_written_for_people_to_pin(
    keeper: Gatekeeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = keeper.folder.parents[1]
    (root / "assistants").mkdir()
    monkeypatch.setenv("JAUAP_WORKSPACE", str(root))
    monkeypatch.setenv("JAUAP_DATA_DIR", str(root / "data"))
    command = ["evaluate", "gate", "demo", "--run", "worse", "--new-baseline", "--json"]
    made = CliRunner().invoke(app, command)
    digest = json.loads(made.stdout)["baseline"]
    assert [each.code for each in keeper.regression("worse").ruling.reasons] == ["baseline_changed"]
    write_policy(keeper.folder, digest)
    assert keeper.regression("worse").outcome is GateOutcome.PASSED
