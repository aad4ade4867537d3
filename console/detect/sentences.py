"""The sentence that an alert says, one function a language, from one set of numbers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from console.model.words import Flag


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the sentence is made of."""

    measure: str
    """`volume` or `negatives`."""
    stream: str
    value: float
    expected: float
    minutes: int
    channels: int
    share: float | None
    usual_share: float | None
    angry: bool
    flags: tuple[Flag, ...]
    every_days: float | None
    history_days: float


def english(numbers: Numbers) -> str:
    noun = "mention" if numbers.measure == "volume" else "negative message"
    where = "" if numbers.stream == "all" else f" on {numbers.stream}"
    raised = (
        f"{_plural(numbers.value, noun)}{where} in 5 min against a usual {_usual(numbers.expected)}, "
        f"raised for {_span(numbers.minutes, 'min', 'h', 'd')}"
    )
    if numbers.channels > 1:
        raised += f" on {numbers.channels} channels"
    parts = [raised]
    if numbers.share is not None:
        share = f"{_percent(numbers.share)} % negative"
        if numbers.usual_share is not None:
            usual = _percent(numbers.usual_share)
            share += f" against a usual {usual} %" if numbers.angry else f", usual are {usual} %"
        parts.append(share)
    if numbers.flags:
        parts.append("messages speak of " + _list([_FLAGS_EN[flag] for flag in numbers.flags], "and"))
    if numbers.every_days is not None:
        if numbers.every_days >= numbers.history_days:
            parts.append(f"nothing this strong in {_days(numbers.history_days, 'day', 'days')} of history")
        else:
            parts.append(
                f"a run this strong is expected about once in {_days(numbers.every_days, 'day', 'days')}"
            )
    return "; ".join(parts)


def bokmal(numbers: Numbers) -> str:
    volume = numbers.measure == "volume"
    noun, nouns = ("omtale", "omtaler") if volume else ("negativ melding", "negative meldinger")
    where = "" if numbers.stream == "all" else f" på {numbers.stream}"
    raised = (
        f"{numbers.value:.0f} {noun if round(numbers.value) == 1 else nouns}{where} på 5 min mot "
        f"vanligvis {_usual(numbers.expected, ',')}, forhøyet i {_span(numbers.minutes, 'min', 't', 'd')}"
    )
    if numbers.channels > 1:
        raised += f" på {numbers.channels} kanaler"
    parts = [raised]
    if numbers.share is not None:
        share = f"{_percent(numbers.share)} % negative"
        if numbers.usual_share is not None:
            usual = _percent(numbers.usual_share)
            share += f" mot vanligvis {usual} %" if numbers.angry else f", vanligvis {usual} %"
        parts.append(share)
    if numbers.flags:
        parts.append("meldingene handler om " + _list([_FLAGS_NB[flag] for flag in numbers.flags], "og"))
    if numbers.every_days is not None:
        if numbers.every_days >= numbers.history_days:
            parts.append(
                f"ikke sett så sterkt på {_days(numbers.history_days, 'dag', 'dager')} med historikk"
            )
        else:
            parts.append(f"så sterkt ventes det omtrent hver {_ordinal_nb(numbers.every_days)} dag")
    return "; ".join(parts)


LANGUAGES: Mapping[str, Callable[[Numbers], str]] = {"en": english, "nb": bokmal}


def sentence(numbers: Numbers, lang: str = "en") -> str:
    """One sentence in `lang`, English where a language is missing."""
    return LANGUAGES.get(lang, english)(numbers)


def _plural(value: float, noun: str) -> str:
    return f"{value:,.0f} {noun}{'' if round(value) == 1 else 's'}"


def _usual(expected: float, comma: str = ".") -> str:
    if expected >= 2.95:
        return f"{expected:.0f}"
    if expected < 0.05:
        return "0"
    return f"{expected:.1f}".replace(".", comma)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _span(minutes: int, minute: str, hour: str, day: str) -> str:
    if minutes < 120:
        return f"{minutes} {minute}"
    hours = minutes / 60
    return f"{hours:.0f} {hour}" if hours < 48 else f"{hours / 24:.0f} {day}"


def _days(days: float, one: str, many: str) -> str:
    count = max(1, round(days))
    return f"{count} {one if count == 1 else many}"


def _ordinal_nb(days: float) -> str:
    return f"{max(1, round(days))}."


def _list(words: list[str], last: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


_FLAGS_EN = {
    Flag.SAFETY: "danger to people",
    Flag.DATA: "leaked data",
    Flag.TAKEOVER: "taken accounts",
    Flag.THREAT: "threats",
    Flag.SELF_HARM: "self-harm",
    Flag.MINORS: "harm to children",
    Flag.LEGAL: "legal steps",
    Flag.PRESS: "the press",
    Flag.OUTAGE: "an outage",
    Flag.BOYCOTT: "a boycott",
    Flag.DISCRIMINATION: "discrimination",
}
_FLAGS_NB = {
    Flag.SAFETY: "fare for folk",
    Flag.DATA: "data på avveie",
    Flag.TAKEOVER: "kaprede kontoer",
    Flag.THREAT: "trusler",
    Flag.SELF_HARM: "selvskading",
    Flag.MINORS: "skade på barn",
    Flag.LEGAL: "juridiske skritt",
    Flag.PRESS: "pressen",
    Flag.OUTAGE: "driftsstans",
    Flag.BOYCOTT: "boikott",
    Flag.DISCRIMINATION: "diskriminering",
}
