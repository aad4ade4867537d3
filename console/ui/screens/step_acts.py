"""What a walk does with its step: run its commands one by one, open its statement, ask whether it is done."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.commands import REGISTRY, Command, parse, perform, usage
from console.desk.answers import Done
from console.errors import BeredtError
from console.model.incident import Run
from console.model.playbook import Step
from console.model.words import Severity, StepState
from console.playbooks.walk import RESOLVED, state_of
from console.ui.screens import asking
from console.ui.screens.base import ROOT
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.walk import Walk

SAY = "say"
"""What stands for the step's statement among the commands that were handled."""


def go_on(walk: "Walk", step: Step) -> None:
    """The next that a step asks for. It is never done by this alone, however often the key is pressed."""
    run, words = walk.run_now, walk.words
    if run is None:
        return
    state = state_of(run.steps, step.id)
    if state.state in RESOLVED:
        word = words.of("step", state.state)
        walk.console_app.tell(words("run.resolved", state=word), "bar-key")
    elif open_commands(walk, step):
        offer(walk, step, open_commands(walk, step))
    elif step.say is not None and not handled(walk, step, SAY):
        open_statement(walk, step)
    elif step.choose:
        walk.console_app.tell(words("run.by-digit"), "bar-key")
    elif step.approve is not None and state.approved_by is None:
        role = words.of("role", step.approve.value)
        if state.state == StepState.DOING:
            walk.console_app.tell(words("run.wait-approve", role=role), "bar-key")
            return
        keys = {"a": (words("hint.step-do"), "do")}
        text = words("run.ask-take", role=role)
        walk.ask(Question(text, lambda _: asking.do(walk, REGISTRY["step do"], {}), keys=keys))
    elif step.evidence:
        ask_done(walk, step)
    else:
        keys = {"y": (words("run.is-done"), "done")}
        walk.ask(Question(words("run.ask-done"), lambda _: ask_done(walk, step), keys=keys))


def finish(walk: "Walk", step: Step) -> None:
    """The operator says that the step is done: ask back while its commands have not been run."""
    words = walk.words
    waiting = open_commands(walk, step)
    if not waiting:
        ask_done(walk, step)
        return

    def then(answer: str) -> None:
        if answer == "run":
            offer(walk, step, waiting)
        else:
            ask_done(walk, step)

    keys = {"d": (words("run.run-first"), "run"), "e": (words("run.done-anyway"), "done")}
    shown = ", ".join(f":{line}" for line in waiting)
    walk.ask(Question(words("run.ask-unrun", commands=shown), then, keys=keys))


def ask_done(walk: "Walk", step: Step) -> None:
    """Mark the step done, with its evidence if it asks for some."""
    command = REGISTRY["step done"]
    if not step.evidence:
        asking.do(walk, command, {})
        return
    text = walk.words("run.ask-evidence", what=step.evidence)
    walk.ask(Question(text, lambda said: asking.do(walk, command, {"evidence": said.strip()})))


def open_commands(walk: "Walk", step: Step) -> Sequence[str]:
    """The step's commands that were neither run nor passed over."""
    return [line for line in step.do if not handled(walk, step, line)]


def handled(walk: "Walk", step: Step, what: str) -> bool:
    run, live = walk.run_now, walk.live
    return run is not None and live is not None and (run.id, step.id, what) in live.handled


def _handle(walk: "Walk", step: Step, what: str) -> None:
    run, live = walk.run_now, walk.live
    if run is None or live is None:
        return
    live.handled.add((run.id, step.id, what))
    walk.console_app.act(lambda: _keep(walk, run))


async def _keep(walk: "Walk", run: Run, *, but: str | None = None) -> None:
    """Keep with the run what was handled, `but` a step that is taken up anew."""
    live = walk.live
    if live is None:
        return
    # What a colleague ran meanwhile stays run.
    await recall(walk, run)
    live.handled -= {one for one in live.handled if one[:2] == (run.id, but)}
    whole = [[about, done] for number, about, done in sorted(live.handled) if number == run.id]
    await walk.desk.set_setting(_handled_key(run), json.dumps(whole))


def forget(walk: "Walk", step: Step) -> None:
    """The step is taken up anew: its commands are asked for once more."""
    run = walk.run_now
    if run is not None:
        walk.console_app.act(lambda: _keep(walk, run, but=step.id))


