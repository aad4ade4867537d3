"""One alert rule: what it counts, its versions, its alerts, and what people said of them."""

from collections.abc import Sequence
from dataclasses import replace

from console.commands import Context, Where
from console.model.alert import Alert
from console.model.alertrule import Kept
from console.ui.render.alertrules import page_lines
from console.ui.render.line import Line
from console.ui.screens.alert_rules import RuleKeys

SHOWN = 50
"""Alerts that are listed, the newest."""


class AlertRulePage(RuleKeys):
    title_key = "place.alertrule"
    hint_names = (
        "alertrule alert",
        "alert label",
        "alertrule change",
        "alertrule toggle",
        "alertrule remove",
        "back",
        "help",
    )

    def __init__(self, rule_id: int) -> None:
        super().__init__()
        self.rule_id = rule_id
        self._kept: Kept | None = None
        self.alerts: Sequence[Alert] = ()

    @property
    def where(self) -> Where:
        return Where.ALERT_RULE

    @property
    def kept(self) -> Kept | None:
        return self._kept

    @property
    def alert(self) -> Alert | None:
        return self.alerts[self.pick] if self.pick < len(self.alerts) else None

    def context(self) -> Context:
        return replace(super().context(), alert=self.alert)

    async def lines(self, width: int) -> Sequence[Line]:
        chosen, desk = self.alert, self.desk
        one = await desk.alert_rule(self.rule_id)
        versions = await desk.alert_rule_versions(self.rule_id)
        self.alerts = await desk.alerts_of_rule(self.rule_id, SHOWN)
        self._kept = one.kept
        ids = [alert.id for alert in self.alerts]
        if chosen is not None and chosen.id in ids:
            self.pick = ids.index(chosen.id)
        now, marks = self.console_app.now(), self.console_app.marks
        lines, self.picks = page_lines(one, versions, self.alerts, width, now, self.words, marks)
        return lines

    def do_alertrule_alert(self) -> None:
        from console.ui.screens.alert import AlertPlace

        if self.alert is not None:
            place = AlertPlace()
            place.alert = self.alert
            self.app.push_screen(place)
