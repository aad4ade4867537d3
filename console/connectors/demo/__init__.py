"""The demo feed: days of an invented company, the same for the same seed, on a clock of their own.

Turglo, its products, its people, its newspaper and every text here are invented.
"""

from collections.abc import Sequence

from console.connectors.demo.clock import DemoClock
from console.connectors.demo.connector import DemoConnector
from console.connectors.demo.rhythm import CHANNELS, demo_history, demo_start
from console.connectors.protocol import Connector

BRAND_NAMES = ("Turglo", "Glo 2")
"""For the judge: what is no opinion when it is named."""


def demo_connectors(seed: int, clock: DemoClock) -> Sequence[Connector]:
    """The three channels of the demo."""
    return [DemoConnector(network, seed, clock) for network in CHANNELS]


__all__ = [
    "BRAND_NAMES",
    "CHANNELS",
    "DemoClock",
    "DemoConnector",
    "demo_connectors",
    "demo_history",
    "demo_start",
]
