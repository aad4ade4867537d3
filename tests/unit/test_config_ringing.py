"""The `[ringing]` table: what is read, and what is refused with its line."""

from datetime import timedelta
from pathlib import Path

import pytest

from console.config import Settings, load
from console.errors import ConfigError
from console.model.words import Level, Severity
from console.ringing import Plan, Step
from console.sla.calendar import Block
from tests.support.ringing import minutes

GOOD = """
[ringing]
samples = true
[ringing.targets]
ops-chat = "env:BEREDT_RING_OPS"
on-call = "file:secrets/on-call"
[[ringing.ladder]]
levels = ["crisis", "warning"]
again = "15m"
steps = [
  { after = "0m", to = ["bell", "ops-chat"] },
  { after = "5m", to = ["on-call"] },
]
[ringing.quiet]
zone = "Europe/Oslo"
rings_from = "warning"
holidays = "NO"
[ringing.quiet.hours]
mon-fri = ["00:00-07:00", "22:00-24:00"]
sat-sun = ["00:00-24:00"]
"""


def read(folder: Path, text: str) -> Settings:
    path = folder / "beredt.toml"
    path.write_text(text)
    return load(path, folder)


def test_nothing_configured_rings_the_bell(tmp_path: Path) -> None:
    settings = read(tmp_path, "").ringing
    assert settings.plan == Plan()
    assert [step.targets for step in settings.plan.ladders[Level.CRISIS]] == [("bell",)] * 3


def test_targets_ladders_and_quiet_hours_are_read(tmp_path: Path) -> None:
    settings = read(tmp_path, GOOD).ringing
    assert {name: str(ref) for name, ref in settings.targets.items()} == {
        "ops-chat": "env:BEREDT_RING_OPS",
        "on-call": f"file:{tmp_path}/secrets/on-call",
    }
    ladder = settings.plan.ladders[Level.CRISIS]
    assert ladder[:2] == (Step(minutes(0), ("bell", "ops-chat")), Step(minutes(5), ("on-call",)))
    assert [step.after for step in ladder[2:4]] == [timedelta(minutes=20), timedelta(minutes=35)]
    assert settings.plan.ladders[Level.WATCH] == Plan().ladders[Level.WATCH]
    quiet = settings.plan.quiet
    assert quiet is not None
    assert quiet.rings_from is Level.WARNING
    assert quiet.loud.week == ((Block(7 * 60, 22 * 60),),) * 5 + ((),) * 2
    assert quiet.loud.country == "NO"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"env:BEREDT_RING_OPS"', '"slack://T0/B0/secret"', "a secret does not belong"),
        ('["on-call"]', '["on-cal"]', "there is no target 'on-cal'"),
        ('"5m"', '"0m"', "later than the step before"),
        ('"5m"', '"soon"', "is no span"),
        ('["crisis", "warning"]', '["crises"]', "'crises' is no level"),
        ("ops-chat =", "bell =", "is no name for a target"),
        ('zone = "Europe/Oslo"', "", "zone: is missing"),
        ('mon-fri = ["00:00-07:00", "22:00-24:00"]', 'mon-fri = ["00:00-24:00"]', "leave no hour"),
        ("samples = true", "sample = true", "did you mean samples?"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_never_with_the_address(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, GOOD.replace(old, new))
    said = " ".join(refused.value.problems)
    assert told in said
    assert "line " in said
    assert "secret" not in said.replace("a secret does not", "")


def test_severities_raise_the_level_that_rings(tmp_path: Path) -> None:
    plan = read(tmp_path, '[ringing.severity]\nSEV-1 = "crisis"\nSEV-3 = "warning"\n').ringing.plan
    found = [plan.at_least(severity) for severity in Severity]
    assert found == [Level.CRISIS, Level.WARNING, Level.WARNING, None, None]
    with pytest.raises(ConfigError, match=r"line 2: ringing\.severity\.SEV-9: is no severity"):
        read(tmp_path, '[ringing.severity]\nSEV-9 = "crisis"\n')
    with pytest.raises(ConfigError, match="'loud' is no level"):
        read(tmp_path, '[ringing.severity]\nSEV-1 = "loud"\n')
