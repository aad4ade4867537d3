"""The questions behind the acts on items."""

from typing import TYPE_CHECKING

from console.commands import REGISTRY, until
from console.desk.answers import Done
from console.errors import InputError
from console.model.item import ItemRow
from console.model.words import Label, Reason, State
from console.ui.screens import aiming, asking
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.inbox import Inbox

_REASON_KEYS = {
    "t": Reason.TROLL,
    "r": Reason.RAGER,
    "m": Reason.MISGUIDED,
    "u": Reason.UNHAPPY_RESTORED,
    "s": Reason.SPAM,
    "o": Reason.OUT_OF_SCOPE,
}


def ask_done(place: "Inbox", row: ItemRow | None) -> None:
    """Close; what we did not answer is asked for its reason, and `e` or Enter gives none."""
    command = REGISTRY["item done"]

    def then(reason: str) -> None:
        place.perform_all(command, {"reason": reason} if reason else {})

    targets = aiming.targets(place)
    marked, row = len(targets), place.queue.row(targets[0]) if targets else row
    if marked <= 1 and row is not None and row.state is State.PENDING:
        then("")
        return
    words = place.words
    keys = {"e": (words("ask.no-reason"), ""), "enter": (words("ask.no-reason"), "")}
    keys |= {key: (words.of("reason", reason.value), reason.value) for key, reason in _REASON_KEYS.items()}
    text = words("ask.done-many", count=marked) if marked > 1 else words("ask.done")
    place.ask(Question(text, then, keys=keys))


def ask_snooze(place: "Inbox") -> None:
    command, words = REGISTRY["item snooze"], place.words
    now = place.console_app.now()
    spans = {
        "1": "1h",
        "4": "4h",
        "t": "tomorrow",
        "w": "1w",
        "r": "reply",
    }

    def then(answer: str) -> None:
        if answer in spans:
            place.perform_all(command, {"until": spans[answer]})
        else:
            place.ask(Question(words("ask.snooze-for"), typed))

    def typed(text: str) -> None:
        until(text, now)
        place.perform_all(command, {"until": text})

    keys = {key: (words(f"ask.snooze-{key}"), key) for key in spans}
    keys["d"] = (words("ask.snooze-other"), "other")
    place.ask(Question(words("ask.snooze"), then, keys=keys))


def ask_tags(place: "Inbox") -> None:
    def then(text: str) -> None:
        tags = tuple(text.split())
        if not tags:
            raise InputError("no tag was given", fix="write words, or Esc")
        place.perform_all(REGISTRY["item tag"], {"tags": tags})

    place.ask(Question(place.words("ask.tags"), then))


def ask_assign(place: "Inbox") -> None:
    def then(text: str) -> None:
        if not text.strip():
            raise InputError("no name was given", fix="write a name, me or none, or Esc")
        command = REGISTRY["item assign"]
        assert command.deed is not None
        command.deed(place.desk, {"to": text.strip()})
        place.perform_all(command, {"to": text.strip()})

    place.ask(Question(place.words("prompt.item-assign"), then))


def ask_sentiment(place: "Inbox") -> None:
    """What the message under the cursor, or each marked one, says: one key."""
    command, words = REGISTRY["item sentiment"], place.words

    def then(label: str) -> None:
        place.perform_all(command, {"label": label})

    choices = [label.value for label in Label]
    keys = asking.letters(choices, {one: words.of("label", one) for one in choices})
    place.ask(Question(words("prompt.item-sentiment"), then, keys=keys))


def ask_note(place: "Inbox") -> None:
    def then(text: str) -> None:
        if not text.strip():
            raise InputError("the note is empty", fix="write something, or Esc")
        place.perform_all(REGISTRY["item note"], {"text": text.strip()})

    place.ask(Question(place.words("ask.note"), then))


def open_composer(place: "Inbox", text: str | None = None) -> None:
    """Take the item and open the composer on it; with another's live claim it stays shut."""
    if place.queue.roll.cursor is None:
        return

    async def work() -> Done | None:
        desk = place.desk
        try:
            row = await place.landed_row()
            if row is None:
                return None
            if not desk.capabilities(row.channel).can_reply:
                raise InputError(place.words("composer.cannot", channel=row.channel))
            taken = row.holder != desk.actor.name
            # What is ours already may be another session's of ours, which ends: this one keeps it too.
            await desk.claim(row.id)
            detail = await desk.item(row.id)
            place.enter(True)
            await place.composer.open(detail, text, place.typed_ahead, taken=taken)
            place.look_elsewhere()
            place.read()
        finally:
            place.ahead = None
        return None

    # What is typed from now on is meant for the composer, even before it is there.
    place.ahead = []

    place.console_app.act(work)
