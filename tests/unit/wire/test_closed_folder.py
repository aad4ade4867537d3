"""A colleague on a shared host, whose configuration names the watch's data folder: it is closed to them."""

import asyncio
import json
import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from console.desk.local import LocalDesk
from console.desk.osusers import actor_of, user_of
from console.desk.seats import Seats
from console.desk.wire.server import Server
from console.model.duty import Duty, Roles
from console.store.sqlite import SqliteStore
from tests.support.rooms import ingest, raw
from tests.unit.wire.conftest import LEASE

# Once as root, so that all is imported: where Python itself is in root's home, nobody else can read it.
CHILD = """
import contextlib, io, os, sys
from console.cli.guard import guarded
config, uid, gid, *words = sys.argv[1:]
with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
    guarded(["--config", config, *words])
os.setgroups([]); os.setgid(int(gid)); os.setuid(int(uid))
sys.exit(guarded(["--config", config, *words]))
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
async def test_questions_go_to_the_desk_and_doctor_says_whose_it_is(
    desk: LocalDesk, store: SqliteStore
) -> None:
    await ingest(store, raw("m1"))
    nobody = pwd.getpwnam("nobody")
    roles = Roles({Duty.OPERATOR: ("nobody",)})
    seats = Seats(desk, user_of, lambda user: actor_of(user, roles, owner=os.geteuid()))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "data").mkdir(mode=0o700)
        config = folder / "config.toml"
        config.write_text(f'data_dir = "{folder / "data"}"\n[desk]\nsocket = "{folder / "desk.sock"}"\n')
        server = Server(folder / "desk.sock", lambda peer: seats.take(peer.uid), LEASE)
        await server.open()

        async def told(*words: str) -> tuple[int | None, list[dict[str, object]], str]:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-c", CHILD, str(config), str(nobody.pw_uid), str(nobody.pw_gid), *words),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            out, err = await child.communicate()
            return child.returncode, [json.loads(line) for line in out.splitlines()], err.decode()

        code, lines, err = await told("queue", "--json")
        assert (code, [line["text"] for line in lines]) == (0, ["Hello, when do you open?"]), err
        _, lines, err = await told("doctor", "--json")
        [folder_line] = [line for line in lines if line["check"] == "data folder"]
        assert folder_line["ok"], err
        assert "its owner's alone" in str(folder_line["detail"])
        assert "went wrong" not in err
        await server.close()
        code, _, err = await told("queue", "--json")
        assert code == 3
        assert "went wrong" not in err
        _, lines, _ = await told("doctor", "--json")
        [folder_line] = [line for line in lines if line["check"] == "data folder"]
        assert not folder_line["ok"]


LOGGING = """
import logging, os, sys
from pathlib import Path
import platformdirs.unix
from console.cli.log import log_as_host_wants
from console.config import Settings
uid, gid, folder, home = sys.argv[1:]
os.setgroups([]); os.setgid(int(gid)); os.setuid(int(uid))
os.environ["HOME"] = home
print(log_as_host_wants(Settings(data_dir=Path(folder)), {}))
logging.getLogger("beredt").warning("seen")
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_their_log_is_their_own_or_none_at_all() -> None:
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        home, data = folder / "home", folder / "data"
        home.mkdir()
        data.mkdir(mode=0o700)
        (data / "beredt.log").touch(0o600)

        def logging(place: Path) -> str:
            words = (str(nobody.pw_uid), str(nobody.pw_gid), str(place), str(home))
            child = [sys.executable, "-c", LOGGING, *words]
            ran = subprocess.run(child, capture_output=True, text=True, check=True)
            assert ran.stderr == ""
            return ran.stdout.strip()

        # Their home is nobody's to write in either.
        assert logging(data) == ""
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
        for place in (data, data / "deeper"):
            own = Path(logging(place))
            assert own == home / ".local" / "state" / "beredt" / "beredt.log"
            assert own.read_text().endswith("seen\n")
            assert own.stat().st_mode & 0o077 == 0
        assert (data / "beredt.log").read_text() == ""
