"""The words on the screens, one file per language. English is complete; the others are tested to be."""

import tomllib
from collections.abc import Callable, Mapping
from importlib.resources import files

from console.model.flagnames import FLAG_NAMES
from console.ui.render.plain import spelt, spelt_around

LANGUAGES = ("en", "nb")


def language(wanted: str | None, environ: Mapping[str, str]) -> str:
    """The language to speak: what was asked for, else what the environment says, else English."""
    said = wanted
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        said = said or environ.get(name)
    code = (said or "en").lower().partition("_")[0].partition(".")[0]
    code = {"no": "nb", "nn": "nb"}.get(code, code)
    return code if code in LANGUAGES else "en"


def load(lang: str) -> dict[str, str]:
    """All texts of a language by dotted key."""
    source = files(__name__).joinpath(f"{lang}.toml").read_text(encoding="utf-8")
    flags = {f"flag.{flag}": name.short for flag, name in FLAG_NAMES.get(lang, {}).items()}
    return flags | dict(_flat("", tomllib.loads(source)))


def _flat(prefix: str, table: Mapping[str, object]) -> "list[tuple[str, str]]":
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            found += _flat(f"{prefix}{key}.", value)
        else:
            found.append((prefix + key, str(value)))
    return found


class Words:
    """Looks texts up. A missing one shows its key, so that it is seen and not fatal."""

    def __init__(self, lang: str = "en", *, ascii: bool = False) -> None:
        self.lang = lang
        self._write: Callable[[str], str] = spelt if ascii else lambda text: text
        self._write_found: Callable[[str], str] = spelt_around if ascii else lambda text: text
        texts = load("en") if lang == "en" else {**load("en"), **load(lang)}
        self._texts = {key: self._write(text) for key, text in texts.items()}
        self.key: Callable[[str], str] = lambda name: f":{name}"
        """How a command is called up, for texts that name its key; set when the keymap is there."""
        self._spoken: Callable[[str], str] | None = (lambda sentence: sentence) if lang == "en" else None

    def __call__(self, key: str, **values: object) -> str:
        count = values.get("count")
        if isinstance(count, int):
            values["count"] = self.number(count)
            key = f"{key}-one" if count == 1 and f"{key}-one" in self._texts else key
        text = self._texts.get(key)
        if text is None:
            return key
        if "{key[" in text:
            values["key"] = _Keys(self)
        return text.format(**values) if values else text

    def number(self, value: int) -> str:
        """A whole number with its thousands apart as this language writes them."""
        grouped = f"{value:,}"
        return grouped if self.lang == "en" else grouped.replace(",", self._write("\u00a0"))

    def decimal(self, value: float, places: int) -> str:
        """A number with so many decimals, and its comma as this language writes it."""
        text = f"{value:.{places}f}"
        return text if self.lang == "en" else text.replace(".", ",")

    def signed(self, value: float, places: int) -> str:
        """As `decimal`, always with its sign."""
        return ("" if value < 0 else "+") + self.decimal(value, places)

    def written(self, text: str, quoted: str = "") -> str:
        """A text that is in this language already, in signs that the terminal can show.

        What it quotes keeps its letters: what stands in quotation marks, and `quoted`.
        """
        before, found, after = text.partition(quoted) if quoted else (text, "", "")
        return self._write_found(before) + found + self._write_found(after)

    def said(self, sentence: str) -> str:
        """What another room says in English, in this language if somebody translated it."""
        if self._spoken is None:
            from console.ui.locales.spoken import Spoken

            self._spoken = Spoken(load(f"spoken.{self.lang}"), self.of)
        return self._write_found(self._spoken(sentence))

    def help(self, name: str, otherwise: str) -> str:
        """What a command does, in this language if somebody wrote it."""
        return self._texts.get("command." + name.replace(" ", "-"), otherwise)

    def of(self, kind: str, value: object) -> str:
        """The word for a value of a closed vocabulary, such as `state`, `new`."""
        return self._texts.get(f"{kind}.{value}", str(value))


class _Keys:
    """What `{key[undo]}` in a text is filled in from."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __getitem__(self, name: str) -> str:
        return self._words.key(name)
