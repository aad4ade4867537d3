"""The console's shell.

`run(open_desk, settings=UiSettings(...))` is the entry. It is synchronous, blocks until the operator leaves,
and returns the exit code (0, or 3 when the desk could not be opened or the screen failed; one sentence has
then been written to stderr). Before it is imported, `console.ui.environment.settle(os.environ)` must have
been called, and `open_desk` must not have imported anything heavy: the frame is painted first, then
`await open_desk()` runs on the app's event loop as a worker. What takes long in there (importing httpx, the
judge's models) belongs into `asyncio.to_thread`, so that keys are answered meanwhile. A BeredtError from
`open_desk` is shown as its sentence. `Session.close()` is awaited on every way out, SIGHUP and SIGTERM too.
"""

from console.ui.session import OpenDesk, UiSettings


def run(open_desk: OpenDesk, *, settings: UiSettings | None = None) -> int:
    """Show the console until the operator leaves; returns the exit code."""
    raise NotImplementedError
