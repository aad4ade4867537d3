"""A library that another package overwrote is named, before a wrong score is given."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

ASK = """
from console.errors import ConfigError
from console.judge.vader_library import library
try:
    print(library().version)
except ConfigError as error:
    print(*error.problems, error.fix, sep="|")
"""


def asked(folder: Path) -> str:
    """What a Python says that finds the library in a folder."""
    env = os.environ | {"PYTHONPATH": f"{folder}{os.pathsep}{Path.cwd()}"}
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True, env=env)
    return done.stdout.strip()


def installed(folder: Path) -> Path:
    """A copy of the installed library, with its list of files."""
    files = distribution("vaderSentiment").files or []
    for file in files:
        if file.suffix != ".pyc" and ".." not in file.parts:
            place = folder / file
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.locate(), place)
    return folder / "vaderSentiment"


def test_the_library_as_published_is_taken(tmp_path: Path) -> None:
    installed(tmp_path)
    assert asked(tmp_path) == "3.3.2"


def test_a_package_that_overwrote_the_module_is_named(tmp_path: Path) -> None:
    module = installed(tmp_path) / "vaderSentiment.py"
    module.write_text(module.read_text(encoding="utf-8") + "\n# other rules\n", encoding="utf-8")
    other = tmp_path / "vader_multi-3.2.2.1.dist-info"
    other.mkdir()
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: vader-multi\nVersion: 3.2.2.1\n")
    (other / "RECORD").write_text("vaderSentiment/vaderSentiment.py,,\n")
    said = asked(tmp_path)
    assert "overwritten by vader-multi 3.2.2.1: vaderSentiment/vaderSentiment.py is not as published" in said
    assert "uninstall vader-multi 3.2.2.1, then reinstall" in said


def test_another_lexicon_is_found_whoever_put_it_there(tmp_path: Path) -> None:
    lexicon = installed(tmp_path) / "vader_lexicon.txt"
    lexicon.write_bytes(lexicon.read_bytes().replace(b"good\t1.9", b"good\t2.9"))
    said = asked(tmp_path)
    assert "overwritten by another package or by hand: vaderSentiment/vader_lexicon.txt" in said
    assert "|reinstall vaderSentiment" in said


def test_a_file_that_went_away_is_told(tmp_path: Path) -> None:
    (installed(tmp_path) / "vaderSentiment.py").unlink()
    assert "not as published" in asked(tmp_path)
