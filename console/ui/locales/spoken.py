"""What the other rooms say in English, said again in the language of the screen.

Domain, desk and connectors speak English, for logs and scripts. A file `spoken.LANG.toml` holds their
sentences with names where values stand, and the same sentence in its language:

    "the reply is {state:outbox} already and can't be stopped" = "svaret er allerede {state} og …"

A name with a vocabulary behind it (`:outbox`, `:role`, …) has its value said in the language too; `:spoken`
stands for a whole sentence inside. A sentence that nobody translated stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

_NAME = re.compile(r"\{(\w+)(?::([\w-]+))?\}")
_WITHIN = "spoken"
_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class _Sentence:
    lead: str
    """What stands before the first value."""
    shape: re.Pattern[str]
    kinds: Mapping[str, str]
    text: str
    fixed: int
    """Characters that are not values: of two shapes that fit, the one with more says it better."""

    @classmethod
    def read(cls, english: str, text: str) -> Self:
        names = list(_NAME.finditer(english))
        shape, at = "", 0
        for name in names:
            shape += re.escape(english[at : name.start()]) + f"(?P<{name[1]}>.*)"
            at = name.end()
        shape += re.escape(english[at:])
        lead = english[: names[0].start()]
        kinds = {name[1]: name[2] for name in names if name[2]}
        fixed = len(english) - sum(len(name[0]) for name in names)
        return cls(lead, re.compile(shape, re.DOTALL), kinds, text, fixed)


class Spoken:
    """Says sentences of other rooms in one language.

    Args:
        texts: English sentence to translation, names for values in braces.
        word: The word for a value of a closed vocabulary, such as `outbox`, `held`.
    """

    def __init__(self, texts: Mapping[str, str], word: Callable[[str, object], str]) -> None:
        self._plain = {english: text for english, text in texts.items() if "{" not in english}
        shapes = [_Sentence.read(*pair) for pair in texts.items() if "{" in pair[0]]
        self._shapes = sorted(shapes, key=lambda shape: -shape.fixed)
        self._word = word

    def __call__(self, sentence: str) -> str:
        whole = self._one(sentence)
        if whole is not None:
            return whole
        parts = sentence.split(_BETWEEN)
        return _BETWEEN.join(self._one(part) or part for part in parts) if len(parts) > 1 else sentence

    def _one(self, sentence: str) -> str | None:
        plain = self._plain.get(sentence)
        if plain is not None:
            return plain
        for shape in self._shapes:
            if sentence.startswith(shape.lead) and (found := shape.shape.fullmatch(sentence)):
                values = {
                    name: self._value(shape.kinds.get(name), value)
                    for name, value in found.groupdict().items()
                }
                return shape.text.format(**values)
        return None

    def _value(self, kind: str | None, value: str) -> str:
        if kind is None:
            return value
        return self(value) if kind == _WITHIN else self._word(kind, value)
