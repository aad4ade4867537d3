"""The `[priority]` table: how many points each part of a place in the queue gets."""

import re

from console.config.table import Table
from console.model.words import Flag, Kind
from console.priority import MOST, PriorityWeights, vip_name

_VIP = re.compile(r"(?:([^\s/@]+)/)?@([^\s/]+)")
USUAL = PriorityWeights()
MOST_VIPS = 2000
PEOPLE = 1_000_000_000


def read_priority(root: Table) -> PriorityWeights:
    """All weights; what is wrong is left in the source."""
    table = root.table("priority")
    flags, kinds = table.table("flags"), table.table("kinds")
    weights = PriorityWeights(
        flags={flag: _points(flags, flag.value, USUAL.flags.get(flag, 0)) for flag in Flag},
        further_flag=_points(table, "further_flag", USUAL.further_flag),
        negative=_points(table, "negative", USUAL.negative),
        strongly_negative=_points(table, "strongly_negative", USUAL.strongly_negative),
        neutral=_points(table, "neutral", USUAL.neutral),
        positive=_points(table, "positive", USUAL.positive),
        kinds={kind: _points(kinds, kind.value, USUAL.kinds.get(kind, 0)) for kind in Kind},
        question=_points(table, "question", USUAL.question),
        reach=_points(table, "reach", USUAL.reach),
        reach_from=table.whole("reach_from", USUAL.reach_from, 1, PEOPLE),
        reach_most=_points(table, "reach_most", USUAL.reach_most),
        again=_points(table, "again", USUAL.again),
        again_times=table.whole("again_times", USUAL.again_times, 1, 20),
        again_hours=table.whole("again_hours", USUAL.again_hours, 1, 720),
        vip=_points(table, "vip_points", USUAL.vip),
        vips=_vips(table),
        warned=_points(table, "warned", USUAL.warned),
        missed=_points(table, "missed", USUAL.missed),
    )
    flags.done()
    kinds.done()
    table.done()
    return weights


def _points(table: Table, key: str, usual: int) -> int:
    return table.whole(key, usual, 0, MOST)


def _vips(table: Table) -> frozenset[str]:
    names = []
    for entry in table.texts("vip", most=MOST_VIPS):
        read = _VIP.fullmatch(entry)
        if read:
            names.append(vip_name(read[2], read[1] or ""))
        else:
            table.reject("vip", f"{entry!r} is nobody's handle", "write @handle, or network/@handle")
    return frozenset(names)