def _handled_key(run: Run) -> str:
    return f"run.{run.id}.handled"


async def recall(walk: "Walk", run: Run) -> None:
    """What was handled in earlier sessions: nobody is asked twice to declare or to pause."""
    live = walk.live
    kept = await walk.desk.get_setting(_handled_key(run))
    if live is not None and kept:
        live.handled.update((run.id, step_id, what) for step_id, what in json.loads(kept))


def open_statement(walk: "Walk", step: Step) -> None:
    from console.ui.screens.statement import StatementPlace

    if step.say is None:
        walk.console_app.tell(walk.words("run.no-say"), "bar-key")
        return
    found = walk.desk.statement(step.say, _lang_of_item(walk))
    if found is None:
        walk.console_app.tell(walk.words("run.lost-say", name=step.say), "bar-bad")
        return
    _handle(walk, step, SAY)
    run = walk.run_now
    state = state_of(run.steps, step.id) if run is not None else None
    open_approval = step.approve is not None and (state is None or state.approved_by is None)
    walk.app.push_screen(StatementPlace(found, waits_for=step.approve if open_approval else None))


def _lang_of_item(walk: "Walk") -> str:
    """The language that the chosen item is in, as statements name it."""
    from console.ui.screens.inbox import Inbox

    inbox = walk.app.screen_stack[ROOT]
    row = inbox.queue.current if isinstance(inbox, Inbox) else None
    return "nb" if row is not None and row.lang in ("no", "nb", "nn", "da", "sv") else "en"


def offer(walk: "Walk", step: Step, lines: Sequence[str]) -> None:
    """Show the first command and what it does; run it only on a key."""
    if not lines:
        return
    line, *rest = lines
    words = walk.words
    try:
        command, args = parse(line)
    except BeredtError as error:
        walk.console_app.trouble(error)
        return
    run_as = line
    if command.name == "incident declare" and walk.incident is not None:
        # The walk belongs to an incident: a second one would only split the story.
        wanted = Severity(f"SEV-{args['severity']}")
        if wanted.value >= walk.incident.severity.value:
            walk.console_app.tell(words("run.declared"), "bar-key")
            _handle(walk, step, line)
            offer(walk, step, rest)
            return
        run_as = f"incident severity {wanted.value[-1]}"
        command, args = parse(run_as)
    what = words.help(command.name, command.help)
    leaves = " " + words("run.leaves") if command.sends else ""

    def then(answer: str) -> None:
        if answer == "skip":
            _handle(walk, step, line)
            offer(walk, step, rest)
        else:
            _perform(walk, step, line, run_as, rest)

    keys = {"y": (words("run.yes"), "run"), "n": (words("run.no"), "skip")}
    walk.ask_if_free(Question(f":{run_as}  ({what}){leaves}{asking.warned(words, command)}", then, keys=keys))


def _perform(walk: "Walk", step: Step, line: str, run_as: str, rest: Sequence[str]) -> None:
    context, app, run = walk.context(), walk.console_app, walk.run_now
    command, args = parse(run_as)
    fresh = run is not None and state_of(run.steps, step.id).state == StepState.TODO

    async def work() -> Done | None:
        if run is not None and fresh:
            # Whoever runs a step's commands is on it: a colleague sees it, and can approve it.
            await walk.desk.step(run.id, step.id, "do")
        done = await perform(command, walk.desk, context, args) if command.run is not None else None
        await app.look_around()
        return done

    def then() -> None:
        _handle(walk, step, line)
        if command.run is None:
            _on_screen(walk, command, str(args.get("query", "")))
        else:
            walk.after(command)
            offer(walk, step, rest)

    app.act(work, then)


def _on_screen(walk: "Walk", command: Command, query: str) -> None:
    """A command that only a screen can do, such as to show a part of the queue."""
    from console.ui.screens.inbox import Inbox

    app, words = walk.console_app, walk.words
    inbox = app.screen_stack[ROOT]
    if command.name == "queue filter" and isinstance(inbox, Inbox):
        app.go("inbox")
        inbox.filter_by(query)
        app.tell(words("run.to-queue", query=query), "bar-key")
        return
    handler = walk.handler(command)
    if handler is None:
        app.tell(words("foot.elsewhere", name=usage(command)), "bar-key")
    else:
        handler()
