"""Streams of counts that the detector watches: their buckets, and how they are named."""

from datetime import UTC, datetime, timedelta

BUCKET = timedelta(minutes=5)
"""What is counted together; buckets are aligned to the hour, UTC."""
QUIET = timedelta(hours=1)
"""Nothing raised for so long ends an episode."""

ALL = "all"
KIND = "kind:"
FLAG = "flag:"
TOPIC = "topic:"
"""A tag that a rule put on at arrival."""
WORD = "watch:"
"""A word from `[detector] watched`."""
WAVE = "wave:"
FACETS = (KIND, FLAG, TOPIC, WORD, WAVE)


def facet_of(stream: str) -> tuple[str, str] | None:
    """The prefix and what follows it; None for `all` and channels."""
    for prefix in FACETS:
        if stream.startswith(prefix):
            return prefix, stream[len(prefix) :]
    return None


def is_channel(stream: str) -> bool:
    return stream != ALL and facet_of(stream) is None


def bucket_of(at: datetime) -> datetime:
    """Start of the bucket that a time lies in, UTC."""
    seconds = int(at.timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(BUCKET.total_seconds()), UTC)
