"""Who is at the other end of a unix socket: the kernel's word (`SO_PEERCRED`, unix(7)), never a message's."""

import pwd
import socket
from dataclasses import dataclass
from struct import Struct

_UCRED = Struct("=iII")


@dataclass(frozen=True, slots=True)
class Peer:
    pid: int
    uid: int
    gid: int

    @property
    def name(self) -> str:
        """The system's name of the user, or `uid:1234` for one that it does not know."""
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return f"uid:{self.uid}"


def peer_of(connection: socket.socket) -> Peer:
    """Raises OSError if it has gone."""
    return Peer(*_UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)))
