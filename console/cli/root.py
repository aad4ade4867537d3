"""`beredt`: the nouns, each imported only when it is used, so that the command starts at once."""

from collections.abc import Mapping
from importlib import import_module

import click

from console import __version__
from console.cli.call import Call, linear, options, pass_call
from console.cli.door import OPEN, refuse_noun
from console.config import restricted

NOUNS: Mapping[str, tuple[str, str]] = {
    "ingest": ("ingest:ingest", "Take in messages as JSON lines."),
    "score": ("score:score", "Judge texts without storing them."),
    "detect": ("detect:detect", "Find spikes in a CSV of counts."),
    "backtest": ("backtest:backtest", "Try an alert rule on the store's history."),
    "queue": ("queue:queue", "List the queue."),
    "item": ("item:item", "Show one item and act on it."),
    "next": ("next:take_next", "Take the first new item that nobody else has."),
    "team": ("team:team", "Who shares the queue, and what each has before them."),
    "person": ("person:person", "Who writes to us: marks, notes, linked handles."),
    "wave": ("waves:wave", "Waves of near-identical messages."),
    "bulk": ("bulk:bulk", "One act on everything that a filter matches."),
    "undo": ("undo:undo", "Take back one of your acts, or list them."),
    "alerts": ("alerts:alerts", "List alerts, acknowledge and label them."),
    "ring": ("ring:ring", "Ring a test, and see whether it is heard."),
    "incident": ("incident:incident", "Declare an incident and lead it."),
    "view": ("views:view", "Saved views of the queue."),
    "rule": ("rules:rule", "Rules over what comes in: tried, saved, explained."),
    "alertrules": ("alertrules:alertrules", "Alert rules: tried, saved, run, and how often they were right."),
    "calendar": ("calendar:calendar", "Launches, match days, campaigns: what lifts the usual."),
    "corrections": ("corrections:corrections", "Sentiment as people see it: taught, measured, taken back."),
    "publishing": ("publishing:publishing", "Pause and resume what publishes by itself."),
    "run": ("run:run", "Walk a playbook."),
    "outbox": ("outbox:outbox", "Replies on their way out."),
    "playbook": ("playbook:playbook", "List, check and show playbooks."),
    "export": ("export:export", "Write out messages, items or incidents."),
    "audit": ("audit:audit", "Read the event log, check its hash chain and its anchor."),
    "backup": ("backup:backup", "Copy the database while it is in use."),
    "restore": ("backup:restore_command", "Put a backup in the database's place."),
    "erase": ("erase:erase", "Take away all that a person wrote and what is about them."),
    "retention": ("retention:retention", "Let go of what was kept long enough."),
    "channels": ("channels:channels", "How each channel is."),
    "quarantine": ("quarantine:quarantine", "What could not be admitted, and why."),
    "keys": ("keys:keys", "Which key does what, and where two clash."),
    "doctor": ("doctor:doctor", "Check this installation and say what to do."),
    "watch": ("watch:watch", "Run the flow without a screen until SIGTERM."),
    "shell-check": ("shell_check:shell_check", "Prove that a restricted session has no way out."),
    "demo": ("screen:demo", "Open the console on an invented campaign day."),
    "completion": ("completion:completion", "Print the shell's completion script."),
}
"""Name to module and attribute, and the line in `beredt --help`."""


class Nouns(click.Group):
    """A group whose commands are known by name and imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in NOUNS if name in OPEN or not restricted()]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in NOUNS:
            return None
        refuse_noun(name)
        module, attribute = NOUNS[name][0].split(":")
        command = getattr(import_module(f"console.cli.{module}"), attribute)
        assert isinstance(command, click.Command)
        if restricted():
            from console.cli.files import shut_files

            shut_files(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, NOUNS[name][1]) for name in self.list_commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in NOUNS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], NOUNS, n=1)
            hint = f"; perhaps {near[0]}" if near else ""
            raise click.UsageError(f"there is no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Nouns,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 the answer is no, 2 wrong use or bad input, 3 something outside failed.",
)
@options
@linear
@click.version_option(__version__, prog_name="beredt", message="%(prog)s %(version)s")
@pass_call
@click.pass_context
def root(context: click.Context, call: Call) -> int:
    """A watch room for social media teams. Without a command it opens the console."""
    if context.invoked_subcommand is not None:
        return 0
    from console.cli.screen import open_console

    return open_console(call)
