"""Which connector serves which network."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import httpx

from console.clock import Clock
from console.config import ChannelSettings
from console.connectors.bluesky import BlueskyConnector, Pace
from console.connectors.feed import Feed
from console.connectors.jsonl import JsonLines
from console.connectors.mastodon import MastodonConnector
from console.connectors.mastodon import Pace as MastodonPace
from console.connectors.protocol import Connector
from console.connectors.webhook import Webhook, WebhookSettings, decode_secret
from console.connectors.webhook.http1 import Limits
from console.errors import ConfigError


class World(NamedTuple):
    """What a connector is given from outside."""

    clock: Clock
    transport: httpx.AsyncBaseTransport | None
    channels: frozenset[str]
    """All channels of the configuration: a feed may not speak in another one's name."""


def _secret(channel: ChannelSettings) -> str:
    if channel.secret is None:
        raise ConfigError(f"{channel.name} has no secret", fix='add `secret = "file:…"` to its table')
    return channel.secret.resolve().reveal()


def _feed(channel: ChannelSettings, world: World) -> Feed:
    return Feed(channel.name, channel.network, world.channels - {channel.name})


def _bluesky(channel: ChannelSettings, world: World) -> Connector:
    return BlueskyConnector(
        channel.name,
        identifier=channel.handle.removeprefix("@"),
        password=_secret(channel),
        server=channel.server,
        clock=world.clock,
        pace=Pace(poll=channel.poll_seconds),
        quiet_after=channel.quiet_after_seconds,
        transport=world.transport,
    )


def _mastodon(channel: ChannelSettings, world: World) -> Connector:
    return MastodonConnector(
        channel.name,
        handle=channel.handle,
        token=_secret(channel),
        server=channel.server,
        clock=world.clock,
        streaming=str(channel.options["streaming"]),
        pace=MastodonPace(poll=channel.poll_seconds),
        quiet_after=channel.quiet_after_seconds,
        transport=world.transport,
    )


def _jsonl(channel: ChannelSettings, world: World) -> Connector:
    replies = str(channel.options["replies"])
    return JsonLines(
        _feed(channel, world),
        str(channel.options["path"]),
        world.clock,
        replies=Path(replies) if replies else None,
    )


def _webhook(channel: ChannelSettings, world: World) -> Connector:
    settings = WebhookSettings(
        keys=tuple(decode_secret(secret.resolve().reveal()) for secret in channel.secrets),
        host=str(channel.options["bind"]),
        port=int(channel.options["port"]),
        quiet_after=channel.quiet_after_seconds,
        limits=Limits(max_body=int(channel.options["max_body_kb"]) * 1024),
    )
    return Webhook(_feed(channel, world), settings, world.clock)


BUILDERS: Mapping[str, Callable[[ChannelSettings, World], Connector]] = {
    "bluesky": _bluesky,
    "jsonl": _jsonl,
    "mastodon": _mastodon,
    "webhook": _webhook,
}


def build(
    channel: ChannelSettings,
    *,
    clock: Clock,
    channels: Iterable[str] = (),
    transport: httpx.AsyncBaseTransport | None = None,
) -> Connector:
    """The connector of one channel.

    Raises:
        ConfigError: nobody serves its network, or its secret can't be had.
    """
    builder = BUILDERS.get(channel.network)
    if builder is None:
        raise ConfigError(
            f"no connector serves {channel.network!r}", fix="there are " + ", ".join(sorted(BUILDERS))
        )
    return builder(channel, World(clock, transport, frozenset(channels)))
