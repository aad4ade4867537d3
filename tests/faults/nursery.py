"""Starts watches and consoles at once, by a fork of a process that has imported all of it already.

`python -m tests.faults.nursery` takes a JSON line for each wish on its standard input and answers with one.
`{"watch": ["--config", …], "log": PATH}` and `{"console": [FOLDER, NUMBER, SLOT, SEED], "log": PATH}` give
`{"pid"}`; `{"kill": PID}` gives `{"status"}`, what waitpid(2) says of it. What it started ends with it.

Three things are not as outside. Each console is an operator of its own, though all run as one user: the
watch takes who somebody is from the name that their process gave itself. The judge works in the watch's own
process, so that a start costs little; `test_watch_stop.py` kills watches with a judge apart. And after
seconds it is certain what the network did, where a real one is given a minute and a half: replies are sent
again all night and not only at its end.
"""

import asyncio
import ctypes
import gc
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

from console import service
from console.cli import watch
from console.cli.guard import guarded
from console.cli.root import root
from console.connectors import bluesky, jsonl, mastodon
from console.connectors.mastodon import replying
from console.desk.osusers import User
from console.desk.wire import peer, server
from console.judge import Judge, JudgeSettings
from console.model.actor import Actor
from console.model.duty import Duty, Roles
from console.watch import assessing, beside, chores, sender
from console.watch import watch as flow
from tests.faults.operating import operate

STRANGERS = 100_000
"""Above any user's id: those of our consoles."""
_PR_SET_PDEATHSIG = 1
_SURE_AFTER = 3.0
"""Seconds, longer than the test's network takes to publish."""
_LOOK_AGAIN = timedelta(seconds=2)
_NEEDED = (root, bluesky, jsonl, mastodon, assessing, beside, chores, flow)
"""What a watch imports only when it starts."""


def _named(connection: socket.socket) -> peer.Peer:
    found = peer.peer_of(connection)
    name = Path(f"/proc/{found.pid}/comm").read_text().strip()
    return replace(found, uid=STRANGERS + int(name[1:])) if name.startswith("c") else found


def _who(user: User, roles: Roles, *, owner: int) -> Actor:
    if user.uid < STRANGERS:
        return Actor("checker", duty=Duty.ADMIN, dms=True)
    return Actor(f"c{user.uid - STRANGERS}", duty=Duty.OPERATOR, dms=True)


def run_watch(words: list[str]) -> int:
    sys.argv = ["beredt", *words, "watch"]
    return guarded([*words, "watch"])


def run_console(folder: str, number: int, slot: int, seed: int) -> int:
    Path("/proc/self/comm").write_text(f"c{number}")
    asyncio.run(operate(Path(folder), number, slot, seed))
    return 0


def fork(work: Callable[[], int], log: str) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        _settle(log)
        os._exit(work())
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(70)


def _settle(log: str) -> None:
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    # The streams' buffers are the parent's.
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(0, "r"),
        os.fdopen(1, "w", buffering=1),
        os.fdopen(2, "w", buffering=1),
    )


def main() -> NoReturn:
    server.peer_of = _named  # type: ignore[attr-defined]
    service.user_of = User  # type: ignore[attr-defined]
    service.actor_of = _who  # type: ignore[attr-defined]
    watch.open_service = partial(_beside, service.open_service)  # type: ignore[attr-defined]
    replying._SURE_AFTER = _SURE_AFTER
    sender.LOOK_AGAIN = _LOOK_AGAIN
    # What it reads from the disk stays in its modules.
    Judge(JudgeSettings())
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        wish = json.loads(line)
        if "watch" in wish:
            told = {"pid": fork(partial(run_watch, wish["watch"]), wish["log"])}
        elif "console" in wish:
            told = {"pid": fork(partial(run_console, *wish["console"]), wish["log"])}
        else:
            os.kill(wish["kill"], signal.SIGKILL)
            told = {"status": os.waitpid(wish["kill"], 0)[1]}
        print(json.dumps(told), flush=True)
    os._exit(0)


async def _beside(open_service: Callable[..., object], *args: object, **kwargs: object) -> object:
    return await open_service(*args, **{**kwargs, "apart": False})  # type: ignore[misc]


if __name__ == "__main__":
    main()
