"""A terminal that is gone swallows what is written, and says once that it is gone."""

import io

from console.ui.lasting import Lasting


class Dropped(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")


def test_a_terminal_that_is_there_gets_everything() -> None:
    file = io.StringIO()
    lasting = Lasting(file, lambda: None)
    assert lasting.write("hello") == 5
    lasting.flush()
    assert file.getvalue() == "hello"


def test_one_that_is_gone_raises_nothing_and_tells_once() -> None:
    told: list[str] = []
    lasting = Lasting(Dropped(), lambda: told.append("gone"))
    for _ in range(100):
        assert lasting.write("hello") == 5
        lasting.flush()
    assert told == ["gone"]
    assert lasting.gone
