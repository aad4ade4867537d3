"""Which duty each question and each act of the desk needs: one table, and what is not in it is refused.

docs/roles.md is made from it. Why a line stands where it stands is told there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from console.desk.deeds import (
    Assign,
    Claim,
    Close,
    Correct,
    Note,
    Release,
    Reopen,
    Snooze,
    Split,
    Tag,
    TakeOver,
    Wait,
)
from console.errors import NotAllowed
from console.model.actor import Actor
from console.model.duty import Duty

VIEWER, OPERATOR, APPROVER, LEAD, ADMIN = tuple(Duty)
Arguments = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Permit:
    least: Duty
    what: str
    """What it is, in a few words."""
    whole: bool = False
    """What it tells of messages can't be parted: it is refused to whom private messages are closed."""


PERMITS: Mapping[str, Permit] = {
    # ── looking ─────────────────────────────────────────────────────────────────────────────────────
    "now": Permit(VIEWER, "the desk's time"),
    "hold": Permit(VIEWER, "how long a reply is held"),
    "pace": Permit(VIEWER, "how fast the desk's clock runs"),
    "safe": Permit(VIEWER, "what one typed, made safe to show"),
    "subscribe": Permit(VIEWER, "be told what moved"),
    "point": Permit(VIEWER, "where the store stands"),
    "queue_ids": Permit(VIEWER, "the queue"),
    "queue_stretch": Permit(VIEWER, "the queue"),
    "queue_among": Permit(VIEWER, "the queue"),
    "queue_look": Permit(VIEWER, "the queue"),
    "queue_count": Permit(VIEWER, "the queue"),
    "queue_some": Permit(VIEWER, "the queue"),
    "queue": Permit(VIEWER, "the queue"),
    "rows": Permit(VIEWER, "the queue"),
    "counts": Permit(VIEWER, "how many items there are"),
    "reordering": Permit(VIEWER, "how far the queue is weighed anew"),
    "vocabulary": Permit(VIEWER, "values in use, for completing a filter"),
    "item": Permit(VIEWER, "an item with its thread"),
    "thread": Permit(VIEWER, "an item with its thread"),
    "messages": Permit(VIEWER, "messages"),
    "wave": Permit(VIEWER, "waves"),
    "waves": Permit(VIEWER, "waves"),
    "wave_evidence": Permit(VIEWER, "waves"),
    "person_of": Permit(VIEWER, "the person behind a handle"),
    "find_handle": Permit(VIEWER, "the person behind a handle"),
    "card": Permit(VIEWER, "a person's card"),
    "written": Permit(VIEWER, "what a person wrote"),
    "channels": Permit(VIEWER, "how the channels are"),
    "capabilities": Permit(VIEWER, "what a channel can do"),
    "length": Permit(VIEWER, "how long a reply is"),
    "outbox": Permit(VIEWER, "replies on their way out"),
    "alerts": Permit(VIEWER, "alerts"),
    "alert": Permit(VIEWER, "alerts"),
    "severities": Permit(VIEWER, "what severity is suggested"),
    "ringing": Permit(VIEWER, "who was rung"),
    "alert_precision": Permit(VIEWER, "how often alerts were right"),
    "band": Permit(VIEWER, "the chart"),
    "matched": Permit(VIEWER, "the chart"),
    "series": Permit(VIEWER, "the chart"),
    "incidents": Permit(VIEWER, "incidents"),
    "incident": Permit(VIEWER, "incidents"),
    "timeline": Permit(VIEWER, "an incident's timeline"),
    "runs": Permit(VIEWER, "walks through playbooks"),
    "run": Permit(VIEWER, "walks through playbooks"),
    "knowledge": Permit(VIEWER, "playbooks and statements"),
    "playbooks": Permit(VIEWER, "playbooks and statements"),
    "playbook_of": Permit(VIEWER, "playbooks and statements"),
    "suggest": Permit(VIEWER, "playbooks and statements"),
    "statement": Permit(VIEWER, "playbooks and statements"),
    "pause": Permit(VIEWER, "whether publishing is paused"),
    "views": Permit(VIEWER, "views"),
    "count_views": Permit(VIEWER, "views"),
    "rules": Permit(VIEWER, "rules"),
    "rule": Permit(VIEWER, "rules"),
    "rule_counts": Permit(VIEWER, "rules"),
    "alert_rules": Permit(VIEWER, "alert rules"),
    "alert_rule": Permit(VIEWER, "alert rules"),
    "find_alert_rule": Permit(VIEWER, "alert rules"),
    "alert_rule_versions": Permit(VIEWER, "alert rules"),
    "alerts_of_rule": Permit(VIEWER, "alert rules"),
    "asked": Permit(VIEWER, "what the rules said of an item"),
    "calendar": Permit(VIEWER, "the calendar"),
    "corrections": Permit(OPERATOR, "what people said of sentiments", whole=True),
    "rejudge": Permit(LEAD, "judge stored messages anew", whole=True),
    "accuracy": Permit(VIEWER, "how often the judge was right"),
    "colleagues": Permit(VIEWER, "who has how much, and who is away"),
    "stirred": Permit(VIEWER, "who is there, on what"),
    "reached": Permit(VIEWER, "who is there, on what"),
    "look_at": Permit(VIEWER, "who is there, on what"),
    "present": Permit(VIEWER, "who is there, on what"),
    "acts": Permit(VIEWER, "one's own acts"),
    "last_act": Permit(VIEWER, "one's own acts"),
    "get_setting": Permit(VIEWER, "one's own colours, filter and marks"),
    "get_setting shared": Permit(VIEWER, "what was done in a walk"),
    # ── looking closer ──────────────────────────────────────────────────────────────────────────────
    "quarantine": Permit(OPERATOR, "what could not be admitted", whole=True),
    "events": Permit(OPERATOR, "the log of all acts"),
    "verify": Permit(OPERATOR, "check the log's chain"),
    "hold_against": Permit(OPERATOR, "check the log's chain"),
    "due": Permit(LEAD, "what retention would let go of"),
    "checks": Permit(OPERATOR, "facts about the database"),
    "rule_log": Permit(OPERATOR, "what a rule did", whole=True),
    "try_rule": Permit(OPERATOR, "try a rule on history", whole=True),
    "back_test": Permit(OPERATOR, "try an alert rule on history"),
    "export_messages": Permit(LEAD, "export messages"),
    # ── one's own ───────────────────────────────────────────────────────────────────────────────────
    "set_setting": Permit(VIEWER, "one's own colours, filter and marks"),
    "set_setting shared": Permit(OPERATOR, "what was done in a walk"),
    "save_view": Permit(VIEWER, "save a view of one's own"),
    "drop_view": Permit(VIEWER, "drop a view of one's own"),
    "rename_view": Permit(VIEWER, "rename a view of one's own"),
    "move_view": Permit(VIEWER, "move a view of one's own"),
    "undo": Permit(VIEWER, "take back an act of one's own that one may still do"),
    "undoing": Permit(VIEWER, "take back an act of one's own that one may still do"),
    # ── items, replies, persons ─────────────────────────────────────────────────────────────────────
    "claim": Permit(OPERATOR, "claim an item"),
    "release": Permit(OPERATOR, "release an item"),
    "done": Permit(OPERATOR, "close an item"),
    "reopen": Permit(OPERATOR, "open an item again"),
    "snooze": Permit(OPERATOR, "snooze an item"),
    "wait": Permit(OPERATOR, "wait for a third party"),
    "resume": Permit(OPERATOR, "wait no longer"),
    "split": Permit(OPERATOR, "split an item off its wave"),
    "tag": Permit(OPERATOR, "tag an item"),
    "correct": Permit(OPERATOR, "correct a sentiment"),
    "revert_correction": Permit(OPERATOR, "correct a sentiment"),
    "note": Permit(OPERATOR, "note on an item"),
    "save_draft": Permit(OPERATOR, "keep a draft"),
    "set_away": Permit(OPERATOR, "be away, or back"),
    "take_next": Permit(OPERATOR, "take the next item"),
    "take_over": Permit(LEAD, "take over what a colleague holds"),
    "assign": Permit(OPERATOR, "assign an item"),
    "reply": Permit(OPERATOR, "reply"),
    "cancel": Permit(OPERATOR, "stop a reply"),
    "retry": Permit(OPERATOR, "try a failed reply again"),
    "settle": Permit(OPERATOR, "say what became of a reply"),
    "link": Permit(OPERATOR, "link handles to one person"),
    "unlink": Permit(OPERATOR, "unlink a handle"),
    "mark_person": Permit(OPERATOR, "mark a person"),
    "tag_person": Permit(OPERATOR, "tag a person"),
    "note_person": Permit(OPERATOR, "note about a person"),
    # ── alerts, incidents, playbooks ────────────────────────────────────────────────────────────────
    "acknowledge": Permit(OPERATOR, "acknowledge an alert"),
    "label_alert": Permit(OPERATOR, "label an alert"),
    "declare": Permit(OPERATOR, "declare an incident"),
    "set_severity": Permit(OPERATOR, "change the severity"),
    "take_role": Permit(OPERATOR, "take a role in an incident"),
    "log": Permit(OPERATOR, "write into the timeline"),
    "word_given": Permit(OPERATOR, "promise the next word"),
    "stand_down": Permit(OPERATOR, "say that an incident is stable"),
    "close": Permit(OPERATOR, "close an incident"),
    "restrict": Permit(LEAD, "restrict an incident, or open it"),
    "hold_incident": Permit(LEAD, "keep an incident's days from retention"),
    "release_incident": Permit(LEAD, "keep them no longer"),
    "pause_publishing": Permit(OPERATOR, "pause publishing"),
    "resume_publishing": Permit(LEAD, "resume publishing"),
    "start_run": Permit(OPERATOR, "begin to walk a playbook"),
    "step": Permit(OPERATOR, "move a step of a playbook"),
    "step approve": Permit(APPROVER, "approve a step or a statement"),
    "hand_over": Permit(OPERATOR, "hand a walk over"),
    # ── what all share ──────────────────────────────────────────────────────────────────────────────
    "save_view shared": Permit(LEAD, "save a view for all"),
    "drop_view shared": Permit(LEAD, "drop a view of all"),
    "rename_view shared": Permit(LEAD, "rename a view of all"),
    "move_view shared": Permit(LEAD, "move a view of all"),
    "save_rule": Permit(LEAD, "save a rule"),
    "move_rule": Permit(LEAD, "move a rule"),
    "switch_rule": Permit(LEAD, "switch a rule on or off"),
    "remove_rule": Permit(LEAD, "remove a rule"),
    "add_alert_rule": Permit(LEAD, "add an alert rule"),
    "change_alert_rule": Permit(LEAD, "change an alert rule"),
    "switch_alert_rule": Permit(LEAD, "switch an alert rule on or off"),
    "remove_alert_rule": Permit(LEAD, "remove an alert rule"),
    "add_entry": Permit(LEAD, "add to the calendar"),
    "drop_entry": Permit(LEAD, "drop from the calendar"),
    # ── what is taken away ──────────────────────────────────────────────────────────────────────────
    "erasure": Permit(ADMIN, "what erasing a person would take away"),
    "erase": Permit(ADMIN, "erase a person"),
    "retain": Permit(ADMIN, "let go of what is due"),
}
"""By the name of the method, with a word behind it where the arguments make a difference."""

