"""`beredt alerts`: list alerts, acknowledge and label them."""

import click

from console.cli.acts import DefaultList, add_acts
from console.cli.call import ID, Call, options, pass_call
from console.cli.output import columns, emit, facts, paragraph, remark
from console.cli.session import ask
from console.cli.shape import Json, moment, shape
from console.commands import Context
from console.desk.protocol import Desk
from console.model.alert import Alert


def alert_json(alert: Alert) -> dict[str, Json]:
    """The alert with its newest finding's fields beside its own."""
    whole, finding = shape(alert), shape(alert.finding)
    assert isinstance(whole, dict)
    assert isinstance(finding, dict)
    del whole["finding"]
    return whole | finding


@click.group(cls=DefaultList)
@options
def alerts() -> None:
    """List alerts, acknowledge and label them."""


@alerts.command("list")
@click.option("--open", "open_only", is_flag=True, help="Only those that nobody has acknowledged.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@options
@pass_call
def list_alerts(call: Call, open_only: bool, limit: int) -> int:
    """The newest first."""
    found = ask(call, lambda service: service.desk.alerts(limit, open_only=open_only))
    if call.json:
        for alert in found:
            emit(alert_json(alert))
        return 0
    columns(
        (
            (
                str(alert.id),
                alert.finding.level,
                moment(alert.opened_at),
                alert.verdict or ("seen" if alert.acknowledged_by else "open"),
                alert.finding.text,
            )
            for alert in found
        ),
        ("id", "level", "since", "state", "what"),
    )
    if not found:
        remark("no alerts")
    return 0


@alerts.command("show")
@click.argument("subject", type=ID, metavar="ID")
@options
@pass_call
def show(call: Call, subject: int) -> int:
    """One alert with its numbers, phrases and samples."""
    alert = ask(call, lambda service: service.desk.alert(subject))
    if call.json:
        emit(alert_json(alert))
        return 0
    finding = alert.finding
    paragraph(finding.text)
    facts(
        {
            "alert": str(alert.id),
            "level": finding.level,
            "since": alert.opened_at,
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
                f"{signal.value:g}",
                f"{signal.expected:.1f}",
                f"{signal.upper:.1f}",
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
    return 0


@alerts.command("precision")
@options
@pass_call
def precision(call: Call) -> int:
    """How many alerts of the detector and of each rule were real or useful, of those that are labelled."""
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
    return alert_json(await desk.alert(alert_id))


add_acts(alerts, "alert", ("ack", "label"), _context, _after)
