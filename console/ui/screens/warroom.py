"""The war room: the incident, its promise, the curve, the timeline."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal

from console.commands import Context, Where
from console.model.alert import Alert
from console.ui.render.chart import chart_lines
from console.ui.render.crisis import alert_head, incident_facts, timeline_lines
from console.ui.render.line import EMPTY, Line, Span
from console.ui.screens.declaring import ask_begin, ask_declare
from console.ui.screens.reading import Reading
from console.ui.widgets.painted import Reader


class WarRoom(Reading):
    title_key = "place.warroom"
    hint_names = (
        "incident word", "incident log", "incident severity", "incident role", "run start", "playbook",
        "incident declare", "back", "help",
    )  # fmt: skip

    @property
    def where(self) -> Where:
        return Where.WARROOM

    def context(self) -> Context:
        base = super().context()
        return Context(None, self._free(base.alert), base.incident, base.run, base.step)

    def _free(self, alert: Alert | None) -> Alert | None:
        return alert if alert is not None and alert.incident_id is None else None

    def body(self) -> ComposeResult:
        yield Horizontal(Reader(id="reader"), Reader(id="beside"))

    async def lines(self, width: int) -> Sequence[Line]:
        desk, words, marks, now = self.desk, self.words, self.console_app.marks, self.console_app.now()
        wide = self.has_class("-wide")
        incidents = await desk.incidents(1, open_only=True)
        alerts = await desk.alerts(3, open_only=True)
        pause = await desk.pause()
        left: list[Line] = []
        timeline: list[Line] = []
        if incidents:
            incident = incidents[0]
            runs = await desk.runs(10, open_only=True)
            run = next((one for one in runs if one.incident_id == incident.id), None)
            left += incident_facts(incident, run, pause, width, now, words, marks)
            entries = await desk.timeline(incident.id, 100)
            beside = self.query_one("#beside", Reader).size.width - 1 if wide else width
            timeline = timeline_lines(entries, max(20, beside), now, words)
        else:
            left += [EMPTY, (Span(" " + words("war.quiet"), "dim"),)]
        band = await desk.band("all", 6.0)
        if band:
            height = 5 if self.size.height < 30 else 12
            left += [EMPTY, *chart_lines(band, width, height, words("war.legend"), marks)]
        for alert in alerts:
            left += [EMPTY, *alert_head(alert, width, now, words, marks)]
        if wide:
            self.query_one("#beside", Reader).show(timeline, keep=True)
            return left
        return [*left, EMPTY, *timeline]

    def do_incident_declare(self) -> None:
        live = self.live
        ask_declare(self, self._free(live.alert if live else None))

    def do_run_start(self) -> None:
        live = self.live
        ask_begin(self, live.alert if live else None, live.incident if live else None)
