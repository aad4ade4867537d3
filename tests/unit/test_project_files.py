"""What a newcomer relies on before any code runs: the lock, the Makefile, CI, the README's links."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def locked() -> dict[str, set[Version]]:
    found: dict[str, set[Version]] = {}
    for name, version in re.findall(
        r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", (ROOT / "requirements.lock").read_text(), re.M
    ):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


def test_the_lock_holds_everything_that_is_asked_for() -> None:
    wanted = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["keyring"],
        *PROJECT["dependency-groups"]["dev"],
    ]
    pins = locked()
    for requirement in map(Requirement, wanted):
        versions = pins.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement.name} is not in requirements.lock; run make lock"
        assert all(requirement.specifier.contains(version) for version in versions), requirement


def imported(tree: ast.AST) -> set[str]:
    """The top-level names that a file imports anywhere, also inside of functions."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_what_is_imported_comes_with_an_install() -> None:
    """A library that only the tools of developers bring is missing wherever Beredt is installed."""
    extras = PROJECT["project"]["optional-dependencies"].values()
    wanted = [*PROJECT["project"]["dependencies"], *(one for extra in extras for one in extra)]
    declared = {canonicalize_name(Requirement(one).name) for one in wanted}
    brought = packages_distributions()
    lacking = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / "console").rglob("*.py"))
        for name in sorted(imported(ast.parse(path.read_bytes())) - sys.stdlib_module_names - {"console"})
        if not declared & {canonicalize_name(one) for one in brought.get(name, ())}
    ]
    assert not lacking


def test_the_lock_names_no_index_and_has_hashes() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    assert text.count("--hash=sha256:") > len(locked())


def test_help_tells_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.M)
    told = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in told.splitlines()} == set(phony.split())


def test_scripts_can_be_run() -> None:
    for path in (ROOT / ".ci" / "run", ROOT / "scripts" / "venv.sh"):
        assert os.access(path, os.X_OK)
        subprocess.run(["bash", "-n", str(path)], check=True)


def test_links_between_documents_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]:
        text = re.sub(r"```.*?```", "", document.read_text(), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"
