"""`beredt wave`: near-identical messages by many hands."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from console.cli.acts import DefaultList
from console.cli.alerts import LANG, spoken
from console.cli.call import ID, Call, options, pass_call
from console.cli.messages import message_json
from console.cli.output import columns, emit, facts, paragraph, remark, say
from console.cli.session import ask
from console.cli.shape import Json, moment, shape
from console.detect.sentences import language
from console.model.explanation import Evidence
from console.model.wave import Wave

if TYPE_CHECKING:
    from console.desk.protocol import Session


@click.group(cls=DefaultList)
@options
def wave() -> None:
    """Waves of near-identical messages: list them, and show how one grows."""


def wave_json(found: Wave) -> dict[str, Json]:
    """`growth` counts messages in each `step_seconds` up to now, oldest first."""
    return {
        "id": found.id,
        "messages": found.messages,
        "open": found.open,
        "authors": found.authors,
        "channels": [{"channel": channel, "messages": count} for channel, count in found.channels],
        "began_at": shape(found.began_at),
        "last_at": shape(found.last_at),
        "step_seconds": found.step.total_seconds(),
        "growth": list(found.growth),
        "first": shape(message_json(found.first)),
        "newest": [shape(message_json(one)) for one in found.newest],
    }


@wave.command("list")
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True)
@options
@pass_call
def listed(call: Call, limit: int) -> int:
    """Waves with more than one waiting item, the largest first."""
    found = ask(call, lambda service: service.desk.waves(limit))
    if call.json:
        for one in found:
            emit(wave_json(one))
        return 0
    rows = (
        (
            str(one.id),
            str(one.messages),
            str(one.open),
            str(one.authors),
            moment(one.began_at),
            str(one.growth[-1]),
            one.first.message.text[:80],
        )
        for one in found
    )
    columns(rows, ("wave", "messages", "open", "authors", "began", "last 10 min", "first"))
    if not found:
        remark("no wave waits; `queue --filter wave:>1` looks among all open items")
    return 0


@wave.command("show")
@click.argument("wave_id", type=ID, metavar="ID")
@LANG
@options
@pass_call
def show(call: Call, wave_id: int, lang: str | None) -> int:
    """How many, by whom, where, since when, what speaks for or against coordination, and some messages."""

    async def look(service: "Session") -> tuple[Wave, int, Sequence[Evidence]]:
        wave = await service.desk.wave(wave_id)
        return wave, *await service.desk.wave_evidence(wave)

    found, looked_at, evidence = ask(call, look)
    told = [language(spoken(call, lang)).evidence(one, looked_at) for one in evidence]
    if call.json:
        emit(wave_json(found) | {"evidence": shape(evidence), "told": list(told)})
        return 0
    facts(
        {
            "wave": str(found.id),
            "messages": str(found.messages),
            "open items": str(found.open),
            "authors": str(found.authors),
            "channels": ", ".join(f"{channel} {count}" for channel, count in found.channels),
            "began": found.began_at,
            "last": found.last_at,
            f"each {int(found.step.total_seconds()) // 60} min": " ".join(map(str, found.growth)),
        }
    )
    for sentence in told:
        say(sentence)
    for title, one in (("first", found.first), *(("newest", one) for one in found.newest)):
        say("")
        say(f"{title}: {one.message.author.handle}, {moment(one.message.created_at)}, {one.message.channel}")
        paragraph(one.message.text)
    remark(f"all of it: queue --filter wave:#{found.id}")
    return 0
