"""What a tag may be, on an item or a person."""

from console.errors import InputError
from console.text import one_line

LONGEST_TAG = 40
LONGEST_NOTE = 10_000


def tag_of(text: str) -> str:
    """One word, in small letters. Raises InputError."""
    tag = one_line(text).strip().lower()
    if not tag or " " in tag or "," in tag:
        raise InputError(f"{tag!r} is no tag", fix="a tag is one word")
    if len(tag) > LONGEST_TAG:
        raise InputError(f"the tag is longer than {LONGEST_TAG} characters")
    return tag
