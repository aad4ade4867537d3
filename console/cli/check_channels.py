"""Doctor: each channel's token and whether its network answers."""

import asyncio
from collections.abc import AsyncIterator

from console.cli.check import Check
from console.clock import SystemClock
from console.config import ChannelSettings, Settings
from console.connectors.registry import build
from console.errors import BeredtError

PATIENCE = 20.0
"""Seconds for one network's answer; all are asked at once."""


async def check_channels(settings: Settings) -> AsyncIterator[Check]:
    """In the order of the configuration."""
    if not settings.channels:
        yield Check(
            "channels", True, "none is configured; config.example.toml shows how, beredt demo needs none"
        )
    for found in await asyncio.gather(*(_check(channel) for channel in settings.channels)):
        yield found


async def _check(channel: ChannelSettings) -> Check:
    name = f"channel {channel.name}"
    try:
        for secret in channel.secrets:
            secret.resolve()
        connector = build(channel, clock=SystemClock())
    except BeredtError as error:
        return Check(name, False, error.what, error.fix)
    try:
        async with asyncio.timeout(PATIENCE):
            return Check(name, True, await connector.check())
    except BeredtError as error:
        return Check(name, False, error.what, error.fix or "beredt will go on trying by itself")
    except TimeoutError:
        return Check(
            name,
            False,
            f"{channel.server or channel.network} did not answer within {PATIENCE:.0f} seconds",
            "check the address and this machine's way to the internet",
        )
    finally:
        await connector.close()
