"""Acts from the command registry as commands: one grammar for keys, the `:` line, playbooks and the shell."""

import sys
from collections.abc import Awaitable, Callable, Sequence

import click

from console.cli.call import ID, Call, options, pass_call
from console.cli.output import emit, remark, say
from console.cli.session import act
from console.commands import REGISTRY, Command, Context, perform, usage
from console.commands.line import parse_args
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.errors import InputError, NotAllowed

TEXT_LIMIT = 1 << 20
"""Characters read from standard input for a reply or a note."""

REPLY = "item reply"

Find = Callable[[Desk, int], Awaitable[Context]]
After = Callable[[Desk, int], Awaitable[object]]

FREE_WORDS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Words such as `-refund`, `-hotel` and `--severity` belong to the registry's grammar, not to click's."""


def registered(name: str) -> Command:
    return REGISTRY[name]


def run_act(
    call: Call,
    command: Command,
    words: Sequence[str],
    subject: int,
    find: Find,
    after: After | None,
) -> int:
    """Perform one act and print what stands afterwards. Raises BeredtError."""
    args = parse_args(command, _with_stdin(command, list(words)))

    async def deed(desk: Desk) -> tuple[Done, object]:
        try:
            done = await perform(command, desk, await find(desk, subject), args)
        except NotAllowed:
            if command.name == REPLY:
                # The refusal says that the draft is kept; on a screen the composer does that.
                await _keep_as_draft(desk, subject, str(args["text"]))
            raise
        return done, await after(desk, subject) if after else done

    done, left = act(call, lambda service: deed(service.desk), replying=command.sends)
    if call.json:
        emit(left)
    else:
        say(done.text)
        if command.sends:
            # Whoever owns the network's tokens sends it, and that is never a command.
            remark("it leaves while `beredt` or `beredt watch` runs")
    return 0


def run_alone(call: Call, name: str, words: Sequence[str]) -> int:
    """Perform an act that is about nothing in the queue, and print what it did. Raises BeredtError."""
    command = registered(name)
    args = parse_args(command, list(words))
    done = act(call, lambda service: perform(command, service.desk, Context(), args))
    if call.json:
        emit(done)
    else:
        say(done.text)
    return 0


async def _keep_as_draft(desk: Desk, item_id: int, text: str) -> None:
    """Behind a draft that stands there already: somebody wrote it."""
    standing = (await desk.item(item_id)).draft
    if standing is None:
        await desk.save_draft(item_id, text)
    elif text not in standing.text:
        await desk.save_draft(item_id, f"{standing.text}\n\n{text}")


def _with_stdin(command: Command, words: list[str]) -> list[str]:
    """`-` as the only word of a text stands for standard input, so that a reply may have several lines."""
    if words == ["-"] and command.params and command.params[-1].kind == "text":
        text = sys.stdin.read(TEXT_LIMIT + 1)
        if len(text) > TEXT_LIMIT:
            raise InputError(f"the text on standard input is longer than {TEXT_LIMIT:,} characters")
        return [text.strip()]
    return words


def add_acts(group: click.Group, noun: str, verbs: Sequence[str], find: Find, after: After | None) -> None:
    """Add `noun VERB ID …` to a group for each of the registry's commands `noun verb`."""
    for verb in verbs:
        group.add_command(_subcommand(registered(f"{noun} {verb}"), verb, find, after))


def _subcommand(command: Command, verb: str, find: Find, after: After | None) -> click.Command:
    @click.argument("subject", type=ID, metavar="ID")
    @click.argument("words", nargs=-1, metavar=usage(command).removeprefix(command.name).strip() or " ")
    @options
    @pass_call
    def run(call: Call, subject: int, words: tuple[str, ...]) -> int:
        return run_act(call, command, words, subject, find, after)

    final = f" ({command.final})" if command.final else ""
    return click.command(verb, help=command.help + final + ".", context_settings=FREE_WORDS)(run)


class DefaultList(click.Group):
    """A noun that lists when no verb is given: `beredt alerts` is `beredt alerts list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        asks = any(word in ctx.help_option_names for word in args)
        verb = any(word in self.commands for word in args) or (args and not args[0].startswith("-"))
        if not (ctx.resilient_parsing or asks or verb):
            args = ["list", *args]
        return super().parse_args(ctx, args)
