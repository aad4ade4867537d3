"""What a command asks of the desk, so that a screen can say beforehand that it would be refused.

The desk asks again, whoever calls it: nothing rests on what stands here.
"""

from collections.abc import Mapping
from dataclasses import replace

from console.commands.spec import Command, Context
from console.desk.permits import refusal

ASKS: Mapping[str, str] = {
    "item claim": "claim",
    "item release": "release",
    "item takeover": "take_over",
    "next": "take_next",
    "away": "set_away",
    "item assign": "assign",
    "item done": "done",
    "item reopen": "reopen",
    "item snooze": "snooze",
    "item wait": "wait",
    "item resume": "wait",
    "item split": "split",
    "item sentiment": "correct",
    "corrections revert": "revert_correction",
    "item tag": "tag",
    "item note": "note",
    "item reply": "reply",
    "say reply": "reply",
    "undo": "undo",
    "outbox cancel": "cancel",
    "outbox retry": "retry",
    "outbox sent": "settle",
    "outbox again": "settle",
    "person mark": "mark_person",
    "person tag": "tag_person",
    "person note": "note_person",
    "person link": "link",
    "person unlink": "unlink",
    "view save": "save_view",
    "view drop": "drop_view",
    "view rename": "rename_view",
    "view move": "move_view",
    "rule add": "save_rule",
    "rule log": "rule_log",
    "rule toggle": "switch_rule",
    "rule enable": "switch_rule",
    "rule disable": "switch_rule",
    "rule up": "move_rule",
    "rule down": "move_rule",
    "rule move": "move_rule",
    "rule remove": "remove_rule",
    "alertrule add": "add_alert_rule",
    "alertrule change": "change_alert_rule",
    "alertrule toggle": "switch_alert_rule",
    "alertrule on": "switch_alert_rule",
    "alertrule off": "switch_alert_rule",
    "alertrule remove": "remove_alert_rule",
    "calendar add": "add_entry",
    "calendar drop": "drop_entry",
    "alert ack": "acknowledge",
    "alert label": "label_alert",
    "incident declare": "declare",
    "incident severity": "set_severity",
    "incident role": "take_role",
    "incident log": "log",
    "incident word": "word_given",
    "incident stand-down": "stand_down",
    "incident close": "close",
    "incident restrict": "restrict",
    "publishing pause": "pause_publishing",
    "publishing resume": "resume_publishing",
    "run start": "start_run",
    "run hand-over": "hand_over",
    "step do": "step",
    "step done": "step",
    "step skip": "step",
    "step block": "step",
    "step reopen": "step",
    "step choose": "step",
    "step approve": "step approve",
}
"""Command to line of `console.desk.permits.PERMITS`, as far as it is known without the arguments."""


def asking_first(command: Command) -> Command:
    """The same, with a role that is missing among the reasons why it can't be done."""
    line = ASKS.get(command.name)
    if line is None:
        return command

    def why_not(context: Context) -> str | None:
        barred = None if context.actor is None else refusal(context.actor, line)
        return barred.what if barred is not None else command.why_not(context)

    return replace(command, why_not=why_not)
