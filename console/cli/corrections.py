"""`beredt corrections`: what people said of messages' sentiment, and how right the judge is by it."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click

from console.cli.acts import FREE_WORDS, DefaultList, registered, run_act, run_alone
from console.cli.call import ID, Call, options, pass_call
from console.cli.item import item_after, item_context
from console.cli.output import columns, emit, facts, remark, say
from console.cli.progress import through
from console.cli.session import act, ask
from console.cli.shape import Json, moment, shape
from console.commands.line import duration
from console.desk.answers import Rejudged
from console.desk.protocol import Desk
from console.errors import InputError
from console.model.correction import LEAST, Accuracy, Rated, StoredCorrection
from console.model.words import Label

TEXT = 48
"""Characters of a message in the table."""


@click.group(cls=DefaultList)
@options
def corrections() -> None:
    """What people said of messages' sentiment: kept, learnt by the judge, measured, and taken back."""


@corrections.command("list")
@click.option("--limit", type=click.IntRange(1, 10_000), default=100, show_default=True)
@click.option("--before", type=ID, metavar="ID", help="Only those older than this one.")
@options
@pass_call
def listed(call: Call, limit: int, before: int | None) -> int:
    """Newest first, those taken back too."""
    found: Sequence[StoredCorrection] = ask(
        call, lambda service: service.desk.corrections(limit, before_id=before)
    )
    if call.json:
        for one in found:
            emit(correction_json(one))
        return 0
    columns(
        (
            (
                str(one.id),
                str(one.item_id),
                one.at,
                one.actor,
                one.machine.shown,
                one.label,
                state(one),
                one.text[:TEXT],
            )
            for one in found
        ),
        ("id", "item", "when", "who", "judge", "person", "state", "text"),
    )
    if not found:
        remark("nobody has said anything yet: `beredt corrections add ITEM negative`, or h in the queue")
    return 0


@corrections.command("accuracy")
@options
@pass_call
def accuracy(call: Call) -> int:
    """How right the judge is on the brand's own labels, without and with what they taught.

    Each message is judged by what had been taught before it, never by itself. People label what they stumble
    over, so this is no figure for all messages, only for the two beside each other.
    """
    found = ask(call, lambda service: service.desk.accuracy())
    if call.json:
        emit(accuracy_json(found))
        return 0
    facts(
        {
            "labels that stand": str(found.labels),
            "measured": str(found.taught.of),
            "near-identical, left out": str(found.repeated) if found.repeated else None,
        }
    )
    if found.taught.of:
        columns(
            (
                _row("shipped judge", found.without, enough=found.enough),
                _row("with the brand's model", found.taught, enough=found.enough),
            ),
            ("", "right", "accuracy (95 %)", "macro-F1 (95 %)"),
        )
    remark(verdict(found))
    return 0


@corrections.command("rejudge")
@click.option(
    "--since", default="7d", show_default=True, metavar="SPAN", help="How far back, such as 2h or 30d."
)
@click.option(
    "--taught-at",
    metavar="TIME",
    help="By what had been taught then, as 2026-11-20T09:00Z; so a run is taken back.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Only tell what would change.")
@options
@pass_call
def rejudge(call: Call, since: str, taught_at: str | None, dry: bool) -> int:
    """Judge the stored messages of open items anew, by what people have taught since they came.

    What a person said of a message stands. Each message that reads otherwise is an event in the log, with
    what judged it before and after; the queue follows. Colleagues' acts go between its parts; Ctrl+C stops
    it after the one that is under way, and begun again it goes on.
    """
    span, then = duration(since), _time(taught_at) if taught_at else None

    async def work(desk: Desk) -> tuple[Rejudged, bool]:
        return await through(desk.rejudge(desk.now() - span, then=then, dry=dry), _far)

    found, stopped = (ask if dry else act)(call, lambda service: work(service.desk))
    if call.json:
        told = shape(found)
        assert isinstance(told, dict)
        emit(told | {"stopped": stopped, "dry_run": dry})
        return int(stopped)
    how = "would read" if dry else "read"
    say(f"{found.changed:,} of {found.seen:,} messages {how} otherwise, by {found.taught:,} labels of people")
    columns(
        ((str(count), what) for what, count in sorted(found.labels.items(), key=lambda one: -one[1])),
        ("labels", "change"),
    )
    for why, count in found.left.items():
        remark(f"{count:,} left alone: {why}")
    if stopped:
        remark(f"stopped; {found.total - found.seen:,} are as they were")
    return int(stopped)


