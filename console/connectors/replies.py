"""A file of JSON lines that replies are appended to, each once, durably. Blocking; run it in a thread."""

import fcntl
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from console.errors import SendUnknown, Unreachable
from console.model.outbox import Outgoing, Sent


class ReplyFile:
    """One line a reply: `key, channel, to, thread_id, kind, handle, text, actor, sent_at`.

    The file itself is the memory of what was sent, so a repeated key is found even after a crash.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, out: Outgoing, at: datetime) -> Sent:
        """Write the reply and wait until the disk has it.

        Raises:
            Unreachable: nothing was written.
            SendUnknown: it was written, and the disk did not confirm it.
        """
        try:
            fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise Unreachable(f"cannot open the reply file: {error.strerror}") from error
        try:
            # Two consoles may share one file.
            fcntl.flock(fd, fcntl.LOCK_EX)
            known = _find(fd, out.key)
            if known is not None:
                return known
            before = os.fstat(fd).st_size
            _write(fd, _line(out, at), before)
            try:
                os.fsync(fd)
                if before == 0:
                    _sync_folder(self._path.parent)
            except OSError as error:
                raise SendUnknown(f"the disk did not confirm the reply: {error.strerror}") from error
            return Sent(out.key, at=at)
        finally:
            os.close(fd)

    def find(self, key: str) -> Sent | None:
        """Raises OSError."""
        try:
            fd = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            return _find(fd, key)
        finally:
            os.close(fd)


def _line(out: Outgoing, at: datetime) -> bytes:
    record = {
        "key": out.key,
        "channel": out.channel,
        "to": out.to_remote_id,
        "thread_id": out.thread_id,
        "kind": out.to_kind.value,
        "handle": out.to_handle,
        "text": out.text,
        "actor": out.actor,
        "sent_at": at.astimezone(UTC).isoformat(),
    }
    # Plain ASCII, so that nothing in the text can act on a terminal that shows the file.
    return json.dumps(record).encode() + b"\n"


def _find(fd: int, key: str) -> Sent | None:
    needle = json.dumps(key).encode()
    with os.fdopen(os.dup(fd), "rb") as lines:
        lines.seek(0)
        for line in lines:
            if needle not in line:
                continue
            try:
                record = json.loads(line)
                if record["key"] == key:
                    return Sent(key, at=datetime.fromisoformat(record["sent_at"]))
            except (ValueError, KeyError, TypeError):
                continue
    return None


def _write(fd: int, line: bytes, before: int) -> None:
    """All of the line or, after an error, nothing of it."""
    # A line that a power cut has torn must not swallow this one.
    torn = before > 0 and os.pread(fd, 1, before - 1) != b"\n"
    rest = memoryview(b"\n" + line if torn else line)
    try:
        while rest:
            rest = rest[os.write(fd, rest) :]
    except OSError as error:
        os.ftruncate(fd, before)
        raise Unreachable(
            f"the reply file cannot be written: {error.strerror}", kept="nothing was sent"
        ) from error


def _sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
