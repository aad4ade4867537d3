"""Which rule fires, what it may do, and why another does not."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.item import ItemRow
from console.model.rule import Outcome, Rule, Verb
from console.model.safe import SafeText
from console.model.words import Flag, Label, State
from console.rules import ask, read_action
from console.rules.asking import NEVER_HIDDEN, Answer
from tests.unit.query.test_query_match import ROW

NEW = replace(ROW, tags=(), flags=(), wave=1, unsure=False)


@dataclass
class Item:
    """What the store would tell of the item."""

    names: set[str] = field(default_factory=set)
    muted: str = ""
    flagged: frozenset[Flag] = frozenset()
    free: str | None = None

    def freest(self, lang: str | None) -> str | None:
        return self.free

    def fired(self, rule: Rule) -> bool:
        return rule.name in self.names

    def muted_by(self, rule: Rule) -> bool:
        return rule.name == self.muted

    def flags(self) -> frozenset[Flag]:
        return self.flagged


def rule(name: str, query: str, *actions: str, stop: bool = False) -> Rule:
    return Rule(name, query, tuple(read_action(text) for text in actions), stop=stop)


def asked(*rules: Rule, row: ItemRow = NEW, item: Item | None = None) -> list[Answer]:
    return list(ask(rules, row, item or Item()))


def outcomes(answers: list[Answer]) -> list[str]:
    return [answer.verdict.outcome.value for answer in answers]


@pytest.mark.parametrize(
    ("query", "row", "why"),
    [
        ("lang:en", NEW, "lang:en: the message is no"),
        ("lang:en", replace(NEW, lang=None), "lang:en: its language is not known"),
        ("lang:nb sentiment:>0.5", NEW, "sentiment:>0.5: its sentiment is -0.60 (negative)"),
        ("sentiment:<0", replace(NEW, unsure=True), "sentiment:<0: its sentiment is not sure"),
        ("channel:bluesky/*", NEW, "channel:bluesky/*: it came in mastodon/@nordbank"),
        ("network:bluesky", NEW, "network:bluesky: it came from mastodon"),
        ("kind:dm", NEW, "kind:dm: it is a mention"),
        ("flag:legal", NEW, "flag:legal: it has no flag"),
        ("-flag:safety", replace(NEW, flags=(Flag.SAFETY,)), "-flag:safety: its flags are safety"),
        ("author:ola", NEW, "author:ola: @Kari@example.social wrote it"),
        ("tag:x", NEW, "tag:x: the item has no tag"),
        ("tag:x", replace(NEW, tags=("a", "b")), "tag:x: the item's tags are a, b"),
        ("holder:kari", NEW, "holder:kari: nobody holds it"),
        ("holder:none", replace(NEW, holder="ola"), "holder:none: ola holds it"),
        ("wave:>20", NEW, "wave:>20: it stands alone"),
        ("wave:>20", replace(NEW, wave=3), "wave:>20: its wave has 3 messages"),
        ("is:unsure", NEW, "is:unsure: its sentiment is sure"),
        ("is:new lang:nb", replace(NEW, state=State.PENDING), "is:new: the item is pending"),
        ('lang:nb "send penger"', NEW, '"send penger": the message does not say it'),
        ("-pakken", NEW, "-pakken: the message says it"),
    ],
)
def test_the_term_that_fails_is_named_with_what_was_there_instead(query: str, row: ItemRow, why: str) -> None:
    (answer,) = asked(rule("r", query, "tag x"), row=row)
    assert answer.verdict.outcome is Outcome.FAILED
    assert answer.verdict.why == why
    assert answer.doing == ()


def test_later_rules_see_what_earlier_ones_did() -> None:
    first = rule("refunds", "pakken", "tag refund", "assign kari")
    second = rule("hers", "tag:refund assignee:kari", "priority +100")
    assert outcomes(asked(first, second)) == ["fired", "fired"]
    assert outcomes(asked(second, first)) == ["failed", "fired"]


def test_stop_ends_it_only_where_the_condition_holds() -> None:
    last = rule("last", "pakken", "tag a", stop=True)
    other = rule("other", "bitcoin", "tag b", stop=True)
    behind = rule("behind", "lang:nb", "tag c")
    answers = asked(other, last, behind)
    assert outcomes(answers) == ["failed", "fired", "stopped"]
    assert answers[2].verdict.why == "last is the last to be asked"


def test_a_rule_fires_once_on_an_item_and_still_stops_there() -> None:
    first = rule("first", "lang:nb", "tag a", "alert", stop=True)
    behind = rule("behind", "lang:nb", "tag b")
    answers = asked(first, behind, item=Item({"first"}))
    assert outcomes(answers) == ["repeated", "stopped"]
    assert answers[0].doing == ()


def test_muting_goes_on_until_a_person_touched_the_item() -> None:
    spam = rule("spam", "pakken", "tag spam", "mute")
    again = asked(spam, item=Item({"spam"}, muted="spam"))
    assert [str(action) for action in again[0].doing] == ["mute"]
    touched = asked(spam, item=Item({"spam"}))
    assert outcomes(touched) == ["repeated"]


@pytest.mark.parametrize("flag", sorted(NEVER_HIDDEN))
@pytest.mark.parametrize("hide", ["mute", "snooze 1d"])
def test_what_a_person_must_see_is_never_hidden(flag: Flag, hide: str) -> None:
    (answer,) = asked(rule("spam", "pakken", hide, "tag spam"), item=Item(flagged=frozenset({flag})))
    assert [str(action) for action in answer.doing] == ["tag spam"]
    assert answer.verdict.deeds[0].refused == f"what is flagged {flag} is never hidden"


@pytest.mark.parametrize("action", ["mute", "snooze 1d", "assign ola"])
def test_nothing_is_taken_from_the_person_who_has_it(action: str) -> None:
    (answer,) = asked(rule("r", "pakken", action), row=replace(NEW, holder="kari"))
    assert answer.doing == ()
    assert answer.verdict.deeds[0].refused == "kari holds it"


@pytest.mark.parametrize("state", [State.PENDING, State.SNOOZED, State.DONE])
def test_only_what_is_new_is_hidden(state: State) -> None:
    (answer,) = asked(rule("r", "pakken", "mute"), row=replace(NEW, state=state))
    assert answer.verdict.deeds[0].refused == f"the item is {state}"


def test_the_first_to_hide_it_has_its_way() -> None:
    answers = asked(rule("a", "pakken", "mute"), rule("b", "pakken", "snooze 2h", "mute", "tag x"))
    assert [str(action) for answer in answers for action in answer.doing] == ["mute", "tag x"]


_ACTIONS = st.sampled_from(
    ["tag a", "tag b", "assign kari", "mute", "alert", "snooze 2h", "priority +10"]
).map(read_action)
_RULES = st.lists(
    st.builds(
        Rule,
        name=st.sampled_from("abcdefgh"),
        query=st.sampled_from(
            ["lang:nb", "lang:en", "pakken", "tag:a", "-tag:b", "holder:kari", "sentiment:negative"]
        ),
        actions=st.lists(_ACTIONS, min_size=1, max_size=4).map(tuple),
        stop=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.name,
)


@given(rules=_RULES, text=st.text(max_size=50), names=st.sets(st.sampled_from("abcdefgh")),
       flagged=st.frozensets(st.sampled_from(list(Flag)), max_size=2))  # fmt: skip
def test_whatever_the_rules(rules: list[Rule], text: str, names: set[str], flagged: frozenset[Flag]) -> None:
    """Every rule is told of, hiding happens once at most and never to what must be seen, and what fired does
    not fire again."""
    row = replace(NEW, text=SafeText(text), label=Label.NEGATIVE)
    item = Item(names, flagged=flagged)
    answers = asked(*rules, row=row, item=item)
    assert [answer.rule for answer in answers] == rules
    done = [action.verb for answer in answers for action in answer.doing]
    assert sum(verb in (Verb.MUTE, Verb.SNOOZE) for verb in done) <= 1
    if flagged & NEVER_HIDDEN:
        assert not {Verb.MUTE, Verb.SNOOZE} & set(done)
    assert done.count(Verb.ASSIGN) <= 1
    fired = {answer.rule.name for answer in answers if answer.verdict.outcome is Outcome.FIRED}
    assert not fired & names
    again = asked(*rules, row=row, item=Item({one.name for one in rules}, flagged=flagged))
    assert not [action for answer in again for action in answer.doing]


def test_auto_is_whoever_is_freest_or_is_refused_where_nobody_is() -> None:
    shares = rule("shares", "pakken", "assign auto")
    behind = rule("hers", "assignee:ola", "priority +100")
    [answer, later] = asked(shares, behind, item=Item(free="ola"))
    assert [str(action) for action in answer.doing] == ["assign ola"]
    assert [deed.action for deed in answer.verdict.deeds] == ["assign auto"]
    assert later.verdict.outcome is Outcome.FIRED
    [answer] = asked(shares)
    assert answer.doing == ()
    assert [deed.refused for deed in answer.verdict.deeds] == ["nobody is here who may have one more"]


def test_a_role_is_asked_for_and_given_as_one() -> None:
    gives = rule("gives", "pakken", "assign @lead")
    behind = rule("theirs", "assignee:@lead -assignee:lead", "priority +100")
    [answer, later] = asked(gives, behind)
    assert [action.value for action in answer.doing] == ["@lead"]
    assert later.verdict.outcome is Outcome.FIRED
