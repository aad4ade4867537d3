"""What `pipx install .` gets: a wheel that holds everything and works from anywhere."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_holds_every_file_that_the_program_reads(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "console").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    wanted |= {
        f"console/playbooks/shipped/{path.relative_to(ROOT / 'playbooks').as_posix()}"
        for path in (ROOT / "playbooks").rglob("*.md")
    }
    assert wanted - held == set()
    assert not [name for name in held if name.startswith("tests")]


def test_it_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    # -S and our own path: the checkout, which the environment knows, must not be found.
    site = [str(tmp_path / "site"), *(path for path in sys.path if "site-packages" in path)]
    ran = subprocess.run(
        [sys.executable, "-S", "-m", "console", "playbook", "list"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(site), "BEREDT_DATA_DIR": str(tmp_path / "data")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stderr == ""
    assert "service-outage" in ran.stdout
