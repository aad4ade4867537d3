"""A person: who they are, how they feel over time, and what they wrote."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.model.person import Card, Mood, Written
from console.model.words import Label
from console.ui.locales import Words
from console.ui.render import marks as signs
from console.ui.render.line import EMPTY, Line, Span, cut, fit, wrapped
from console.ui.render.marks import Marks
from console.ui.render.message import Laid, message_lines
from console.ui.render.when import clock, long

WEEKS = 26
HANDLES_SHOWN = 6
NOTES_SHOWN = 5
_LETTERS = {Label.NEGATIVE.value: "-", Label.NEUTRAL.value: "0", Label.POSITIVE.value: "+", "unsure": "?"}
_WEEK = timedelta(days=7)


def card_lines(card: Card, width: int, now: datetime, words: Words, marks: Marks) -> list[Line]:
    """What is known at a glance: the mark and the tags first."""
    who, lead = card.person, card.person.lead
    first = [Span(" "), *signs.person(who.mark, words), *(Span(f"#{tag} ", "note") for tag in who.tags)]
    first += [Span(lead.handle, "strong"), Span(f" {lead.name}" if lead.name != lead.handle else "", "dim")]
    lines: list[Line] = [fit(first, width, fill=False)]
    for one in who.handles[:HANDLES_SHOWN]:
        facts: list[str] = [one.handle]
        if len(who.handles) > 1:
            facts.append(words("author.messages", count=one.messages))
        if one.followers is not None:
            facts.append(words("thread.followers", count=one.followers))
        here = marks["here"] if one.id == who.id else " "
        text = f" {marks['dot']} ".join(facts)
        lines.append(
            fit((Span(f" {here}p{one.id} {one.network} ", "faint"), Span(text, "")), width, fill=False)
        )
    if len(who.handles) > HANDLES_SHOWN:
        more = words("author.more-handles", count=len(who.handles) - HANDLES_SHOWN)
        lines.append((Span("   " + more, "faint"),))
    answered = card.answered
    facts = [
        words("author.messages", count=who.messages),
        words("author.since", time=clock(who.first_at, now)),
        words("author.answered", answered=answered.answered, count=answered.looked_at),
    ]
    if answered.median is not None:
        facts.append(words("author.median", time=long(answered.median)))
    lines += wrapped(f" {marks['dot']} ".join(facts), width - 1, "dim", 1)
    lines += mood_lines(card.moods, width, words, marks)
    for like in card.alike:
        told = "; ".join(words.said(reason) for reason in like.reasons)
        text = words("author.alike", ref=f"p{like.handle.id}", handle=like.handle.handle, why=told)
        lines.append((Span(" " + cut(text, width - 2), "unsure"),))
    for note in who.notes[:NOTES_SHOWN]:
        head = f"{clock(note.at, now)} {words('thread.note', name=note.actor)}: {note.text}"
        lines += wrapped(head, width - 2, "note", 1)[:4]
    if len(who.notes) > NOTES_SHOWN:
        more = words("author.more-notes", count=len(who.notes) - NOTES_SHOWN)
        lines.append((Span("   " + more, "faint"),))
    return [*lines, (Span(marks["rule"] * width, "faint"),)]


def mood_lines(moods: Sequence[Mood], width: int, words: Words, marks: Marks) -> list[Line]:
    """A bar a week, as high as the share of what was negative, and under it the feeling that led, by sign."""
    if not moods:
        return []
    totals: dict[str, int] = {}
    for mood in moods:
        for feeling, count in mood.counts.items():
            totals[feeling] = totals.get(feeling, 0) + count
    tones = [
        Span(f" {words.of('label', feeling)} {words.number(totals[feeling])}", feeling)
        for feeling in _LETTERS
        if totals.get(feeling)
    ]
    lines: list[Line] = [tuple(tones)]
    weeks = min(WEEKS, width - 24, (moods[-1].week - moods[0].week) // _WEEK + 1)
    if weeks < 2:
        return lines
    by_week = {mood.week: mood.counts for mood in moods}
    bars: list[Span] = [Span(" ")]
    letters: list[Span] = [Span(" ")]
    for back in range(weeks - 1, -1, -1):
        counts = by_week.get(moods[-1].week - back * _WEEK, {})
        whole = sum(counts.values())
        if not whole:
            bars.append(Span(" "))
            letters.append(Span(marks["dot"], "faint"))
            continue
        feeling = max(_LETTERS, key=lambda one: (counts.get(one, 0), one == Label.NEGATIVE.value))
        bars.append(Span(marks.bar(counts.get(Label.NEGATIVE.value, 0) / whole), feeling))
        letters.append(Span(_LETTERS[feeling], feeling))
    bars.append(Span("  " + words("author.negative-share"), "faint"))
    letters.append(Span("  " + words("author.weeks", count=weeks), "faint"))
    return [*lines, tuple(bars), tuple(letters)]


def written_lines(
    wrote: Sequence[Written],
    width: int,
    now: datetime,
    words: Words,
    marks: Marks,
    *,
    newer: bool,
    older: bool,
    all_versions: bool = False,
) -> Laid:
    """What they wrote, newest first, each with the state of its item and our answers under it."""
    laid = Laid()
    if newer:
        laid.lines += [(Span("   " + words("author.newer"), "faint"),), EMPTY]
    for one in sorted(wrote, key=lambda each: each.key, reverse=True):
        laid.starts[one.key] = len(laid.lines)
        stored = one.message
        state = words.of("state", one.state.value)
        if one.reason is not None:
            state += f" ({words.of('reason', one.reason.value)})"
        item = words("author.item", id=stored.item_id, state=state)
        head = f" {marks.state(one.state)} {item} {marks['dot']} {stored.message.channel}"
        laid.lines.append((Span(cut(head, width - 1), "accent"),))
        laid.lines += message_lines(stored, width, now, words, marks, all_versions=all_versions)
        for answer in one.answers:
            took = long(answer.message.created_at - stored.message.created_at)
            laid.lines.append((Span("   " + words("author.answer", time=took), "dim"),))
            laid.lines += [
                (Span("  "), *line) for line in message_lines(answer, width - 2, now, words, marks)
            ]
        laid.lines.append(EMPTY)
    if older:
        laid.lines.append((Span("   " + words("author.older"), "faint"),))
    return laid
