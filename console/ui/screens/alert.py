"""The alert: its sentence, its numbers, its samples, and what to do with it."""

from collections.abc import Sequence
from dataclasses import replace

from console.commands import Context, Where
from console.crisis.severity import Suggested
from console.desk.over import over_since
from console.model.alert import Alert
from console.ui.render.calendar import running_line
from console.ui.render.charted import chart, charted, reach
from console.ui.render.crisis import alert_head
from console.ui.render.finding import samples, why_lines
from console.ui.render.line import EMPTY, Line, Span
from console.ui.render.rung import rung_lines
from console.ui.render.severity import differing_lines, severity_lines
from console.ui.screens.declaring import ask_begin, ask_declare
from console.ui.screens.reading import Reading


class AlertPlace(Reading):
    title_key = "place.alert"
    hint_names = ("alert ack", "incident declare", "alert label", "run start", "warroom", "back", "help")

    def __init__(self) -> None:
        super().__init__()
        self.alert: Alert | None = None
        self._suggested: Suggested | None = None
        """The severity that the page shows."""

    @property
    def where(self) -> Where:
        return Where.ALERT

    def context(self) -> Context:
        base = super().context()
        return replace(base, alert=self.alert or base.alert)

    async def lines(self, width: int) -> Sequence[Line]:
        desk, words, marks, now = self.desk, self.words, self.console_app.marks, self.console_app.now()
        if self.alert is None:
            self.alert = await self._named()
        if self.alert is None:
            return [EMPTY, (Span("  " + words("alert.none"), "dim"),)]
        self.alert = alert = await desk.alert(self.alert.id)
        over = await over_since(desk, alert, now)
        lines = alert_head(alert, width, now, words, marks, over)
        (self._suggested,) = await desk.severities([alert])
        lines += severity_lines(self._suggested, width, words)
        lines += differing_lines(alert.finding.level, self._suggested, width, words)
        height = 6 if self.size.height < 30 else 10
        what = charted(alert)
        hours, until = reach(alert, now, over)
        counted = (
            (await desk.matched(alert.id, hours)).bands if what.rule else await desk.band(what.stream, hours)
        )
        lines += chart(what, counted, until, (width, height), now, words, marks)
        lines += running_line(await desk.calendar(), width, now, words)
        lines += why_lines(alert, width, now, words, over)
        lines += rung_lines(await desk.ringing(alert.id), width, now, words)
        found_samples = await desk.messages(alert.finding.samples)
        return [*lines, *samples(found_samples, width, now, words, marks)]

    async def _named(self) -> Alert | None:
        """The alert that the banner names, whose key opened this page; without one, the newest."""
        if self.live is not None and self.live.alert is not None:
            return self.live.alert
        found = await self.desk.alerts(1, open_only=True) or await self.desk.alerts(1)
        return next(iter(found), None)

    def home(self) -> None:
        """Asked for again: the banner may name another one than when the page was opened."""
        if self.live is not None and self.live.alert is not None:
            self.alert = self.live.alert
            self.reading.wish(False)

    def do_incident_declare(self) -> None:
        ask_declare(self, self.alert, self._suggested.severity if self._suggested else None)

    def do_run_start(self) -> None:
        live = self.live
        ask_begin(self, self.alert, live.incident if live else None)
