"""The grown-up deployment names only settings that exist."""

from pathlib import Path

import yaml

from jauap.settings import Settings

REPOSITORY = Path(__file__).parents[2]


def test_every_variable_compose_sets_is_a_setting() -> None:
    compose = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text("utf-8"))
    known = {f"JAUAP_{name.upper()}" for name in Settings.model_fields}
    for name in ("api", "ingest"):
        variables = set(compose["services"][name]["environment"])
        assert variables
        assert variables <= known


def test_compose_waits_for_the_stores_it_needs() -> None:
    compose = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text("utf-8"))
    assert set(compose["services"]) == {"api", "ingest", "postgres", "prometheus", "qdrant"}
    assert set(compose["services"]["api"]["depends_on"]) == {"ingest", "postgres", "qdrant"}


def test_settings_page_lists_every_setting() -> None:
    page = (REPOSITORY / "docs" / "settings.md").read_text("utf-8")
    missing = [name for name in Settings.model_fields if f"`JAUAP_{name.upper()}`" not in page]
    assert missing == []


def test_requirements_are_pinned_with_hashes_and_name_no_index() -> None:
    for path in sorted((REPOSITORY / "requirements").glob("*.txt")):
        text = path.read_text("utf-8")
        pins = [line for line in text.splitlines() if line and line[0].isalnum()]
        assert pins
        assert all("==" in line and line.endswith("\\") for line in pins), path
        assert "://" not in text
