"""Follow a growing file through rotation, truncation and our own restarts. Blocking; run it in a thread."""

import hashlib
import json
import os
import stat
from dataclasses import asdict, dataclass
from typing import Self

CHUNK = 256 * 1024
_TAIL = 1024


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file has been read: which file, how many bytes and lines, and what stood just before.

    Device and inode alone would not notice a file that was emptied and has grown again, or an inode that
    was given to another file.
    """

    device: int
    inode: int
    offset: int
    line: int
    tail: str
    """Hash of the last bytes before `offset`."""

    def dump(self) -> str:
        return json.dumps(asdict(self), separators=(",", ":"))

    @classmethod
    def load(cls, cursor: str | None) -> Self | None:
        """None for no cursor, or for one that this connector did not write."""
        try:
            return cls(**json.loads(cursor or "null"))
        except (TypeError, ValueError):
            return None


class FollowedFile:
    """One open file and the position in it.

    Raises:
        OSError: from any method, when the file cannot be read.
    """

    def __init__(self, path: str, place: Place | None = None) -> None:
        self._path = path
        # O_NONBLOCK, so that a path that became a FIFO meanwhile cannot hang the open.
        self._fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            status = os.fstat(self._fd)
            self._identity = (status.st_dev, status.st_ino)
            known = (
                place is not None
                and self._identity == (place.device, place.inode)
                and status.st_size >= place.offset
                and self._tail(place.offset) == place.tail
            )
            self.offset, self.line = (place.offset, place.line) if place and known else (0, 0)
        except BaseException:
            os.close(self._fd)
            raise

    def read(self, place: Place) -> bytes | None:
        """The next bytes, nothing at the end of what is there, or None: the file was emptied since `place`.

        Looking for that after reading leaves no moment in which it could happen unseen.
        """
        chunk = os.pread(self._fd, CHUNK, self.offset)
        if os.fstat(self._fd).st_size < self.offset or self._tail(place.offset) != place.tail:
            self.offset, self.line = 0, 0
            return None
        self.offset += len(chunk)
        return chunk

    def place(self, offset: int, line: int) -> Place:
        return Place(*self._identity, offset, line, self._tail(offset))

    def replaced(self) -> bool:
        """Another file stands at the path; one that is missing may still come back."""
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return False
        return (status.st_dev, status.st_ino) != self._identity

    def missing(self) -> bool:
        """Nothing stands at the path, as for a moment while it is rotated."""
        return not os.path.exists(self._path)

    def close(self) -> None:
        os.close(self._fd)

    def _tail(self, offset: int) -> str:
        length = min(_TAIL, offset)
        return hashlib.sha256(os.pread(self._fd, length, offset - length)).hexdigest()[:16]


def moved_away(path: str, place: Place) -> str | None:
    """Where the file of `place` lies now, if rotation has renamed it within its folder while we were away."""
    try:
        with os.scandir(os.path.dirname(path) or ".") as entries:
            same = [entry.path for entry in entries if entry.inode() == place.inode and entry.is_file()]
    except OSError:
        return None
    for candidate in same:
        if os.path.realpath(candidate) != os.path.realpath(path) and _continues(candidate, place):
            return candidate
    return None


def _continues(path: str, place: Place) -> bool:
    try:
        file = FollowedFile(path, place)
    except OSError:
        return False
    file.close()
    return file.offset == place.offset


def is_regular(path: str) -> bool:
    """Whether the path is a plain file; False for a FIFO.

    Raises:
        OSError: it is missing, may not be read, or is neither.
    """
    mode = os.stat(path).st_mode
    if stat.S_ISREG(mode):
        return True
    if stat.S_ISFIFO(mode):
        return False
    raise OSError(f"{path} is neither a file nor a FIFO")
