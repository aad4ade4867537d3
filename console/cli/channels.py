"""`beredt channels`: the configured accounts, and how they were last heard."""

import click

from console.cli.call import Call, options, pass_call
from console.cli.output import columns, emit, remark
from console.cli.session import ask


@click.command()
@options
@pass_call
def channels(call: Call) -> int:
    """The configured accounts with their open items; `beredt doctor` asks their networks."""
    settings = call.settings
    counts = ask(call, lambda service: service.desk.counts())
    configured = {channel.name: channel for channel in settings.channels}
    lines: list[dict[str, object]] = [
        {
            "channel": name,
            "network": name.partition("/")[0],
            "configured": name in configured,
            "server": configured[name].server if name in configured else "",
            "secret": [str(ref) for ref in configured[name].secrets] if name in configured else [],
            "open": counts.by_channel.get(name, 0),
        }
        for name in (*configured, *(name for name in counts.by_channel if name not in configured))
    ]
    if call.json:
        for line in lines:
            emit(line)
        return 0
    columns(
        (
            (
                line["channel"],
                "configured" if line["configured"] else "not configured",
                line["server"],
                str(line["open"]),
            )
            for line in lines
        ),
        ("channel", "state", "server", "open items"),
    )
    if not lines:
        remark("no channels; config.example.toml shows how to add one")
    return 0
