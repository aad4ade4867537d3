"""A generic webhook: other programs post messages of the ingest contract to a small HTTP receiver."""

from console.connectors.webhook.connector import Webhook, WebhookSettings
from console.connectors.webhook.signature import decode_secret

__all__ = ["Webhook", "WebhookSettings", "decode_secret"]
