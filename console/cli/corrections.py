"""`beredt corrections`: what people said of messages' sentiment, and how right the judge is by it."""

from collections.abc import Sequence

import click

from console.cli.acts import FREE_WORDS, DefaultList, registered, run_act, run_alone
from console.cli.call import ID, Call, options, pass_call
from console.cli.item import item_after, item_context
from console.cli.output import columns, emit, facts, remark
from console.cli.session import ask
from console.cli.shape import Json, moment, shape
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
