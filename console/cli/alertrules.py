"""`beredt alertrules`: alert rules that are kept and run, each tried on history before it is saved."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click

from console.cli.acts import DefaultList, run_alone
from console.cli.alerts import spoken
from console.cli.backtest import read_file, tell
from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, facts, paragraph, remark, say
from console.cli.session import act, ask
from console.cli.shape import Json, moment, shape
from console.commands.alertrules import line_of
from console.config.alertrule import written
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.detect.sentences import told
from console.model.alert import Alert
from console.model.alertrule import AlertRule, BackTest, Judged, bound_text, span_text
from console.model.precision import Precision

_DAYS = click.option(
    "--days",
    type=click.IntRange(1, 36_500),
    default=None,
    help="How far back to try it; without it, all there is.",
)
_YES = click.option("--yes", is_flag=True, help="Save it without asking.")
SHOWN = 20
"""Alerts that are listed of a rule."""


@click.group(cls=DefaultList)
@options
def alertrules() -> None:
    """Alert rules: counts that raise an alert, and how often they were right."""


@alertrules.command("list")
@options
@pass_call
def listed(call: Call) -> int:
    """The alert rules, and how often their alerts were right by what people labelled them."""
    found = ask(call, lambda service: service.desk.alert_rules())
    if call.json:
        for one in found:
            emit(rule_json(one))
        return 0
    columns(
        (
            (
                str(one.kept.id),
                "on" if one.kept.enabled else "off",
                one.kept.rule.name,
                str(one.precision.alerts),
                how_right(one.precision),
                line_of(one.kept.rule),
            )
            for one in found
        ),
        ("id", "", "rule", "alerts", "precision", "what it counts"),
    )
    if not found:
        remark("there are no alert rules yet; `beredt alertrules add FILE` tries one and saves it")
    return 0


async def _whole(desk: Desk, ref: str) -> tuple[Judged, Sequence[Judged], Sequence[Alert]]:
    rule_id = (await desk.find_alert_rule(ref)).id
    versions = await desk.alert_rule_versions(rule_id)
    return await desk.alert_rule(rule_id), versions, await desk.alerts_of_rule(rule_id, SHOWN)


@alertrules.command("show")
@click.argument("rule", metavar="ID")
@options
@pass_call
def show(call: Call, rule: str) -> int:
    """One alert rule by number or name: its file, versions and alerts, and how often they were right."""
    reader = spoken(call, None)
    one, versions, alerts = ask(call, lambda service: _whole(service.desk, rule))
    if call.json:
        emit(
            rule_json(one)
            | {
                "file": written(one.kept.rule),
                "versions": [rule_json(version) for version in versions],
                "raised": [_alert_json(alert, reader) for alert in alerts],
            }
        )
        return 0
    paragraph(written(one.kept.rule))
    facts(
        {
            "alert rule": str(one.kept.id),
            "state": "removed" if one.kept.removed else "on" if one.kept.enabled else "off",
            "counts since": one.kept.since if one.kept.enabled and not one.kept.removed else None,
            "version": str(one.kept.version),
            "saved": f"{moment(one.kept.saved_at)} by {one.kept.saved_by}",
            "alerts": str(one.precision.alerts),
            "labelled": _labels(one.precision),
            "precision": how_right(one.precision),
        }
    )
    if len(versions) > 1:
        columns(
            (
                (
                    str(version.kept.version),
                    moment(version.kept.saved_at),
                    version.kept.saved_by,
                    how_right(version.of_version),
                    line_of(version.kept.rule),
                )
                for version in versions
            ),
            ("version", "saved", "by", "precision", "what it counted"),
        )
    columns(
        (
            (str(alert.id), moment(alert.opened_at), alert.verdict or "no label", told(alert.finding, reader))
            for alert in alerts
        ),
        ("alert", "fired", "label", "what"),
    )
    return 0


@dataclass(frozen=True, slots=True)
class _Saving:
    rule: AlertRule
    ref: str | None
    """The rule that is changed; None for a new one."""
    days: int | None
    yes: bool
    json: bool

    async def __call__(self, desk: Desk) -> tuple[BackTest, Done | None]:
        # Before the history is read, so that nobody waits for a rule that is not there.
        kept = None if self.ref is None else await desk.find_alert_rule(self.ref)
        tested = await desk.back_test(
            self.rule, days=self.days, progress=lambda share: remark(f"{share:.0%} of the history read")
        )
        if not self.json:
            tell(self.rule, tested)
        if not (self.yes or _agreed(self.rule.name)):
            return tested, None
        if kept is None:
            return tested, await desk.add_alert_rule(self.rule)
        return tested, await desk.change_alert_rule(kept.id, self.rule)


def _save(call: Call, file: str, ref: str | None, days: int | None, yes: bool) -> int:
    saving = _Saving(read_file(file), ref, days, yes, call.json)
    tested, done = act(call, lambda service: saving(service.desk))
    if call.json:
        emit({"saved": done is not None, "rule": saving.rule.name, "backtest": tested})
    elif done is not None:
        say(done.text)
    else:
        remark("not saved; --yes saves it without asking")
    return 0 if done is not None else 1


def _agreed(name: str) -> bool:
    """Whether a person at a terminal says yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(f"Save the alert rule {name}?", err=True)


