"""What does a browser test need? A service on a real socket and Debian's Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from jauap.api.app import create_app
from jauap.testing.live import running
from jauap.testing.runtime import FakeRuntime

CHROMIUM = Path("/usr/bin/chromium")


# Not for the session: while it is open an event loop runs in this thread, also for other tests.
@pytest.fixture(scope="module")
def _playwright() -> Iterator[Playwright]:
    if not CHROMIUM.exists():
        pytest.skip("install Debian's chromium")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    browser = _playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def runtime() -> FakeRuntime:
    """A runtime whose answers a test chooses."""
    return FakeRuntime()


@pytest.fixture
def address(runtime: FakeRuntime) -> Iterator[str]:
    """Address of a service around that runtime."""
    with running(create_app(runtime)) as address:
        yield address
