"""Signatures after Standard Webhooks: HMAC-SHA256 over `id.timestamp.body`, in base64."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

from console.errors import ConfigError, Refused

TOLERANCE = 300
"""Seconds by which the sender's clock and ours may differ; also how long a stolen delivery stays usable."""
_PREFIX = "whsec_"
_SHORTEST_KEY = 16
_MOST_SIGNATURES = 16


def decode_secret(text: str) -> bytes:
    """The key inside `whsec_<base64>`; the prefix may be missing.

    Raises:
        ConfigError: it is no base64, or shorter than 16 bytes. The secret itself is not in the text.
    """
    fix = 'make one with: printf "whsec_%s\\n" "$(head -c 32 /dev/urandom | base64)"'
    try:
        key = base64.b64decode(text.strip().removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise ConfigError("a webhook secret is not `whsec_` and base64", fix=fix) from None
    if len(key) < _SHORTEST_KEY:
        raise ConfigError(f"a webhook secret has fewer than {_SHORTEST_KEY} bytes", fix=fix)
    return key


def sign(key: bytes, id: bytes, timestamp: bytes, body: bytes) -> bytes:
    digest = hmac.new(key, b"%b.%b.%b" % (id, timestamp, body), hashlib.sha256).digest()
    return b"v1," + base64.b64encode(digest)


def verify(
    keys: Sequence[bytes], id: bytes, timestamp: bytes, signatures: bytes, body: bytes, now: float
) -> None:
    """Check one delivery.

    Args:
        keys: Several while a secret is being changed; any of them may have signed.
        signatures: The header as received: one or more `v1,<base64>`, separated by spaces.
        body: The bytes as received.
        now: Epoch seconds.

    Raises:
        Refused: with the reason, which gives nothing away about the secret.
    """
    if not (timestamp.isdigit() and len(timestamp) <= 12):
        raise Refused("webhook-timestamp is not a number of seconds")
    if abs(now - int(timestamp)) > TOLERANCE:
        raise Refused(f"webhook-timestamp is more than {TOLERANCE} seconds off; check both clocks")
    given = signatures.split()[:_MOST_SIGNATURES]
    good = False
    for key in keys:
        expected = sign(key, id, timestamp, body)
        for candidate in given:
            # No early exit: the time taken must not tell which of them was near.
            good |= hmac.compare_digest(expected, candidate)
    if not good:
        raise Refused("no signature fits; check the secret, and that the body is sent as it was signed")
