"""The settings as the rest of Beredt sees them: frozen, checked, with defaults for everything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

from console.config.care import AuditSettings, RetentionSettings
from console.config.ringing import RingingSettings
from console.config.secrets import SecretRef
from console.model.duty import Roles
from console.model.flagwords import OwnWords
from console.model.team import Colleague
from console.priority import PriorityWeights
from console.sla.promises import Promises
from console.sla.shifts import Roster

Option = str | int | float | bool


@dataclass(frozen=True, slots=True)
class BrandSettings:
    names: tuple[str, ...] = ()
    """Names of the brand and its products, which the judge masks before it scores."""
    language: str | None = None
    """ISO 639-1 code for texts that don't tell their language; None says "unknown" instead."""


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One account of ours on one network."""

    name: str
    """Its identity, such as `mastodon/@nordbank`."""
    network: str
    """Which connector serves it: `bluesky`, `mastodon`, `jsonl` or `webhook`."""
    handle: str = ""
    server: str = ""
    """`https://host`; empty for sources that have no server."""
    secrets: tuple[SecretRef, ...] = ()
    """The first is the current one; more are old keys that are still valid (webhook rotation)."""
    poll_seconds: float = 15.0
    quiet_after_seconds: float | None = 50.0
    """Without a sign of life for this long the channel counts as silent; None never."""
    options: Mapping[str, Option] = field(default_factory=dict)
    """What only this network knows, complete with its defaults (`console.config.networks`)."""

    @property
    def secret(self) -> SecretRef | None:
        return self.secrets[0] if self.secrets else None


@dataclass(frozen=True, slots=True)
class DeskSettings:
    operator: str = ""
    """Who acts; empty means the operating system's user."""
    hold_seconds: float = 10.0
    """How long a reply waits in the outbox and can still be cancelled."""
    lease_seconds: float = 5.0
    """How long a claim outlives its session."""
    silence_minutes: float = 15.0
    """How long an operator may do nothing and still hold what they claimed; 0: for ever."""
    socket: Path | None = None
    """Where the watch serves the desk; None: in the service's own folder, or beside the database."""
    playbooks: Path | None = None
    """A folder of our own playbooks and statements; None means the shipped ones."""


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    cooldown_hours: float = 24.0
    """How long one episode lasts before the same stream can raise a new alert."""
    least_messages: float = 5.0
    """How many messages a rise must hold, so that three comments for a quiet brand are no storm."""
    watched: tuple[str, ...] = ()
    """Words and phrases of which messages are counted apart; a `*` at the end stands for any ending."""


@dataclass(frozen=True, slots=True)
class UiSettings:
    language: str = "auto"
    """`en`, `nb`, or `auto`: from the locale."""
    ascii: bool | None = None
    """None: from the locale and terminal."""
    theme: str = "auto"
    """`dark`, `light`, `contrast` or `colour-blind` in as many colours as there are; `full` (256 or more),
    `ansi` (the terminal's own sixteen) or `mono` whatever the terminal says; or `auto`."""
    linear: bool = False
    """For screen readers: one thing a line, words for signs, the terminal's cursor on the chosen one."""
    mouse: str = "auto"
    """`on`, `off`, or `auto`: off over SSH."""
    bell: bool = True
    """Whether this terminal's bell rings when a ladder says so."""
    keyboard: str = "qwerty"
    """`qwerty`, `nordic`, `qwertz` or `azerty`: the keymap to begin from."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Command name to keys as they were written; replaces that command's own keys."""


@dataclass(frozen=True, slots=True)
class ShellSettings:
    restricted: bool = False
    """Whether who comes in over SSH gets the console and its commands alone."""


@dataclass(frozen=True, slots=True)
class DemoSettings:
    speed: float = 60.0
    """Virtual seconds per real second."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Settings:
    data_dir: Path
    path: Path | None = None
    """The file they came from; None when there is none and all is default."""
    brand: BrandSettings = BrandSettings()
    channels: tuple[ChannelSettings, ...] = ()
    desk: DeskSettings = DeskSettings()
    detector: DetectorSettings = DetectorSettings()
    ui: UiSettings = UiSettings()
    demo: DemoSettings = DemoSettings()
    shell: ShellSettings = ShellSettings()
    promises: Promises = field(default_factory=Promises)
    """How soon we answer; by default nothing is promised."""
    zone: tzinfo | None = None
    """By whose clock the hours of the week are: that of the first calendar; None is this host's."""
    priority: PriorityWeights = field(default_factory=PriorityWeights)
    """What counts how much for a place in the queue."""
    flag_words: OwnWords = field(default_factory=OwnWords)
    """What is added to the content flags' word lists, and taken from them."""
    team: tuple[Colleague, ...] = ()
    roster: Roster = field(default_factory=Roster)
    """Who shares the queue; needed only to share it out."""
    ringing: RingingSettings = field(default_factory=RingingSettings)
    """Who is rung for an alert; by default the terminal's bell alone."""
    roles: Roles = field(default_factory=Roles)
    """Who may do what at the desk; by default nobody but root and whoever owns the database."""
    audit: AuditSettings = field(default_factory=AuditSettings)
    """Where the head of the event log is told to, outside of the database; by default nowhere."""
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    """After how long what goes; by default nothing does."""

    @property
    def database(self) -> Path:
        return self.data_dir / "beredt.db"

    @property
    def demo_database(self) -> Path:
        return self.data_dir / "demo.db"

    @property
    def log(self) -> Path:
        return self.data_dir / "beredt.log"
