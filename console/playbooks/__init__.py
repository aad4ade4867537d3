"""Playbooks: read, lint and walk them. The format is described in `docs/playbooks.md`."""

from console.model.playbook import Library
from console.playbooks.dues import Due, due_at, dues_of
from console.playbooks.limits import PlaybookError
from console.playbooks.linter import lint
from console.playbooks.loader import load, read_text, shipped
from console.playbooks.parser import parse
from console.playbooks.rules import RULES, Rule
from console.playbooks.run import VERBS, Outcome, applied, begin, note_wanted, step_verb
from console.playbooks.statements import fill, open_blanks, parse_statement
from console.playbooks.trigger import TriggerError, TriggerFacts, facts_of, parse_trigger, trigger_holds
from console.playbooks.walk import Path, Progress, all_steps, current_of, off_path, path_of, progress_of

__all__ = [
    "RULES",
    "VERBS",
    "Due",
    "Library",
    "Outcome",
    "Path",
    "PlaybookError",
    "Progress",
    "Rule",
    "TriggerError",
    "TriggerFacts",
    "all_steps",
    "applied",
    "begin",
    "current_of",
    "due_at",
    "dues_of",
    "facts_of",
    "fill",
    "lint",
    "load",
    "note_wanted",
    "off_path",
    "open_blanks",
    "parse",
    "parse_statement",
    "parse_trigger",
    "path_of",
    "progress_of",
    "read_text",
    "shipped",
    "step_verb",
    "trigger_holds",
]
