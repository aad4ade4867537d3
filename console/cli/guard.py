"""The outermost edge: every way a command can end becomes an exit code and at most one plain sentence."""

import errno
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from console.cli.output import complain, point, settle_streams
from console.errors import BeredtError

OUTSIDE = 3
"""Something outside failed."""
INTERRUPTED = 130
PROGRAM = "beredt"
COMPLETE = "_BEREDT_COMPLETE"
"""Set by a shell that asks for completions."""


def guarded(words: Sequence[str]) -> int:
    """Run the command line; nothing is raised, no traceback is shown."""
    settle_streams()
    # Without a handler, logging would print what it is told, unmasked, on stderr.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        code = _run(words)
        sys.stdout.flush()
    except BaseException as error:
        code = _explain(error)
    _let_go_of_stdout()
    return code


def _run(words: Sequence[str]) -> int:
    from console.cli.door import enter

    try:
        words = enter(words)
    except BeredtError as error:
        return _explain(error)
    from console.cli.root import root

    if instruction := os.environ.get(COMPLETE):
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, PROGRAM, COMPLETE, instruction)
    # Not `root.main`, which has exit codes of its own for closed pipes.
    with root.make_context(PROGRAM, list(words)) as context:
        try:
            result = root.invoke(context)
        except BaseException as error:
            # Here, while the context still knows where the log is.
            return _explain(error)
    return result if isinstance(result, int) else 0


def _explain(error: BaseException) -> int:
    if isinstance(error, BaseExceptionGroup):
        # Of several failures at once, one that we have a sentence for explains the others best.
        known, _rest = error.split(BeredtError)
        failures: BaseExceptionGroup[BaseException] = known or error
        return _explain(failures.exceptions[0])
    if isinstance(error, BeredtError):
        complain(str(error))
        _point_at(error)
        return error.exit_code
    if isinstance(error, click.exceptions.Exit):
        return error.exit_code
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        # Its own text is the whole help, which is no sentence.
        group = error.ctx.command
        verbs = ", ".join(group.list_commands(error.ctx)) if isinstance(group, click.Group) else "arguments"
        complain(f"{error.ctx.command_path} needs one of: {verbs}")
        return error.exit_code
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "beredt"
        complain(f"{error.format_message().rstrip('.')}; see {path} --help")
        return error.exit_code
    if isinstance(error, click.ClickException):
        complain(error.format_message().rstrip("."))
        return 2
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else OUTSIDE
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError) or (isinstance(error, OSError) and error.errno == errno.EPIPE):
        # Whoever read our output has seen enough, as `head` does: that is no failure of ours.
        return 0
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
        complain(f"the output could not be written ({error.strerror}); what came out is not complete")
        return OUTSIDE
    complain(f"something went wrong that should not have ({type(error).__name__}); {_keep(error)}")
    return OUTSIDE


def _point_at(error: BeredtError) -> None:
    """Below the sentence about a filter, the filter with a caret at what is wrong."""
    from console.query import QueryError

    if isinstance(error, QueryError) and error.source:
        point(error.source, error.at)


def _keep(error: BaseException) -> str:
    """Write the traceback into the log, without locals and secrets; returns a sentence that says where."""
    with suppress(Exception):
        from console.cli.log import record_crash

        if place := record_crash(error):
            return f"the details are in {place}"
    return "the details could not be written to the log"


def _let_go_of_stdout() -> None:
    """Python flushes at exit, and a reader that has gone would make it print a complaint of its own."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
