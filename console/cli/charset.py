"""Which characters the terminal is said to take, for what is drawn and for `beredt doctor`."""

import sys
from collections.abc import Mapping

ASCII = "ASCII"
COERCED = "C.UTF-8"
"""What Python itself puts into LC_CTYPE where the locale is C and LC_ALL does not say so."""


def charset(environ: Mapping[str, str], encoding: str, *, coerced: bool = bool(sys.flags.utf8_mode)) -> str:
    """The locale's charset: `ASCII` for C and POSIX, the one that is named, else what Python writes in.

    Python writes UTF-8 under the locale C, so that its own encoding does not tell what the terminal was said
    to take. An environment that says nothing at all says nothing against UTF-8.

    Args:
        environ: LC_ALL, LC_CTYPE and LANG count in this order, empty ones do not.
        encoding: What Python writes in.
        coerced: Python chose UTF-8 because the locale was C (PEP 540), and may have set LC_CTYPE (PEP 538).
    """
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        said = environ.get(name, "")
        if not said or (coerced and name == "LC_CTYPE" and said == COERCED):
            continue
        if said in ("C", "POSIX"):
            return ASCII
        _, _, named = said.partition("@")[0].partition(".")
        return named or encoding
    return encoding


def is_utf8(name: str) -> bool:
    return name.lower().replace("-", "").replace("_", "") == "utf8"
