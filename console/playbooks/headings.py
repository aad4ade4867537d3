"""Names of headings in links, made the way git hosts make them."""

import re

_DROPPED = re.compile(r"[^\w\- ]")


def slug_of(title: str) -> str:
    """The link name of a heading: lower case, punctuation dropped, each space a hyphen."""
    return _DROPPED.sub("", title.strip().lower()).replace(" ", "-")


class Slugs:
    """Gives each heading of one file its own name: a second `watch` becomes `watch-1`."""

    def __init__(self) -> None:
        self._count: dict[str, int] = {}

    def name(self, title: str) -> str:
        base = slug_of(title) or "section"
        slug = base
        while slug in self._count:
            self._count[base] += 1
            slug = f"{base}-{self._count[base]}"
        self._count[slug] = 0
        return slug
