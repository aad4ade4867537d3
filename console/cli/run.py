"""`beredt run`: walk a playbook."""

import click

from console.cli.acts import FREE_WORDS, DefaultList, add_acts, registered, run_act
from console.cli.call import ID, Call, options, pass_call
from console.cli.output import columns, emit, facts, remark, say
from console.cli.session import act, ask
from console.cli.shape import moment
from console.commands import Context
from console.desk.protocol import Desk
from console.model.incident import Run
from console.model.playbook import Playbook

STEP_VERBS = ("do", "done", "skip", "block", "reopen", "approve", "choose")


@click.group(cls=DefaultList)
@options
def run() -> None:
    """Walk a playbook."""


@run.command("list")
@click.option("--open", "open_only", is_flag=True, help="Only those that are not finished.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@options
@pass_call
def list_runs(call: Call, open_only: bool, limit: int) -> int:
    """The newest first."""
    found = ask(call, lambda service: service.desk.runs(limit, open_only=open_only))
    if call.json:
        for one in found:
            emit(one)
        return 0
    columns(
        (
            (
                str(one.id),
                one.playbook_id,
                str(one.incident_id or "-"),
                one.holder,
                moment(one.started_at),
                one.current or "finished",
            )
            for one in found
        ),
        ("id", "playbook", "incident", "holder", "started", "stands at"),
    )
    if not found:
        remark("no runs")
    return 0


@run.command("show")
@click.argument("subject", type=ID, metavar="ID")
@options
@pass_call
def show(call: Call, subject: int) -> int:
    """One run with every step."""

    async def question(desk: Desk) -> tuple[Run, Playbook]:
        found = await desk.run(subject)
        return found, desk.playbook_of(found)

    found, playbook = ask(call, lambda service: question(service.desk))
    if call.json:
        emit(found)
        return 0
    say(playbook.title)
    facts(
        {
            "run": str(found.id),
            "incident": found.incident_id,
            "holder": found.holder,
            "started": f"{moment(found.started_at)} by {found.started_by}",
            "finished": found.finished_at,
        }
    )
    steps = [(phase, step) for phase in playbook.phases for step in phase.steps]
    columns(
        (
            ">" if step.id == found.current else "",
            step.id,
            found.steps[step.id].state if step.id in found.steps else "todo",
            step.who or "-",
            step.title,
        )
        for _phase, step in steps
    )
    return 0


@run.command("start")
@click.option(
    "--incident",
    "incident_id",
    type=ID,
    default=None,
    help="The incident that it belongs to; else the open one, if there is one only.",
)
@click.argument("playbook")
@options
@pass_call
def start(call: Call, incident_id: int | None, playbook: str) -> int:
    """Begin to walk a playbook."""
    done, found = act(call, lambda service: service.desk.start_run(playbook, incident_id))
    if call.json:
        emit(found)
    else:
        say(f"{done.text} (run {found.id})")
    return 0


@run.command("step", context_settings=FREE_WORDS)
@click.argument("subject", type=ID, metavar="ID")
@click.argument("verb", type=click.Choice(STEP_VERBS), metavar="|".join(STEP_VERBS))
@click.option(
    "--step", "step_id", default=None, metavar="STEP", help="Another than the one where the run stands."
)
@click.argument("words", nargs=-1, metavar="[EVIDENCE, REASON or EXIT]")
@options
@pass_call
def step(call: Call, subject: int, verb: str, step_id: str | None, words: tuple[str, ...]) -> int:
    """Move one step of a run."""

    async def context(desk: Desk, run_id: int) -> Context:
        found = await desk.run(run_id)
        return Context(run=found, step=step_id or found.current)

    return run_act(call, registered(f"step {verb}"), words, subject, context, _after)


async def _context(desk: Desk, run_id: int) -> Context:
    return Context(run=await desk.run(run_id))


async def _after(desk: Desk, run_id: int) -> object:
    return await desk.run(run_id)


add_acts(run, "run", ("hand-over",), _context, _after)
