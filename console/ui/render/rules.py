"""Rules, what they did, and what they said of a message."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from console.model.rule import Asked, Deed, Fired, Outcome, Rule, Trial
from console.text import one_line
from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line, Span, cut, fit, pad, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock

NAME = 16
LOGGED = 12
"""Firings that are listed under a rule."""
WEEKS = 6


def rule_lines(
    rules: Sequence[Rule],
    counts: Mapping[str, int],
    opened: str,
    log: Sequence[Fired],
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
) -> tuple[list[Line], list[int]]:
    """Each rule in its order, under the opened one its log; and the line on which each begins."""
    lines: list[Line] = []
    starts: list[int] = []
    for place, rule in enumerate(rules, 1):
        starts.append(len(lines))
        on = rule.enabled
        lines.append(
            fit(
                (
                    Span(f" {place:>2}  ", "dim"),
                    Span(pad(words("rule.on" if on else "rule.off"), 5), "good" if on else "warn"),
                    Span(pad(rule.name, NAME) + " ", "strong" if on else "dim"),
                    Span(pad(words("rule.fired", count=counts.get(rule.name, 0)), 22), ""),
                    Span(words("rule.stops") if rule.stop else "", "dim"),
                ),
                width,
                fill=False,
            )
        )
        lines += wrapped(one_line(rule.query), width - 2, "dim" if on else "faint", 10)
        does = ", ".join(map(str, rule.actions))
        lines += wrapped(f"{marks['arrow']} {does}", width - 2, "accent" if on else "faint", 10)
        if rule.name == opened:
            lines += log_lines(log, width, now, words)
    return lines, starts


def log_lines(log: Sequence[Fired], width: int, now: datetime, words: Words) -> list[Line]:
    """What a rule did lately, newest first."""
    if not log:
        return [(Span(" " * 10 + words("rule.never"), "faint"),)]
    lines: list[Line] = []
    for one in log[:LOGGED]:
        lines.append(
            (
                Span(" " * 10 + pad(clock(one.at, now), 13), "dim"),
                Span(words("rule.item", id=one.item_id) + "  ", "strong"),
                Span(
                    cut(", ".join(deed.action for deed in one.deeds if not deed.refused), width - 36), "good"
                ),
            )
        )
        lines += _refused(one.deeds, width, words, 12)
    return lines


def _refused(deeds: Sequence[Deed], width: int, words: Words, indent: int) -> list[Line]:
    return [
        line
        for deed in deeds
        if deed.refused
        for line in wrapped(
            words("rule.refused", what=deed.action, why=words.said(deed.refused)), width - 2, "warn", indent
        )
    ]


def verdict_lines(asked: Sequence[Asked], width: int, words: Words) -> list[Line]:
    """What each rule said of a message when it came; nothing if there was none."""
    verdicts = [verdict for one in asked for verdict in one.verdicts]
    if not verdicts:
        return []
    lines: list[Line] = [EMPTY, (Span(" " + words("rule.title"), "strong"),)]
    for verdict in verdicts:
        fired = verdict.outcome is Outcome.FIRED
        done = ", ".join(deed.action for deed in verdict.deeds if not deed.refused)
        said = words("rule.did", what=done) if done else words.said(verdict.why)
        told = words("rule.held") if fired and not done else said
        name = Span("   " + pad(verdict.rule, NAME) + " ", "good" if fired else "dim")
        lines += [
            fit((name, Span(one_line(told), "" if fired else "dim")), width, fill=False),
            *_refused(verdict.deeds, width, words, 5),
        ]
    return lines


def trial_text(rule: Rule, found: Trial, days: int, width: int, words: Words) -> str:
    """What a rule would have done, as the question whether to save it: a few lines, each of one thought."""
    parts = [words("rule.would", name=rule.name, count=found.fired, days=days, of=words.number(found.looked))]
    if found.fired:
        weeks = " ".join(str(count) for _, count in found.weeks[-WEEKS:])
        parts.append(words("rule.weeks", counts=weeks))
    for action, why, count in found.refused[:2]:
        parts.append(words("rule.not-done", count=count, what=action, why=words.said(why)))
    for sample in found.samples[:3]:
        parts.append(cut(f"  {sample.author}: {one_line(sample.text)}", width - 2))
    parts.append(words("rule.save"))
    return "\n".join(parts)
