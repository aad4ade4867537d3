"""`beredt alerts`: list alerts, acknowledge and label them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import click

from console.cli.acts import DefaultList, add_acts
from console.cli.call import ID, Call, options, pass_call
from console.cli.output import columns, emit, facts, paragraph, remark, say
from console.cli.session import ask
from console.cli.shape import Json, moment, shape
from console.commands import Context
from console.crisis.reasons import differing, lines
from console.crisis.severity import Suggested
from console.desk.over import over_since
from console.desk.protocol import Desk
from console.detect.sentences import LANGUAGES, fate, language, told
from console.model.alert import Alert
from console.model.ringing import Ringing

LANG = click.option(
    "--lang",
    type=click.Choice(sorted(LANGUAGES)),
    help="The language of its sentences; else that of the configuration, else English.",
)


def spoken(call: Call, lang: str | None) -> str:
    """The reader's language: as asked, else as configured."""
    return lang or ("nb" if call.settings.ui.language == "nb" else "en")


@dataclass(frozen=True, slots=True)
class Seen:
    """An alert as it stands now."""

    alert: Alert
    suggested: Suggested
    over: datetime | None
    """Since when it is over (UTC); None while it may go on."""


def alert_json(seen: Seen, lang: str = "en") -> dict[str, Json]:
    """The alert with its newest finding's fields beside its own, and what is so now.

    `text` and `told` (the explanation's sentences) are in `lang`; all numbers stand beside them.
    """
    alert, suggested = seen.alert, seen.suggested
    whole, finding = shape(alert), shape(alert.finding)
    assert isinstance(whole, dict)
    assert isinstance(finding, dict)
    del whole["finding"]
    return (
        whole
        | finding
        | {"text": told(alert.finding, lang), "told": list(sentences(alert, seen.over, lang))}
        | {"over_since": shape(seen.over)}
        | {"severity": suggested.severity.value, "severity_reasons": list(lines(suggested, lang))}
    )


def sentences(alert: Alert, over: datetime | None, lang: str) -> Iterator[str]:
    """What explains the alert beyond its numbers: the wave, sources, evidence, and what ends or ended it."""
    explained = alert.finding.explanation
    if explained is None:
        return
    speaks = language(lang)
    if explained.wave is not None:
        yield f"{speaks.wave(explained.wave, explained.looked_at)}: {explained.wave.text}"
    for source in explained.sources:
        yield f"{source.handle} ({source.channel}): {speaks.source(source)}"
    for one in explained.evidence:
        yield speaks.evidence(one, explained.looked_at)
    if ends := fate(explained, moment, over, lang):
        yield ends


async def _seen(desk: Desk, alerts: Sequence[Alert]) -> Sequence[Seen]:
    now, suggested = desk.now(), await desk.severities(alerts)
    over = [await over_since(desk, alert, now) for alert in alerts]
    return [Seen(*one) for one in zip(alerts, suggested, over, strict=True)]


async def _newest(desk: Desk, limit: int, open_only: bool) -> Sequence[Seen]:
    return await _seen(desk, await desk.alerts(limit, open_only=open_only))


async def _one(desk: Desk, alert_id: int) -> Seen:
    return (await _seen(desk, [await desk.alert(alert_id)]))[0]


async def _whole(desk: Desk, alert_id: int) -> tuple[Seen, Ringing]:
    return await _one(desk, alert_id), await desk.ringing(alert_id)


def _state(seen: Seen) -> str:
    if seen.alert.verdict:
        return seen.alert.verdict
    if seen.over:
        return "over"
    return "seen" if seen.alert.acknowledged_by else "open"


def rings_json(ringing: Ringing) -> dict[str, Json]:
    """`rung`: each target that was rung for the alert's cause; `rings_next`: who is next, or null."""
    coming = ringing.coming
    return {
        "rung": [
            {
                "alert": ring.rung.alert_id,
                "level": ring.rung.level.value,
                "after_seconds": int(ring.rung.after.total_seconds()),
                "target": ring.rung.target,
                "state": ring.state.value,
                "attempts": ring.attempts,
                "at": moment(ring.at),
                "next_at": moment(ring.next_at) if ring.next_at else None,
                "reason": ring.reason,
            }
            for ring in ringing.rung
        ],
        "rings_next": shape(coming) if coming else None,
    }


