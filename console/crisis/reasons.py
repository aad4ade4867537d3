"""The reasons of a suggested severity as lines, in English and Norwegian."""

from console.crisis.severity import Suggested, Why
from console.detect.sentences import language
from console.model.flagnames import FLAG_NAMES
from console.model.words import Flag, Level, Severity

_SAID = {
    "en": {
        "rise": "{times} times the usual for {minutes} min",
        "rise-new": "{times} times the usual, for {minutes} min so far",
        "share": "negative share{place} {points} points above the usual, for {minutes} min",
        "networks": "three networks or more: {networks}",
        "followers": "a negative account with {people} followers or reach",
        "flag": "flag: {flag}",
        "flag-words": "flag: {flag} ({words})",
        "flag-among": "flag: {flag}, in {messages} of {of} messages",
        "authority": "flag: regulator or police ({words})",
        "authority-among": "flag: regulator or police, in {messages} of {of} messages",
        "reach": "an angry customer with a reach of {people}",
        "small": "small numbers: fewer than {least} messages",
        "no-usual": "too little history to say what is usual",
        "fired": "a rule fired",
        "quiet": "quiet for {minutes} min: the rise alone was {from}",
    },
    "nb": {
        "rise": "{times} ganger det vanlige i {minutes} min",
        "rise-new": "{times} ganger det vanlige, foreløpig i {minutes} min",
        "share": "negativ andel{place} {points} poeng over det vanlige, i {minutes} min",
        "networks": "tre nettverk eller flere: {networks}",
        "followers": "en negativ konto med {people} følgere eller rekkevidde",
        "flag": "flagg: {flag}",
        "flag-words": "flagg: {flag} ({words})",
        "flag-among": "flagg: {flag}, i {messages} av {of} meldinger",
        "authority": "flagg: tilsyn eller politi ({words})",
        "authority-among": "flagg: tilsyn eller politi, i {messages} av {of} meldinger",
        "reach": "en sint kunde med en rekkevidde på {people}",
        "small": "små tall: færre enn {least} meldinger",
        "no-usual": "for lite historikk til å si hva som er vanlig",
        "fired": "en regel slo til",
        "quiet": "rolig i {minutes} min: økningen alene var {from}",
    },
}

_DIFFER = {
    "en": (
        "the level says how unusual this is for you, the severity how grave it is by number and content;"
        " in doubt take the higher"
    ),
    "nb": (
        "nivået sier hvor uvanlig dette er hos dere, alvorsgraden hvor alvorlig det er etter antall og"
        " innhold; er dere i tvil, velg den høyeste"
    ),
}
_LEAST = {Level.CRISIS: Severity.SEV2, Level.WARNING: Severity.SEV3}
"""The severity below which a level seems to say something else."""


def line(why: Why, lang: str = "en") -> str:
    """One reason in `en` or `nb`."""
    values = dict(why.values)
    if "flag" in values:
        values["flag"] = FLAG_NAMES[lang][Flag(values["flag"])].short
    if lang == "nb" and "people" in values:
        values["people"] = values["people"].replace(",", "\u00a0")
    if lang == "nb" and "times" in values:
        values["times"] = values["times"].replace(".", ",")
    values["place"] = language(lang).place(values["stream"]) if "stream" in values else ""
    kind = "flag-words" if why.kind == "flag" and values.get("words") else why.kind
    kind = f"{why.kind}-among" if "of" in values else kind
    return _SAID[lang][kind].format(**values)


def lines(suggested: Suggested | None, lang: str = "en") -> list[str]:
    """All reasons, the gravest first; none for nothing."""
    return [line(why, lang) for why in suggested.reasons] if suggested else []


def differing(level: Level, severity: Severity, lang: str = "en") -> str | None:
    """Why the level is high and the severity is not, in `en` or `nb`; None where neither puzzles.

    Few messages may be far beyond the usual of a small brand, and their number alone still tells nothing
    (`console.crisis.severity`).
    """
    least = _LEAST.get(level)
    return _DIFFER[lang] if least is not None and severity > least else None
