"""Servers that speak the Mastodon API."""

from console.connectors.mastodon.connector import MastodonConnector
from console.connectors.mastodon.receiving import Pace

__all__ = ["MastodonConnector", "Pace"]
