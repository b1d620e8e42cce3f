"""A report opens from disk without a network, reads on a phone, and has no accessibility fault."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from jauap.answer import Outcome
from jauap.assistant import Language
from jauap.evaluation.records import CaseResult, Run
from jauap.evaluation.report.build import CurvePoint, build_report
from jauap.evaluation.report.page import write_report
from jauap.evaluation.run_folder import Manifest
from jauap.evaluation.scorers.scorer import scored
from jauap.evaluation.suite import CaseKind
from jauap.evaluation.versions import Versions
from jauap.verdict import Verdict

pytestmark = pytest.mark.browser


def _result(number: int) -> CaseResult:
    is_right = number % 3 != 0
    return CaseResult(
        case_id=f"case-{number}",
        intent=f"intent-{number // 2}",
        language=list(Language)[number % 3],
        topic="civil_status" if number % 2 else "тұрғылықты жер бойынша тіркеу",
        kind=CaseKind.IN_SCOPE,
        question="Баланың тууын тіркеуге қанша күн беріледі?",
        outcome=Outcome.ANSWERED_EXTRACT,
        text="Үш жұмыс күні [1].",
        verdict=Verdict.CORRECT if is_right else Verdict.INCORRECT,
        scores=(scored("accuracy", float(is_right)), scored("unsafe", 0.0)),
        milliseconds=4.0,
    )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page without anything the last test left."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    versions = Versions(
        assistant="public_services",
        suite_digest="5" * 64,
        pairs_digest="6" * 64,
        index_digest="7" * 64,
        index_generation="g1",
        config_digest="8" * 64,
        prompts_digest="9" * 64,
        code_version="0.1.0+0123456789ab",
    )
    run = Run(
        id="run-1",
        assistant="public_services",
        started=datetime(2026, 11, 22, tzinfo=UTC),
        suite_digest="",
        pairs_digest="",
        index_digest="",
        config_digest="",
        code_version="",
        results=tuple(map(_result, range(60))),
    )
    report = build_report(
        run,
        Manifest(run="run-1", state="finished", versions=versions, scorers=()),
        (),
        passages={},
        curve=[
            CurvePoint(pairs=pairs, accuracy=0.7 + pairs / 500, low=0.65, high=0.9)
            for pairs in (0, 50, 100)
        ],
    )
    path = tmp_path_factory.mktemp("report")
    write_report(report, path)
    return path


@pytest.mark.parametrize("language", Language)
def test_a_report_opens_from_disk_and_asks_the_network_for_nothing(
    page: Page, folder: Path, language: Language
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{folder}/report.{language}.html")
    assert asked == [f"file://{folder}/report.{language}.html"]
    assert page.locator("svg").count() == 4
    assert page.locator("html").get_attribute("lang") == language.value
    assert Axe().run(page).violations_count == 0


def test_a_report_fits_a_phone_and_a_failure_opens_by_keyboard(page: Page, folder: Path) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"file://{folder}/report.kk.html")
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    first = page.locator("details").first
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.locator(".notice").is_visible()
    assert first.locator(".notice").inner_text() == "[Жасанды интеллект жауабы]"


def test_the_other_languages_are_one_click_away(page: Page, folder: Path) -> None:
    page.goto(f"file://{folder}/report.kk.html")
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").inner_text() == "Exam report: public_services"
