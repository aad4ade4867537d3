"""What must hold before the database is opened: a local disk, and nobody else who writes."""

import fcntl
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from console.errors import StoreError

NETWORK_FILE_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "gpfs", "beegfs",
     "ocfs2", "gfs2", "glusterfs", "davfs", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone",
     "fuse.davfs2", "fuse.ceph", "fuse.smbnetfs"}
)  # fmt: skip


TRIES, PAUSE = 5, 0.02
"""Whoever only looks who has the lock holds it for a moment; seconds."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that has a database open for writing."""

    pid: int
    what: str
    """`beredt watch`, a console, a command; empty if it did not say."""

    def __str__(self) -> str:
        if not self.pid:
            return "another process"
        return f"process {self.pid}" + (f" ({self.what})" if self.what else "")


class WriterLock:
    """An advisory lock beside the database. The kernel frees it when the process ends, however it ends."""

    def __init__(self, database: Path, owner: str = "") -> None:
        self.path = lock_of(database)
        self._owner = owner
        self._fd: int | None = None

    def take(self) -> None:
        """Raises StoreError that names the process which has it, and what that is."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if not _locked(fd):
            who = str(_told(fd))
            os.close(fd)
            raise StoreError(
                f"{who} already has this database open for writing",
                fix="close that one first, or give this one another --data-dir",
            )
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()} {self._owner}\n".encode(), 0)
        self._fd = fd

    def release(self) -> None:
        # The file stays: removing it would let two processes hold locks on two files of one name.
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None


def lock_of(database: Path) -> Path:
    return database.with_name(database.name + ".lock")


def holder(database: Path) -> Holder | None:
    """Who has a database open for writing; None if nobody has, whatever a dead process left behind.

    Raises:
        OSError: this user may not look.
    """
    try:
        fd = os.open(lock_of(database), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(fd, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _told(fd)
    finally:
        os.close(fd)
    return None


def _locked(fd: int) -> bool:
    for attempt in range(TRIES):
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if attempt < TRIES - 1:
                time.sleep(PAUSE)
        else:
            return True
    return False


def _told(fd: int) -> Holder:
    pid, _, what = os.pread(fd, 64, 0).decode("ascii", "replace").strip().partition(" ")
    return Holder(int(pid) if pid.isascii() and pid.isdigit() else 0, what if what.isprintable() else "")


def file_system(path: Path, mounts: str | None = None) -> str | None:
    """The type of the file system that holds `path`, or None where the system does not say.

    Args:
        path: Any path; it need not exist yet.
        mounts: The text of `/proc/self/mountinfo`; read from the system when None.
    """
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
    target = os.path.realpath(path)
    best, found = -1, None
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, kinds = before.split(" "), after.split(" ")
        if len(fields) < 5 or not kinds[0]:
            continue
        point = fields[4].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = target == point or target.startswith(point.rstrip("/") + "/")
        # A later line on the same mount point covers the earlier one.
        if inside and len(point) >= best:
            best, found = len(point), kinds[0]
    return found


def refuse_network_disk(path: Path, mounts: str | None = None) -> None:
    """Raises StoreError: locks and shared memory don't hold across a network, and the database would tear."""
    kind = file_system(path, mounts)
    if kind in NETWORK_FILE_SYSTEMS:
        raise StoreError(
            f"the data directory is on a network file system ({kind}), where a database does not survive",
            fix="choose a --data-dir on a local disk",
        )


def prepare_file(path: Path) -> None:
    """Make the directory and the file readable by their owner only. Raises StoreError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise StoreError(
            f"the database {path} cannot be opened for writing ({error.strerror})",
            fix="check who owns it and its permissions",
        ) from error


def disk_is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < 1 << 20
    except OSError:
        return False
