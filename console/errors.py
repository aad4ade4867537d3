"""One tree of errors. Each says what happened, what was kept, and what to do.

BeredtError
├── ConfigError          the configuration is wrong (file, line, key)
├── InputError           what was handed in is wrong
│   └── Refused          one raw message cannot be admitted
├── NotFound             no such item, alert, incident, run, playbook
├── NotAllowed           the actor may not, or not now
│   └── Conflict         somebody else was faster
│       └── Overtaken    what a text was to stand in place of is another one by now
├── StoreError           the database cannot be used
│   └── StoreFull        the disk is full; nothing was acknowledged
├── ProcessLost          a process that computes for us ended before it had answered
├── ConnectionLost       the desk of another process did not answer
├── TurnedAway           the desk of another process does not let us in
│   └── OtherRelease     because it speaks another release than we do
└── ConnectorError       a network did not do what was asked
    ├── AuthFailed       the token is missing, expired or refused
    ├── RateLimited      told to wait
    ├── Unreachable      no answer, or one that made no sense; worth another try
    ├── SendRefused      a reply was refused, and certainly not published
    └── SendUnknown      a reply may or may not have been published
"""


class BeredtError(Exception):
    """Base of all our errors.

    Args:
        what: What happened, one sentence without a full stop at its end.
        kept: What was kept in spite of it, or empty.
        fix: What to do about it, or empty.
    """

    exit_code = 3

    def __init__(self, what: str, *, kept: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.kept = kept
        self.fix = fix

    def __str__(self) -> str:
        return "; ".join(part for part in (self.what, self.kept, self.fix) if part)


class ConfigError(BeredtError):
    """The configuration is wrong.

    Args:
        problems: Every mistake found, one sentence each; `what` is the first of them.
    """

    exit_code = 2

    def __init__(self, what: str, *, kept: str = "", fix: str = "", problems: tuple[str, ...] = ()) -> None:
        super().__init__(what, kept=kept, fix=fix)
        self.problems = problems or (str(self),)


class InputError(BeredtError):
    exit_code = 2


class Refused(InputError):
    """One raw message cannot be admitted; `what` is the reason shown in quarantine."""


class NotFound(BeredtError):
    exit_code = 2


class NotAllowed(BeredtError):
    exit_code = 1


class Conflict(NotAllowed):
    pass


class Overtaken(Conflict):
    pass


class StoreError(BeredtError):
    pass


class StoreFull(StoreError):
    pass


class ProcessLost(BeredtError):
    """A process that computes for us ended before it had answered. Nothing of what it had was stored."""


class ConnectionLost(BeredtError):
    """The desk of another process did not answer, and whether it did what it was asked is not known."""


class TurnedAway(BeredtError):
    """The desk of another process does not let us in; its sentence says whether it is worth another try."""

    exit_code = 1


class OtherRelease(TurnedAway):
    """The desk of another process speaks another release than we do.

    Args:
        release: Which.
    """

    def __init__(self, what: str, *, release: str, fix: str = "") -> None:
        super().__init__(what, fix=fix)
        self.release = release


class ConnectorError(BeredtError):
    pass


class AuthFailed(ConnectorError):
    pass


class RateLimited(ConnectorError):
    """Told to wait.

    Args:
        retry_after: Seconds to wait, already capped to one hour.
    """

    def __init__(self, what: str, *, retry_after: float, fix: str = "") -> None:
        super().__init__(what, fix=fix)
        self.retry_after = retry_after


class Unreachable(ConnectorError):
    pass


class SendRefused(ConnectorError):
    pass


class SendUnknown(ConnectorError):
    pass
