"""What is left of a text when two of them are compared."""

import re
import unicodedata

_ADDRESSES = re.compile(r"https?://\S+|www\.\S+|@(?<!\w@)[\w.-]+(?:@[\w.-]+)?")
"""Each alternative begins with a character of its own, by which the places to look at are found quickly."""
_DRAWN = re.compile(
    "[\xa9\xae\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u203c\u2049\u2060-\u206f\u20e3\u2122\u2139"
    "\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\ufe00-\ufe0f"
    "\ufeff\U0001f000-\U0001faff\U000e0000-\U000e01ef]+"
)


def fold(text: str) -> str:
    """The key under which near-identical texts meet.

    NFKC and case folded; handles, web addresses, emoji and invisible characters taken out; spaces squeezed.
    """
    if text.isascii():
        bare = text.casefold()
    else:
        bare = unicodedata.normalize("NFKC", _DRAWN.sub("", text)).casefold()
    if "@" in bare or "://" in bare or "www." in bare:
        bare = _ADDRESSES.sub(" ", bare)
    return " ".join(bare.split())


def handle_key(handle: str) -> str:
    """The part of a handle that a person takes along to other networks: no server, no `@`, case folded."""
    bare = unicodedata.normalize("NFKC", handle).casefold().lstrip("@").partition("@")[0]
    return bare.removesuffix(".bsky.social")


def name_key(name: str) -> str:
    """The key under which profile names meet."""
    return " ".join(unicodedata.normalize("NFKC", _DRAWN.sub("", name)).casefold().split())
