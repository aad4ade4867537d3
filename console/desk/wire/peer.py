"""Who is at the other end of a unix socket: the kernel's word (`SO_PEERCRED`, unix(7)), never a message's."""

import socket
from dataclasses import dataclass
from struct import Struct

_UCRED = Struct("=iII")


@dataclass(frozen=True, slots=True)
class Peer:
    pid: int
    uid: int
    gid: int


def peer_of(connection: socket.socket) -> Peer:
    """Raises OSError if it has gone."""
    return Peer(*_UCRED.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _UCRED.size)))
