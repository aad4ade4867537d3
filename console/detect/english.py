"""What the detector says, in English."""

from collections.abc import Callable
from datetime import datetime

from console.detect.figures import counted, listed, percent, span, usual
from console.model.explanation import ByRule, Ending, Evidence, Numbers, Source, WaveBehind
from console.model.flagnames import FLAG_NAMES
from console.model.stream import ALL, FLAG, KIND, TOPIC, WORD, facet_of
from console.model.words import Flag, Kind

_FLAGS = FLAG_NAMES["en"]
_KINDS = {
    Kind.COMMENT: "comments",
    Kind.DM: "direct messages",
    Kind.MENTION: "mentions",
    Kind.REPLY: "replies",
    Kind.REVIEW: "reviews",
}
_BROKEN = {
    "unreachable": "the network can't be reached",
    "auth": "its token is missing, expired or refused",
    "broken": "the connection is broken",
    "silent": "the connection gives no sign of life",
    "limited": "the network told us to wait",
    "behind": "we are still catching up",
    "starting": "the connection is not up yet",
}


def place(stream: str) -> str:
    """Where the messages of a stream are, as a part of a sentence; empty for all."""
    facet = facet_of(stream)
    if facet is None:
        return "" if stream == ALL else f" on {stream}"
    prefix, what = facet
    if prefix == KIND:
        return f" in {_KINDS[Kind(what)]}" if what in set(Kind) else f" of kind {what}"
    if prefix == FLAG:
        return f" about {_FLAGS[Flag(what)].about}" if what in set(Flag) else f" with the flag {what}"
    if prefix == TOPIC:
        return f" tagged {what}"
    return f" with “{what}”" if prefix == WORD else f" in wave {what}"


def everywhere() -> str:
    """The place of all messages, where a place must be named."""
    return " everywhere"


def raised(numbers: Numbers) -> str:
    expected = usual(numbers.expected)
    most = f" (up to {usual(numbers.upper)})" if numbers.upper is not None else ""
    where = place(numbers.stream)
    match numbers.measure:
        case "share":
            of = f" (of {counted(numbers.share_of, 'message', 'messages')})" if numbers.share_of else ""
            known = percent(numbers.expected)
            head = f"{percent(numbers.value)} % negative{where}{of} against a usual {known} %"
        case "reach_negatives":
            head = (
                f"negative messages{where} weigh {numbers.value:.0f} by their reach in 5 min "
                f"against a usual {expected}{most}"
            )
        case measure:
            one = "mention" if measure == "volume" else "negative message"
            noun = one if round(numbers.value) == 1 else f"{one}s"
            head = f"{numbers.value:,.0f} {noun}{where} in 5 min against a usual {expected}{most}"
    head += f", raised for {span(numbers.minutes, 'min', 'h', 'd')}"
    if numbers.channels > 1:
        head += f" on {numbers.channels} channels"
    parts = [head]
    if numbers.share is not None and numbers.measure != "share":
        share = f"{percent(numbers.share)} % negative"
        if numbers.usual_share is not None:
            known = percent(numbers.usual_share)
            share += f" against a usual {known} %" if numbers.angry else f", usual are {known} %"
        parts.append(share)
    if numbers.flags:
        parts.append("messages speak of " + listed([_FLAGS[flag].about for flag in numbers.flags], "and"))
    if numbers.every_days is not None:
        if numbers.every_days >= numbers.history_days:
            history = counted(numbers.history_days, "day", "days")
            parts.append(f"nothing this strong in {history} of history")
        else:
            often = counted(numbers.every_days, "day", "days")
            parts.append(f"a run this strong is expected about once in {often}")
    return "; ".join(parts)


def settled(numbers: Numbers) -> str:
    """The end of an episode whose level is what is usual now."""
    return (
        f"a new level{place(numbers.stream)} for {span(numbers.minutes, 'min', 'h', 'd')}: about "
        f"{usual(numbers.value)} mentions in 5 min against {usual(numbers.expected)} before; from now on "
        "that is the usual, and this alert has ended"
    )


def silent(numbers: Numbers) -> str:
    parts = [
        f"no message{place(numbers.stream)} for {span(numbers.minutes, 'min', 'h', 'd')}, "
        f"where {usual(numbers.expected)} are usual in that time"
    ]
    if numbers.every_days is not None:
        if numbers.every_days >= numbers.history_days:
            history = counted(numbers.history_days, "day", "days")
            parts.append(f"a silence this unlikely is not expected once in {history} of history")
        else:
            often = counted(numbers.every_days, "day", "days")
            parts.append(f"a silence this unlikely is expected about once in {often}")
    if numbers.health is None:
        parts.append("whether the connection works is not known")
    elif numbers.health == "ok":
        works = "every connection works" if numbers.stream == ALL else "the connection works"
        parts.append(f"{works}, so it is people who do not write")
    else:
        parts.append(f"{_BROKEN.get(numbers.health, numbers.health)}, so messages may be missing")
    return "; ".join(parts)