DEEDS: Mapping[type, str] = {
    Claim: "claim",
    Release: "release",
    Assign: "assign",
    Close: "done",
    Reopen: "reopen",
    Snooze: "snooze",
    TakeOver: "take_over",
    Wait: "wait",
    Split: "split",
    Correct: "correct",
    Tag: "tag",
    Note: "note",
}
"""What `one` and `many` do, by the type of the deed: the method that does the same to one item."""

OWN = "ui."
"""How the settings begin that each has for themselves."""
WALKED = "run."
"""How those begin that belong to a walk through a playbook."""
VARYING = frozenset(
    {
        "one", "many", "step", "get_setting", "set_setting",
        "save_view", "drop_view", "rename_view", "move_view",
    }
)  # fmt: skip
"""Methods whose arguments must be looked at."""

# By the first word of an event's verb, where it is more than an operator's.
_UNDONE = {"rule": LEAD, "alertrule": LEAD, "calendar": LEAD, "publishing": LEAD}
_SHARED = "shared"


def line_of(name: str, arguments: Arguments) -> str | None:
    """Which line of the table speaks of a call; None if none does."""
    if name in ("one", "many"):
        return DEEDS.get(type(arguments.get("deed")))
    if name == "step":
        return "step approve" if arguments.get("verb") == "approve" else name
    if name.endswith("_view"):
        # Whatever is not plainly one's own is everybody's.
        return name if arguments.get("shared", False) is False else f"{name} {_SHARED}"
    if name.endswith("_setting"):
        key = str(arguments.get("key"))
        if key.startswith(OWN):
            return name
        return f"{name} {_SHARED}" if key.startswith(WALKED) else None
    return name


