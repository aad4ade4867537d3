"""A brand's own words for content flags: what is accepted, and that each mistake names line and key."""

from pathlib import Path

import pytest

from console.config.load import load
from console.errors import ConfigError
from console.judge.flags import Flags
from console.model.flagwords import OwnWord, OwnWords


def read(folder: Path, text: str) -> OwnWords:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, folder).flag_words


def test_nothing_set(tmp_path: Path) -> None:
    assert read(tmp_path, "") == read(tmp_path, "[flags]") == OwnWords()


def test_all_of_it(tmp_path: Path) -> None:
    own = read(
        tmp_path,
        """
        [flags.outage.add]
        all = ["NordPay stuck|frozen"]
        nb = ["nordpay .. henger*"]
        [flags.outage.remove]
        en = ["error 404"]
        [flags.harmless.add]
        sv = ["brand-festival"]
        """,
    )
    assert own == OwnWords(
        (
            OwnWord("outage", "all", "nordpay stuck|frozen"),
            OwnWord("outage", "no", "nordpay .. henger*"),
            OwnWord("harmless", "sv", "brand-festival"),
        ),
        (OwnWord("outage", "en", "error 404"),),
    )
    assert [one.words for one in Flags(own).find("My NordPay frozen again", "en")] == ["NordPay frozen"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('\n\n[flags.safty.add]\nen = ["fire"]', 3, "flags.safty.add: there is no flag 'safty'"),
        ('[flags.safety]\nadds = ["fire"]', 2, "flags.safety.adds: there is no such setting"),
        ('[flags.safety.add]\nxx = ["fire"]', 2, "flags.safety.add.xx: there is no such list"),
        ('[flags.safety.add]\nen = "fire"', 2, "flags.safety.add.en: must be a list"),
        ('[flags.safety.add]\nen = ["fi*"]', 2, "flags.safety.add.en: 'fi*' in 'fi*' is no word"),
        ('[flags.safety.add]\nen = ["fire .."]', 2, "flags.safety.add.en: 'fire ..' must begin and end"),
        ('[flags.safety.add]\nen = ["<kid> fell"]', 2, "flags.safety.add.en: '<kid>' in"),
        ("[flags]\nsafety = 1", 2, "flags.safety: must be a table"),
    ],
)
def test_mistakes(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert f"line {line}: {said}" in str(caught.value)
