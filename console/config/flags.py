"""The `[flags]` tables: words that a brand adds to content flags or takes from them."""

import re
from difflib import get_close_matches

from console.config.table import Table
from console.model.flagwords import ADDED_TO, EVERY, HARMLESS, OwnWord, OwnWords
from console.model.words import Flag

LANGUAGES = (*ADDED_TO, EVERY)
_ALIAS = {"nb": "no", "nn": "no"}
_WORD = re.compile(r"\*?[^\W_]{3,}(?:'[^\W_]+)*\*?|[^\W_]+(?:'[^\W_]+)*")
MOST = 500


def read_flags(root: Table) -> OwnWords:
    """A brand's own words; what is wrong is left in the source."""
    table = root.table("flags")
    added: list[OwnWord] = []
    removed: list[OwnWord] = []
    kinds = (*(flag.value for flag in Flag), HARMLESS)
    for kind, value in table.items().items():
        if kind not in kinds:
            near = get_close_matches(kind, kinds, n=1)
            fix = f"did you mean {near[0]}?" if near else "known here: " + ", ".join(kinds)
            # [flags.NAME.add] is the line to show, for [flags.NAME] itself stands nowhere.
            under = tuple(value)[:1] if isinstance(value, dict) else ()
            table.source.reject((*table.path, kind, *under), f"there is no flag {kind!r}", fix)
            continue
        one = table.table(kind)
        if one.has("add"):
            added += _words(one.table("add"), kind)
        if one.has("remove") and kind != HARMLESS:
            removed += _words(one.table("remove"), kind)
        one.done()
    return OwnWords(tuple(added), tuple(removed))


def _words(table: Table, kind: str) -> list[OwnWord]:
    found = []
    for lang in table.items():
        if lang not in LANGUAGES and lang not in _ALIAS:
            table.reject(lang, "there is no such list", "known here: " + ", ".join((*LANGUAGES, *_ALIAS)))
            continue
        for phrase in table.texts(lang, most=MOST):
            wrong = wrong_with(phrase)
            if wrong:
                table.reject(lang, wrong)
            else:
                found.append(OwnWord(kind, _ALIAS.get(lang, lang), phrase.lower()))
    return found


def wrong_with(phrase: str) -> str | None:
    """What is wrong with a phrase of a brand's own, or None."""
    parts = phrase.replace("’", "'").replace("-", " ").split()
    if not parts or parts[0] == ".." or parts[-1] == "..":
        return f"{phrase!r} must begin and end with a word"
    for part in parts:
        if part == "..":
            continue
        for word in part.split("|"):
            if not _WORD.fullmatch(word):
                return f"{word!r} in {phrase!r} is no word; a word with a star needs three letters or more"
    return None
