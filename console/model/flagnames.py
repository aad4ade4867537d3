"""What each flag is called, once for all rooms: short as a mark, and as what a sentence is about."""

from collections.abc import Mapping
from typing import NamedTuple

from console.model.words import Flag


class FlagName(NamedTuple):
    short: str
    about: str
    """As in "messages about …"."""


FLAG_NAMES: Mapping[str, Mapping[Flag, FlagName]] = {
    "en": {
        Flag.SAFETY: FlagName("safety", "danger to people"),
        Flag.DATA: FlagName("data", "leaked data"),
        Flag.TAKEOVER: FlagName("takeover", "taken accounts"),
        Flag.THREAT: FlagName("threat", "threats"),
        Flag.SELF_HARM: FlagName("self-harm", "self-harm"),
        Flag.MINORS: FlagName("minors", "harm to children"),
        Flag.LEGAL: FlagName("legal", "legal steps"),
        Flag.PRESS: FlagName("press", "the press"),
        Flag.OUTAGE: FlagName("outage", "an outage"),
        Flag.BOYCOTT: FlagName("boycott", "a boycott"),
        Flag.DISCRIMINATION: FlagName("discrimination", "discrimination"),
    },
    "nb": {
        Flag.SAFETY: FlagName("sikkerhet", "fare for folk"),
        Flag.DATA: FlagName("persondata", "persondata på avveie"),
        Flag.TAKEOVER: FlagName("kapret konto", "kaprede kontoer"),
        Flag.THREAT: FlagName("trussel", "trusler"),
        Flag.SELF_HARM: FlagName("selvskading", "selvskading"),
        Flag.MINORS: FlagName("mindreårige", "skade på mindreårige"),
        Flag.LEGAL: FlagName("juss", "juridiske skritt"),
        Flag.PRESS: FlagName("presse", "pressen"),
        Flag.OUTAGE: FlagName("driftsfeil", "driftsfeil"),
        Flag.BOYCOTT: FlagName("boikott", "boikott"),
        Flag.DISCRIMINATION: FlagName("diskriminering", "diskriminering"),
    },
}
"""By language; every flag in each."""
