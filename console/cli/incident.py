"""`beredt incident`: declare an incident and lead it."""

from collections.abc import Sequence

import click

from console.cli.acts import FREE_WORDS, DefaultList, add_acts, registered
from console.cli.call import ID, Call, options, pass_call
from console.cli.output import columns, emit, facts, remark, say
from console.cli.session import act, ask
from console.cli.shape import Json, moment, shape
from console.commands import Context, perform
from console.commands.line import parse_args
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.model.incident import Incident, TimelineEntry

TIMELINE = 1000


def incident_json(incident: Incident, timeline: Sequence[TimelineEntry]) -> dict[str, Json]:
    """The incident with its timeline, oldest first."""
    whole = shape(incident)
    assert isinstance(whole, dict)
    return whole | {"timeline": shape(sorted(timeline, key=lambda entry: entry.event_id))}


@click.group(cls=DefaultList)
@options
def incident() -> None:
    """Declare an incident and lead it."""


@incident.command("list")
@click.option("--open", "open_only", is_flag=True, help="Only those that are not closed.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@options
@pass_call
def list_incidents(call: Call, open_only: bool, limit: int) -> int:
    """The newest first."""
    found = ask(call, lambda service: service.desk.incidents(limit, open_only=open_only))
    if call.json:
        for one in found:
            emit(one)
        return 0
    columns(
        (
            (str(one.id), one.severity, one.status, moment(one.declared_at), one.next_word_at, one.title)
            for one in found
        ),
        ("id", "severity", "status", "declared", "next word", "title"),
    )
    if not found:
        remark("no incidents")
    return 0


@incident.command("show")
@click.argument("subject", type=ID, metavar="ID")
@options
@pass_call
def show(call: Call, subject: int) -> int:
    """One incident with its timeline."""

    async def question(desk: Desk) -> tuple[Incident, list[TimelineEntry]]:
        entries = await desk.timeline(subject, TIMELINE)
        return await desk.incident(subject), sorted(entries, key=lambda entry: entry.event_id)

    found, timeline = ask(call, lambda service: question(service.desk))
    if call.json:
        emit(incident_json(found, timeline))
        return 0
    say(found.title)
    facts(
        {
            "incident": str(found.id),
            "severity": found.severity,
            "status": f"{found.status}, restricted" if found.restricted else found.status,
            "type": found.type,
            "declared": f"{moment(found.declared_at)} by {found.declared_by}",
            "next word": found.next_word_at,
            "roles": ", ".join(f"{held.role} {held.holder}" for held in found.roles),
            "alert": found.alert_id,
            "runs": found.run_ids,
        }
    )
    columns((moment(entry.at), entry.actor, _told(entry)) for entry in timeline)
    return 0


def _told(entry: TimelineEntry) -> str:
    return f"{entry.text} by {moment(entry.promised_at)}" if entry.promised_at else entry.text


@incident.command("declare", context_settings=FREE_WORDS)
@click.option("--alert", "alert_id", type=ID, default=None, help="The alert that it comes from.")
@click.argument("words", nargs=-1, metavar="[--severity N] [--type TYPE] [TITLE…]")
@options
@pass_call
def declare(call: Call, alert_id: int | None, words: tuple[str, ...]) -> int:
    """Declare an incident; in doubt take the higher severity. From an alert, its own is the default."""
    command = registered("incident declare")
    suggests = alert_id is not None and not any(word.partition("=")[0] == "--severity" for word in words)

    async def deed(desk: Desk) -> tuple[Done, Incident]:
        alert = await desk.alert(alert_id) if alert_id is not None else None
        default: list[str] = []
        if alert is not None and suggests:
            (suggested,) = await desk.severities([alert])
            default = ["--severity", suggested.severity.value[-1]]
        args = parse_args(command, [*default, *words])
        done = await perform(command, desk, Context(alert=alert), args)
        # Only this process writes, so the newest incident is the one just declared.
        return done, (await desk.incidents(1))[0]

    done, found = act(call, lambda service: deed(service.desk))
    if call.json:
        emit(found)
    else:
        say(f"{done.text} (incident {found.id})")
    return 0


async def _context(desk: Desk, incident_id: int) -> Context:
    return Context(incident=await desk.incident(incident_id))


async def _after(desk: Desk, incident_id: int) -> object:
    return await desk.incident(incident_id)


add_acts(
    incident,
    "incident",
    ("severity", "role", "log", "word", "stand-down", "restrict", "close"),
    _context,
    _after,
)
