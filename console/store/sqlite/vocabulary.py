"""Values that are in use, for completing a filter: what colleagues and the newest items carry."""

from collections import Counter
from collections.abc import Mapping, Sequence

from console.store.sqlite.db import Db, all_rows, from_json

SAMPLE = 5_000
"""Items that are looked at, the newest: what is typed is nearly always about them, and it costs the same at a
million."""
NEWEST = f"""
SELECT channel, network, kind, lang, label, state, flags, tags, reason, author_handle
FROM items {{where}} ORDER BY id DESC LIMIT {SAMPLE}
"""
HOLDERS = "SELECT holder, count(*) FROM items WHERE holder IS NOT NULL GROUP BY holder"
ACTORS = "SELECT actor, count(*) FROM (SELECT actor FROM events ORDER BY id DESC LIMIT 2000) GROUP BY actor"
TAGGED = """
SELECT after FROM (SELECT verb, after FROM events ORDER BY id DESC LIMIT 2000) WHERE verb = 'item.tagged'
"""
CHANNELS = "SELECT substr(name, 6), n FROM counters WHERE name LIKE 'open:%'"


def in_use(db: Db, *, public: bool = False) -> Mapping[str, Sequence[str]]:
    """Values by the filter's keys, the most used first; `public` leaves out items with private messages."""
    newest = NEWEST.format(where="WHERE private = 0" if public else "")
    found: dict[str, Counter[str]] = {
        key: Counter()
        for key in ("channel", "network", "kind", "lang", "sentiment", "is", "flag", "tag", "reason")
    }
    authors: Counter[str] = Counter()
    for channel, network, kind, lang, label, state, flags, tags, reason, author in all_rows(db, newest):
        plain = {
            "channel": channel,
            "network": network,
            "kind": kind,
            "lang": lang,
            "sentiment": label,
            "is": state,
            "reason": reason,
        }
        for key, value in plain.items():
            if value:
                found[key][value] += 1
        found["flag"].update(from_json(flags) if flags != "[]" else ())
        found["tag"].update(from_json(tags) if tags != "[]" else ())
        if author:
            authors["@" + author.removeprefix("@")] += 1
    # Of these nobody knows at once what they were put on.
    for (after,) in () if public else all_rows(db, TAGGED):
        found["tag"].update(from_json(after).get("tags", ()))
    found["channel"].update(dict(all_rows(db, CHANNELS)))
    people: Counter[str] = Counter(dict(all_rows(db, HOLDERS)))
    people.update(dict(all_rows(db, ACTORS)))
    found |= {"author": authors, "holder": people}
    return {key: [value for value, _count in counted.most_common()] for key, counted in found.items()}
