"""`beredt person`: who writes to us, and what colleagues must know of them."""

import click

from console.cli.acts import FREE_WORDS, registered, run_act
from console.cli.call import Call, options, pass_call
from console.cli.messages import message_json
from console.cli.output import columns, emit, facts, paragraph, remark, say
from console.cli.session import ask
from console.cli.shape import Json, moment, shape
from console.commands import Command, Context, usage
from console.desk.protocol import Desk
from console.errors import InputError, NotFound
from console.model.item import MessageKey
from console.model.person import Card, Written

VERBS = ("mark", "tag", "note", "link", "unlink")
REF = "ITEM-or-HANDLE"


@click.group()
@options
def person() -> None:
    """Who writes to us: everything from one person, VIPs and trolls, notes, linked handles.

    A person is named by an item's number, @name, network/@name, or the number that `show` tells, such as p12.
    """


def card_json(card: Card) -> dict[str, Json]:
    who = card.person
    return {
        "person": f"p{who.id}",
        "mark": shape(who.mark),
        "tags": shape(who.tags),
        "handles": shape(who.handles),
        "messages": who.messages,
        "first_at": shape(who.first_at),
        "answered": shape(card.answered),
        "moods": shape(card.moods),
        "notes": shape(who.notes),
        "alike": shape(card.alike),
    }


def written_json(one: Written) -> dict[str, Json]:
    message = shape(message_json(one.message))
    assert isinstance(message, dict)
    return message | {
        "state": shape(one.state),
        "reason": shape(one.reason),
        "answers": [shape(message_json(answer)) for answer in one.answers],
    }


async def _look(desk: Desk, ref: str, before: int | None, limit: int) -> tuple[Card, list[Written]]:
    handle = await desk.find_handle(ref)
    key: MessageKey | None = None
    if before is not None:
        found = await desk.messages([before])
        if not found:
            raise NotFound(f"there is no message {before}")
        key = found[0].key
    return await desk.card(handle.person_id), list(
        await desk.written(handle.person_id, before=key, limit=limit)
    )


@person.command("show")
@click.argument("ref", metavar=REF)
@click.option("--limit", type=click.IntRange(1, 1000), default=30, show_default=True)
@click.option(
    "--before", type=click.IntRange(1, 2**63 - 1), metavar="MESSAGE", help="Go on before this message."
)
@options
@pass_call
def show(call: Call, ref: str, limit: int, before: int | None) -> int:
    """The person, then what they wrote, newest first, with our answers."""
    card, wrote = ask(call, lambda service: _look(service.desk, ref, before, limit))
    if call.json:
        emit(card_json(card) | {"written": [written_json(one) for one in wrote]})
        return 0
    _print(card)
    for one in wrote:
        _print_message(one)
    if len(wrote) == limit:
        remark(f"the newest {limit}; more with --before {wrote[-1].message.id}")
    return 0


def _print(card: Card) -> None:
    who, answered = card.person, card.answered
    took = f", median {answered.median}" if answered.median is not None else ""
    facts(
        {
            "person": f"p{who.id}",
            "mark": who.mark.upper() if who.mark else None,
            "tags": who.tags,
            "first seen": moment(who.first_at),
            "messages": str(who.messages),
            "answered": f"{answered.answered} of the newest {answered.looked_at}{took}",
        }
    )
    say("")
    columns(
        (
            (f"p{one.id}", one.network, one.handle, one.name, one.followers, str(one.messages), one.channel)
            for one in who.handles
        ),
        ("handle", "network", "name", "called", "followers", "messages", "channel"),
    )
    for note in who.notes:
        say("")
        say(f"note by {note.actor}, {moment(note.at)}")
        paragraph(note.text)
    for like in card.alike:
        say(f"perhaps the same: p{like.handle.id} {like.handle.handle} ({'; '.join(like.reasons)})")


def _print_message(one: Written) -> None:
    stored = one.message
    gone = ", deleted at its source" if stored.message.deleted else ""
    say("")
    where = f"{stored.message.channel}, item {stored.item_id} {one.state}"
    say(f"{moment(stored.message.created_at)}, {where}{gone}")
    paragraph(stored.message.text)
    for answer in one.answers:
        say(f"we ({answer.sent_by or answer.message.author.handle}), {moment(answer.message.created_at)}")
        paragraph(answer.message.text)


def _add(command: Command, verb: str) -> None:
    @click.argument("ref", metavar=REF)
    @click.argument("words", nargs=-1, metavar=usage(command).removeprefix(command.name).strip() or " ")
    @options
    @pass_call
    def run(call: Call, ref: str, words: tuple[str, ...]) -> int:
        async def find(desk: Desk, _subject: int) -> Context:
            return Context(handle=await desk.find_handle(ref))

        async def after(desk: Desk, _subject: int) -> object:
            return card_json(await desk.card((await desk.find_handle(ref)).person_id))

        if ref.startswith("-"):
            raise InputError(f"{ref!r} is no person", fix=f"give {REF} first")
        return run_act(call, command, words, 0, find, after)

    person.add_command(click.command(verb, help=command.help + ".", context_settings=FREE_WORDS)(run))


for _verb in VERBS:
    _add(registered(f"person {_verb}"), _verb)
