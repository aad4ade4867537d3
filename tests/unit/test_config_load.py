"""The configuration: what it accepts, and that each mistake is told with file, line and key."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.config.lines import LineIndex
from console.config.load import load, read
from console.config.places import config_path, find_settings
from console.config.settings import Settings
from console.config.table import Source, Table
from console.errors import ConfigError

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(write(folder, text), folder)
    return "\n".join(caught.value.problems)


def test_no_file_means_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml", tmp_path) == Settings(data_dir=tmp_path)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no file"):
        load(tmp_path / "none.toml", tmp_path, required=True)


def test_the_example_is_valid_and_shows_the_defaults(tmp_path: Path) -> None:
    settings = load(EXAMPLE, tmp_path, required=True)
    defaults = Settings(data_dir=tmp_path)
    assert settings.channels == ()
    assert (settings.priority, settings.desk, settings.detector, settings.ui, settings.demo) == (
        defaults.priority,
        defaults.desk,
        defaults.detector,
        defaults.ui,
        defaults.demo,
    )


def _keys(place: str, table: Mapping[str, object]) -> Iterator[tuple[str, ...]]:
    """The settings of a table, and of tables within it."""
    for name, value in table.items():
        yield (place, name)
        if isinstance(value, dict):
            yield from ((place, *rest) for rest in _keys(name, value))
        for entry in value if isinstance(value, list) else ():
            if isinstance(entry, dict):
                yield from ((place, *rest) for rest in _keys(name, entry))


def test_the_example_mentions_every_setting(tmp_path: Path) -> None:
    shown = re.sub(r"^# (?:# )?(?=\[|[a-z0-9_-]+ = |\"item)", "", EXAMPLE.read_text(), flags=re.MULTILINE)
    path = write(tmp_path, shown)
    settings = load(path, tmp_path, required=True)
    assert [channel.network for channel in settings.channels] == ["bluesky", "mastodon", "jsonl", "webhook"]

    values = tomllib.loads(shown)
    source = Source(path, LineIndex(shown))
    read(Table(source, (), values), tmp_path)
    written = set[tuple[str, ...]]()
    for key, value in values.items():
        tables = value if isinstance(value, list) else [value]
        for table in tables:
            written |= set(_keys(key, table)) if isinstance(table, dict) else {(key,)}
    assert source.asked <= written | {(key,) for key in values}


def test_the_example_shows_true_defaults_where_commented(tmp_path: Path) -> None:
    shown = re.sub(r"^# (?=[a-z_]+ = )", "", EXAMPLE.read_text(), flags=re.MULTILINE)
    bluesky = load(
        write(tmp_path, '[[channel]]\nnetwork="bluesky"\nhandle="@nordbank.example"\nsecret="env:A"'),
        tmp_path,
    ).channels[0]
    for key in ("poll_seconds", "quiet_after_seconds", "server", "name"):
        said = re.search(rf"^#? ?{key} = (.*)$", shown, flags=re.MULTILINE)
        assert said
        value = getattr(bluesky, key)
        assert said[1] == (f'"{value}"' if isinstance(value, str) else f"{value:g}")


def test_a_whole_channel(tmp_path: Path) -> None:
    text = """
    [[channel]]
    network = "mastodon"
    handle = "@nordbank"
    server = "https://social.example/"
    secret = ["env:NEW", "file:old.secret"]
    streaming = "sse"
    quiet_after_seconds = 0
    """
    (channel,) = load(write(tmp_path, text), tmp_path).channels
    assert channel.name == "mastodon/@nordbank"
    assert channel.server == "https://social.example"
    assert [str(ref) for ref in channel.secrets] == ["env:NEW", f"file:{tmp_path / 'old.secret'}"]
    assert channel.quiet_after_seconds is None
    assert channel.options == {"streaming": "sse"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[desk]\nhold_second = 3",
            "line 2: desk.hold_second: there is no such setting; did you mean hold_seconds?",
        ),
        ("\n\n[dsk]\n", "line 3: dsk: there is no such setting; did you mean desk?"),
        (
            "[desk]\nhold_seconds = true",
            "line 2: desk.hold_seconds: must be a number of seconds, not true or false",
        ),
        (
            "[desk]\nhold_seconds = -1",
            "line 2: desk.hold_seconds: must lie between 0 and 3600 seconds, not -1",
        ),
        ("[desk]\nhold_seconds = nan", "line 2: desk.hold_seconds: must lie between"),
        ("[demo]\nseed = 1.5", "line 2: demo.seed: must be a whole number"),
        ("[ui]\nlanguage = 'nn'", "line 2: ui.language: 'nn' is not known"),
        ("[ui]\nascii = 'yes'", "line 2: ui.ascii: must be true, false"),
        ("[ui]\n[ui.keys]\n'item done' = 3", "line 3: ui.keys.'item done': must be a key"),
        ("[brand]\nnames = ['a',\n'']", "line 2: brand.names: must be a list of texts"),
        ("[brand]\nlanguage = 'norsk'", "line 2: brand.language: 'norsk' is no two-letter"),
        ("desk = 3", "line 1: desk: must be a table, [desk], not a number"),
        ("channel = [3]", "line 1: channel: must be a list of tables"),
        ("[[channel]]\n", "line 1: channel[1].network: is missing"),
        (
            "[[channel]]\nnetwork = 'blusky'",
            "line 2: channel[1].network: 'blusky' is not known; did you mean bluesky?",
        ),
        ("[[channel]]\nnetwork = 'bluesky'\nsecret='env:A'", "line 1: channel[1].handle: is missing"),
        ("[[channel]]\nnetwork = 'bluesky'\nhandle='@a'", "channel[1].secret: is missing"),
        ("[[channel]]\nnetwork = 'jsonl'\nname='jsonl/@a'", "channel[1].path: is missing"),
        ("[[channel]]\nnetwork = 'jsonl'\npath='a'", "channel[1].name: is missing"),
        (
            "[[channel]]\nnetwork = 'jsonl'\npath='a'\nname='no slash'",
            "line 4: channel[1].name: 'no slash' is no",
        ),
        ("[[channel]]\nnetwork='mastodon'\nhandle='@a'\nsecret='env:A'", "channel[1].server: is missing"),
        (
            "[[channel]]\nnetwork='mastodon'\nhandle='@a'\nsecret='env:A'\nserver='http://social.example'",
            "line 5: channel[1].server: the token would travel unencrypted; write https://social.example",
        ),
        (
            "[[channel]]\nnetwork='webhook'\nname='webhook/@a'\nsecret='env:A'\nbind='example.org'",
            "line 5: channel[1].bind: 'example.org' is no IP address",
        ),
        (
            "[[channel]]\nnetwork='jsonl'\nname='jsonl/@a'\npath='a'\n[[channel]]\nnetwork='jsonl'\nname='jsonl/@a'\npath='b'",
            "line 7: channel[2].name: there is already a channel 'jsonl/@a'",
        ),
        (
            "[[channel]]\nnetwork='jsonl'\nname=\"jsonl/@a\\u001b[2J\"\npath='a'",
            "line 3: channel[1].name: has a control or hidden character in it",
        ),
        (
            "[[channel]]\nnetwork='jsonl'\nname='jsonl/@a'\npath=\"a\\u0000\"",
            "line 4: channel[1].path: has a control or hidden character in it",
        ),
        ("[desk]\noperator = 'kari nordmann'", "line 2: desk.operator: 'kari nordmann' is no name"),
        ('[ui]\ntheme = "x\\u001b[31m\\u202e"\nthem = 1', "line 3: ui.them: there is no such setting"),
    ],
)
def test_mistakes_are_told_with_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    told = mistakes(tmp_path, text)
    assert said in told
    assert str(tmp_path / "config.toml") in told


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = \n", 1),
        ("\n[desk]\nhold_seconds = 1\n[desk]\n", 4),
        ('x = "a\n', 1),
        ("k = [1,\n2\n", 3),
        ("\n\n= 3", 3),
    ],
)
def test_wrong_toml_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert f"line {line}: " in mistakes(tmp_path, text)


def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"[desk]\nhold_seconds = 1\n# \xff\n")
    with pytest.raises(ConfigError, match="line 3: this is no UTF-8"):
        load(path, tmp_path)


def test_every_mistake_is_counted(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(tmp_path, "[desk]\na = 1\nb = 2\n[ui]\nc = 3"), tmp_path)
    assert len(caught.value.problems) == 3
    assert "line 2" in caught.value.what
    assert "2 more mistakes" in str(caught.value)


def test_control_characters_never_come_through_an_error(tmp_path: Path) -> None:
    told = mistakes(tmp_path, '[ui]\nlanguage = "\\u001b]0;x\\u0007\\u202e"\n"\\u001b[31m" = 1\n')
    assert all(char.isprintable() or char == "\n" for char in told)


def test_lines_survive_strings_that_look_like_keys() -> None:
    source = 'a = """\n[x]\nb = 1\n"""\n[t] # [u]\nc = [ # ]\n  "d = 1",\n]\n"e.f" = 1\ng . h = 2\n'
    source += "[[l]]\n[[l]]\nz=1"
    index = LineIndex(source)
    found = {path: index.of(path) for path in [("a",), ("t",), ("t", "c"), ("t", "e.f"), ("t", "g", "h")]}
    assert list(found.values()) == [1, 5, 6, 9, 10]
    assert index.of(("l", 1, "z")) == 13
    assert index.of(("l", 0, "z")) == 11
    assert index.of(("nothing",)) is None


@given(st.text(alphabet="ab=[]{}\"'#.\n\\, 1\t"))
def test_the_line_index_ends_on_any_text(source: str) -> None:
    index = LineIndex(source)
    assert (index.of(("a",)) or 1) <= source.count("\n") + 1


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 4_300, "9" * 5_000, "0x" + "f" * 9_000])
@pytest.mark.parametrize("where", ["[desk]\n{}\nhold_seconds = ", "[demo]\n{}\nseed = "])
def test_a_number_of_any_length_is_refused_with_its_line(tmp_path: Path, where: str, number: str) -> None:
    path = write(tmp_path, where.format("# " + "x" * 6_000) + number)
    with pytest.raises(ConfigError, match="line 3: "):
        load(path, tmp_path)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_settings_or_a_config_error(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(text, encoding="utf-8", newline="")
    told = "settings"
    try:
        load(path, path.parent)
    except ConfigError as error:
        told = str(error)
    assert told.isprintable()


def test_where_the_configuration_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.delenv("BEREDT_CONFIG", raising=False)
    monkeypatch.delenv("BEREDT_DATA_DIR", raising=False)
    assert config_path(None) == (tmp_path / "xdg/beredt/config.toml", False)
    assert find_settings().data_dir == tmp_path / "share/beredt"
    own = write(tmp_path, "data_dir = 'mine'")
    monkeypatch.setenv("BEREDT_CONFIG", str(own))
    assert find_settings().data_dir == tmp_path / "mine"
    monkeypatch.setenv("BEREDT_DATA_DIR", str(tmp_path / "env"))
    assert find_settings().data_dir == tmp_path / "env"
    assert find_settings(data_dir=str(tmp_path / "option")).data_dir == tmp_path / "option"
