"""What the linter knows: each rule's name, the mistake, and what is right. `docs/playbooks.md` lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from console.model.playbook import Problem
from console.text import one_line


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    wrong: str
    """The mistake, for the documentation."""
    right: str
    """What would be right, where the finding has nothing more exact to say."""
    level: Literal["error", "warning"] = "error"


_ALL = (
    # The file as a whole
    Rule("unreadable", "Too big, no text, or without a single step", "write steps as '- [ ] What to do'"),
    Rule("front-missing", "No front matter", "begin the file with --- and the fields id, title, trigger, …"),
    Rule(
        "front-broken", "Front matter that cannot be read", "write one 'field: value' a line between two ---"
    ),
    Rule("front-field-missing", "A field of the front matter is missing or empty", "add it"),
    Rule("front-field-unknown", "A field that the front matter does not know", "take it out or correct it"),
    Rule("front-field-twice", "A field of the front matter stands there twice", "keep one"),
    Rule(
        "bad-id",
        "An id that is no short name",
        "lower case letters, digits and hyphens, such as service-outage",
    ),
    Rule("duplicate-id", "Two files with the same id", "give each playbook its own id"),
    Rule(
        "bad-trigger",
        "A trigger that cannot be read",
        "such as 'flag:outage or spike:negative>=4', or 'manual'",
    ),
    Rule("bad-severity", "A severity that does not exist", "SEV-1 to SEV-5"),
    Rule(
        "bad-posture",
        "A posture that does not exist",
        "inform, deny, diminish, rebuild, bolster, pause, none",
        "warning",
    ),
    Rule("bad-role", "A role that does not exist", "one of the roles of an incident"),
    Rule("bad-owner", "An owner nobody can write to", "an address such as comms@example.org", "warning"),
    Rule("bad-date", "A date of review that is none", "year-month-day, such as 2026-11-01"),
    Rule("bad-language", "A language that is no code", "two letters, such as en or nb"),
    Rule(
        "reviewed-in-future", "Reviewed on a day still to come", "the day when somebody last read it through"
    ),
    Rule(
        "reviewed-long-ago",
        "Not reviewed for a year",
        "read it through with its owner, then set the date",
        "warning",
    ),
    Rule("title-missing", "No '# Title' heading", "one '# Title' line above the phases", "warning"),
    # Phases
    Rule("heading-level", "A phase that is no '##' heading", "'#' for the title, '##' for each phase"),
    Rule(
        "duplicate-heading", "Two headings with the same words", "name each phase differently, links need it"
    ),
    Rule("empty-phase", "A phase with nothing in it", "write its steps or take the heading out"),
    Rule("unreachable-phase", "A phase that no way leads to", "let an exit lead there or take it out"),
    Rule("step-without-phase", "A step above the first phase", "put a '## Phase' heading above it"),
    Rule("table-too-big", "A table too big to read in a crisis", "at most 20 rows and 6 columns"),
    Rule("text-too-long", "A text nobody reads in a crisis", "shorten it or split it"),
    # Steps
    Rule(
        "bad-task",
        "A list item or line that looks like a step but is none",
        "'- [ ] What to do' at the margin",
    ),
    Rule("ticked-step", "A box ticked in the file", "leave it open: the run keeps what was done", "warning"),
    Rule("empty-step", "A step without words", "say in one line what to do"),
    Rule("duplicate-step", "Two steps of a phase with the same words", "tell them apart", "warning"),
    Rule("too-many-steps", "More steps than anybody walks", "split the playbook", "warning"),
    Rule("not-a-field", "A bullet below a step that is no 'field: value'", "such as '- who: lead'"),
    Rule("stray-text", "Text inside a step that belongs to no field", "put it behind 'why:'", "warning"),
    Rule("nested-too-deep", "A list inside a field's list", "at most three levels: step, field, exit"),
    Rule("unknown-field", "A field that steps do not know", "take it out or correct it"),
    Rule("field-twice", "A field that stands twice in one step", "keep one"),
    Rule("empty-field", "A field without a value", "fill it or take it out"),
    Rule("who-missing", "A step that nobody does", "name the role that does it"),
    Rule("unknown-role", "A role that does not exist", "one of the roles of an incident"),
    Rule("role-not-listed", "A role that the front matter's roles do not list", "add it to the roles"),
    Rule("self-approval", "The role that does a step also approves it", "name another role"),
    Rule("bad-time", "A time that cannot be read", "such as 30s, 5m, 2h, 1d or 1h30m"),
    Rule(
        "time-out-of-order",
        "A time that cannot be kept: a step before it is due later",
        "set the times in order",
    ),
    Rule("time-too-long", "A deadline more than thirty days away", "a task for the plan, not for the crisis"),
    Rule("every-too-short", "A step that repeats more often than anybody can", "5m or more"),
    Rule("bad-command", "A 'do' that is no command", "a line as ':' takes it"),
    Rule("bad-optional", "An 'optional' that is neither yes nor no", "yes or no"),
    # Statements and approval
    Rule("bad-statement-name", "A 'say' that is no name of a statement", "such as holding/outage"),
    Rule("statement-missing", "A 'say' without its text", "write it under statements/"),
    Rule(
        "say-without-approval",
        "Public words that nobody approves",
        "add 'approve:' with another role",
        "warning",
    ),
    # Decisions
    Rule("no-exits", "A decision without exits", "nest '- answer: [Heading](#heading)' below 'choose:'"),
    Rule("exit-without-link", "An exit that is no link to a heading", "'- answer: [Heading](#heading)'"),
    Rule("exit-without-label", "An exit without an answer", "'- answer: [Heading](#heading)'"),
    Rule("exit-twice", "Two exits with the same answer", "one exit for each answer"),
    Rule("dead-link", "An exit to a heading that does not exist", "the name of a heading of this file"),
    Rule("decision-not-last", "Steps behind a decision that leads away from them", "move them before it"),
    # Texts to publish
    Rule("statement-unreadable", "A statement too big, no text, or empty", "write the words to publish"),
    Rule("statement-front", "A statement's front matter with a mistake", "fields title, blanks, reviewed"),
    Rule("statement-name", "A statement whose path is no name", "lower case, such as holding/outage.md"),
    Rule("bad-blank", "Braces that are no blank", "a name in braces, such as {service}"),
    Rule(
        "blank-unexplained",
        "A blank that nobody explains",
        "add it to 'blanks:' at the top of the file",
        "warning",
    ),
    Rule("blank-unused", "An explained blank that the text does not have", "take it out or use it"),
    Rule(
        "blanks-differ",
        "A translation with other blanks than its original",
        "the same names in each language",
    ),
)

RULES: Mapping[str, Rule] = {rule.name: rule for rule in _ALL}


def problem(path: str, line: int, rule: str, text: str, fix: str = "") -> Problem:
    """One finding; without a more exact remedy it is the rule's."""
    known = RULES[rule]
    return Problem(one_line(path), line, rule, one_line(text), one_line(fix or known.right), known.level)
