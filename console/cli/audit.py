"""`beredt audit`: the event log, its hash chain, and the anchor outside."""

import sys
from pathlib import Path

import click

from console.cli.call import ID, Call, options, pass_call
from console.cli.output import columns, emit, say
from console.cli.session import ask
from console.cli.shape import moment, shape
from console.desk.protocol import Session
from console.desk.undo import describe
from console.model.event import AuditReport, Event, NewEvent
from console.store.anchor import Anchor, Anchored, Verdict, read, sentence
from console.text import one_line


@click.group()
@options
def audit() -> None:
    """Read and check the event log."""


@audit.command("verify")
@click.option(
    "--anchor", metavar="FILE", help="Hold the log against this anchor too; - reads a journal's lines here."
)
@options
@pass_call
def verify(call: Call, anchor: str | None) -> int:
    """Walk the hash chain of all events and hold it against its anchor; exit code 1 when something is wrong.

    The anchor is that of the configuration, if there is one, or the one that is given.
    """
    live = sys.stderr.isatty() and not call.json

    def progress(events: int) -> None:
        sys.stderr.write(f"\r{events:,} events")
        sys.stderr.flush()

    lines = _lines(call, anchor)

    async def look(service: Session) -> tuple[AuditReport, Verdict | None]:
        report = await service.desk.verify(progress if live else None)
        held = lines is not None and report.ok
        return report, await service.desk.hold_against(lines or []) if held else None

    report, verdict = ask(call, look)
    if live:
        sys.stderr.write("\r\x1b[K")
    well = report.ok and (verdict is None or verdict.ok)
    if call.json:
        emit(_json(report, verdict))
    else:
        for told in _told(report, verdict):
            say(told)
    return 0 if well else 1


def _lines(call: Call, given: str | None) -> list[Anchored] | None:
    """None when there is no anchor. Raises StoreError."""
    if given == "-":
        return read(sys.stdin)
    place = Path(given) if given is not None else call.settings.audit.anchor
    if place is None:
        return None
    # One that was set up just now has nothing to say yet; one that was named must be there.
    return Anchor(place).lines() if given is not None or place.exists() else []


def _json(report: AuditReport, verdict: Verdict | None) -> dict[str, object]:
    first = report.first_bad if verdict is None or verdict.ok else verdict.event
    well = report.ok and (verdict is None or verdict.ok)
    shown: dict[str, object] = {"events": report.events, "ok": well, "first_bad": first}
    if not well:
        found = report.found or (verdict.found if verdict else "")
        shown |= {"found": found, "detail": sentence(report, verdict)}
    if report.redacted:
        shown["redacted"] = report.redacted
    if verdict is not None:
        shown["anchor"] = shape(verdict)
    return shown


def _told(report: AuditReport, verdict: Verdict | None) -> list[str]:
    wrong = sentence(report, verdict)
    if wrong:
        return [f"{report.events:,} events; {wrong}"]
    told = [f"{report.events:,} events, and none was changed"]
    if report.redacted:
        told.append(f"the words of {report.redacted:,} were erased, which the log itself says")
    if verdict is not None and verdict.at is not None:
        told.append(f"anchored up to event {verdict.event} at {moment(verdict.at)}, and it fits")
    elif verdict is not None:
        told.append("nothing is anchored yet")
    if verdict is not None:
        told += [f"a backup was put in place at {moment(at)}" for at in verdict.restored]
    return told


@audit.command("list")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@click.option("--after", type=ID, default=None, metavar="EVENT", help="Those after this one, oldest first.")
@click.option("--about", metavar="SUBJECT", help="Of one thing, such as item:17 or incident:2.")
@options
@pass_call
def list_events(call: Call, limit: int, after: int | None, about: str | None) -> int:
    """Every act: when, who, from where, what; newest first. With --json before and after too."""
    subjects = None if about is None else [about]
    events = ask(call, lambda service: service.desk.events(subjects, limit, after_id=after or 0))
    if call.json:
        for event in events:
            emit(event)
        return 0
    columns(
        (
            (str(event.id), event.at, event.actor, event.origin, event.subject, _what(event))
            for event in events
        ),
        ("event", "when", "who", "from", "about", "what"),
    )
    return 0


def _what(event: Event) -> str:
    what = describe(NewEvent(event.verb, event.subject, event.before, event.after))
    why = f" ({one_line(event.note)})" if event.note else ""
    return (f"{event.verb}: {what}" if what != event.verb else what) + why
