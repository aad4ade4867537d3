from pathlib import Path

import pytest

from tests.support.commandline import Beredt, in_process


@pytest.fixture
def beredt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Beredt:
    return in_process(monkeypatch, tmp_path / "data")
