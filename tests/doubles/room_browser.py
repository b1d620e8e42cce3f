"""How does a test sit down at a computer of the experts' room?"""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOST = ("Failed to load resource", "net::ERR")
"""What Chromium itself says when a request fails; a test that cuts the line allows it."""


@contextmanager
def seated(
    browser: Browser,
    address: str,
    login: str = "",
    *,
    width: int = 1280,
    height: int = 900,
    scheme: str = "light",
    script: bool = True,
    may_fail: bool = False,
) -> Iterator[Page]:
    """Open a page of a person's own browser; it must make no noise and ask nobody else."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        reduced_motion="reduce",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    if login:
        context.add_cookies([{"name": "jauap-room", "value": login, "url": address}])
    page = context.new_page()
    page.set_default_timeout(30_000)
    noise: list[str] = []
    page.on("pageerror", lambda error: noise.append(str(error)))
    page.on("dialog", lambda dialog: noise.append(f"dialog {dialog.message}"))
    page.on(
        "request",
        lambda request: None if request.url.startswith(address) else noise.append(request.url),
    )
    page.on(
        "console",
        lambda message: (
            noise.append(message.text)
            if message.type in {"error", "warning"}
            and not (may_fail and message.text.startswith(LOST))
            else None
        ),
    )
    try:
        yield page
    finally:
        context.close()
    assert noise == []


def press(page: Page, code: str, key: str) -> None:
    """Press a key of another layout: its place is `code`, what it writes is `key`."""
    session = page.context.new_cdp_session(page)
    for kind in ("rawKeyDown", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": kind, "code": code, "key": key})
    session.detach()


def shows(page: Page, number: int) -> None:
    """Wait for the question with a number."""
    expect(page.locator("#question")).to_contain_text(f"(№ {number})")


def barriers(page: Page) -> list[str]:
    """Give what axe finds on a page."""
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
    return [
        f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}"
        for one in result.response["violations"]
    ]
