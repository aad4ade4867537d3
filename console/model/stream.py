"""How the streams that the detector watches are named: `all`, a channel, or what messages have in common."""

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
