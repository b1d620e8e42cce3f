"""The house keeps its own rules: sizes, names, lazy imports."""

import json
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "jauap"
MODULES = sorted(SOURCE.rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "manager", "base", "core", "common", "service"}
HEAVY = {
    "alembic",
    "fastapi",
    "fastembed",
    "langchain_core",
    "mapie",
    "numpy",
    "onnxruntime",
    "openpyxl",
    "pdfplumber",
    "qdrant_client",
    "qdrant_edge",
    "ragas",
    "scipy",
    "sklearn",
    "sqlalchemy",
    "statsmodels",
    "trafilatura",
    "truescore",
    "uvicorn",
}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_400_lines() -> None:
    assert {str(path): _lines(path) for path in MODULES if _lines(path) > 400} == {}


def test_half_the_modules_are_under_120_lines_and_nearly_all_under_300() -> None:
    sizes = [_lines(path) for path in MODULES if path.name != "__init__.py"]
    assert median(sizes) < 120
    assert sum(size < 300 for size in sizes) / len(sizes) >= 0.95


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in MODULES if path.stem in FORBIDDEN_NAMES] == []


def test_every_module_opens_with_a_docstring() -> None:
    bare = [
        path
        for path in MODULES
        if path.name != "__init__.py"
        and not path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert bare == []


def test_only_settings_reads_the_environment() -> None:
    readers = {
        path.name
        for path in MODULES
        if re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
    }
    # ragas_metrics.py sets one variable and reads none: it forbids ragas to report home.
    assert readers <= {"settings.py", "embedding.py", "ragas_metrics.py"}


@pytest.mark.parametrize(
    "module", ["jauap", "jauap.cli", "jauap.workspace", "jauap.settings", "jauap.knowledge"]
)
def test_light_modules_load_nothing_heavy(module: str) -> None:
    code = f"import json, sys, {module}; print(json.dumps(sorted(sys.modules)))"
    loaded = json.loads(
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout
    )
    assert HEAVY.intersection(loaded) == set()
