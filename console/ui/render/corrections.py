"""What people said of messages' sentiment as lines, and how right the judge is by it."""

from collections.abc import Sequence
from datetime import datetime

from console.model.correction import LEAST, Accuracy, Rated, StoredCorrection
from console.text import one_line
from console.ui.locales import Words
from console.ui.render.line import EMPTY, Line, Span, cut, fit, pad, wrapped
from console.ui.render.marks import Marks
from console.ui.render.when import clock

WHEN, WHO, NAME = 13, 12, 23
TEXT = 2
"""Lines of a message's text."""


def accuracy_lines(found: Accuracy | None, width: int, words: Words) -> list[Line]:
    """The shipped judge and the brand's beside each other, and what that tells; None: being measured."""
    title = (Span(" " + words("corrections.accuracy"), "title"),)
    if found is None:
        return [title, (Span("   " + words("corrections.measuring"), "dim"),)]
    lines: list[Line] = [
        title,
        *wrapped(
            words("corrections.labels", count=found.labels, measured=words.number(found.taught.of))
            + (" " + words("corrections.repeated", count=found.repeated) if found.repeated else ""),
            width - 2,
            "dim",
            3,
        ),
    ]
    if found.taught.of:
        for name, rated in (("without", found.without), ("taught", found.taught)):
            lines.append(_rated(words(f"corrections.{name}"), rated, width, words, enough=found.enough))
    lines += wrapped(_verdict(found, words), width - 2, _tone(found), 3)
    if found.enough:
        lines += wrapped(words("corrections.picked"), width - 2, "faint", 3)
    return lines


def _rated(name: str, rated: Rated, width: int, words: Words, *, enough: bool) -> Line:
    """Of a few labels only how many were right: their macro-F1 is chance."""
    low, high = rated.interval
    spans = [
        Span(f"   {pad(name, NAME)}", ""),
        Span(words("corrections.right", right=rated.right, of=rated.of) + "  ", ""),
        Span(words.decimal(rated.accuracy, 2), "strong"),
        Span(f" ({words.decimal(low, 2)}–{words.decimal(high, 2)})", "dim"),
    ]
    if enough:
        f_low, f_high = rated.macro_f1_interval
        spans += [
            Span("  F1 ", "dim"),
            Span(words.decimal(rated.macro_f1, 2), "strong"),
            Span(f" ({words.decimal(f_low, 2)}–{words.decimal(f_high, 2)})", "dim"),
        ]
    return fit(tuple(spans), width, fill=False)


def _verdict(found: Accuracy, words: Words) -> str:
    if not found.enough:
        return words("corrections.few", measured=words.number(found.taught.of), least=LEAST)
    name = {True: "better", False: "worse", None: "open"}[found.better]
    return words(f"corrections.{name}", gained=words.number(found.gained), lost=words.number(found.lost))


def _tone(found: Accuracy) -> str:
    return {True: "good", False: "bad", None: "warn"}[found.better]


def correction_lines(
    found: Sequence[StoredCorrection], width: int, now: datetime, words: Words, marks: Marks
) -> tuple[list[Line], list[int]]:
    """Each with what the judge had said and what the person did, and the line on which each begins."""
    lines: list[Line] = []
    starts: list[int] = []
    for one in found:
        starts.append(len(lines))
        on = one.standing
        judge, person = words.of("label", one.machine.shown), words.of("label", one.label.value)
        lines.append(
            fit(
                (
                    Span(f" {pad(clock(one.at, now), WHEN)}", "dim"),
                    Span(pad(one_line(one.actor), WHO) + " ", "strong" if on else "dim"),
                    Span(judge, "dim"),
                    Span(f" {marks['arrow']} ", "dim"),
                    Span(person, one.label.value if on else "dim"),
                    Span(f"  {_state(one, now, words)}", "faint" if on else "warn"),
                ),
                width,
                fill=False,
            )
        )
        text = f"{one.handle}: {one.text}".replace("\n", " ")
        lines += [
            (Span("   " + cut(one_line(part.text.strip()), width - 4), "" if on else "faint"),)
            for (part,) in wrapped(text, width - 4)[:TEXT]
        ]
    return lines, starts


def _state(one: StoredCorrection, now: datetime, words: Words) -> str:
    if one.taken_back_at is not None:
        return words("corrections.back", name=one.taken_back_by or "", time=clock(one.taken_back_at, now))
    if one.replaced:
        return words("corrections.replaced")
    if one.erased:
        return words("corrections.erased")
    if one.edited:
        return words("corrections.edited")
    return words("corrections.confirms") if one.confirms else ""


def why_correction(one: StoredCorrection | None, width: int, now: datetime, words: Words) -> list[Line]:
    """Who said so, and what the judge had said."""
    if one is None:
        return []
    machine = one.machine
    said = words(
        "why.corrected",
        name=one.actor,
        time=clock(one.at, now),
        label=words.of("label", one.label.value),
        was=words.of("label", one.machine.shown),
        number=words.decimal(machine.compound, 2),
        scorer=machine.scorer,
    )
    return [*wrapped(said, width - 3, "note", 3), EMPTY]
