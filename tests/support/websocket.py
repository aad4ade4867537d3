"""A WebSocket on the port that serves the rest, as servers that are one program have it."""

import asyncio
from urllib.parse import urlencode

from websockets.http11 import Request as Handshake
from websockets.protocol import State
from websockets.server import ServerProtocol

from tests.support.httpserver import Request


class Socket:
    """The server's end. It takes no subprotocol, whatever the client offers."""

    def __init__(self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._protocol = ServerProtocol()
        query = urlencode([(name, value) for name, values in request.query.items() for value in values])
        lines = [f"GET {request.path}?{query} HTTP/1.1", *(f"{k}: {v}" for k, v in request.headers.items())]
        self._protocol.receive_data(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        (handshake,) = self._protocol.events_received()
        assert isinstance(handshake, Handshake)
        self._protocol.send_response(self._protocol.accept(handshake))

    async def run(self) -> None:
        """Until either side leaves; answers pings."""
        await self._flush()
        while self._protocol.state is not State.CLOSED:
            data = await self._reader.read(65536)
            if data:
                self._protocol.receive_data(data)
            else:
                self._protocol.receive_eof()
            self._protocol.events_received()
            await self._flush()

    async def send(self, text: str) -> None:
        self._protocol.send_text(text.encode())
        await self._flush()

    async def close(self, code: int) -> None:
        self._protocol.send_close(code)
        await self._flush()

    async def _flush(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._writer.write(data)
            else:
                self._writer.close()
        await self._writer.drain()
