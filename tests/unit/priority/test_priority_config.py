"""Weights in the configuration: what is accepted, and that each mistake names line and key."""

from pathlib import Path

import pytest

from console.config.load import load
from console.errors import ConfigError
from console.model.words import Flag, Kind
from console.priority import PriorityWeights

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"


def read(folder: Path, text: str) -> PriorityWeights:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, folder).priority


def test_nothing_set_is_what_the_product_ships(tmp_path: Path) -> None:
    assert read(tmp_path, "") == read(tmp_path, "[priority]") == PriorityWeights()


def test_all_of_it(tmp_path: Path) -> None:
    weights = read(
        tmp_path,
        """
        [priority]
        negative = 300
        vip = ["@Ola@fjord.example", "mastodon/@kari"]
        vip_points = 200
        again_times = 5
        missed = 0
        [priority.flags]
        self-harm = 600
        [priority.kinds]
        mention = 99
        """,
    )
    assert (weights.negative, weights.vip, weights.again_times, weights.missed) == (300, 200, 5, 0)
    assert (weights.flags[Flag.SELF_HARM], weights.flags[Flag.SAFETY]) == (600, 450)
    assert (weights.kinds[Kind.MENTION], weights.kinds[Kind.DM]) == (99, 60)
    assert weights.is_vip("bluesky", "@ola@fjord.example")
    assert weights.is_vip("mastodon", "@kari")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[priority]\nnegative = -1", 2, "priority.negative: must lie between 0 and 999, not -1"),
        ("[priority]\nmissed = 1000", 2, "priority.missed: must lie between 0 and 999, not 1000"),
        ("[priority]\nvip_points = 1.5", 2, "priority.vip_points: must be a whole number"),
        ("[priority]\nagain_times = 0", 2, "priority.again_times: must lie between 1 and 20"),
        ("[priority]\nagain_hours = 9999", 2, "priority.again_hours: must lie between 1 and 720"),
        ("[priority]\nreach_from = 0", 2, "priority.reach_from: must lie between 1 and"),
        ("[priority]\n\nnegativ = 1", 3, "priority.negativ: there is no such setting"),
        ("[priority.flags]\nsafty = 1", 2, "priority.flags.safty: there is no such setting"),
        ("[priority.kinds]\ntweet = 1", 2, "priority.kinds.tweet: there is no such setting"),
        ('[priority]\nvip = ["@ola", "kari"]', 2, "priority.vip: 'kari' is nobody's handle"),
        ('[priority]\nvip = ["a/b/@kari"]', 2, "priority.vip: 'a/b/@kari' is nobody's handle"),
        ("priority = 3", 1, "priority: must be a table, [priority]"),
    ],
)
def test_a_mistake_is_named_with_line_and_key(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert f"line {line}: {said}" in str(caught.value)


def test_the_example_shows_every_weight_as_it_is(tmp_path: Path) -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    start = example.index("[priority]")
    table = example[start : example.index("\n# ──", start)]
    shown = "\n".join(line.removeprefix("# ") for line in table.splitlines() if "vip = [" not in line)
    settings = [line for line in shown.splitlines() if line.startswith("[") or " = " in line]
    assert read(tmp_path, "\n".join(settings)) == PriorityWeights()
    assert len([line for line in settings if " = " in line]) == 15 + len(Flag) + len(Kind)
