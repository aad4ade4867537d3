"""A Bluesky server in miniature: the shapes of the lexicons, the traps of the real one, any failure.

It signs in, lists notifications with the time as cursor (so equal times are lost at a page's end, as they
are on the real server), shows posts and threads, and keeps records that are put.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.httpserver import FaultyServer, Reply, Request

OURS = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
HANDLE = "nordbank.test"
POST = "app.bsky.feed.post"


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass
class Stub:
    server: FaultyServer
    now: datetime
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Post views by URI."""
    notices: list[dict[str, Any]] = field(default_factory=list)
    people: dict[str, str] = field(default_factory=lambda: {OURS: HANDLE})
    """DID to handle."""
    born: dict[str, str] = field(default_factory=dict)
    """What a profile says of when it was made, by DID."""
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What was put into our repository, by URI."""
    puts: int = 0
    access: str = "access-1"
    refresh: str = "refresh-1"
    password: str = "app-password"
    logins: int = 0
    refreshes: int = 0
    most_per_page: int = 100
    _serial: int = 0

    def __post_init__(self) -> None:
        for name, method, answer in (
            ("com.atproto.server.createSession", "POST", self._create_session),
            ("com.atproto.server.refreshSession", "POST", self._refresh_session),
            ("com.atproto.server.getSession", "GET", self._get_session),
            ("app.bsky.notification.listNotifications", "GET", self._list),
            ("app.bsky.feed.getPosts", "GET", self._get_posts),
            ("app.bsky.feed.getPostThread", "GET", self._thread),
            ("app.bsky.feed.getAuthorFeed", "GET", self._author_feed),
            ("app.bsky.actor.getProfiles", "GET", self._profiles),
            ("com.atproto.repo.getRecord", "GET", self._get_record),
            ("com.atproto.repo.putRecord", "POST", self._put_record),
            ("com.atproto.identity.resolveHandle", "GET", self._resolve),
        ):
            self.server.route(method, f"/xrpc/{name}", answer)

    # What the test does

    def person(self, handle: str) -> str:
        did = f"did:plc:{handle.partition('.')[0]:b<24}"[:32]
        self.people[did] = handle
        return did

    def post(
        self,
        text: str,
        *,
        by: str,
        at: datetime | None = None,
        reply_to: str | None = None,
        embed: dict[str, Any] | None = None,
        view_embed: dict[str, Any] | None = None,
    ) -> str:
        """A post of somebody, who hears of it or not; returns its URI."""
        self._serial += 1
        uri = f"at://{by}/{POST}/post{self._serial}"
        record: dict[str, Any] = {"$type": POST, "text": text, "createdAt": stamp(at or self.now)}
        if reply_to:
            parent = self.posts[reply_to]
            ref = {"uri": reply_to, "cid": parent["cid"]}
            record["reply"] = {"root": parent["record"].get("reply", {}).get("root", ref), "parent": ref}
        if embed:
            record["embed"] = embed
        self.posts[uri] = {
            "uri": uri,
            "cid": f"cid-{self._serial}-1",
            "author": {"did": by, "handle": self.people[by], "displayName": self.people[by].title()},
            "record": record,
            "indexedAt": stamp(at or self.now),
            "viewer": {},
        }
        if view_embed:
            self.posts[uri]["embed"] = view_embed
        return uri

    def notify(self, uri: str, reason: str = "mention") -> str:
        view = self.posts[uri]
        self.notices.append(
            {
                "uri": uri,
                "cid": view["cid"],
                "author": view["author"],
                "reason": reason,
                "record": view["record"],
                "isRead": True,
                "indexedAt": view["indexedAt"],
            }
        )
        return uri

    def mention(self, text: str, *, by: str, at: datetime | None = None) -> str:
        return self.notify(self.post(text, by=by, at=at))

    def edit(self, uri: str, text: str) -> None:
        view = self.posts[uri]
        view["record"] = {**view["record"], "text": text}
        view["cid"] += "+"

    def delete(self, uri: str) -> None:
        del self.posts[uri]
        self.notices = [notice for notice in self.notices if notice["uri"] != uri]

    def expire(self) -> None:
        """The access token is refused from now on; the refresh token still holds."""
        self.access = f"access-{int(self.access.partition('-')[2]) + 1}"

    # What the server answers

    def _create_session(self, request: Request) -> Reply:
        self.logins += 1
        if request.json().get("password") != self.password:
            said = {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
            return Reply(said, 401)
        return self._tokens()

    def _refresh_session(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {self.refresh}":
            return Reply({"error": "ExpiredToken", "message": "Token has been revoked"}, 400)
        self.refreshes += 1
        self.refresh = f"refresh-{self.refreshes + 1}"
        return self._tokens()

    def _tokens(self) -> Reply:
        tokens = {"accessJwt": self.access, "refreshJwt": self.refresh}
        return Reply({**tokens, "handle": HANDLE, "did": OURS, "active": True})

    def _refused(self, request: Request) -> Reply | None:
        said = request.headers.get("authorization", "")
        if not said:
            return Reply({"error": "AuthMissing", "message": "Authentication Required"}, 401)
        if said != f"Bearer {self.access}":
            return Reply({"error": "ExpiredToken", "message": "Token has expired"}, 400)
        return None

    def _get_session(self, request: Request) -> Reply:
        return self._refused(request) or Reply({"handle": HANDLE, "did": OURS, "active": True})

    def _list(self, request: Request) -> Reply:
        if refused := self._refused(request):
            return refused
        limit = min(int(request.param("limit", "50")), self.most_per_page)
        below = request.param("cursor") or stamp(self.now + timedelta(days=1))
        listed = sorted(self.notices, key=lambda notice: str(notice["indexedAt"]), reverse=True)
        page = [notice for notice in listed if notice["indexedAt"] < below][:limit]
        cursor = {"cursor": page[-1]["indexedAt"]} if page else {}
        wanted = request.query.get("reasons", [])
        shown = [notice for notice in page if not wanted or notice["reason"] in wanted]
        return Reply({"notifications": shown, **cursor})

    def _get_posts(self, request: Request) -> Reply:
        uris = request.query.get("uris", [])
        if len(uris) > 25:
            return Reply({"error": "InvalidRequest", "message": "too many uris"}, 400)
        return self._refused(request) or Reply(
            {"posts": [self.posts[uri] for uri in uris if uri in self.posts]}
        )

    def _thread(self, request: Request) -> Reply:
        def node(uri: str) -> dict[str, Any]:
            if uri not in self.posts:
                return {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri, "notFound": True}
            view = self.posts[uri]
            parent = view["record"].get("reply", {}).get("parent")
            return {"post": view, **({"parent": node(parent["uri"])} if parent else {})}

        uri = request.param("uri")
        shown = node(uri)
        if request.param("depth") != "0":
            shown["replies"] = [node(answer) for answer in self._answers_to(uri)]
        return self._refused(request) or Reply({"thread": shown})

    def _answers_to(self, uri: str) -> list[str]:
        return [
            answer
            for answer, view in self.posts.items()
            if view["record"].get("reply", {}).get("parent", {}).get("uri") == uri
        ]

    def _author_feed(self, request: Request) -> Reply:
        by = [
            {**view, "replyCount": len(self._answers_to(uri))}
            for uri, view in self.posts.items()
            if view["author"]["did"] == request.param("actor")
        ]
        return self._refused(request) or Reply({"feed": [{"post": view} for view in reversed(by)]})

    def _profiles(self, request: Request) -> Reply:
        profiles = [
            {
                "did": did,
                "handle": self.people[did],
                "followersCount": 1000 + len(self.people[did]),
                "createdAt": self.born.get(did, "not a time"),
            }
            for did in request.query.get("actors", [])
            if did in self.people
        ]
        return self._refused(request) or Reply({"profiles": profiles})

    def _get_record(self, request: Request) -> Reply:
        uri = f"at://{request.param('repo')}/{request.param('collection')}/{request.param('rkey')}"
        record = self.records.get(uri) or self.posts.get(uri, {}).get("record")
        if record is None:
            return Reply({"error": "RecordNotFound", "message": f"Could not locate record: {uri}"}, 400)
        return Reply({"uri": uri, "cid": "cid", "value": record})

    def _put_record(self, request: Request) -> Reply:
        if refused := self._refused(request):
            return refused
        body = request.json()
        uri = f"at://{body['repo']}/{body['collection']}/{body['rkey']}"
        self.puts += 1
        self.records[uri] = body["record"]
        return Reply({"uri": uri, "cid": "cid"})

    def _resolve(self, request: Request) -> Reply:
        for did, handle in self.people.items():
            if handle == request.param("handle"):
                return Reply({"did": did})
        return Reply({"error": "InvalidRequest", "message": "Unable to resolve handle"}, 400)
