"""What English scores take from vaderSentiment: lexicon and word lists, if they are the published ones."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path
from typing import Any

from console.errors import ConfigError

_NAME = "vaderSentiment"
_MODULE = "vaderSentiment/vaderSentiment.py"
_FILES = (_MODULE, "vaderSentiment/vader_lexicon.txt", "vaderSentiment/emoji_utf8_lexicon.txt")
_FIX = "reinstall vaderSentiment: pip install --force-reinstall --no-deps vaderSentiment"


@dataclass(frozen=True, slots=True)
class Library:
    """The data of the library; words are in small letters."""

    version: str
    lexicon: Mapping[str, float]
    boosters: Mapping[str, float]
    """Words and pairs of words with what they add."""
    negations: frozenset[str]
    phrases: Mapping[str, float]
    """Phrases of two or three words that hold a word of the lexicon, with their weights."""
    emoji: Mapping[str, str]
    capitals: float
    """What a word in capitals adds among others that are not."""
    negated: float
    """The factor of a negated word."""


def library() -> Library:
    """Load the installed library.

    Raises:
        ConfigError: It is not there, or its files are not those that it was published with: another package
            that ships the same module (vader-multi does) or a hand has overwritten them.
    """
    try:
        installed = distribution(_NAME)
    except PackageNotFoundError:
        what = f"the library {_NAME} is not installed; English scores rest on it"
        raise ConfigError(what, fix=_FIX) from None
    changed = [name for name in _FILES if not _as_published(installed, name)]
    if changed:
        owners = " and ".join(_others())
        raise ConfigError(
            f"the Python module {_NAME} was overwritten by {owners or 'another package or by hand'}: "
            f"{', '.join(changed)} {'is' if len(changed) == 1 else 'are'} not as published",
            fix=f"uninstall {owners}, then {_FIX}" if owners else _FIX,
        )
    module: Any = import_module("vaderSentiment.vaderSentiment")
    rules = module.SentimentIntensityAnalyzer()
    return Library(
        version=installed.version,
        lexicon=rules.lexicon,
        boosters=module.BOOSTER_DICT,
        negations=frozenset(module.NEGATE),
        phrases=module.SPECIAL_CASES,
        emoji=rules.emojis,
        capitals=module.C_INCR,
        negated=module.N_SCALAR,
    )


def _as_published(installed: Distribution, name: str) -> bool:
    """Whether a file holds what the list of installed files says; a list without sums says nothing."""
    for file in installed.files or ():
        if file.as_posix() == name:
            path = Path(str(file.locate()))
            if not path.is_file():
                return False
            if file.hash is None or file.hash.mode != "sha256":
                return True
            found = urlsafe_b64encode(sha256(path.read_bytes()).digest()).decode().rstrip("=")
            return found == file.hash.value
    return True


def _others() -> Iterator[str]:
    """Other packages that installed the same module."""
    for other in distributions():
        name = other.metadata["Name"] or "a package without a name"
        if name.lower() != _NAME.lower() and any(file.as_posix() == _MODULE for file in other.files or ()):
            yield f"{name} {other.version}"


def reference() -> Callable[[str], Mapping[str, float]]:
    """The library's own `polarity_scores`, slow, to compare with."""
    module: Any = import_module("vaderSentiment.vaderSentiment")
    scores: Callable[[str], Mapping[str, float]] = module.SentimentIntensityAnalyzer().polarity_scores
    return scores
