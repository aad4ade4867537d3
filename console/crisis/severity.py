"""How bad an alert or a message is, suggested by a matrix of signal and content, with the reasons in words.

    severity   by signal                                   by content, one message is enough
    SEV-1      8 times the usual for 30 minutes,           danger to people, self-harm, minors, data exposed,
               or three networks at once                   an account taken, a regulator or the police
    SEV-2      4 times, negative share up by 30 points,    threats, discrimination, calls to boycott, lawyers,
               or an account with 100,000 followers        the press
    SEV-3      2 times, negative share up by 15 points     a service fault
               for an hour
    SEV-4      anything that raised an alert               an angry customer with reach

Content goes before volume and in doubt the higher counts: a rise that is not half an hour old counts one step
below what it would be then. Of fewer than 20 messages no volume tells anything. What volume said is taken
back step by step, one for two quiet half hours; what content said stands until a person says otherwise, and
what was declared is lowered by its lead alone (`console.desk.crisis`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from console.model.alert import Finding, Signal
from console.model.explanation import ByRule, Content
from console.model.item import StoredMessage
from console.model.reasons import say_raised
from console.model.stream import ALL
from console.model.words import Flag, Label, Severity

BY_CONTENT: Mapping[Flag, Severity] = {
    Flag.SAFETY: Severity.SEV1,
    Flag.SELF_HARM: Severity.SEV1,
    Flag.MINORS: Severity.SEV1,
    Flag.DATA: Severity.SEV1,
    Flag.TAKEOVER: Severity.SEV1,
    Flag.THREAT: Severity.SEV2,
    Flag.DISCRIMINATION: Severity.SEV2,
    Flag.BOYCOTT: Severity.SEV2,
    Flag.LEGAL: Severity.SEV2,
    Flag.PRESS: Severity.SEV2,
    Flag.OUTAGE: Severity.SEV3,
}
INTERVAL = 6
"""Buckets of five minutes in the half hour that the matrix speaks of."""
QUIET_BELOW = 2.0
"""An interval is quiet below so many times the usual."""
_LEVELS = tuple(Severity)
_RISES = ((8.0, Severity.SEV1), (4.0, Severity.SEV2), (2.0, Severity.SEV3))
_LASTING = 30
_LEAST = 20
_NETWORKS = 3
_FOLLOWERS = 100_000
_REACH = 10_000
_COUNTED = ("volume", "negatives")
_AUTHORITY = re.compile(
    r"tilsyn|politi|polis|police|ombud|regulator|ombuds|inspektion|konsumentverk|forbrukerråd|forbrukarråd|nævn"
    r"|klagenemnd|\b(?:fca|ftc|ofcom|ofgem|ico|cfpb|fda|osha|asa|bbb|arn|imy)\b|trading standards|authorit",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: which, and its numbers or words."""

    kind: str
    """`rise`, `rise-new`, `share`, `networks`, `followers`, `flag`, `authority`, `reach`, `small`, `fired`,
    `no-usual`, or `quiet`."""
    severity: Severity
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Suggested:
    severity: Severity
    reasons: tuple[Why, ...]
    """What speaks for the severity, the gravest first."""


