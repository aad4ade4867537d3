"""Ask for what a command still needs, and the `:` line."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from console.commands import REGISTRY, Args, Command, Param, duration, parse, perform, usage
from console.commands.spec import Value
from console.desk.answers import Done
from console.errors import InputError
from console.ui.locales import Words
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.base import Place

HISTORY = "ui.history"
"""The setting that keeps given lines over a restart."""
KEPT_LINES = 50
_TAKING = {"queue filter": "filter_by", "view open": "open_view"}
"""Commands that a screen does itself and that come with an argument, and the method that takes it."""


def start(place: "Place", command: Command) -> None:
    """Do a command that came without arguments."""
    handler = place.handler(command)
    if command.run is not None and place.needs_desk():
        return
    reason = command.why_not(place.context())
    if reason:
        place.console_app.tell(f"{command.name}: {place.words.said(reason)}", "bar-key")
        return
    if handler is not None:
        handler()
    elif command.run is not None or place.given(command) is not None:
        need(place, command, {}, [param for param in command.params if param.required])
    else:
        place.console_app.tell(place.words("foot.elsewhere", name=command.name), "bar-key")


def need(place: "Place", command: Command, args: Args, missing: Sequence[Param]) -> None:
    """Ask for the first missing argument, then for the rest, then do it."""
    if not missing:
        do(place, command, args)
        return
    param, *rest = missing
    if param.kind == "letter":
        place.want_letter(lambda letter: need(place, command, {**args, param.name: letter}, rest))
        return

    def then(value: Value) -> None:
        need(place, command, {**args, param.name: value}, rest)

    label = place.words("prompt." + command.name.replace(" ", "-")) + warned(place.words, command)
    place.ask(question_for(param, label, then, place.words))


def warned(words: Words, command: Command) -> str:
    """What is to be known before a command is done: that it can't be undone, where that is so."""
    return f" ({words.said(command.final)})" if command.final else ""


def question_for(param: Param, label: str, then: Callable[[Value], None], words: Words) -> Question:
    if param.kind == "choice":
        # A severity is given by its number alone.
        named = {choice: f"SEV-{choice}" if param.name == "severity" else choice for choice in param.choices}
        labels = {choice: words.of(param.name, name) for choice, name in named.items()}
        return Question(label, then, keys=letters(param.choices, labels))

    def read(text: str) -> None:
        value = text.strip()
        if not value:
            raise InputError(f"{param.name} is empty", fix="write something, or Esc")
        if param.kind == "duration":
            then(duration(value))
        elif param.kind == "words":
            then(tuple(value.split()))
        elif param.kind == "int":
            if not value.isdecimal():
                raise InputError(f"{param.name} must be a whole number")
            then(int(value))
        else:
            then(value)

    return Question(label, read)


def letters(choices: Sequence[str], labels: Mapping[str, str] | None = None) -> dict[str, tuple[str, str]]:
    """A key for each choice: its own first free letter, else a digit."""
    found: dict[str, tuple[str, str]] = {}
    for place, choice in enumerate(choices, 1):
        key = next((char for char in choice.lower() if char.isalnum() and char not in found), str(place % 10))
        found[key] = ((labels or {}).get(choice, choice), choice)
    return found


def do(place: "Place", command: Command, args: Args) -> None:
    given = place.given(command)
    if command.run is None and given is not None:
        given(args)
        return
    context, args = place.context(), place.completed(command, args)

    async def work() -> Done:
        done = await perform(command, place.desk, context, args)
        await place.console_app.look_around()
        return done

    place.console_app.act(work, lambda: place.after(command))


def run_line(place: "Place", line: str) -> None:
    """Do a line of the registry. Raises InputError when it is wrong."""
    command, args = parse(line)
    reason = command.why_not(place.context())
    if reason:
        raise InputError(place.words.said(reason))
    if command.run is None:
        taking = getattr(place, _TAKING.get(command.name, ""), None)
        if taking is not None:
            taking(str(next(iter(args.values()), "")))
            return
        handler, given = place.handler(command), place.given(command)
        if given is not None and (args or handler is None):
            given(args)
        elif handler is not None:
            handler()
        else:
            raise InputError(place.words("foot.elsewhere", name=command.name))
        return
    if place.needs_desk():
        return
    if command.name == "incident close":
        from console.ui.screens import closing

        closing.close(place)
        return
    if command.name == "rule add":
        from console.ui.screens.rule_trial import try_first

        try_first(place, line, args)
        return
    if command.name in ("alertrule add", "alertrule change"):
        from console.ui.screens import alert_rule_trial

        alert_rule_trial.try_first(place, command, line, args)
        return
    if command.name == "undo":
        from console.ui.screens import undoing

        undoing.by_number(place, args.get("act"))
        return
    bulk = getattr(place, "perform_all", None)
    if (
        bulk is not None
        and {"queue", "thread"} & {where.value for where in command.where}
        and args is not None
    ):
        bulk(command, args)
    else:
        do(place, command, args)


def ask_line(place: "Place", initial: str = "") -> None:
    """The `:` line, with completion by Tab and history by the arrows."""
    app = place.console_app

    def then(text: str) -> None:
        line = text.strip()
        if not line:
            return
        run_line(place, line)
        remember(place, line)

    def remark(text: str) -> str:
        words = text.split()
        named = REGISTRY.get(" ".join(words[:2])) or REGISTRY.get(" ".join(words[:1]))
        return warned(place.words, named).strip() if named is not None else ""

    place.ask(Question(":", then, initial=initial, history=app.history, complete=complete, remark=remark))


def remember(place: "Place", line: str) -> None:
    app = place.console_app
    app.history = [*(old for old in app.history if old != line), line][-KEPT_LINES:]
    if app.desk is not None:

        async def save() -> None:
            await place.desk.set_setting(HISTORY, "\n".join(app.history))

        app.act(save)


def complete(text: str) -> Sequence[str]:
    """Whole lines that this could become: names first, then the choices of the next argument."""
    names = [name for name in REGISTRY if name.startswith(text)]
    if names and text not in REGISTRY:
        return names
    for name, command in REGISTRY.items():
        if text.startswith(name + " "):
            return _arguments(text, command)
    return [usage(REGISTRY[text])] if text in REGISTRY and REGISTRY[text].params else []


def _arguments(text: str, command: Command) -> Sequence[str]:
    before, _, last = text.rpartition(" ")
    found: list[str] = []
    for param in command.params:
        if param.option and f"--{param.name}" not in before:
            found.append(f"--{param.name}")
        if param.choices and (not param.option or before.endswith(f"--{param.name}")):
            found += param.choices
    return [f"{before} {word}" for word in found if word.startswith(last)]