def by_rule(found: ByRule) -> str:
    what = f" that fit “{found.filter}”" if found.filter else ""
    within = span(found.minutes, "min", "h", "d")
    if found.measure == "share":
        messages = counted(found.volume, "message", "messages")
        head = f"{percent(found.value)} % of {messages}{what} in {within} are negative"
        normal = f"{percent(found.usual)} %" if found.usual is not None else ""
        least = f"{percent(found.threshold)} %"
    else:
        one = "message" if found.measure == "volume" else "negative message"
        noun = one if round(found.value) == 1 else f"{one}s"
        head = f"{found.value:,.0f} {noun}{what} in {within}"
        normal = usual(found.usual) if found.usual is not None else ""
        least = f"{found.threshold:,.0f}"
    if found.usual is not None:
        head += f", usual at this hour of the week are {normal}"
        least = f"{found.threshold:g} times the usual"
    return (
        f"alert rule {found.name} (number {found.id}, version {found.version}): {head}; it fires from {least}"
    )


def rule_ending(found: ByRule) -> str:
    quiet = span(found.cooldown_minutes, "min", "h", "d")
    return f"It is over when the rule has not held for {quiet}; then it can fire again."


def rule_ended(found: ByRule, when: str) -> str:
    quiet = span(found.cooldown_minutes, "min", "h", "d")
    return f"Over since {when}: the rule had not held for {quiet}."


def ending(found: Ending, when: Callable[[datetime], str]) -> str:
    if found.measure == "silence":
        return f"It ends by itself with the next message{place(found.stream)}."
    noun = "negative messages" if found.measure == "negatives" else "messages"
    if found.measure == "reach_negatives":
        noun = "of weighted negatives"
    count = f"{percent(found.below)} % negative" if found.measure == "share" else usual(found.below)
    what = count if found.measure == "share" else f"{count} {noun}"
    text = (
        f"Up to {what}{place(found.stream)} in 5 min it stops growing, and the lower, the sooner it falls; "
        f"it ends when nothing has been raised for {span(found.quiet_minutes, 'min', 'h', 'd')}"
    )
    return f"{text}, at {when(found.not_before)} at the earliest." if found.not_before else f"{text}."


def ended(found: Ending, when: str) -> str:
    quiet = span(found.quiet_minutes, "min", "h", "d")
    return f"Over since {when}: nothing was raised{place(found.stream)} in the {quiet} before."


def evidence(found: Evidence, looked_at: int) -> str:
    n = found.numbers
    match found.kind:
        case "burst":
            return (
                f"burst: {n['most']:.0f} of {looked_at} messages came within {n['minutes']:.0f} min "
                f"of {span(n['span'], 'min', 'h', 'd')}"
            )
        case "alike":
            return f"alike: {n['messages']:.0f} of {looked_at} messages nearly repeat another one" + (
                f", the largest wave has {n['largest']:.0f}" if n["messages"] else ""
            )
        case "authors":
            return (
                f"authors: {n['authors']:.0f} wrote {looked_at} messages; the busiest "
                + ("one" if n["busiest"] == 1 else f"{n['busiest']:.0f}")
                + f" wrote {n['by_busiest']:.0f}"
            )
        case "ages":
            return _ages(found)
        case kind:
            return (
                f"same {kind}: {found.text or ''} is in {n['messages']:.0f} of {looked_at} messages by "
                + (counted(n["authors"], "author", "authors"))
            )


def _ages(found: Evidence) -> str:
    n = found.numbers
    known, unknown = n.get("known", 0), n.get("unknown", 0)
    if not known:
        return "account ages: unknown, no network tells us when these accounts were made"
    age = counted(n["median"], "day", "days")
    young = f"{n['young']:.0f} of {known:.0f} younger than {n['days']:.0f} days"
    text = f"account ages: {young}, half at most {age} old"
    return text + (f"; of {unknown:.0f} more it is unknown" if unknown else "")


def wave(found: WaveBehind, looked_at: int) -> str:
    return (
        f"wave {found.id}: {found.messages} of {looked_at} messages nearly repeat one text, by "
        f"{counted(found.authors, 'author', 'authors')}"
    )


def source(found: Source) -> str:
    return (
        f"reach {found.reach:,}, {counted(found.messages, 'message', 'messages')}, {found.negatives} negative"
    )