def check(actor: Actor, name: str, arguments: Arguments) -> None:
    """Raise NotAllowed unless they may do this.

    Args:
        actor: Who asks.
        name: A method of `console.desk.protocol.Desk`.
        arguments: What it is called with, by name.
    """
    line = line_of(name, arguments)
    if line is None or line not in PERMITS:
        raise NotAllowed(f"nobody may ask this desk for {name} like that")
    refused = refusal(actor, line)
    if refused is not None:
        raise refused


def refusal(actor: Actor, line: str) -> NotAllowed | None:
    """Why they may not do what a line of the table says; None where they may."""
    permit = PERMITS[line]
    try:
        need(actor, permit.least)
    except NotAllowed as refused:
        return refused
    if permit.whole and not actor.dms:
        return NotAllowed(
            "this could show private messages, which are closed to you", fix="ask somebody who sees them"
        )
    return None


def need(actor: Actor, least: Duty) -> None:
    """Raise NotAllowed unless they have at least this duty."""
    if actor.duty is None:
        raise NotAllowed(f"{actor.name} has no role at this desk", fix="ask whoever looks after this host")
    if not actor.duty.covers(least):
        raise NotAllowed(
            f"{actor.name} is {actor.duty.value} here, and this needs {least.value}",
            fix=f"ask a colleague who is {least.value} here",
        )


def need_to_undo(actor: Actor, verb: str, after: Mapping[str, object]) -> None:
    """Raise NotAllowed unless they may still do what an event of theirs records.

    Args:
        actor: Whose act it was.
        verb: The event's.
        after: The event's values, which tell whether a view was one's own.
    """
    noun = verb.partition(".")[0]
    if verb == "incident.restricted" or (noun == "view" and after.get("owner") != actor.name):
        need(actor, LEAD)
    elif noun != "view":
        need(actor, _UNDONE.get(noun, OPERATOR))
