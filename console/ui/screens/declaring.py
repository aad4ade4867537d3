"""The small form that declares an incident, and the one that begins a playbook."""

from collections.abc import Sequence

from console.commands import REGISTRY
from console.desk.answers import Done
from console.errors import InputError
from console.model.alert import Alert
from console.model.incident import Incident
from console.model.playbook import Playbook
from console.model.words import Severity
from console.ui.render.crisis import said
from console.ui.screens.asking import warned
from console.ui.screens.base import Place
from console.ui.widgets.ask import Answer, Question

OFFERED = 8
"""Playbooks that a digit can choose at a time."""
_MORE = "\n"
"""The answer of who wants to see more: no playbook is called so."""
OFFERED_TITLE = 120
"""Characters of an alert's sentence that become the title."""


def ask_declare(place: Place, alert: Alert | None, suggested: Severity | None) -> None:
    """Severity, type, title: a key, a key and a line that is filled already.

    Args:
        place: Where it is asked.
        alert: What the incident is declared from.
        suggested: What the place showed as the alert's severity, which Enter takes; None if it has not yet.
    """
    words = place.words
    books = list(place.desk.suggest(alert))

    def severity(answer: str) -> None:
        chosen = Severity(answer)
        other = ("o", words("declare.other"), "other")
        _ask_which(place, words("declare.type"), books, other, lambda kind: title(chosen, kind))

    def title(chosen: Severity, kind: str) -> None:
        book = next((book for book in books if book.id == kind), None)
        known = book.title if book is not None else said(alert, words) if alert is not None else ""
        place.ask(
            Question(
                words("declare.title"),
                lambda text: declare(chosen, kind, text),
                initial=_at_word(known.partition("\n")[0]),
                select=True,
            )
        )

    def declare(chosen: Severity, kind: str, text: str) -> None:
        if not text.strip():
            raise InputError("an incident needs a title", fix="write one, or Esc")

        async def work() -> Done:
            free = alert if alert is not None and alert.incident_id is None else None
            done, _incident = await place.desk.declare(
                text.strip(), chosen, type=kind, alert_id=free.id if free else None
            )
            await place.console_app.look_around()
            return done

        place.console_app.act(work, lambda: _declared(place, kind))

    hint = books[0].severity if books and alert is not None else None
    keys = {level.value[-1]: (words.of("severity", level.value), level.value) for level in Severity}
    text = words("declare.severity")
    if hint is not None:
        text += " " + words("declare.hint", severity=hint.value, playbook=books[0].title)
    if alert is not None and suggested is not None:
        keys["enter"] = (words("declare.suggested", severity=suggested.value), suggested.value)
    text += warned(words, REGISTRY["incident declare"])
    place.ask(Question(text, severity, keys=keys))


def _at_word(text: str) -> str:
    """No longer than a title, and cut between two words."""
    if len(text) <= OFFERED_TITLE:
        return text
    kept = text[:OFFERED_TITLE].rpartition(" ")[0] or text[: OFFERED_TITLE - 1]
    return kept.rstrip(" ,;:") + "…"


def _ask_which(
    place: Place,
    text: str,
    books: Sequence[Playbook],
    other: tuple[str, str, str],
    then: Answer,
    first: int = 0,
) -> None:
    """A playbook by a digit, `m` for the next ones, round and round, or something else by its own key.

    Args:
        text: The question.
        books: All, those that fit first.
        other: Key, label and answer of what is no playbook of the list.
        then: Called with a playbook's id or that answer.
        first: From which playbook on they are offered.
    """
    shown = books[first : first + OFFERED]
    keys: dict[str, tuple[str, str]] = {
        str(number): (book.title, book.id) for number, book in enumerate(shown, 1)
    }
    if len(books) > OFFERED:
        keys["m"] = (place.words("declare.more"), _MORE)
    key, label, answer = other
    keys[key] = (label, answer)
    following = first + OFFERED if first + OFFERED < len(books) else 0

    def choose(chosen: str) -> None:
        if chosen == _MORE:
            _ask_which(place, text, books, other, then, following)
        else:
            then(chosen)

    place.ask(Question(text, choose, keys=keys))


def _declared(place: Place, kind: str) -> None:
    app = place.console_app
    app.go("warroom")
    top = app.screen
    if kind == "other" or not isinstance(top, Place):
        return

    def then(answer: str) -> None:
        if answer:
            begin(top, kind)

    words = place.words
    keys = {
        "y": (words("declare.begin"), "y"),
        "enter": (words("declare.begin"), "y"),
        "n": (words("declare.later"), ""),
    }
    question = Question(words("declare.playbook", id=kind), then, keys=keys)

    async def when_it_stands() -> None:
        await top.standing.wait()
        top.ask_if_free(question)

    top.aside(when_it_stands(), "declare")


def begin(place: Place, playbook: str) -> None:
    """Start to walk a playbook in the open incident, and go there."""

    async def work() -> Done:
        open_now = await place.desk.incidents(1, open_only=True)
        done, _run = await place.desk.start_run(playbook, open_now[0].id if open_now else None)
        await place.console_app.look_around()
        return done

    place.console_app.act(work, lambda: place.console_app.go("playbook"))


def ask_begin(place: Place, alert: Alert | None, incident: Incident | None) -> None:
    """Which playbook to walk: the incident's own first, then those whose trigger holds."""
    words = place.words
    books = list(place.desk.suggest(alert))
    if incident is not None:
        books.sort(key=lambda book: book.id != incident.type)
    if not books:
        place.console_app.tell(words("declare.none"), "bar-key")
        return

    def choose(answer: str) -> None:
        if answer:
            begin(place, answer)
        else:
            by_name()

    def by_name() -> None:
        names = [book.id for book in books]
        place.ask(
            Question(
                words("declare.name"),
                lambda text: begin(place, text.strip()),
                complete=lambda text: [name for name in names if name.startswith(text)],
            )
        )

    _ask_which(place, words("declare.which"), books, ("o", words("declare.by-name"), ""), choose)
