"""Alert rules: what each counts, what it raised, how often that was right, and a back-test."""

from collections.abc import Sequence
from datetime import datetime

from console.commands.alertrules import count_of
from console.detect.sentences import told
from console.model.alert import Alert
from console.model.alertrule import AlertRule, BackTest, Firing, Judged
from console.model.precision import Precision
from console.text import one_line
from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line, Span, cut, fit, pad, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock

NAME = 20
SHOWN = 4
"""Firings that the question whether to save a rule lists, the newest."""
VERSIONS = 5


def rule_lines(
    rules: Sequence[Judged], width: int, now: datetime, words: Words, marks: Marks
) -> tuple[list[Line], list[int]]:
    """Each rule with what it counts and how often it was right; and the line on which each begins."""
    lines: list[Line] = []
    starts: list[int] = []
    for one in rules:
        starts.append(len(lines))
        kept = one.kept
        alerts = words("alertrule.alerts", count=one.precision.alerts)
        last = words("alertrule.last", time=clock(one.last_at, now)) if one.last_at else ""
        lines.append(
            fit(
                (
                    *_state(kept.enabled, words),
                    Span(pad(kept.rule.name, NAME) + " ", "strong" if kept.enabled else "dim"),
                    Span(pad(alerts, 12), ""),
                    Span(last, "dim"),
                ),
                width,
                fill=False,
            )
        )
        lines += wrapped(how_right(one.precision, words), width - 2, _style(one.precision), 6)
        lines += counted_lines(kept.rule, width, words, marks, "dim" if kept.enabled else "faint")
    return lines, starts


def _state(enabled: bool, words: Words) -> tuple[Span, ...]:
    state = words("rule.on" if enabled else "rule.off")
    return (Span(" " + pad(state, 5), "good" if enabled else "warn"),)


def counted_lines(rule: AlertRule, width: int, words: Words, marks: Marks, style: str) -> list[Line]:
    """The filter, and what is counted, as a line of the registry has them."""
    query = one_line(rule.filter) or words("alertrule.everything")
    lines = wrapped(query, width - 2, style, 6)
    return lines + wrapped(f"{marks['arrow']} {count_of(rule)}", width - 2, style, 6)


def how_right(one: Precision, words: Words) -> str:
    """The precision with its interval, or that too little is labelled to tell."""
    if one.precision is None or one.interval is None:
        return words("alertrule.unlabelled")
    if one.few:
        return words("alertrule.few", count=one.labelled)
    low, high = (f"{100 * bound:.0f}" for bound in one.interval)
    share = f"{100 * one.precision:.0f}"
    return words("alertrule.precision", share=share, low=low, high=high, count=one.labelled)


def _style(one: Precision) -> str:
    if one.precision is None or one.few:
        return "faint"
    return "good" if one.precision >= 0.5 else "warn"


def page_lines(
    one: Judged,
    versions: Sequence[Judged],
    alerts: Sequence[Alert],
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
) -> tuple[list[Line], list[int]]:
    """One rule: what it is, how often it was right, its versions and alerts; and where each alert begins."""
    kept, whole = one.kept, one.precision
    title = words("alertrule.named", name=kept.rule.name, id=kept.id, version=kept.version)
    if kept.removed:
        state = words("alertrule.removed")
    elif kept.enabled:
        state = words("alertrule.since", time=clock(kept.since, now))
    else:
        state = words("alertrule.is-off")
    lines: list[Line] = [
        (Span(f" {title}", "strong"), Span(f"  {state}", "good" if kept.enabled else "warn"))
    ]
    lines += counted_lines(kept.rule, width, words, marks, "")
    lines += [EMPTY, (Span(" " + words("alertrule.right"), "title"),)]
    lines += wrapped(how_right(whole, words), width - 1, _style(whole), 1)
    labels = words(
        "alertrule.labels",
        count=whole.alerts,
        real=whole.real,
        useful=whole.useful,
        false=whole.false,
        open=whole.alerts - whole.labelled,
    )
    lines += wrapped(labels, width - 1, "dim", 1)
    if len(versions) > 1:
        lines += [EMPTY, (Span(" " + words("alertrule.versions"), "title"),)]
        for version in versions[:VERSIONS]:
            lines += _version(version, width, now, words, marks)
    lines += [EMPTY, (Span(" " + words("alertrule.raised"), "title"),)]
    if not alerts:
        lines += wrapped(words("alertrule.none-raised"), width - 1, "faint", 1)
    starts = []
    for alert in alerts:
        starts.append(len(lines))
        label = words.of("verdict", alert.verdict) if alert.verdict else words("alertrule.no-label")
        style = "note" if alert.verdict else "warn"
        lines.append((Span(" " + pad(clock(alert.opened_at, now), 14), "dim"), Span(label, style)))
        lines += wrapped(words.written(told(alert.finding, words.lang)), width - 2, "", 3)
    return lines, starts


def _version(one: Judged, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    kept = one.kept
    saved = words("alertrule.saved", version=kept.version, name=kept.saved_by, time=clock(kept.saved_at, now))
    right = how_right(one.of_version, words)
    what = f"{one_line(kept.rule.filter)} {marks['arrow']} {count_of(kept.rule)}".strip()
    return [
        *wrapped(f"{saved}; {right}", width - 1, "", 1),
        *wrapped(what, width - 2, "dim", 3),
    ]


def tested_text(rule: AlertRule, found: BackTest, width: int, now: datetime, words: Words) -> str:
    """What a rule would have done, as the question whether to save it: a few lines, each of one thought."""
    matched = words.number(found.matched)
    parts = [words("alertrule.fits", name=rule.name, count=len(found.fired), of=matched)]
    if found.fired:
        week = words.decimal(found.per_week, 1 if found.per_week < 10 else 0)
        parts.append(words("alertrule.often", week=week))
    labelled = found.real + found.useful + found.false
    if labelled:
        parts.append(
            words(
                "alertrule.coincide",
                count=labelled,
                real=found.real,
                useful=found.useful,
                false=found.false,
            )
        )
    elif found.fired:
        parts.append(words("alertrule.coincide-none"))
    if found.undecided:
        parts.append(words("alertrule.undecided", count=found.undecided))
    parts += [cut("  " + _fired(one, now, words), width - 2) for one in found.fired[: -SHOWN - 1 : -1]]
    parts.append(words("alertrule.save"))
    return "\n".join(parts)


def _fired(one: Firing, now: datetime, words: Words) -> str:
    label = f", {words.of('verdict', one.label)}" if one.label else ""
    return f"{clock(one.at, now)}{label}: {words.said(one.reason)}"
