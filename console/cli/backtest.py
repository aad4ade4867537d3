"""`beredt backtest`: what an alert rule would have done on the store's history."""

import click

from console.cli.call import Call, options, pass_call
from console.cli.input import text_lines
from console.cli.output import amount, columns, emit, remark, say
from console.cli.session import ask
from console.cli.shape import moment, shape
from console.config.alertrule import filter_line, read_alert_rule
from console.errors import InputError
from console.model.alertrule import AlertRule, BackTest
from console.query import QueryError
from console.rules.levels import check


@click.command()
@click.option(
    "--rule", "file", required=True, metavar="FILE", help="An alert rule (TOML), or - for standard input."
)
@click.option(
    "--days", type=click.IntRange(1, 36_500), default=None, help="How far back; without it, all there is."
)
@options
@pass_call
def backtest(call: Call, file: str, days: int | None) -> int:
    """When an alert rule would have fired, how often a week, and how many of those were labelled false."""
    rule = read_file(file)
    found = ask(
        call,
        lambda service: service.desk.back_test(
            rule, days=days, progress=lambda share: remark(f"{share:.0%} of the history read")
        ),
    )
    if call.json:
        shaped = shape(found)
        assert isinstance(shaped, dict)
        emit({"rule": rule.name} | shaped)
    else:
        tell(rule, found)
    return 0


def read_file(file: str) -> AlertRule:
    """A rule from its file with a filter that can be asked. Raises InputError with the line."""
    source = "".join(text_lines(file))
    rule = read_alert_rule(source, file)
    try:
        check(rule)
    except QueryError as error:
        raise InputError(f"{file}, line {filter_line(source)}, filter: {error.what}", fix=error.fix) from None
    return rule


def tell(rule: AlertRule, found: BackTest) -> None:
    """What the rule would have done, for people."""
    columns(
        (
            (
                moment(one.at),
                moment(one.until) if one.until else "lasts",
                one.label or "no label",
                one.reason,
            )
            for one in found.fired
        ),
        ("fired", "until", "label", "why"),
    )
    times = "once" if len(found.fired) == 1 else f"{len(found.fired):,} times"
    say(
        f"{rule.name} would have fired {times}, {found.per_week:.2g} a week;"
        f" its filter fits {amount(found.matched, 'message')}"
    )
    if found.precision is None:
        say("nothing labelled yet, so its precision is not known")
    else:
        total = found.real + found.useful + found.false
        say(
            f"of {total} labelled: {found.real} real, {found.useful} useful, {found.false} false;"
            f" precision {found.precision:.2f}"
        )
    if found.undecided:
        say(f"too little data: in {found.undecided:,} windows nobody could say yet what is usual")
