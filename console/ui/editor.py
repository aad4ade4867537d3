"""The operator's own editor, while the console stands aside."""

from collections.abc import Sequence
from pathlib import Path

from textual.app import App


def edited(app: App[int], command: Sequence[str], text: str) -> str:
    """The text as the editor left it. Raises OSError, SuspendNotSupported."""
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory(prefix="beredt-") as folder:
        path = Path(folder, "reply.txt")
        path.write_text(text, encoding="utf-8")
        with app.suspend():
            subprocess.run([*command, str(path)], check=False)  # noqa: S603  # the operator's own editor
        return path.read_text(encoding="utf-8", errors="replace").rstrip("\n")