@click.group(cls=DefaultList)
@options
def alerts() -> None:
    """List alerts, acknowledge and label them."""


@alerts.command("list")
@click.option("--open", "open_only", is_flag=True, help="Only those that nobody has acknowledged.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@LANG
@options
@pass_call
def list_alerts(call: Call, open_only: bool, limit: int, lang: str | None) -> int:
    """The newest first."""
    reader = spoken(call, lang)
    found = ask(call, lambda service: _newest(service.desk, limit, open_only))
    if call.json:
        for one in found:
            emit(alert_json(one, reader))
        return 0
    columns(
        (
            (
                str(one.alert.id),
                one.alert.finding.level,
                one.suggested.severity,
                moment(one.alert.opened_at),
                moment(one.over) if one.over else "",
                _state(one),
                told(one.alert.finding, reader),
            )
            for one in found
        ),
        ("id", "level", "severity", "since", "until", "state", "what"),
    )
    if not found:
        remark("no alerts")
    return 0


@alerts.command("show")
@click.argument("subject", type=ID, metavar="ID")
@LANG
@options
@pass_call
def show(call: Call, subject: int, lang: str | None) -> int:
    """One alert, and why: numbers, what grew, who and what is behind it, and what would end it."""
    reader = spoken(call, lang)
    seen, ringing = ask(call, lambda service: _whole(service.desk, subject))
    if call.json:
        emit(alert_json(seen, reader) | rings_json(ringing))
        return 0
    alert, suggested = seen.alert, seen.suggested
    finding = alert.finding
    paragraph(told(finding, reader))
    facts(
        {
            "alert": str(alert.id),
            "level": finding.level,
            "severity": f"{suggested.severity} ({'; '.join(lines(suggested, reader))})",
            "both": differing(finding.level, suggested.severity, reader),
            "since": alert.opened_at,
            "over since": seen.over,
            "seen by": alert.acknowledged_by,
            "verdict": alert.verdict,
            "incident": alert.incident_id,
            "flags": finding.flags,
            "samples": finding.samples,
        }
    )
    columns(
        (
            (
                signal.stream,
                signal.measure,
                f"{signal.value:.4g}",
                f"{signal.expected:.2f}",
                f"{signal.upper:.2f}",
                f"{signal.minutes}",
            )
            for signal in finding.signals
        ),
        ("stream", "measure", "now", "expected", "upper", "minutes"),
    )
    columns(
        ((phrase.text, str(phrase.now), f"{phrase.before:.1f}") for phrase in finding.phrases),
        ("phrase", "now", "before"),
    )
    for sentence in sentences(alert, seen.over, reader):
        say(sentence)
    columns(
        (
            (
                moment(ring.at),
                ring.rung.target,
                ring.state,
                str(ring.attempts),
                ring.reason or "",
            )
            for ring in ringing.rung
        ),
        ("rung", "target", "how", "attempts", "why"),
    )
    if ringing.coming is not None:
        what = "held back by quiet hours, rings at" if ringing.coming.held else "rings at"
        say(f"{what} {moment(ringing.coming.at)}: {ringing.coming.target}")
    return 0


@alerts.command("precision")
@options
@pass_call
def precision(call: Call) -> int:
    """How many alerts of each level and each rule were real or useful, of those that are labelled."""
    found = ask(call, lambda service: service.desk.alert_precision())
    if call.json:
        for one in found:
            fields = shape(one)
            assert isinstance(fields, dict)
            emit(
                fields
                | {
                    "labelled": one.labelled,
                    "precision": shape(one.precision),
                    "interval": shape(one.interval),
                }
            )
        return 0
    columns(
        (
            (
                one.source,
                str(one.alerts),
                str(one.real),
                str(one.useful),
                str(one.false),
                "nothing labelled yet"
                if one.precision is None or one.interval is None
                else f"{one.precision:.2f} (95 %: {one.interval[0]:.2f} to {one.interval[1]:.2f})",
            )
            for one in found
        ),
        ("raised by", "alerts", "real", "useful", "false", "precision"),
    )
    if not found:
        remark("no alerts")
    return 0


async def _context(desk: Desk, alert_id: int) -> Context:
    return Context(alert=await desk.alert(alert_id))


async def _after(desk: Desk, alert_id: int) -> object:
    return alert_json(await _one(desk, alert_id))


add_acts(alerts, "alert", ("ack", "label"), _context, _after)
