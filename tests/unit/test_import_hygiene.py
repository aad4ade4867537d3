"""What may be imported when: in fresh processes, by looking at what they loaded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DRAWS = {"textual", "rich"}
HEAVY = DRAWS | {
    "httpx",
    "vaderSentiment",
    "aiosqlite",
    "sqlite3",
    "websockets",
    "yaml",
    "markdown_it",
    "asyncio",
}

DOMAIN = (
    "model",
    "text",
    "query",
    "judge",
    "detect",
    "playbooks",
    "crisis",
    "reply",
    "ringing",
    "sla",
    "commands",
)


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh process has loaded after running `code`."""
    names = "{name.partition('.')[0] for name in sys.modules}"
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted({names})))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT)
    return set(json.loads(ran.stdout.splitlines()[-1]))


def test_the_package_itself_imports_nothing() -> None:
    assert loaded_by("import console") - loaded_by("") == {"console"}


def test_the_version_is_told_with_next_to_nothing() -> None:
    code = "import sys; sys.argv[1:] = ['--version']; from console.__main__ import main; assert main() == 0"
    assert not loaded_by(code) & (HEAVY | {"click"})


def test_help_imports_no_command() -> None:
    code = "import sys; sys.argv[1:] = ['--help']; from console.__main__ import main; assert main() == 0"
    assert not loaded_by(code) & HEAVY


@pytest.mark.parametrize("room", DOMAIN)
def test_the_domain_is_pure(room: str) -> None:
    assert not loaded_by(f"import console.{room}") & (DRAWS | {"httpx", "aiosqlite", "sqlite3", "websockets"})


def test_commands_never_draw() -> None:
    """All modules of the command line in one process, and everything that they open."""
    modules = sorted(path.stem for path in (ROOT / "console" / "cli").glob("*.py") if path.stem != "__init__")
    assert "queue" in modules
    code = "import console.service, " + ", ".join(f"console.cli.{module}" for module in modules)
    # Not rich: httpx loads it for a command line of its own. That we don't is what import-linter checks.
    assert "textual" not in loaded_by(code)


def test_questions_need_no_network_and_no_judge() -> None:
    loaded = loaded_by("import console.cli.queue, console.cli.item, console.service")
    assert not loaded & {"httpx", "vaderSentiment", "websockets", "rich", "textual", "numpy"}


def test_what_shows_a_screen_beside_the_flow_holds_no_models() -> None:
    """The judge computes in a process of its own; numpy alone would be a tenth of a console's memory."""
    modules = sorted(
        path.stem for path in (ROOT / "console" / "watch").glob("*.py") if path.stem != "__init__"
    )
    code = "import console.service, " + ", ".join(f"console.watch.{module}" for module in modules)
    assert not loaded_by(code) & {"numpy", "vaderSentiment"}


def test_a_console_that_attaches_loads_what_it_shows_and_no_desk_of_its_own() -> None:
    """A second of a slow machine lay between the first frame and the first row."""
    code = "import console.ui.app, console.ui.screens.inbox, console.desk.wire.remote"
    assert not loaded_by(code) & {"httpx", "rapidfuzz", "yaml", "markdown_it", "sqlite3", "numpy"}
    tell = "import sys; print(*(name for name in sys.modules if name.startswith('console.')))"
    ran = subprocess.run([sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, check=True, cwd=ROOT)
    heavy = {"console.judge", "console.playbooks", "console.desk.local", "console.desk.base"}
    assert not heavy & set(ran.stdout.decode().split())
