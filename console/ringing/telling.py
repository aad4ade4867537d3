"""What goes out to a chat or a phone: plain text, ours, and no customer's unless that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from console.model.alert import Alert
from console.model.safe import SafeText
from console.model.words import Level
from console.text import one_line

LONGEST_SAMPLE = 200
_LEVELS = {
    "en": {Level.WATCH: "WATCH", Level.WARNING: "WARNING", Level.CRISIS: "CRISIS?"},
    "nb": {Level.WATCH: "FØLG MED", Level.WARNING: "VARSEL", Level.CRISIS: "KRISE?"},
}
_WORDS = {
    "en": {
        "waiting": "nobody has acknowledged it for {minutes} min",
        "how": "acknowledge alert {id} in Beredt: ! opens it, a acknowledges",
        "sample": "{author}: {text}",
    },
    "nb": {
        "waiting": "ingen har kvittert på {minutes} min",
        "how": "kvitter for varsel {id} i Beredt: ! åpner det, a kvitterer",
        "sample": "{author}: {text}",
    },
}
# Chats read @everyone, <!channel> and the like as orders, whoever wrote them.
_DEFUSED = str.maketrans({"@": "\uff20", "<": "\u2039", ">": "\u203a"})


@dataclass(frozen=True, slots=True)
class Telling:
    title: str
    body: str


def telling(
    alert: Alert,
    waited: timedelta,
    lang: str = "en",
    samples: Sequence[tuple[SafeText, SafeText]] = (),
) -> Telling:
    """The text of one ring.

    Args:
        alert: The alert as it stands.
        waited: How long nobody has acknowledged it, in a person's time.
        lang: `en` or `nb`; English where a language is missing.
        samples: Handles and texts of customers, where the configuration lets them out.
    """
    words = _WORDS.get(lang, _WORDS["en"])
    levels = _LEVELS.get(lang, _LEVELS["en"])
    lines = [_sentence(alert)]
    lines += [
        words["sample"].format(author=_plain(author), text=_plain(text)[:LONGEST_SAMPLE])
        for author, text in samples
    ]
    minutes = round(waited.total_seconds() / 60)
    if minutes:
        lines.append(words["waiting"].format(minutes=minutes))
    lines.append(words["how"].format(id=alert.id))
    return Telling(f"Beredt: {levels[alert.finding.level]}", "\n".join(lines))


def _sentence(alert: Alert) -> str:
    """The detector's sentence is numbers; a message rule's quotes a customer behind its name."""
    text = alert.finding.text
    return _plain(text.partition(":")[0] if alert.finding.of_rule else text)


def _plain(text: str) -> str:
    return one_line(text).translate(_DEFUSED)
