"""The wheel and the sdist hold jauap and nothing else, and the wheel works without the checkout."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(folder)],
        cwd=REPOSITORY,
        check=True,
        capture_output=True,
    )
    return folder


def test_wheel_holds_one_import_root_with_its_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    roots = {name.split("/")[0] for name in names}
    assert roots == {"jauap", "jauap-0.1.0.dist-info"}
    for wanted in (
        "jauap/py.typed",
        "jauap/templates/assistants/assistant.yaml",
        "jauap/templates/ingestion/documents/kk/opening-hours.md",
        "jauap/storage/migrations/env.py",
    ):
        assert wanted in names


def test_sdist_holds_the_package_and_its_papers_only(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        tops = {Path(name).parts[1] for name in archive.getnames() if len(Path(name).parts) > 1}
    assert tops <= {"src", "README.md", "LICENSE", "pyproject.toml", "PKG-INFO", ".gitignore"}
    assert {"src", "README.md", "LICENSE", "pyproject.toml"} <= tops


def test_installed_wheel_makes_and_reads_an_assistant(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    workspace = tmp_path / "workspace"
    environment = {
        "PYTHONPATH": str(site),
        "PATH": "/usr/bin:/bin",
        "JAUAP_WORKSPACE": str(workspace),
        "JAUAP_DATA_DIR": str(tmp_path / "data"),
    }
    workspace.mkdir()
    for arguments in (
        ["new", "land_use", "--workspace", str(workspace)],
        ["ingest", "land_use"],
        ["ask", "land_use", "Қабылдау уақыты қандай?"],
    ):
        ran = subprocess.run(
            [sys.executable, "-m", "jauap", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
    assert "9:00" in ran.stdout
    imported = subprocess.run(
        [sys.executable, "-c", "import jauap; print(jauap.__file__)"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert imported.stdout.startswith(str(site))
