"""`beredt item ID VERB`: show one item and act on it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import click

from console.cli.acts import FREE_WORDS, registered, run_act
from console.cli.alerts import LANG, spoken
from console.cli.call import ID, Call, options, pass_call
from console.cli.messages import message_json
from console.cli.output import emit, facts, paragraph, say
from console.cli.queue import item_json, time_left
from console.cli.session import ask
from console.cli.shape import Json, moment, shape
from console.cli.why import print_why
from console.commands import REGISTRY, Command, Context, usage
from console.crisis.reasons import lines
from console.crisis.severity import gravest
from console.desk.protocol import Desk
from console.model.conversation import in_order
from console.model.item import ItemDetail, MessageKey, StoredMessage
from console.model.rule import Asked

VERBS = tuple(name.split()[1] for name in REGISTRY if name.startswith("item "))


def told(command: Command) -> str:
    """What a command does, and that `undo` will not take it back where that is so."""
    return f"{command.help} ({command.final})" if command.final else command.help


_USAGE = "\n".join(
    f"  {usage(REGISTRY[f'item {verb}']).removeprefix('item ')}\n      {told(REGISTRY[f'item {verb}'])}"
    for verb in VERBS
)


@click.command(context_settings=FREE_WORDS)
@click.argument("item_id", type=ID, metavar="ID")
@click.argument("verb", type=click.Choice(["show", "why", *VERBS]), default="show", metavar="[VERB]")
@click.argument("words", nargs=-1, metavar="[…]")
@LANG
@options
@pass_call
def item(call: Call, item_id: int, verb: str, words: tuple[str, ...], lang: str | None) -> int:
    """Show one item, say why it stands as it does, or act on it."""
    if lang is not None and verb != "why":
        raise click.UsageError("--lang goes with item why")
    if verb in ("show", "why"):
        if words:
            raise click.UsageError(f"item {verb} takes no {words[0]!r}")
        if verb == "why":
            found, asked = ask(call, lambda service: _reasons(service.desk, item_id))
            return print_why(call, found[0], asked, found[1], spoken(call, lang))
        return show(call, *ask(call, lambda service: _question(service.desk, item_id)))
    return run_act(call, registered(f"item {verb}"), words, item_id, item_context, item_after)


item.help = (
    "Show one item, say why it stands as it does, or act on it.\n\n\b\nVerbs:\n"
    "  show\n      The thread, notes and draft\n"
    "  why\n      Words, flags and what took some back, severity, place, clock, wave and rules\n"
    f"{_USAGE}"
)


PAGE = 500


async def _question(desk: Desk, item_id: int) -> tuple[ItemDetail, datetime]:
    """The item with its whole thread, which a screen shows in parts."""
    detail = await desk.item(item_id)
    if detail.more_before or detail.more_after:
        thread: list[StoredMessage] = []
        key: MessageKey | None = None
        while page := await desk.thread(item_id, before=key, limit=PAGE):
            thread, key = [*page, *thread], min(one.key for one in page)
        detail = replace(detail, thread=tuple(in_order(thread)), more_before=False, more_after=False)
    return detail, desk.now()


async def _reasons(desk: Desk, item_id: int) -> tuple[tuple[ItemDetail, datetime], Sequence[Asked]]:
    return await _question(desk, item_id), await desk.asked(item_id, 1)


async def item_context(desk: Desk, item_id: int) -> Context:
    return Context(item=(await desk.item(item_id)).row)


async def item_after(desk: Desk, item_id: int) -> object:
    return item_json((await desk.item(item_id)).row, desk.now())


def detail_json(detail: ItemDetail, now: datetime) -> dict[str, Json]:
    return item_json(detail.row, now) | {
        "lease_until": shape(detail.lease_until),
        **severity_json(detail),
        "thread": [shape(message_json(message)) for message in detail.thread],
        "notes": shape(detail.notes),
        "draft": shape(detail.draft),
        "misses": shape(detail.misses),
        "replies": shape(detail.replies),
    }


def severity_json(detail: ItemDetail) -> dict[str, Json]:
    """What severity the gravest of its messages has by itself; null and empty if none has any."""
    suggested = gravest(detail.thread)
    return {
        "severity": suggested.severity.value if suggested else None,
        "severity_reasons": list(lines(suggested)),
    }


def show(call: Call, detail: ItemDetail, now: datetime) -> int:
    if call.json:
        emit(detail_json(detail, now))
        return 0
    row = detail.row
    suggested = gravest(detail.thread)
    facts(
        {
            "item": str(row.id),
            "state": f"{row.state} ({row.reason})" if row.reason else row.state,
            "held by": row.holder,
            "assigned to": row.assignee,
            "channel": row.channel,
            "author": f"{row.author_name} {row.author_handle}",
            "waiting since": row.waiting_since,
            "snoozed until": row.snoozed_until,
            "due": f"{row.due_for}, {moment(row.due_at)} ({time_left(row, now)})" if row.due_at else None,
            "waiting for a third party since": row.waits_since,
            "promises missed": str(len(detail.misses)) if detail.misses else None,
            "person": row.person_mark.upper() if row.person_mark else None,
            "tags": row.tags,
            "flags": row.flags,
            "severity": f"{suggested.severity} ({'; '.join(lines(suggested))})" if suggested else None,
        }
    )
    _thread(detail.thread)
    for taken in detail.taken_over:
        say("")
        say(f"{taken.actor} took it over from {taken.holder}, {moment(taken.at)}")
        paragraph(taken.reason)
    for note in detail.notes:
        say("")
        say(f"note by {note.actor}, {moment(note.at)}")
        paragraph(note.text)
    if detail.draft:
        say("")
        say(f"draft by {detail.draft.actor}, {moment(detail.draft.at)}")
        paragraph(detail.draft.text)
    return 0


def _thread(thread: Sequence[StoredMessage]) -> None:
    for stored in thread:
        message = stored.message
        say("")
        who = f"{message.author.handle}{' (we)' if message.ours else ''}"
        mood = f"{stored.label}{'?' if stored.unsure else ''} {stored.compound:+.2f}"
        gone = ", deleted at its source" if message.deleted else ""
        if message.deleted and stored.deleted_at is not None:
            gone += f" (seen {moment(stored.deleted_at)})"
        say(f"{who}, {moment(message.created_at)}, {message.kind}, {mood}{gone}")
        paragraph(message.text)
        for version in stored.versions:
            say(f"before an edit, {moment(version.at)}:", lead="  ")
            paragraph(version.text)
