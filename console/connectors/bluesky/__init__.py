"""Bluesky: mentions, replies and quotes by polling, replies under a key of our own."""

from console.connectors.bluesky.connector import BlueskyConnector
from console.connectors.bluesky.receiving import Pace

__all__ = ["BlueskyConnector", "Pace"]
