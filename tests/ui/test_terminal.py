"""The console in a real terminal: what it writes, and how it leaves."""

import re
import signal
from pathlib import Path

import pytest

from tests.support.consoleterminal import Terminal, console_in_terminal
from tests.support.fastclock import FastClock
from tests.support.rooms import desk_on, ingest, open_store
from tests.support.screens import some_day

LEFT = b"\x1b[?1049l"
"""The alternate screen was left."""


async def filled(folder: Path) -> None:
    store = await open_store(folder, FastClock())
    await ingest(store, *some_day())
    await store.close()


async def draft_of(folder: Path, item: int) -> str:
    store = await open_store(folder, FastClock())
    try:
        draft = (await desk_on(store, FastClock()).item(item)).draft
        return draft.text if draft else ""
    finally:
        await store.close()


def restored(terminal: Terminal) -> None:
    output = bytes(terminal.output)
    assert LEFT in output
    assert b"\x1b[?25h" in output[output.rindex(LEFT) - 200 :]
    assert b"Traceback" not in output


async def test_keys_answer_and_ctrl_q_leaves_a_clean_terminal(tmp_path: Path) -> None:
    await filled(tmp_path)
    with console_in_terminal(tmp_path) as terminal:
        terminal.wait_for("Queue 1/6")
        terminal.press("j")
        terminal.wait_for("Queue 2/6")
        terminal.press("r")
        terminal.wait_for("PUBLIC")
        terminal.press("Sorry!")
        terminal.wait_for("6/500")
        # ctrl+s, which a terminal with flow control would have swallowed.
        terminal.press("\x13")
        terminal.wait_for("F5 shows the outbox")
        terminal.press("\x11")
        assert terminal.wait_end() == 0
        restored(terminal)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
async def test_a_signal_saves_the_draft_and_leaves_cleanly(tmp_path: Path, name: str) -> None:
    await filled(tmp_path)
    with console_in_terminal(tmp_path) as terminal:
        terminal.wait_for("Queue 1/6")
        terminal.press("r")
        terminal.wait_for("PUBLIC")
        terminal.press("Half a sentence")
        terminal.wait_for("15/500")
        terminal.process.kill(getattr(signal, name))
        assert terminal.wait_end() == 0
        restored(terminal)
    assert await draft_of(tmp_path, 1) == "Half a sentence"


async def test_a_line_that_drops_saves_the_draft(tmp_path: Path) -> None:
    await filled(tmp_path)
    with console_in_terminal(tmp_path) as terminal:
        terminal.wait_for("Queue 1/6")
        terminal.press("r")
        terminal.wait_for("PUBLIC")
        terminal.press("Half a sentence")
        terminal.wait_for("15/500")
        terminal.hang_up()
        assert terminal.process.wait() == 0
    assert await draft_of(tmp_path, 1) == "Half a sentence"


async def test_a_desk_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    with console_in_terminal(tmp_path, "fail") as terminal:
        assert terminal.wait_end() == 3
        restored(terminal)
        after = bytes(terminal.output).rpartition(LEFT)[2].decode()
        assert "beredt: the database is locked; close the other console" in after


async def test_windows_from_tiny_to_huge_in_a_storm(tmp_path: Path) -> None:
    await filled(tmp_path)
    with console_in_terminal(tmp_path, size=(20, 5)) as terminal:
        terminal.wait_for("columns and 10 rows")
        for step in range(60):
            terminal.resize(1 + step * 7 % 200, 1 + step * 5 % 60)
        terminal.resize(500, 120)
        terminal.resize(120, 40)
        terminal.wait_for("Queue 1/6")
        terminal.press("j")
        terminal.wait_for("Queue 2/6")
        terminal.press("\x11")
        assert terminal.wait_end() == 0
        restored(terminal)


async def test_no_colour_means_none(tmp_path: Path) -> None:
    await filled(tmp_path)
    with console_in_terminal(tmp_path, environ={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("Queue 1/6")
        terminal.press("\x11")
        assert terminal.wait_end() == 0
        colours = re.findall(rb"\x1b\[[0-9;]*m", bytes(terminal.output))
        assert not [code for code in colours if re.search(rb"[\[;](3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]", code)]


async def test_sixteen_colours_where_there_are_no_more(tmp_path: Path) -> None:
    await filled(tmp_path)
    plain = {"TERM": "xterm", "COLORTERM": ""}
    with console_in_terminal(tmp_path, environ=plain) as terminal:
        terminal.wait_for("Queue 1/6")
        terminal.press("\x11")
        assert terminal.wait_end() == 0
        assert not re.search(rb"[34]8;[25];", bytes(terminal.output))


async def test_a_key_costs_few_bytes(tmp_path: Path) -> None:
    await filled(tmp_path)
    with console_in_terminal(tmp_path, size=(120, 40)) as terminal:
        terminal.wait_for("Queue 1/6")
        terminal.press("j")
        terminal.wait_for("Queue 2/6")
        terminal.wait_for("waits 25m")
        before = len(terminal.output)
        terminal.press("j")
        terminal.wait_for("Queue 3/6")
        terminal.wait_for("waits 35m")
        # Two rows, the head and the pane with another thread.
        assert len(terminal.output) - before < 12_000
        terminal.press("\x11")
        assert terminal.wait_end() == 0
