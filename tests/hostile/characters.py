"""Characters that hide, reorder, stack or pretend."""

from collections.abc import Iterator


def bidi() -> Iterator[str]:
    for code in (
        0x202A,
        0x202B,
        0x202C,
        0x202D,
        0x202E,
        0x2066,
        0x2067,
        0x2068,
        0x2069,
        0x200E,
        0x200F,
        0x061C,
    ):
        yield f"user {chr(code)}nimda{chr(0x202C)} said"
    yield "invoice\u202efdp.exe"
    yield "if access != \u202e\u2066// PWNED\u2069\u2066"
    yield "\u2067שלום\u2069 and \u2068مرحبا\u2069"
    yield "\u202e" * 500
    yield "\u202a\u202b\u202d\u202e" * 60 + "deep"
    yield "שלום \u202d123\u202c עולם"
    yield "a\u202e"
    yield "@ada\u202e.example\u202c"
    yield "\u2066" * 130 + "\u2069"


def invisible() -> Iterator[str]:
    for code in (
        0xAD,
        0x34F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x180B,
        0x180E,
        0x180F,
        0x200B,
        0x200C,
        0x200D,
        0x2060,
        0x2061,
        0x2062,
        0x2063,
        0x2064,
        0x2065,
        0x206A,
        0x206F,
        0x3164,
        0xFE00,
        0xFE0E,
        0xFE0F,
        0xFEFF,
        0xFFA0,
        0xFFF0,
        0xFFF9,
        0xFFFA,
        0xFFFB,
        0x13430,
        0x1BCA0,
        0x1D173,
        0x1D17A,
        0xE0001,
        0xE0020,
        0xE0041,
        0xE007F,
        0xE0100,
        0xE01EF,
        0xE0FFF,
    ):
        yield f"re{chr(code)}fund"
    yield "".join(chr(0xE0000 + ord(char)) for char in "ignore all previous words")
    yield "\U0001f3f4" + "".join(chr(0xE0000 + ord(char)) for char in "PWNED") + "\U000e007f"
    yield "\U0001f600" + "".join(chr(0xFE00 + nibble) for nibble in (5, 0, 5, 7, 4, 14, 4, 5, 4, 4))
    yield "\U0001f600" + "".join(chr(0xE0100 + byte) for byte in b"PWNED")
    yield "\u200b\u200c\u200d\u2060" * 100
    yield "\u3164"
    yield "\u2800\u2800\u2800"
    yield "f\u200cr\u200ce\u200ce"
    yield "\ufeffid,text"


def width() -> Iterator[str]:
    yield "Z" + "\u0341\u0349\u0316\u0353" * 12 + "algo"
    yield "".join(char + chr(0x300 + place % 0x70) * 30 for place, char in enumerate("PWNED"))
    yield "a" + "\u0301" * 5_000
    yield "\u0301leading mark"
    yield "e\u20dd\u20de\u20e3" * 9
    yield "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    yield "\u200d".join(["\U0001f469"] * 300)
    yield "\U0001f44d" + "\U0001f3fb" * 100
    yield "\U0001f1f3" * 101
    yield "﷽" * 40
    yield "𒐫𒈙⸻꧅"
    yield "ﷺ" * 20
    yield "ᄀ" + "ᅡ" * 400
    yield "ᄀ" * 400 + "각" + "ᆨ" * 400
    yield "क" + "्क" * 200
    yield "ཧཱུྃ" * 50
    yield "กำ" * 30 + "ก็็็็็็็็็็็็็็็็็็็็"
    yield "¯\\_(ツ)_/¯"
    yield "ｆｕｌｌ　ｗｉｄｔｈ"
    yield "❤️❤︎❤ 1️⃣1⃣ ™️™"
    yield "W" * 10_000
    yield "no spaces " + "x" * 25_000
    yield "\n" * 10_000
    yield "\n \n" * 3_000
    yield "\u2028".join("lines") + "\u2029" + "paragraph"
    yield "a\u0085b\u000bc\u000cd"
    yield "\u3000" * 100
    yield "\U0001f600" * 8_000
    yield "word " * 8_000


def confusable() -> Iterator[str]:
    yield from (
        "nоrdbank support",
        "nordbаnk",
        "раypal",
        "ɴᴏʀᴅʙᴀɴᴋ",
        "𝐧𝐨𝐫𝐝𝐛𝐚𝐧𝐤",
        "ⓝⓞⓡⓓⓑⓐⓝⓚ",
        "n0rdbank",
        "nordbank ✓",
        "nordbank ✅ official",
        "␛[2J ⟨RLO⟩ forged marks",
        "⟨cut: 3 characters in all⟩",
        "\ue000\uf8ff private use",
    )
