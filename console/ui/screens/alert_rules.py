"""The alert rules: what each counts, and how often it was right."""

from collections.abc import Sequence
from dataclasses import replace

from console.commands import REGISTRY, Args, Context, Where
from console.commands.alertrules import line_of
from console.model.alertrule import Judged, Kept
from console.ui.render.alertrules import rule_lines
from console.ui.render.line import EMPTY, Line, wrapped
from console.ui.screens import asking
from console.ui.screens.reading import Reading
from console.ui.widgets.ask import Question


class RuleKeys(Reading):
    """What can be done to the alert rule that is meant, in the list and on its own page."""

    @property
    def kept(self) -> Kept | None:
        raise NotImplementedError

    def context(self) -> Context:
        return replace(super().context(), alert_rule=self.kept)

    def do_alertrule_change(self) -> None:
        kept = self.kept
        if kept is not None:
            asking.ask_line(self, f"alertrule change {kept.rule.name} {line_of(kept.rule)}")

    def do_alertrule_remove(self) -> None:
        kept = self.kept
        if kept is None:
            return

        def then(answer: str) -> None:
            if answer:
                asking.do(self, REGISTRY["alertrule remove"], {"rule": str(kept.id)})

        keys = {"y": (self.words("drop.yes"), "y"), "n": (self.words("undo.no"), "")}
        self.ask(Question(self.words("alertrule.remove", name=kept.rule.name), then, keys=keys))


class AlertRules(RuleKeys):
    title_key = "place.alertrules"
    hint_names = (
        "alertrule add",
        "alertrule show",
        "alertrule change",
        "alertrule toggle",
        "alertrule remove",
        "help",
    )

    def __init__(self) -> None:
        super().__init__()
        self.rules: Sequence[Judged] = ()

    @property
    def where(self) -> Where:
        return Where.ALERT_RULES

    @property
    def kept(self) -> Kept | None:
        return self.rules[self.pick].kept if self.pick < len(self.rules) else None

    def on_screen_resume(self) -> None:
        super().on_screen_resume()
        if self.ready:
            # What was done on a rule's page shows in the list as well.
            self.reading.wish(True)

    async def lines(self, width: int) -> Sequence[Line]:
        chosen, words = self.kept, self.words
        self.rules = await self.desk.alert_rules()
        ids = [one.kept.id for one in self.rules]
        if chosen is not None and chosen.id in ids:
            self.pick = ids.index(chosen.id)
        if not self.rules:
            self.picks = ()
            return wrapped(words("alertrule.none"), width - 2, "dim", 2)
        now, marks = self.console_app.now(), self.console_app.marks
        lines, self.picks = rule_lines(self.rules, width, now, words, marks)
        return [*lines, EMPTY, *wrapped(words("alertrule.about"), width - 2, "faint", 1)]

    def do_alertrule_show(self) -> None:
        kept = self.kept
        if kept is not None:
            self._open(kept.id)

    def with_alertrule_show(self, args: Args) -> None:
        ref = str(args.get("rule", ""))

        async def work() -> None:
            self._open((await self.desk.find_alert_rule(ref)).id)

        self.aside(work(), "alertrule")

    def _open(self, rule_id: int) -> None:
        from console.ui.screens.alert_rule import AlertRulePage

        self.app.push_screen(AlertRulePage(rule_id))
