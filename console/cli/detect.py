"""`beredt detect`: the detector on any series with even buckets."""

import click

from console.cli.call import Call, options, pass_call
from console.cli.input import text_lines
from console.cli.output import columns, emit, say
from console.detect.csvfile import run


@click.command()
@click.argument("file", metavar="FILE.csv")
@options
@pass_call
def detect(call: Call, file: str) -> int:
    """Find spikes in a CSV with the header `timestamp,value` and a line for each even bucket.

    With --json a line for each bucket comes as soon as it is read; without, the alarms alone.

    A value above `upper` is no alarm by itself. It takes a day of history (24 buckets at the least), a run
    with two high buckets, or a sum over an hour (three buckets where they are wide), that is rare for this
    very series, and no alarm in the 24 hours before. The alarm stands in the bucket in which the run became
    rare enough: in an hourly series the second at ten times the usual, up to the sixth at three times. What
    follows is the same episode.
    """
    buckets = 0
    alarms: list[tuple[object, ...]] = []
    for line in run(text_lines(file)):
        buckets += 1
        if call.json:
            emit(line)
        elif line["alarm"]:
            alarms.append((line["timestamp"], line["value"], line["expected"], line["upper"], line["score"]))
    if not call.json:
        columns(alarms, ("time", "value", "expected", "upper", "score"))
        noun = "bucket" if buckets == 1 else "buckets"
        say(f"{len(alarms)} {'alarm' if len(alarms) == 1 else 'alarms'} in {buckets:,} {noun}")
    return 0
