"""The saved views in one line: number, name, how many items; one's own first."""

from collections.abc import Mapping, Sequence

from console.model.view import Counted, View
from console.ui.locales import Words
from console.ui.render.line import Line, Span, width_of
from console.ui.render.marks import Marks

UNKNOWN = "…"


def number_of(counted: Counted | None, words: Words) -> str:
    if counted is None:
        return UNKNOWN
    return words.number(counted.count) + ("+" if counted.more else "")


def strip(
    views: Sequence[View],
    counts: Mapping[View, Counted | None],
    shown: str,
    width: int,
    words: Words,
    marks: Marks,
) -> Line:
    """As many views as fit; a sign stands before the one that is shown."""
    spans: list[Span] = []
    owner: str | None = ""
    for number, view in enumerate(views, 1):
        part: list[Span] = []
        if view.owner != owner:
            owner = view.owner
            part.append(Span(f" {words('views.own' if owner else 'views.shared')} ", "bar-dim"))
        here = view.query == shown
        part.append(Span(f" {marks['here']}" if here else "  ", "bar-key"))
        part.append(Span(f"{number} " if number < 10 else "", "bar-key"))
        part.append(Span(view.name, "bar-strong" if here else "bar"))
        part.append(Span(f" {number_of(counts.get(view), words)}", "bar-strong"))
        if width_of(spans) + width_of(part) > width - 2:
            spans.append(Span(f" {UNKNOWN}", "bar-dim"))
            break
        spans += part
    return tuple(spans)
