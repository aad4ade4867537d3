"""Both keymaps hold together, and a remapped key that clashes is named with both its commands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.commands import REGISTRY, Where
from console.commands.keymap import Keymap, conflicts, table, unusable
from console.commands.keynames import named, refusal, sequence, shown
from console.commands.layouts import LAYOUTS, easy


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_place_of_any_keymap_gives_one_key_to_two_commands(layout: str) -> None:
    assert [str(one) for one in conflicts(Keymap(layout=LAYOUTS[layout]))] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_key_of_every_keymap_is_one_that_all_terminals_send(layout: str) -> None:
    for _where, keys, command in table(Keymap(layout=LAYOUTS[layout])):
        assert refusal(keys) is None, (command.name, keys)


@pytest.mark.parametrize("layout", ["nordic", "qwertz", "azerty"])
def test_the_second_keymap_reaches_everything_without_altgr_dead_keys_or_shifted_digits(layout: str) -> None:
    keymap = Keymap(layout=LAYOUTS[layout])
    hard = {command.name: keys for _, keys, command in table(keymap) if not easy(keys)}
    assert hard == {}, "give these a key in console/commands/layouts.py"
    for command in REGISTRY.values():
        assert bool(keymap.keys(command)) is bool(command.keys), command.name
        assert set(LAYOUTS[layout].keys) <= set(REGISTRY)


def test_on_a_french_keyboard_the_top_row_counts_without_shift() -> None:
    keymap = Keymap(layout=LAYOUTS["azerty"])
    assert [keymap.digit(key) for key in ("ampersand", "é", "à", "j")] == ["1", "2", "0", "j"]
    bound = {keys for _, keys, _ in table(keymap)}
    assert not bound & set(LAYOUTS["azerty"].digits)
    assert Keymap().digit("ampersand") == "ampersand"


def test_a_key_given_twice_is_told_with_both_commands_and_the_place() -> None:
    (one,) = conflicts(Keymap({"item tag": ("e",)}))
    assert (one.where, one.first, one.second) == (Where.QUEUE, "item done", "item tag")
    assert str(one) == "'e' is given to both 'item done' and 'item tag' in the place 'queue'"


def test_a_key_that_begins_a_sequence_is_told() -> None:
    (one,) = conflicts(Keymap({"item tag": ("g",)}))
    assert "'g' of 'item tag' begins 'gg' of 'top'" in str(one)


def test_a_key_of_one_place_hides_none_of_everywhere() -> None:
    found = conflicts(Keymap({"step done": ("W",)}))
    assert [(one.first, one.second) for one in found] == [("warroom", "step done")]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("ctrl+h", "Backspace"), ("ctrl+i", "Tab"), ("ctrl+j", "line break"), ("ctrl+m", "Enter"),
        ("ctrl+[", "Esc"), ("ctrl+shift+x", "not every terminal"), ("shift+f3", "not every terminal"),
        ("alt+x", "not every terminal"), ("ctrl+enter", "not every terminal"), ("backspace", "takes away"),
        ("5", "counts"), ("f13", "no key has this name"), ("hyper", "no key has this name"),
        ("g escape", "Esc leaves"), ("a b c d", "no shortcut"), ("ctrl+c", "never acts"),
    ],
)  # fmt: skip
def test_keys_that_no_terminal_sends_are_refused_with_the_reason(key: str, why: str) -> None:
    ((name, told, reason),) = unusable(Keymap({"undo": (sequence(key),)}))
    assert name == "undo"
    assert told == sequence(key)
    assert why in reason


@pytest.mark.parametrize("key", ["a", "Z", "/", "@", "'", "ø", "F5", "Esc", "Ctrl+R", "g g", "PgDn", "space"])
def test_keys_may_be_written_as_they_stand_on_the_keyboard(key: str) -> None:
    assert refusal(sequence(key)) is None
    assert shown(sequence(key)).replace(" ", "").lower() == key.replace(" ", "").lower()


def test_a_remapped_command_leaves_its_old_key() -> None:
    keymap = Keymap({"item done": ("g e",)})
    assert keymap.find("e", Where.QUEUE) is None
    assert keymap.find("g e", Where.QUEUE) is REGISTRY["item done"]
    assert {(keys, command.name) for keys, command in keymap.beginning("g", Where.QUEUE)} == {
        ("g", "top"),
        ("e", "item done"),
    }
    assert keymap.label("item done") == "ge"
    assert keymap.label("incident close") == ":incident close"


@given(st.text(max_size=12))
def test_no_name_of_a_key_is_too_strange_to_judge(text: str) -> None:
    refusal(sequence(text))
    shown(named(text))
