"""Which connector serves which network."""

import base64
from dataclasses import replace
from pathlib import Path

import pytest

from console.config import ChannelSettings
from console.config.networks import NETWORKS
from console.config.secrets import SecretRef, parse_secret
from console.connectors.registry import BUILDERS, build
from console.errors import ConfigError
from tests.support.fastclock import FastClock

OPTIONS: dict[str, dict[str, str | int]] = {
    "bluesky": {},
    "mastodon": {"streaming": "auto"},
    "jsonl": {"path": "-", "replies": ""},
    "webhook": {"bind": "127.0.0.1", "port": 0, "max_body_kb": 64},
}


def kept(folder: Path, text: str) -> SecretRef:
    path = folder / "secret"
    path.write_text(text)
    path.chmod(0o600)
    return parse_secret(f"file:{path}", base=folder, literal_allowed=False)


def channel(network: str, folder: Path) -> ChannelSettings:
    secret = "whsec_" + base64.b64encode(bytes(32)).decode()
    return ChannelSettings(
        f"{network}/@brand",
        network,
        handle="@brand",
        server="https://social.example",
        secrets=(kept(folder, secret),),
        options=OPTIONS[network],
    )


def test_every_network_of_the_configuration_is_served() -> None:
    assert set(BUILDERS) == set(NETWORKS) == set(OPTIONS)


@pytest.mark.parametrize("network", sorted(OPTIONS))
async def test_a_connector_knows_its_channel(network: str, tmp_path: Path) -> None:
    connector = build(channel(network, tmp_path), clock=FastClock())
    assert (connector.channel, connector.network) == (f"{network}/@brand", network)
    await connector.close()


def test_an_unknown_network_is_told_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        build(replace(channel("jsonl", tmp_path), network="myspace"), clock=FastClock())
    assert "myspace" in refused.value.what
    assert all(network in refused.value.fix for network in OPTIONS)


@pytest.mark.parametrize("network", ["bluesky", "mastodon"])
def test_a_network_without_its_secret_says_so(network: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no secret"):
        build(replace(channel(network, tmp_path), secrets=()), clock=FastClock())


def test_a_webhook_with_a_secret_that_is_none_says_how_to_make_one(tmp_path: Path) -> None:
    settings = replace(channel("webhook", tmp_path), secrets=(kept(tmp_path, "not a webhook secret"),))
    with pytest.raises(ConfigError) as refused:
        build(settings, clock=FastClock())
    assert "urandom" in refused.value.fix


async def test_a_feed_may_not_speak_for_another_channel(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    path.write_text('{"id": "1", "network": "mastodon", "channel": "mastodon/@brand"}\n')
    settings = replace(channel("jsonl", tmp_path), options={"path": str(path), "replies": ""})
    connector = build(settings, clock=FastClock(), channels=["jsonl/@brand", "mastodon/@brand"])
    async for batch in connector.receive(None):
        if batch.rejected:
            assert "connector of its own" in batch.rejected[0].reason
            break
