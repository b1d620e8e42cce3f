"""Generated pages of docs/ say what the code says."""

from pathlib import Path

import pytest

from jauap.cli.reference import pages

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(pages()))
def test_page_is_what_the_code_makes(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == pages()[name], (
        "the page is stale; run `python -m jauap.cli.reference`"
    )
