"""What an alert says, in the reader's language: rendered from its numbers each time it is read."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from console.detect import bokmal, english
from console.detect.lifts import during
from console.model.alert import Finding
from console.model.explanation import ByRule, Ending, Evidence, Explanation, Numbers, Source, WaveBehind


class Language(Protocol):
    """What one language has to be able to say."""

    def place(self, stream: str) -> str: ...
    def everywhere(self) -> str: ...
    def raised(self, numbers: Numbers) -> str: ...
    def settled(self, numbers: Numbers) -> str: ...
    def silent(self, numbers: Numbers) -> str: ...
    def by_rule(self, found: ByRule) -> str: ...
    def rule_ending(self, found: ByRule) -> str: ...
    def rule_ended(self, found: ByRule, when: str) -> str: ...
    def ending(self, found: Ending, when: Callable[[datetime], str]) -> str: ...
    def ended(self, found: Ending, when: str) -> str: ...
    def evidence(self, found: Evidence, looked_at: int) -> str: ...
    def wave(self, found: WaveBehind, looked_at: int) -> str: ...
    def source(self, found: Source) -> str: ...


LANGUAGES: Mapping[str, Language] = {"en": english, "nb": bokmal}


def language(lang: str) -> Language:
    """English where a language is missing."""
    return LANGUAGES.get(lang, english)


def sentence(numbers: Numbers, lang: str = "en") -> str:
    """The numbers against the expected band, in one sentence."""
    speaks = language(lang)
    match numbers.measure:
        case "silence":
            text = speaks.silent(numbers)
        case "level":
            text = speaks.settled(numbers)
        case _:
            text = speaks.raised(numbers)
    return f"{text}; {during(numbers.known, numbers.lift, lang)}" if numbers.known else text


def fate(explained: Explanation, when: Callable[[datetime], str], over: datetime | None, lang: str) -> str:
    """What would end it, or how it ended; empty where nothing tells.

    Args:
        explained: What the alert rests on.
        when: How a time is written.
        over: Since when it is over (UTC); None while it goes on.
        lang: `en` or `nb`.
    """
    speaks = language(lang)
    if explained.rule is not None:
        return speaks.rule_ended(explained.rule, when(over)) if over else speaks.rule_ending(explained.rule)
    if explained.ending is not None:
        return speaks.ended(explained.ending, when(over)) if over else speaks.ending(explained.ending, when)
    return ""


def told(finding: Finding, lang: str) -> str:
    """The finding's sentence in `lang`; the stored one where no numbers were stored."""
    explained = finding.explanation
    if explained is None:
        return finding.text
    if explained.rule is not None:
        return language(lang).by_rule(explained.rule)
    return sentence(explained.numbers, lang)