@alertrules.command("add")
@click.argument("file", metavar="FILE")
@_DAYS
@_YES
@options
@pass_call
def add(call: Call, file: str, days: int | None, yes: bool) -> int:
    """Save an alert rule from a file (TOML), or - for standard input; first it is tried on history.

    When it would have fired, how often a week, and how many of those times were labelled false is shown
    before anything is saved. It counts what comes from now on.
    """
    return _save(call, file, None, days, yes)


@alertrules.command("change")
@click.argument("rule", metavar="ID")
@click.argument("file", metavar="FILE")
@_DAYS
@_YES
@options
@pass_call
def change(call: Call, rule: str, file: str, days: int | None, yes: bool) -> int:
    """Save a new version of an alert rule, tried on history as a new rule is."""
    return _save(call, file, rule, days, yes)


@alertrules.command("on")
@click.argument("rule", metavar="ID")
@options
@pass_call
def on(call: Call, rule: str) -> int:
    """Turn an alert rule on; it counts what comes from now on."""
    return run_alone(call, "alertrule on", (rule,))


@alertrules.command("off")
@click.argument("rule", metavar="ID")
@options
@pass_call
def off(call: Call, rule: str) -> int:
    """Turn an alert rule off."""
    return run_alone(call, "alertrule off", (rule,))


@alertrules.command("remove")
@click.argument("rule", metavar="ID")
@options
@pass_call
def remove(call: Call, rule: str) -> int:
    """Remove an alert rule; its alerts and their labels stay."""
    return run_alone(call, "alertrule remove", (rule,))


def how_right(one: Precision) -> str:
    """The precision with its interval, or that too little is labelled."""
    if one.precision is None or one.interval is None:
        return "nothing labelled yet"
    if one.few:
        return f"too few labels ({one.labelled})"
    low, high = one.interval
    return f"{one.precision:.2f} (95 %: {low:.2f} to {high:.2f}) of {one.labelled}"


def _labels(one: Precision) -> str:
    return f"{one.real} real, {one.useful} useful, {one.false} false"


def rule_json(one: Judged) -> dict[str, Json]:
    """A rule's numbers and its file's keys as they are written there."""
    kept, rule, precision = one.kept, one.kept.rule, one.precision
    return {
        "id": kept.id,
        "name": rule.name,
        "version": kept.version,
        "enabled": kept.enabled,
        "removed": kept.removed,
        "since": moment(kept.since),
        "saved_by": kept.saved_by,
        "saved_at": moment(kept.saved_at),
        "filter": rule.filter,
        "measure": rule.measure.value,
        "window": span_text(rule.window),
        "above": bound_text(rule),
        "least": rule.least,
        "cooldown": span_text(rule.cooldown),
        "last_fired": None if one.last_at is None else moment(one.last_at),
        **_precision_json(precision),
        "of_version": _precision_json(one.of_version),
    }


def _precision_json(one: Precision) -> dict[str, Json]:
    return {
        "alerts": one.alerts,
        "real": one.real,
        "useful": one.useful,
        "false": one.false,
        "labelled": one.labelled,
        "precision": shape(one.precision),
        "interval": shape(one.interval),
        "too_few": one.few,
    }


def _alert_json(alert: Alert, lang: str) -> dict[str, Json]:
    return {
        "id": alert.id,
        "opened_at": moment(alert.opened_at),
        "verdict": alert.verdict,
        "text": told(alert.finding, lang),
    }
