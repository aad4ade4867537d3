"""The war room: the incident, its promise, the curve, the timeline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from textual.app import ComposeResult
from textual.containers import Horizontal

from console.commands import REGISTRY, Context, Where, duration
from console.crisis.clocks import NEXT_WORD
from console.desk.answers import Band
from console.model.alert import Alert
from console.model.incident import Incident, Pause, Run, TimelineEntry
from console.model.words import Severity
from console.ui.render.chart import chart_lines
from console.ui.render.crisis import alert_head, incident_facts, timeline_lines
from console.ui.render.line import EMPTY, Line, Span, fit
from console.ui.render.when import spoken
from console.ui.screens import asking
from console.ui.screens.declaring import ask_begin, ask_declare
from console.ui.screens.reading import Reading
from console.ui.widgets.ask import Question
from console.ui.widgets.painted import Reader


@dataclass(frozen=True, slots=True)
class State:
    """What was read, so that countdowns are drawn anew without asking again."""

    incident: Incident | None = None
    run: Run | None = None
    pause: Pause | None = None
    timeline: Sequence[TimelineEntry] = ()
    alerts: Sequence[Alert] = ()
    band: Sequence[Band] = ()
    suggested: Mapping[int, Severity] = field(default_factory=dict)
    """What each of the alerts is suggested to be, by id."""
    source: Alert | None = None
    """What the incident was declared from, acknowledged or not."""


class WarRoom(Reading):
    title_key = "place.warroom"
    hint_names = (
        "incident word", "incident log", "incident severity", "incident role", "run start", "playbook",
        "incident declare", "back", "help",
    )  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self._state = State()

    @property
    def where(self) -> Where:
        return Where.WARROOM

    def context(self) -> Context:
        base = super().context()
        return replace(base, alert=self._free(base.alert))

    def _free(self, alert: Alert | None) -> Alert | None:
        return alert if alert is not None and alert.incident_id is None else None

    def body(self) -> ComposeResult:
        yield Horizontal(Reader(id="reader"), Reader(id="beside"))

    async def lines(self, width: int) -> Sequence[Line]:
        desk = self.desk
        incident = next(iter(await desk.incidents(1, open_only=True)), None)
        runs = await desk.runs(10, open_only=True) if incident else ()
        alerts = await desk.alerts(3, open_only=True)
        suggested = await desk.severities(alerts)
        self._state = State(
            incident,
            next((one for one in runs if incident and one.incident_id == incident.id), None),
            await desk.pause(),
            await desk.timeline(incident.id, 100) if incident else (),
            alerts,
            await desk.band("all", 6.0),
            {alert.id: one.severity for alert, one in zip(alerts, suggested, strict=True)},
            await desk.alert(incident.alert_id) if incident and incident.alert_id else None,
        )
        return self._left(width)

    def _left(self, width: int) -> Sequence[Line]:
        state, words, marks, now = self._state, self.words, self.console_app.marks, self.console_app.now()
        lines: list[Line] = []
        if state.incident is not None:
            lines += incident_facts(state.incident, state.run, state.pause, width, now, words, marks)
        else:
            lines += [EMPTY, (Span(" " + words("war.quiet"), "dim"),)]
        if state.band:
            height = 5 if self.size.height < 30 else 12
            lines += [EMPTY, *chart_lines(state.band, width, height, words("war.legend"), marks)]
        for alert in state.alerts:
            over = self.live.over.get(alert.id) if self.live else None
            lines += [EMPTY, *alert_head(alert, width, now, words, marks, over)]
        if not self.has_class("-wide") and state.incident is not None:
            lines += [EMPTY, *timeline_lines(state.timeline, width, now, words)]
        return [fit(line, width, fill=False) for line in lines]

    def drawn(self) -> None:
        if self.has_class("-wide") and self._state.incident is not None:
            beside = self.query_one("#beside", Reader)
            width, now = max(20, beside.size.width - 1), self.console_app.now()
            beside.show(timeline_lines(self._state.timeline, width, now, self.words), keep=True)

    def beat(self) -> None:
        # With the banner, so that both count down together.
        super().beat()
        if self.ready and self.query("#reader"):
            self.reader.show(self._left(self.room), keep=True)

    def do_incident_word(self) -> None:
        incident = self.live.incident if self.live else None
        if incident is None:
            return
        within = NEXT_WORD[incident.severity]
        command = REGISTRY["incident word"]

        def then(text: str) -> None:
            said = text.strip()
            asking.do(self, command, {"next": duration(said)} if said else {})

        text = self.words("war.ask-word" if within else "war.ask-word-none")
        self.ask(Question(text, then, initial=spoken(within) if within else "", select=True))

    def do_incident_declare(self) -> None:
        live = self.live
        alert = self._free(live.alert if live else None)
        ask_declare(self, alert, self._state.suggested.get(alert.id) if alert else None)

    def do_run_start(self) -> None:
        live = self.live
        incident = live.incident if live else None
        ask_begin(
            self, (self._state.source if incident else None) or (live.alert if live else None), incident
        )
