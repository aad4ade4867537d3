"""What the other rooms say in English, said again in the language of the screen.

Domain, desk and connectors speak English, for logs and scripts. A file `spoken.LANG.toml` holds their
sentences with names where values stand, and the same sentence in its language:

    "the reply is {state:outbox} already and can't be stopped" = "svaret er allerede {state} og …"

A name with a vocabulary behind it (`:outbox`, `:role`, …) has its value said in the language too; `:spoken`
stands for a whole sentence inside, and `:known` for one that must be known, or it is another sentence. What
nobody translated stays as it is.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

_NAME = re.compile(r"\{(\w+)(?::([\w-]+))?\}")
_WITHIN = "spoken"
_KNOWN = "known"
_DEEPEST = 3
_TOO_LONG = 600
"""Characters from which a text is nobody's sentence any more."""
_LONGEST = 3
"""Parts that one sentence of ours has at most."""
_BETWEEN = "; "


@dataclass(frozen=True, slots=True)
class _Sentence:
    pieces: tuple[str, ...]
    """What stands before, between and behind the values."""
    names: tuple[str, ...]
    kinds: Mapping[str, str]
    text: str
    between: int
    """How often the sentence holds what stands between two."""

    @classmethod
    def read(cls, english: str, text: str) -> Self:
        names = list(_NAME.finditer(english))
        starts = [0, *(name.end() for name in names)]
        ends = [*(name.start() for name in names), len(english)]
        return cls(
            tuple(english[start:end] for start, end in zip(starts, ends, strict=True)),
            tuple(name[1] for name in names),
            {name[1]: name[2] for name in names if name[2]},
            text,
            english.count(_BETWEEN),
        )

    @property
    def order(self) -> tuple[bool, int]:
        """Of two that fit, the one that begins with words of its own, then the one with more of them."""
        return not self.pieces[0], -sum(map(len, self.pieces))

    def match(self, sentence: str) -> Mapping[str, str] | None:
        """The values, each as short as can be; in time linear in the sentence, whoever wrote it."""
        lead, *middle, tail = self.pieces
        at, end = len(lead), len(sentence) - len(tail)
        if end < at or not sentence.startswith(lead) or not sentence.endswith(tail):
            return None
        values = []
        for piece in middle:
            found = sentence.find(piece, at, end)
            if found < 0:
                return None
            values.append(sentence[at:found])
            at = found + len(piece)
        return dict(zip(self.names, [*values, sentence[at:end]], strict=True))


class Spoken:
    """Says sentences of other rooms in one language.

    Args:
        texts: English sentence to translation, names for values in braces.
        word: The word for a value of a closed vocabulary, such as `outbox`, `held`.
    """

    def __init__(self, texts: Mapping[str, str], word: Callable[[str, object], str]) -> None:
        self._plain = {english: text for english, text in texts.items() if "{" not in english}
        shapes = [_Sentence.read(*pair) for pair in texts.items() if "{" in pair[0]]
        self._shapes = sorted(shapes, key=lambda shape: shape.order)
        self._word = word

    def __call__(self, sentence: str, depth: int = 0) -> str:
        if len(sentence) > _TOO_LONG or depth > _DEEPEST:
            return sentence
        said: list[str] = []
        parts = sentence.split(_BETWEEN)
        while parts:
            # A sentence may itself hold what stands between two: the longest that is known is meant.
            for taken in range(min(len(parts), _LONGEST), 0, -1):
                found = self._one(_BETWEEN.join(parts[:taken]), taken - 1, depth)
                if found is not None:
                    break
            said.append(parts[0] if found is None else found)
            parts = parts[taken:]
        return _BETWEEN.join(said)

    def _one(self, sentence: str, between: int, depth: int) -> str | None:
        plain = self._plain.get(sentence)
        if plain is not None:
            return plain
        fitting = []
        for shape in self._shapes:
            found = shape.match(sentence) if shape.between == between else None
            if found is None:
                continue
            if shape.pieces[0]:
                fitting = [(0, shape, found)]
                break
            # Of those that begin with a value the one whose own words come first is meant: what follows them
            # may be anybody's.
            fitting.append((len(found[shape.names[0]]), shape, found))
        for _, shape, found in sorted(fitting, key=lambda one: one[0]):
            values = self._values(shape, found, depth)
            if values is not None:
                return shape.text.format(**values)
        return None

    def _values(self, shape: _Sentence, found: Mapping[str, str], depth: int) -> Mapping[str, str] | None:
        """What is filled in; None if a part that must be known is not."""
        values = {}
        for name, value in found.items():
            kind = shape.kinds.get(name)
            if kind is None:
                values[name] = value
            elif kind in (_WITHIN, _KNOWN):
                values[name] = self(value, depth + 1)
                if kind == _KNOWN and values[name] == value:
                    return None
            else:
                values[name] = self._word(kind, value)
        return values
