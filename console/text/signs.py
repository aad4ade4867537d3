"""Which characters are replaced, which stay, and what the marks are called."""

_TAB = "    "

REPLACED: dict[int, str | None] = {
    **{code: chr(0x2400 + code) for code in range(0x20) if code not in (0x09, 0x0A)},
    0x09: _TAB,
    0x7F: "\u2421",
    **{code: f"⟨{code:02X}⟩" for code in range(0x80, 0xA0)},
    0x2028: "\n",
    0x2029: "\n",
    # Left-to-right, right-to-left and Arabic letter marks are normal in Hebrew and Arabic.
    0x200E: None,
    0x200F: None,
    0x061C: None,
    **dict.fromkeys(range(0xFDD0, 0xFDF0), "\ufffd"),
    **{plane + last: "\ufffd" for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)},
}
"""For `str.translate`: C0 and DEL as control pictures, C1 by number, noncharacters as U+FFFD."""

_LABELS = {
    "\u00ad": "SHY",
    "\u034f": "CGJ",
    "\u115f": "FILLER",
    "\u1160": "FILLER",
    "\u3164": "FILLER",
    "\uffa0": "FILLER",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u2060": "WJ",
    "\ufeff": "BOM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}


def label(char: str) -> str:
    """The name of an invisible character inside its mark."""
    if known := _LABELS.get(char):
        return known
    code = ord(char)
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return "VS"
    if 0xE0000 <= code <= 0xE007F:
        return "TAG"
    return f"U+{code:04X}"


# Combining marks, emoji modifiers and the Hangul vowels and finals that take no column of their own.
_STACKING = r"[\p{M}\p{Emoji_Modifier}\u1160-\u11ff\ud7b0-\ud7fb]"
STACKED = rf"({_STACKING}{{4}}){_STACKING}+"
"""More than four marks on one letter; Hebrew with cantillation and Vietnamese in NFD stay whole."""

_PICTURE = r"\p{Extended_Pictographic}\ufe0f?\p{Emoji_Modifier}?"
CHAINED = rf"((?:{_PICTURE}\u200d){{6}}{_PICTURE})\u200d(?=\p{{Extended_Pictographic}})"
"""More than seven emoji in one: the longest that anybody defines has four, and terminals don't agree on the
width of those that nobody does."""

HIDING = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
"""For a character class: everything that takes no room of its own, or only steers what is around it.

Default_Ignorable_Code_Point and the format characters that show nothing. Written out, because a search for
it must cost next to nothing.
"""
_BAD = f"[{HIDING}]"
_JOINING = (
    r"[[\p{L}\p{M}]&&[\u064b-\u065f\u0670\p{Arabic}\p{Syriac}\p{Nko}\p{Mongolian}\p{Mandaic}\p{Phags_Pa}"
    r"\p{Adlam}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}"
    r"\p{Malayalam}\p{Sinhala}\p{Khmer}\p{Myanmar}\p{Balinese}\p{Javanese}\p{Tibetan}\p{Lao}\p{Thai}]]"
)


def _tags(letters: str) -> str:
    return "".join(chr(0xE0000 + ord(letter)) for letter in letters) + "\U000e007f"


_KEPT = "|".join(
    (
        "(?<=\U0001f3f4)(?:" + "|".join(_tags(nation) for nation in ("gbeng", "gbsct", "gbwls")) + ")",
        r"(?<=\p{Emoji})[\ufe0e\ufe0f]",
        r"(?<=[[\p{L}\p{S}]--[\p{ASCII}\p{Emoji}\p{Default_Ignorable_Code_Point}]])[\ufe00-\ufe02]",
        r"(?<=\p{Ideographic})[\U000e0100-\U000e01ef]",
        r"(?<=[[\p{Mongolian}]&&[\p{L}]])[\u180b-\u180d\u180f]",
        rf"(?<={_PICTURE}|\p{{Extended_Pictographic}}\ufe0e)\u200d(?=\p{{Extended_Pictographic}})",
        rf"(?<=[{_JOINING}--[\p{{M}}{_BAD}]])[\u200c\u200d](?![\u200c\u200d])",
        rf"(?<=[[{_JOINING}&&[\p{{M}}]]--{_BAD}])[\u200c\u200d](?![\u200c\u200d\p{{M}}])",
    )
)
HIDDEN = (
    rf"(?V1)(?={_BAD})(?:{_KEPT}|"
    rf"(?P<bad>[\U000e0000-\U000e007f]+|[\ufe00-\ufe0f\U000e0100-\U000e01ef]+|({_BAD})\2*))"
)
"""Invisible characters: `bad` is set for those that don't belong where they stand."""
