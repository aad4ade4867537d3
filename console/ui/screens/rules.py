"""The rules in their order, how often each fired in the last week, and what it did."""

from collections.abc import Sequence
from dataclasses import replace

from console.commands import REGISTRY, Context, Where
from console.model.rule import Fired, Rule
from console.ui.render.line import Line, wrapped
from console.ui.render.rules import LOGGED, rule_lines
from console.ui.screens import asking
from console.ui.screens.reading import Reading
from console.ui.widgets.ask import Question


class Rules(Reading):
    title_key = "place.rules"
    hint_names = ("rule add", "rule toggle", "rule log", "rule up", "rule down", "rule remove", "help")

    def __init__(self) -> None:
        super().__init__()
        self.rules: Sequence[Rule] = ()
        self.shown = ""
        """The rule whose log is shown."""

    @property
    def where(self) -> Where:
        return Where.RULES

    @property
    def rule(self) -> Rule | None:
        return self.rules[self.pick] if self.pick < len(self.rules) else None

    def context(self) -> Context:
        return replace(super().context(), rule=self.rule)

    async def lines(self, width: int) -> Sequence[Line]:
        chosen, words = self.rule, self.words
        self.rules = await self.desk.rules()
        names = [rule.name for rule in self.rules]
        if chosen is not None and chosen.name in names:
            self.pick = names.index(chosen.name)
        if not self.rules:
            self.picks = ()
            return wrapped(words("rule.none"), width - 2, "dim", 2)
        log: Sequence[Fired] = ()
        if self.shown in names:
            log = await self.desk.rule_log(self.shown, LOGGED)
        lines, self.picks = rule_lines(
            self.rules,
            await self.desk.rule_counts(),
            self.shown,
            log,
            width,
            self.console_app.now(),
            words,
            self.console_app.marks,
        )
        return lines

    def do_rule_log(self) -> None:
        name = self.rule.name if self.rule else ""
        self.shown = "" if self.shown == name else name
        self.reading.wish(True)

    def do_rule_remove(self) -> None:
        if self.rule is None:
            return
        name = self.rule.name

        def then(answer: str) -> None:
            if answer:
                asking.do(self, REGISTRY["rule remove"], {"name": name})

        keys = {"y": (self.words("drop.yes"), "y"), "n": (self.words("undo.no"), "")}
        self.ask(Question(self.words("rule.remove", name=name), then, keys=keys))
