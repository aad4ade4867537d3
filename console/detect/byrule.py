"""What an alert says of an alert rule that fired: what was counted, against what, and in which messages."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from console.detect.coordination import evidence
from console.detect.explain import samples, sources, wave_behind
from console.detect.grams import grown
from console.detect.sentences import language
from console.model.alert import ALERT_RULE, Finding
from console.model.alertrule import Firing, Kept
from console.model.explanation import ByRule, Content, Explanation, Numbers
from console.model.item import StoredMessage
from console.model.stream import ALL
from console.model.words import Flag, Level
from console.text import one_line

_MINUTE = timedelta(minutes=1)


def episode_of(kept: Kept, firing: Firing) -> str:
    """The identity of an episode: the rule, and when it began to hold."""
    return f"{ALERT_RULE}{kept.id}:{int(firing.at.timestamp())}"


def finding(
    kept: Kept,
    episode: str,
    now: Firing,
    messages: Sequence[StoredMessage],
    before: Sequence[StoredMessage],
    flags: Sequence[Flag],
    content: Content | None = None,
    *,
    lang: str = "en",
    ignore: Iterable[str] = (),
) -> Finding:
    """The alert of a rule's episode as it stands.

    Args:
        kept: The rule.
        episode: As `episode_of` named it.
        now: The newest window in which the rule held.
        messages: Those of that window that fit its filter, the newest first.
        before: Those that fitted before it, to compare with.
        flags: Content flags that its filter asks for.
        content: What those messages say, for the severity matrix.
        lang: Language of the stored sentence, `en` or `nb`; readers get theirs from the numbers.
        ignore: The brand's names, itself first, then its products.
    """
    rule = kept.rule
    found = ByRule(
        id=kept.id,
        name=rule.name,
        version=kept.version,
        filter=one_line(rule.filter),
        measure=rule.measure.value,
        value=now.value,
        volume=now.volume,
        usual=now.expected,
        threshold=rule.threshold,
        minutes=rule.window // _MINUTE,
        cooldown_minutes=rule.cooldown // _MINUTE,
    )
    numbers = Numbers(
        measure=found.measure,
        stream=ALL,
        value=found.value,
        expected=found.threshold if found.usual is None else found.usual,
        minutes=found.minutes,
        channels=len({one.message.channel for one in messages}),
        share=None,
        usual_share=None,
        angry=False,
        flags=(),
        every_days=None,
        history_days=0.0,
    )
    texts, earlier = ([one.message.text for one in several] for several in (messages, before))
    phrases = grown(texts, earlier, ignore=ignore)
    return Finding(
        episode=episode,
        level=Level.WARNING,
        at=now.at,
        text=one_line(language(lang).by_rule(found)),
        signals=(),
        phrases=phrases,
        samples=samples(messages, phrases),
        flags=tuple(flags),
        explanation=Explanation(
            numbers=numbers,
            looked_at=len(messages),
            sources=sources(messages),
            wave=wave_behind(messages),
            evidence=evidence(messages) if messages else (),
            rule=found,
            content=content,
        ),
    )