def of_finding(finding: Finding, samples: Iterable[StoredMessage] = (), quiet: int = 0) -> Suggested:
    """The severity of an alert.

    Args:
        finding: As the detector or a rule raised it.
        samples: Its messages, whose authors may have a large following.
        quiet: How many intervals of half an hour have been quiet since.
    """
    explained = finding.explanation
    by_signal = [*_by_signals(finding.signals), *_followers(samples)]
    by_content = [Why("flag", BY_CONTENT[flag], {"flag": flag.value}) for flag in finding.carried]
    if explained is not None and explained.rule is not None and explained.content is not None:
        by_signal = by_matches(explained.rule, explained.content)
        by_content = by_flags(explained.content, explained.looked_at) or by_content
    signalled = min((why.severity for why in by_signal), default=Severity.SEV4)
    settled = _lowered(signalled, quiet // 2)
    severity = min((settled, *(why.severity for why in by_content)))
    reasons = [*by_content, *by_signal] or [Why("fired", Severity.SEV4, {})]
    if settled is not signalled:
        reasons.append(Why("quiet", settled, {"minutes": str(quiet * INTERVAL * 5), "from": signalled.value}))
    return Suggested(severity, tuple(sorted(reasons, key=lambda why: why.severity)))


def content_of(
    messages: Sequence[StoredMessage], negatives: int, usual: float | None, usual_negatives: float | None
) -> Content:
    """What the messages of an alert rule's window say, for the matrix; usual as `Content` tells it."""
    counted = [one for one in messages if not one.message.ours and not one.message.deleted]
    found = [_why_flag(flag, one) for one in counted for flag in one.flags]
    flags = Counter(flag.value for one in counted for flag in one.flags)
    bad = [one.message.people for one in counted if one.label is Label.NEGATIVE]
    authority = sum(why.kind == "authority" for why in found)
    return Content(dict(flags), authority, max(bad, default=0), negatives, usual, usual_negatives)


def by_flags(content: Content, looked_at: int) -> list[Why]:
    """One message with a flag is enough; how many of those looked at have it stands in the reason."""
    of = {"of": f"{looked_at:,}"}
    found = [
        Why("flag", BY_CONTENT[Flag(name)], of | {"flag": name, "messages": f"{messages:,}"})
        for name, messages in content.flags.items()
    ]
    if content.authority:
        found.append(Why("authority", Severity.SEV1, of | {"messages": f"{content.authority:,}"}))
    return found


def by_matches(rule: ByRule, content: Content) -> list[Why]:
    """What the number of an alert rule's messages says, against what is usual at that hour of the week, and
    who wrote them. On how many networks they came says nothing: nobody knows what is usual on each."""
    found = _by_people(content.people)
    if rule.volume < _LEAST:
        return [*found, Why("small", Severity.SEV4, {"least": str(_LEAST)})]
    if content.usual is None:
        return [*found, Why("no-usual", Severity.SEV4, {})]
    pairs = ((rule.volume, content.usual), (content.negatives, content.usual_negatives or 0.0))
    enough = [(now, usual) for now, usual in pairs if now >= _LEAST]
    rises = [_rise_of(now / max(usual, 0.5), rule.minutes) for now, usual in enough]
    found.append(min(rises, key=lambda why: (why.severity, why.kind)))
    if content.usual and content.usual_negatives is not None:
        share = content.negatives / rule.volume - min(1.0, content.usual_negatives / content.usual)
        why = _points(round(100 * share), rule.minutes)
        found += [why] if why is not None else []
    return found


def _by_people(people: int) -> list[Why]:
    """Of whoever a negative message can have reached, or who follow its author."""
    if people > _FOLLOWERS:
        return [Why("followers", Severity.SEV2, {"people": f"{people:,}"})]
    return [Why("reach", Severity.SEV4, {"people": f"{people:,}"})] if people >= _REACH else []


def of_message(stored: StoredMessage) -> Suggested | None:
    """The severity that one message has by what it says and who says it; None if nothing in it counts alone.

    A message of ours and a deleted one count for nothing.
    """
    message = stored.message
    if message.ours or message.deleted:
        return None
    found = [_why_flag(flag, stored) for flag in stored.flags]
    if stored.label is Label.NEGATIVE:
        found += _by_people(message.people)
    if not found:
        return None
    found.sort(key=lambda why: why.severity)
    return Suggested(found[0].severity, tuple(found))


def gravest(messages: Iterable[StoredMessage]) -> Suggested | None:
    """The highest that one of the messages has, the first of them if several have it."""
    known = [one for one in map(of_message, messages) if one is not None]
    return min(known, key=lambda one: one.severity) if known else None


def quiet_intervals(counts: Sequence[float], usual: float) -> int:
    """How many half hours at the end were quiet, one after the other.

    Args:
        counts: Messages a five-minute bucket, oldest first, up to the last complete one.
        usual: Messages that a bucket usually has.
    """
    quiet = 0
    for end in range(len(counts), INTERVAL - 1, -INTERVAL):
        if sum(counts[end - INTERVAL : end]) >= QUIET_BELOW * max(usual, 1 / INTERVAL) * INTERVAL:
            break
        quiet += 1
    return quiet


def _why_flag(flag: Flag, stored: StoredMessage) -> Why:
    lead = say_raised(flag, "")
    words = next((one.text[len(lead) :] for one in stored.reasons if one.text.startswith(lead)), "")
    if flag is Flag.LEGAL and _AUTHORITY.search(words):
        return Why("authority", Severity.SEV1, {"words": words})
    return Why("flag", BY_CONTENT[flag], {"flag": flag.value, "words": words})


def _by_signals(signals: Sequence[Signal]) -> list[Why]:
    found = []
    counted = [one for one in signals if one.measure in _COUNTED]
    enough = [one for one in counted if _enough(one)]
    if enough:
        rise = min((_rise(one) for one in enough), key=lambda why: (why.severity, why.kind))
        found.append(rise)
    elif counted:
        found.append(Why("small", Severity.SEV4, {"least": str(_LEAST)}))
    networks = {
        one.stream.partition("/")[0] for one in counted if "/" in one.stream and ":" not in one.stream
    }
    if len(networks) >= _NETWORKS:
        found.append(Why("networks", Severity.SEV1, {"networks": ", ".join(sorted(networks))}))
    return [*found, *_share(signals)]


def _enough(signal: Signal) -> bool:
    """Whether so many came, at the newest bucket's pace, that their number tells something."""
    return signal.value * max(signal.minutes, 5) / 5 >= _LEAST


def _rise(signal: Signal) -> Why:
    return _rise_of(signal.value / max(signal.expected, 0.5), signal.minutes)


def _rise_of(times: float, minutes: int) -> Why:
    values = {"times": f"{times:.0f}" if times >= 10 else f"{times:.1f}", "minutes": str(minutes)}
    reached = next((severity for least, severity in _RISES if times >= least), Severity.SEV4)
    if minutes >= _LASTING or reached is Severity.SEV4:
        return Why("rise", reached, values)
    return Why("rise-new", _lowered(reached, 1), values)


def _share(signals: Sequence[Signal]) -> list[Why]:
    """Negative share against the usual one, in percentage points, as the alert's sentence and table tell it.

    That of all messages if it is raised; only otherwise the largest of another stream, which is then named:
    a share of few messages is large by chance.
    """
    shares = [one for one in signals if one.measure == "share"]
    of_all = [one for one in shares if one.stream == ALL]
    found = [why for why in map(_why_share, of_all or shares) if why is not None]
    return sorted(found, key=lambda why: (why.severity, -int(why.values["points"])))[:1]


def _why_share(signal: Signal) -> Why | None:
    place = {} if signal.stream == ALL else {"stream": signal.stream}
    return _points(round(100 * (signal.value - signal.expected)), signal.minutes, place)


def _points(points: int, minutes: int, place: Mapping[str, str] | None = None) -> Why | None:
    values = {"points": str(points), "minutes": str(minutes), **(place or {})}
    if points >= 30:
        return Why("share", Severity.SEV2, values)
    return Why("share", Severity.SEV3, values) if points >= 15 and minutes >= 60 else None


def _followers(samples: Iterable[StoredMessage]) -> list[Why]:
    people = max(
        (one.message.author.followers or 0 for one in samples if one.label is Label.NEGATIVE), default=0
    )
    return [Why("followers", Severity.SEV2, {"people": f"{people:,}"})] if people > _FOLLOWERS else []


def _lowered(severity: Severity, steps: int) -> Severity:
    """So many steps lower, but no lower than what an alert has at the least."""
    least = _LEVELS.index(Severity.SEV4)
    return _LEVELS[max(_LEVELS.index(severity), min(least, _LEVELS.index(severity) + steps))]
