"""A brand's own words for content flags."""

from dataclasses import dataclass

ADDED_TO = ("en", "no", "sv", "da")
EVERY = "all"
HARMLESS = "harmless"


@dataclass(frozen=True, slots=True)
class OwnWord:
    """One phrase: words, each perhaps with a star, `|` between alternatives, `..` for a gap."""

    kind: str
    """A flag, or `harmless`."""
    lang: str
    """One of `ADDED_TO`, or `all`."""
    phrase: str


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a brand adds to the flag lists that ship, and what it no longer wants to hear."""

    added: tuple[OwnWord, ...] = ()
    removed: tuple[OwnWord, ...] = ()
    """A flag's phrases that are not that flag: what is found within them does not count."""
