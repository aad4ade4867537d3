"""Acts in a crisis: alerts, incidents, playbook runs, the pause."""

from datetime import timedelta
from typing import cast

from console.commands import needs
from console.commands.spec import Args, Command, Context, Param, Where
from console.desk.answers import Done
from console.desk.protocol import Desk
from console.model.words import Role, Severity

_ALERT = frozenset({Where.ALERT})
_WARROOM = frozenset({Where.WARROOM})
_RUN = frozenset({Where.RUN})
_SEVERITIES = tuple(severity.value[-1] for severity in Severity)
_ROLES = tuple(role.value for role in Role)
_VERDICTS = ("real", "false", "useful")


def _alert(context: Context) -> int:
    return needs.need(context.alert, needs.NO_ALERT).id


def _incident(context: Context) -> int:
    return needs.need(context.incident, needs.NO_INCIDENT).id


def _severity(args: Args) -> Severity:
    return Severity(f"SEV-{args['severity']}")


async def _ack(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.acknowledge(_alert(context))


async def _label(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.label_alert(_alert(context), str(args["verdict"]))


async def _declare(desk: Desk, context: Context, args: Args) -> Done:
    alert = context.alert
    kind = str(args.get("type", "other"))
    title = str(args.get("title") or (alert.finding.text if alert else kind))
    done, _incident = await desk.declare(
        title, _severity(args), type=kind, alert_id=alert.id if alert else None
    )
    return done


async def _set_severity(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.set_severity(_incident(context), _severity(args))


async def _role(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.take_role(_incident(context), Role(str(args["role"])))


async def _log(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.log(_incident(context), str(args["text"]))


async def _word(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.word_given(_incident(context), cast("timedelta | None", args.get("next")))


async def _stand_down(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.stand_down(_incident(context))


async def _close(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.close(_incident(context))


async def _restrict(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.restrict(_incident(context), on=not args.get("lift"))


async def _pause(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.pause_publishing(str(args["reason"]))


async def _resume(desk: Desk, context: Context, args: Args) -> Done:
    return await desk.resume_publishing()


async def _start(desk: Desk, context: Context, args: Args) -> Done:
    incident = context.incident
    done, _run = await desk.start_run(str(args["playbook"]), incident.id if incident else None)
    return done


async def _step(desk: Desk, context: Context, verb: str, note: str = "", choice: str | None = None) -> Done:
    run = needs.need(context.run, needs.NO_RUN)
    step = needs.need(context.step, "the playbook is walked to its end")
    done, _run = await desk.step(run.id, step, verb, note=note, choice=choice)
    return done


async def _step_done(desk: Desk, context: Context, args: Args) -> Done:
    return await _step(desk, context, "done", note=str(args.get("evidence", "")))


async def _step_skip(desk: Desk, context: Context, args: Args) -> Done:
    return await _step(desk, context, "skip", note=str(args["reason"]))


async def _step_block(desk: Desk, context: Context, args: Args) -> Done:
    return await _step(desk, context, "block", note=str(args["reason"]))


async def _step_do(desk: Desk, context: Context, args: Args) -> Done:
    return await _step(desk, context, "do")


async def _step_reopen(desk: Desk, context: Context, args: Args) -> Done:
    return await _step(desk, context, "reopen")


async def _step_approve(desk: Desk, context: Context, args: Args) -> Done:
    return await _step(desk, context, "approve")


async def _step_choose(desk: Desk, context: Context, args: Args) -> Done:
    return await _step(desk, context, "choose", choice=str(args["exit"]))


async def _hand_over(desk: Desk, context: Context, args: Args) -> Done:
    run = needs.need(context.run, needs.NO_RUN)
    return await desk.hand_over(run.id, str(args["to"]))


COMMANDS = (
    Command(
        "alert ack",
        "You have seen the alert; it stops asking",
        keys=("a",),
        where=_ALERT,
        run=_ack,
        why_not=needs.alert,
    ),
    Command(
        "alert label",
        "Say whether the alert was real, false, or useful but no crisis",
        (Param("verdict", "choice", choices=_VERDICTS),),
        keys=("l",),
        where=_ALERT | {Where.ALERT_RULE},
        undoable=True,
        run=_label,
        why_not=needs.alert,
    ),
    Command(
        "incident declare",
        "Declare an incident; in doubt take the higher severity",
        (
            Param("severity", "choice", choices=_SEVERITIES, option=True),
            Param("type", "word", required=False, option=True),
            Param("title", "text", required=False),
        ),
        keys=("d",),
        where=_ALERT | _WARROOM,
        back="incident close",
        run=_declare,
        why_not=needs.no_open_incident,
    ),
    Command(
        "incident severity",
        "Raise the severity, or lower it as lead",
        (Param("severity", "choice", choices=_SEVERITIES),),
        keys=("v",),
        where=_WARROOM,
        back="incident severity",
        run=_set_severity,
        why_not=needs.incident,
    ),
    Command(
        "incident role",
        "Take a role in the incident",
        (Param("role", "choice", choices=_ROLES),),
        keys=("o",),
        where=_WARROOM,
        run=_role,
        why_not=needs.incident,
    ),
    Command(
        "incident log",
        "Write a line into the timeline",
        (Param("text", "text"),),
        keys=("n",),
        where=_WARROOM,
        run=_log,
        why_not=needs.incident,
    ),
    Command(
        "incident word",
        "The public heard from us; promise the next word",
        (Param("next", "duration", required=False, option=True),),
        keys=("p",),
        where=_WARROOM,
        run=_word,
        why_not=needs.incident,
    ),
    Command(
        "incident stand-down",
        "The incident is stable",
        where=_WARROOM,
        run=_stand_down,
        why_not=needs.incident,
    ),
    Command("incident close", "Close the incident", where=_WARROOM, run=_close, why_not=needs.incident),
    Command(
        "incident restrict",
        "Show the incident only to leads and to who holds a role in it; --lift shows it to all again",
        (Param("lift", "flag", required=False, option=True),),
        where=_WARROOM,
        undoable=True,
        run=_restrict,
        why_not=needs.incident,
    ),
    Command(
        "publishing pause",
        "Stop everything that publishes by itself; people can still answer",
        (Param("reason", "text", option=True),),
        back="publishing resume",
        run=_pause,
    ),
    Command("publishing resume", "End the pause", back="publishing pause", run=_resume),
    Command(
        "run start",
        "Begin to walk a playbook",
        (Param("playbook", "word"),),
        keys=("b",),
        where=_ALERT | _WARROOM,
        run=_start,
    ),
    Command(
        "step done",
        "The step is done; add the evidence if it asks for some",
        (Param("evidence", "text", required=False),),
        keys=("e",),
        where=_RUN,
        back="step reopen",
        run=_step_done,
        why_not=needs.step,
    ),
    Command(
        "step skip",
        "Skip the step, with a reason",
        (Param("reason", "text"),),
        keys=("s",),
        where=_RUN,
        back="step reopen",
        run=_step_skip,
        why_not=needs.step,
    ),
    Command(
        "step block",
        "The step can't be done now, with a reason",
        (Param("reason", "text"),),
        keys=("b",),
        where=_RUN,
        back="step reopen",
        run=_step_block,
        why_not=needs.step,
    ),
    Command(
        "step reopen", "Take the step up again", keys=("U",), where=_RUN, run=_step_reopen, why_not=needs.run
    ),
    Command(
        "step do",
        "Take the step up: you are on it, and somebody else approves it",
        keys=("a",),
        where=_RUN,
        back="step reopen",
        run=_step_do,
        why_not=needs.step,
    ),
    Command(
        "step approve",
        "Approve what a colleague prepared",
        keys=("y",),
        where=_RUN,
        run=_step_approve,
        why_not=needs.step,
    ),
    Command(
        "step choose",
        "Take one exit of a decision",
        (Param("exit", "text"),),
        where=_RUN,
        run=_step_choose,
        why_not=needs.step,
    ),
    Command(
        "run hand-over",
        "Hand the walk over to a colleague",
        (Param("to", "word"),),
        keys=("h",),
        where=_RUN,
        back="run hand-over",
        run=_hand_over,
        why_not=needs.run,
    ),
)
