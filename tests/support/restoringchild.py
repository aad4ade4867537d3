"""A process that backs up and restores, to be killed at any moment.

`python -m tests.support.restoringchild backup DATABASE TARGET` or `… restore DATABASE SOURCE`; prints `begun`
when it begins and `done` when it returned.
"""

import sys
from pathlib import Path

from console.store.sqlite.backup import back_up
from console.store.sqlite.restore import restore
from tests.support.filled import KARI
from tests.support.judged import at

if __name__ == "__main__":
    what, database, other = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    print("begun", flush=True)
    if what == "backup":
        back_up(database, other)
    else:
        restore(other, database, KARI, at(5000))
    print("done", flush=True)
