"""A disk that remembers every write and every sync, so that the power can fail after each of them.

What a disk holds after a power cut: everything before a file's last sync, and of what came after it any part
of its 512-byte sectors. Directory entries are taken to be durable. Runs in SQLite's exclusive locking mode,
since shared memory does not go through a file.
"""

import random
from dataclasses import dataclass, field
from pathlib import Path

import apsw

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Write:
    name: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Sync:
    name: str


@dataclass(frozen=True, slots=True)
class Delete:
    name: str


@dataclass(slots=True)
class Disk:
    """The log of one run. `mark` notes that something was acknowledged at this point."""

    log: list[Write | Truncate | Sync | Delete] = field(default_factory=list)
    acknowledged: list[int] = field(default_factory=list)

    def mark(self) -> None:
        self.acknowledged.append(len(self.log))

    def kept(self, point: int) -> int:
        """How many acknowledgements were given before this point of the log."""
        return sum(place <= point for place in self.acknowledged)

    def after_power_loss(self, point: int, random_: random.Random) -> dict[str, bytes]:
        """What each file may hold when the power fails at this point of the log."""
        gone = {op.name: place for place, op in enumerate(self.log[:point]) if isinstance(op, Delete)}
        done = [op for place, op in enumerate(self.log[:point]) if place > gone.get(op.name, -1)]
        synced = {op.name: place for place, op in enumerate(done) if isinstance(op, Sync)}
        files: dict[str, bytearray] = {}
        loose: list[Write | Truncate] = []
        for place, op in enumerate(done):
            if isinstance(op, Sync | Delete):
                continue
            if place < synced.get(op.name, -1):
                apply(files, op)
            else:
                loose += sectors(op)
        random_.shuffle(loose)
        for op in loose[: len(loose) // 2]:
            apply(files, op)
        return {name: bytes(data) for name, data in files.items()}


def sectors(op: Write | Truncate) -> list[Write | Truncate]:
    """The parts of one write that reach the disk or not, each by itself."""
    if isinstance(op, Truncate):
        return [op]
    parts: list[Write | Truncate] = []
    place = 0
    while place < len(op.data):
        size = SECTOR - (op.offset + place) % SECTOR
        parts.append(Write(op.name, op.offset + place, op.data[place : place + size]))
        place += size
    return parts


def apply(files: dict[str, bytearray], op: Write | Truncate) -> None:
    data = files.setdefault(op.name, bytearray())
    if isinstance(op, Truncate):
        del data[op.size :]
        return
    if len(data) < op.offset:
        data.extend(bytes(op.offset - len(data)))
    data[op.offset : op.offset + len(op.data)] = op.data


class RecordingFile(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str | apsw.URIFilename, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name).name

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        super().xWrite(data, offset)
        self._disk.log.append(Write(self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:  # noqa: N802 - SQLite's name
        super().xTruncate(size)
        self._disk.log.append(Truncate(self._name, size))

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        super().xSync(flags)
        self._disk.log.append(Sync(self._name))


class RecordingVfs(apsw.VFS):
    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, "")
        self._disk = disk

    def xOpen(  # noqa: N802 - SQLite's name
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        if name is None:
            return super().xOpen(name, flags)
        return RecordingFile(self._disk, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's name
        super().xDelete(name, syncdir)
        self._disk.log.append(Delete(Path(name).name))
