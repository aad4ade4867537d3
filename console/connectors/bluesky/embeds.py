"""What a post carries beside its text, as plain words in square brackets."""

from collections.abc import Mapping

from console.connectors.bluesky.reading import mapping, sequence, text

_LONGEST = 1000
"""Characters of one part; a quoted text or an image description may be that long."""


def in_words(record: Mapping[str, object], view: Mapping[str, object]) -> str:
    """Images by their description, links by title and address, quotes by who said what.

    Args:
        record: The post as its author wrote it.
        view: The server's `embed` of the same post, which alone knows a quoted text; may be empty.
    """
    parts = _media(view or mapping(record, "embed"))
    return "\n".join(parts)


def _media(embed: Mapping[str, object]) -> list[str]:
    kind = text(embed, "$type").removesuffix("#view").removeprefix("app.bsky.embed.")
    if kind == "images":
        return [_described("image", text(image, "alt")) for image in sequence(embed, "images")]
    if kind == "gallery":
        return [_described("image", text(image, "alt")) for image in sequence(embed, "items")]
    if kind == "video":
        return [_described("video", text(embed, "alt"))]
    if kind == "external":
        title, uri = text(embed, "external", "title"), text(embed, "external", "uri")
        return [_described("link", " ".join(part for part in (title, uri) if part))]
    if kind == "record":
        return [_quoted(mapping(embed, "record"))]
    if kind == "recordWithMedia":
        inner = mapping(embed, "record")
        return [*_media(mapping(embed, "media")), _quoted(mapping(inner, "record") or inner)]
    return []


def _quoted(record: Mapping[str, object]) -> str:
    handle = text(record, "author", "handle")
    said = text(record, "value", "text")
    if handle and said:
        return _described(f"quotes @{handle}", said)
    if record.get("notFound") is True or record.get("detached") is True:
        return "[quotes a post that is gone]"
    if record.get("blocked") is True:
        return "[quotes a post that is not shown to us]"
    return _described("quotes", text(record, "uri"))


def _described(what: str, words: str) -> str:
    words = " ".join(words.split())
    if len(words) > _LONGEST:
        words = words[: _LONGEST - 1] + "…"
    return f"[{what}: {words}]" if words else f"[{what}]"
