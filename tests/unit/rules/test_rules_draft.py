"""What may be saved as a rule, and what is refused with what would be right."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.errors import InputError
from console.model.rule import Action, Rule, Verb
from console.query import QueryError
from console.rules import check, read_action
from console.rules.draft import span
from console.ui.locales import Words


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("tag refund", Action(Verb.TAG, "refund")),
        ("  TAG   Refusjon ", Action(Verb.TAG, "refusjon")),
        ("assign kari", Action(Verb.ASSIGN, "kari")),
        ("assign @Operator", Action(Verb.ASSIGN, "@operator")),
        ("assign operator", Action(Verb.ASSIGN, "operator")),
        ("assign auto", Action(Verb.ASSIGN, "auto")),
        ("priority +200", Action(Verb.PRIORITY, "+200")),
        ("priority 50", Action(Verb.PRIORITY, "+50")),
        ("priority -75", Action(Verb.PRIORITY, "-75")),
        ("snooze 2h", Action(Verb.SNOOZE, "2h")),
        ("mute", Action(Verb.MUTE)),
        ("alert", Action(Verb.ALERT)),
    ],
)
def test_an_action_is_read_and_written_back(text: str, action: Action) -> None:
    assert read_action(text) == action
    assert read_action(str(action)) == action


@pytest.mark.parametrize("name", ["@leads", "@operators", "@viewer", "@admin", "@Admins", "@legal", "@kari"])
def test_a_role_that_nothing_can_be_assigned_to_is_no_person(name: str) -> None:
    with pytest.raises(InputError, match=f"there is no role '{name}' to assign to") as refused:
        read_action(f"assign {name}")
    assert refused.value.fix == "there are @operator, @approver and @lead"
    norwegian = Words("nb").said(str(refused.value))
    assert norwegian == f"det er ingen rolle '{name}' å tildele til; det er @operator, @approver og @lead"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "delete",
        "reply hello",
        "tag",
        "tag two words",
        "tag a,b",
        "tag -refund",
        "assign",
        "assign kari ola",
        "assign @",
        "assign @kari ola",
        "assign rule:x",
        "priority",
        "priority 0",
        "priority +9999",
        "priority much",
        "snooze",
        "snooze 2",
        "snooze tomorrow",
        "snooze 0h",
        "snooze 90d",
        "mute all",
        "alert now",
    ],
)
def test_what_is_no_action_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(InputError) as refused:
        read_action(text)
    assert refused.value.fix


@given(st.text(max_size=60))
def test_any_text_is_an_action_that_reads_back_or_is_refused(text: str) -> None:
    try:
        action = read_action(text)
    except InputError:
        return
    assert read_action(str(action)) == action
    assert "\n" not in action.value
    assert "\x1b" not in action.value


def test_the_length_of_a_snooze() -> None:
    assert span("90m") == timedelta(minutes=90)
    assert span("2w") == timedelta(weeks=2)


def rule(query: str, *actions: str, name: str = "r") -> Rule:
    return Rule(name, query, tuple(read_action(text) for text in actions or ("tag x",)))


@pytest.mark.parametrize(
    "query",
    [
        "lang:nb",
        "-lang:nb",
        "flag:legal",
        "sentiment:<-0.5 kind:dm",
        '"pengene tilbake"',
        "is:new author:@spam*",
        "tag:refund -holder:none",
        "wave:>20",
        "is:unsure",
        "channel:mastodon/*",
    ],
)
def test_a_condition_that_can_be_decided_when_a_message_comes(query: str) -> None:
    assert check(rule(query)).source == query


@pytest.mark.parametrize(
    "query", ["", "  ", "is:new", "is:new is:open", "channel:*/*", "author:*", "is:open author:@*"]
)
def test_a_rule_that_would_act_on_everything_is_refused(query: str) -> None:
    with pytest.raises(InputError, match="everything"):
        check(rule(query))


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("age:>2h", 0),
        ("lang:nb due:<1h", 8),
        ("lang:nb is:done", 8),
        ("is:late lang:nb", 0),
        ("is:pending lang:nb", 0),
        ("is:muted lang:nb", 0),
        ("lang:nb reason:spam", 8),
        ("lang:nb holder:me", 8),
        ("lang:nb -age:>2h", 8),
    ],
)
def test_what_cannot_be_known_when_a_message_comes_is_pointed_at(query: str, at: int) -> None:
    with pytest.raises(QueryError) as refused:
        check(rule(query))
    assert refused.value.at == at
    assert refused.value.expected


@pytest.mark.parametrize("action", ["mute", "snooze 2h"])
@pytest.mark.parametrize(
    "query",
    [
        "lang:nb",
        "channel:mastodon/*",
        "kind:comment sentiment:positive",
        "-author:@kari",
        "wave:>0",
        "wave:<5",
    ],
)
def test_nothing_is_hidden_by_a_condition_that_does_not_say_what_or_who(query: str, action: str) -> None:
    with pytest.raises(InputError, match="what is said or who says it"):
        check(rule(query, action))
    check(rule(query + " giveaway", action))


@pytest.mark.parametrize(
    "query", ["author:@spam*", '"gratis bitcoin"', "tag:noise", "wave:>=10", "flag:outage"]
)
def test_what_says_what_or_who_may_hide(query: str) -> None:
    check(rule(query, "mute"))


@pytest.mark.parametrize("name", ["", "two words", "x" * 25, "a:b", "-a", "a\x1bb", "a/b"])
def test_a_name_is_one_word(name: str) -> None:
    with pytest.raises(InputError, match="name"):
        check(rule("lang:nb", name=name))


def test_a_rule_does_something_and_not_too_much() -> None:
    with pytest.raises(InputError, match="nothing"):
        check(Rule("r", "lang:nb", ()))
    with pytest.raises(InputError, match="too much"):
        check(rule("lang:nb", *(f"tag t{number}" for number in range(9))))
