"""Cells of a CSV file that a spreadsheet can be handed."""

import re

from console.text.gate import clean

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), full-width forms included,
# behind whatever it or an importer may strip first.
_FORMULA = re.compile("[\\s'\"\u200b-\u200f\u2060\ufeff]*[=+\\-@|%＝＋－＠]")


def csv_cell(text: str) -> str:
    """One cell of text, safe to open in a spreadsheet and to print to a terminal.

    Quoting is the CSV writer's work. Numbers of our own making don't come through here: a leading minus
    would be taken for a formula.
    """
    shown = clean(text)
    if _FORMULA.match(shown) or text[:1] in ("\t", "\r", "\n"):
        return "'" + shown
    return shown
