"""What every command knows: the settings asked for, and whether to print JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import click

from console.cli.door import refuse_file
from console.config import Settings, find_settings
from console.config.places import data_path

NAMING = {"config": "a configuration", "data_dir": "a data folder"}
"""Options that name a file of the person's choice."""

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass
class Call:
    """One run of the command line. Options may stand before or after the verb; the last one counts."""

    config: str | None = None
    data_dir: str | None = None
    json: bool = False
    linear: bool = False
    """Open the console in its linear mode, whatever the configuration says."""

    @property
    def named(self) -> bool:
        """Whether somebody said where the data is."""
        return data_path(self.data_dir) is not None

    @cached_property
    def settings(self) -> Settings:
        """Read when first asked for. Raises ConfigError."""
        return find_settings(self.config, self.data_dir)


def _keep(name: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def keep(context: click.Context, _param: click.Parameter, value: Any) -> None:
        if value not in (None, False):
            if name in NAMING:
                refuse_file(NAMING[name])
            setattr(context.ensure_object(Call), name, value)

    return keep


def options(function: Function) -> Function:
    """`--config`, `--data-dir` and `--json`, which every command takes."""
    for option in (
        click.option(
            "--json", is_flag=True, expose_value=False, callback=_keep("json"), help="One JSON object a line."
        ),
        click.option(
            "--data-dir",
            metavar="DIR",
            expose_value=False,
            callback=_keep("data_dir"),
            help="Where the database is (BEREDT_DATA_DIR).",
        ),
        click.option(
            "--config",
            metavar="FILE",
            expose_value=False,
            callback=_keep("config"),
            help="The configuration to use (BEREDT_CONFIG).",
        ),
    ):
        function = option(function)
    return function


linear = click.option(
    "--linear",
    is_flag=True,
    expose_value=False,
    callback=_keep("linear"),
    help="For screen readers: one thing a line, words for signs (BEREDT_LINEAR=1).",
)

ID = click.IntRange(1, 2**63 - 1)
"""The number of an item, an alert, an incident, a run or a reply, as far as SQLite counts."""

pass_call = click.make_pass_decorator(Call, ensure=True)


def given() -> tuple[str | None, str | None]:
    """`--config` and `--data-dir` of the command that runs, for the crash log."""
    context = click.get_current_context(silent=True)
    call = context.find_object(Call) if context else None
    return (call.config, call.data_dir) if call else (None, None)