def _far(found: Rejudged) -> tuple[int, int]:
    return found.seen, found.total


def _time(text: str) -> datetime:
    """Raises InputError."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise InputError(f"{text!r} is no time with a zone", fix="write it like 2026-11-20T09:00Z")
    return at.astimezone(UTC)


@corrections.command("revert")
@click.argument("correction", type=ID, metavar="ID")
@options
@pass_call
def revert(call: Call, correction: int) -> int:
    """Take one back, whoever made it: the message is as before, and the judge forgets it."""
    return run_alone(call, "corrections revert", [str(correction)])


@corrections.command("add", context_settings=FREE_WORDS)
@click.argument("item", type=ID, metavar="ITEM")
@click.argument("label", type=click.Choice([label.value for label in Label]))
@click.option("--message", type=ID, metavar="ID", help="Another message of the item than its newest.")
@options
@pass_call
def add(call: Call, item: int, label: str, message: int | None) -> int:
    """Say what the sentiment of an item's message is; the same as `beredt item ITEM sentiment`."""
    words = [label, *(["--message", str(message)] if message else [])]
    return run_act(call, registered("item sentiment"), words, item, item_context, item_after)


def state(one: StoredCorrection) -> str:
    if one.taken_back_at is not None:
        return f"taken back by {one.taken_back_by}, {moment(one.taken_back_at)}"
    if one.replaced:
        return "replaced"
    if one.erased:
        return "erased; it counts no more"
    if one.edited:
        return "stands; the message was edited since"
    return "confirms" if one.confirms else "stands"


def verdict(found: Accuracy) -> str:
    """One sentence on what the figures say."""
    if not found.enough:
        return f"too few to say: {found.taught.of} of at least {LEAST} different messages are labelled"
    differ = f"{found.gained} messages became right and {found.lost} wrong"
    if found.better is None:
        return f"whether the brand's model helps can't be told yet: {differ}"
    return f"the brand's model is {'better' if found.better else 'worse'} on these labels: {differ}"


def _row(name: str, rated: Rated, *, enough: bool) -> tuple[str, ...]:
    """Of a few labels only how many were right: their macro-F1 is chance."""
    low, high = rated.interval
    f_low, f_high = rated.macro_f1_interval
    return (
        name,
        f"{rated.right}/{rated.of}",
        f"{rated.accuracy:.3f} ({low:.3f} to {high:.3f})",
        f"{rated.macro_f1:.3f} ({f_low:.3f} to {f_high:.3f})" if enough else "too few",
    )


def correction_json(one: StoredCorrection) -> dict[str, Json]:
    return {
        "id": one.id,
        "item": one.item_id,
        "message": one.message_id,
        "author": one.handle,
        "text": one.text,
        "lang": one.lang,
        "at": shape(one.at),
        "actor": one.actor,
        "label": one.label.value,
        "machine": shape(one.machine),
        "standing": one.standing,
        "replaced": one.replaced,
        "edited": one.edited,
        "erased": one.erased,
        "taken_back_at": shape(one.taken_back_at),
        "taken_back_by": one.taken_back_by,
    }


def accuracy_json(found: Accuracy) -> dict[str, Json]:
    return {
        "labels": found.labels,
        "measured": found.taught.of,
        "repeated": found.repeated,
        "enough": found.enough,
        "without": _rated_json(found.without),
        "taught": _rated_json(found.taught),
        "gained": found.gained,
        "lost": found.lost,
        "better": found.better,
    }


def _rated_json(rated: Rated) -> Json:
    return {
        "right": rated.right,
        "accuracy": rated.accuracy,
        "accuracy_interval": list(rated.interval),
        "macro_f1": rated.macro_f1,
        "macro_f1_interval": list(rated.macro_f1_interval),
    }
