"""Posts and threads as the server shows them now."""

from collections.abc import Mapping, Sequence

from console.connectors.bluesky.posts import POST, POST_URI, Seen, did_of, rkey_of
from console.connectors.bluesky.reading import mapping, sequence, text
from console.connectors.bluesky.session import Session
from console.errors import Unreachable

BATCH = 25
_ANCESTORS = 80


async def posts(session: Session, uris: Sequence[str], bucket: str = "") -> dict[str, Mapping[str, object]]:
    """Post views by URI; those that the server does not show are missing.

    Raises:
        AuthFailed, RateLimited, Unreachable
    """
    found: dict[str, Mapping[str, object]] = {}
    for first in range(0, len(uris), BATCH):
        params = {"uris": list(uris[first : first + BATCH])}
        data = await session.get("app.bsky.feed.getPosts", params, bucket)
        if not isinstance(data.get("posts"), list):
            raise Unreachable("the server answered without the posts that were asked for")
        for view in sequence(data, "posts"):
            if text(view, "uri"):
                found[text(view, "uri")] = mapping(view)
    return found


async def is_gone(session: Session, uri: str) -> bool:
    """Whether a post that is no longer shown is deleted, and not only hidden from us.

    Raises:
        AuthFailed, RateLimited, Unreachable
    """
    params = {"repo": did_of(uri), "collection": POST, "rkey": rkey_of(uri)}
    answer = await session.ask("com.atproto.repo.getRecord", params)
    return answer.status == 400 and text(answer.data, "error") in ("RecordNotFound", "RepoNotFound")


async def replies(session: Session, uri: str) -> list[Mapping[str, object]]:
    """The post views that answer a post directly, but for those by people we muted or blocked.

    Raises:
        AuthFailed, RateLimited, Unreachable
    """
    params: dict[str, str | int] = {"uri": uri, "depth": 1, "parentHeight": 0}
    answer = await session.ask("app.bsky.feed.getPostThread", params)
    nodes = sequence(answer.data, "thread", "replies") if answer.ok else []
    views = [mapping(node, "post") for node in nodes]
    return [view for view in views if POST_URI.fullmatch(text(view, "uri")) and not _shut_out(view)]


def _shut_out(view: Mapping[str, object]) -> bool:
    viewer = mapping(view, "author", "viewer")
    return viewer.get("muted") is True or bool(viewer.get("blocking"))


async def branch(session: Session, seen: Seen) -> str:
    """URI of the thread that a reply under a post of ours belongs to.

    Under a campaign post stand hundreds of conversations; each reply to it begins one, and all that follows
    in that branch belongs to it.

    Raises:
        AuthFailed, RateLimited, Unreachable
    """
    root = seen.root.uri
    params: dict[str, str | int] = {"uri": seen.uri, "depth": 0, "parentHeight": _ANCESTORS}
    answer = await session.ask("app.bsky.feed.getPostThread", params)
    node = mapping(answer.data, "thread") if answer.ok else {}
    top = seen.parent.uri or seen.uri
    while node:
        uri = text(node, "post", "uri") or text(node, "uri")
        if not uri or uri == root:
            break
        top = uri
        node = mapping(node, "parent")
    return top
