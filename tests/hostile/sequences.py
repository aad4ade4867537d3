"""What steers a terminal: escape sequences and control characters, class by class."""

from collections.abc import Iterator

ESC, BEL, ST = "\x1b", "\x07", "\x1b\\"


def osc() -> Iterator[str]:
    bodies = (
        "0;PWNED",
        "1;PWNED",
        "2;PWNED",
        "2;PWNED\nsecond line",
        "3;PWNED=1",
        "4;1;rgb:ff/00/00",
        "4;1;?",
        "7;file://evil.example/etc/passwd",
        "8;;http://evil.example\x1b\\good.example\x1b]8;;",
        "8;id=x;javascript:alert(1)",
        "9;PWNED",
        "9;4;3;50",
        "10;?",
        "11;?",
        "12;#ff0000",
        "50;?",
        "50;#2",
        "52;c;UFdORUQ=",
        "52;p;UFdORUQ=",
        "52;c;?",
        "52;;cm0gLXJmIH4K",
        "104",
        "110",
        "133;A",
        "633;E;rm -rf ~",
        "777;notify;PWNED;click here",
        "1337;File=inline=1;size=4:UFdO",
        "1337;SetMark",
        "1337;CopyToClipboard=general",
        "1337;RequestUpload=format=tgz",
        "5522;type=read",
        "99;i=1:d=0;PWNED",
        "l;PWNED",
        "L;PWNED",
    )
    for body in bodies:
        yield f"before {ESC}]{body}{BEL}after"
        yield f"before {ESC}]{body}{ST}after"
    yield f"{ESC}]52;c;UFdORUQ="
    yield f"{ESC}]0;never ends and eats what follows"
    yield f"{ESC}]2;{'A' * 5000}{BEL}"
    yield f"{ESC}{ESC}]0;PWNED{BEL}"
    yield f"{ESC}]0;PWNED\x9c"
    yield f"{ESC}\u200b]0;PWNED{BEL}"


def csi() -> Iterator[str]:
    for body in (
        "2J",
        "3J",
        "H",
        "1;1H",
        "999;999H",
        "10A",
        "10B",
        "10D",
        "2K",
        "5L",
        "5M",
        "5P",
        "9X",
        "5@",
        "31m",
        "1;5;31;41m",
        "8m",
        "0m",
        "38;2;0;0;0;48;2;0;0;0m",
        "4:3m",
        "6n",
        "5n",
        "c",
        ">c",
        "=c",
        "0x",
        "18t",
        "21t",
        "20t",
        "8;5;5t",
        "3;0;0t",
        "2t",
        "22;0t",
        "?1049h",
        "?1049l",
        "?47l",
        "?25l",
        "?1000h",
        "?1003h",
        "?1006h",
        "?2004l",
        "?5h",
        "?7l",
        "?69h",
        "?2026h",
        "?1004h",
        "20h",
        "4h",
        "2h",
        "1;3r",
        "s",
        "u",
        ">1u",
        "<u",
        "?u",
        ">4;2m",
        "i",
        "5i",
        "4i",
        "!p",
        "?2026$p",
        '61"p',
        "1$w",
        "1;1;5;5$z",
        "PWNED",
        "",
        "99999999999999999999m",
        ";" * 500 + "m",
    ):
        yield f"a{ESC}[{body}b"
    yield f"{ESC}[\x00\x1b[2J"
    yield f"{ESC}[3\x181m"
    yield f"{ESC}[3\r1;\n4m"
    yield f"{ESC}[?1049{'h' * 3}"


def c1() -> Iterator[str]:
    for code in range(0x80, 0xA0):
        yield f"x{chr(code)}y"
    for body in ("2J", "6n", "31m", "?1049l", "21t"):
        yield f"a\x9b{body}b"
    yield "\x9d0;PWNED\x9c"
    yield "\x9d52;c;UFdORUQ=\x07"
    yield "\x9d8;;http://evil.example\x9cgood\x9d8;;\x9c"
    yield "\x90$qm\x9c"
    yield "\x9fPWNED\x9c"
    yield "\x9ePWNED\x9c"
    yield "\x98PWNED\x9c"
    yield "\x9b\x9b\x9b2J"


def dcs() -> Iterator[str]:
    for body in (
        'P$q"p',
        "P$qm",
        "P+q544e",
        "P+Q",
        "P0;0;0q#0;2;0;0;0~-",
        "Ptmux;\x1b\x1b]0;PWNED\x07",
        "P1000p",
        "P=1s",
        "P>|",
        "_Gf=100,a=T;UFdO",
        "_PWNED",
        "^PWNED",
        "XPWNED",
        "P\x1bP\x1bP",
    ):
        yield f"a{ESC}{body}{ST}b"
    yield f"{ESC}P$q never ends"
    yield f"{ESC}_never ends"
    yield f"{ESC}^{'A' * 3000}"


def esc() -> Iterator[str]:
    for body in (
        "c",
        "7",
        "8",
        "D",
        "E",
        "M",
        "H",
        "Z",
        "=",
        ">",
        "#8",
        "#3",
        "(0",
        "(B",
        ")0",
        "%G",
        "%@",
        " F",
        " G",
        "n",
        "o",
        "|",
        "}",
        "~",
        "N",
        "O",
        "l",
        "m",
        "g",
        "GQ;PWNED\n",
        "\x1b",
        "",
        "%!0;PWNED",
    ):
        yield f"a{ESC}{body}b"


def c0() -> Iterator[str]:
    for code in (*range(0x20), 0x7F):
        yield f"left{chr(code)}right"
    yield "safe.exe\rPWNED"
    yield "password\b\b\b\b\b\b\b\bPWNED"
    yield "\x0e lqqk \x0f"
    yield "\x07" * 200
    yield "\r\n" * 50
    yield "\t" * 50
    yield "a\x00b\x00c"
    yield "\x16\x1b[2J"
    yield "".join(chr(code) for code in range(0x20))
