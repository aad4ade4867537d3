"""`beredt undo`: take back one of your acts, the last one or another."""

from collections.abc import Sequence

import click

from console.cli.call import ID, Call, options, pass_call
from console.cli.output import columns, emit, remark
from console.cli.progress import follow, tell
from console.cli.session import act, ask
from console.cli.shape import shape
from console.desk.answers import Act

LISTED = 200


@click.command()
@click.argument("act_id", type=ID, metavar="[ID]", required=False)
@click.option("--list", "listing", is_flag=True, help="Show what you did, and what of it can be taken back.")
@options
@pass_call
def undo(call: Call, act_id: int | None, listing: bool) -> int:
    """Take back your last act, or the one with this number; or list your acts.

    An act on many items is taken back as one; what somebody changed since is left alone and counted. What
    can't be taken back is said, and no older act is taken back in its stead.
    """
    if listing:
        if act_id is not None:
            raise click.UsageError("--list takes no number")
        return _list(call, ask(call, lambda service: service.desk.acts(LISTED)))
    progress, outcome = act(call, lambda service: follow(service.desk.undoing(act_id)))
    if call.json:
        emit(outcome)
    else:
        tell(progress, outcome)
    return outcome.code


def _list(call: Call, acts: Sequence[Act]) -> int:
    if call.json:
        for one in acts:
            shaped = shape(one)
            assert isinstance(shaped, dict)
            emit(shaped | {"undoable": not one.why_not})
        return 0
    columns(
        (
            (
                str(one.id),
                one.at,
                one.text,
                str(one.about) or (f"{one.count:,} items" if one.count != 1 else ""),
                one.why_not,
            )
            for one in acts
        ),
        ("id", "when", "what", "about", "can't be taken back"),
    )
    if not acts:
        remark("there is nothing of yours to take back")
    return 0
