"""The console in a process of its own, on the store in the folder that it is given.

`python -m tests.support.console_child FOLDER [fail]`; with `fail` its desk can't be opened.
"""

import os
import sys
from pathlib import Path

from console.ui.environment import settle


def main() -> int:
    settle(os.environ)
    from console.errors import StoreError
    from console.ui.app import run
    from console.ui.session import UiSettings

    folder = Path(sys.argv[1])

    async def open_desk() -> object:
        from tests.support.fastclock import FastClock
        from tests.support.rooms import desk_on, open_store
        from tests.support.screens import OpenSession

        if "fail" in sys.argv:
            raise StoreError("the database is locked", fix="close the other console")
        clock = FastClock()
        store = await open_store(folder, clock)
        return OpenSession(desk_on(store, clock), store)

    return run(open_desk, settings=UiSettings(lang="en"))  # type: ignore[arg-type]  # a session, said late


if __name__ == "__main__":
    sys.exit(main())
