"""Themes by the published formulas: contrast as WCAG counts it, and what dichromats see of our states."""

from itertools import combinations

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from console.ui.render.line import Span
from console.ui.render.palette import Palette
from console.ui.render.tones import SIXTEEN, THEMES, styles

Rgb = tuple[int, int, int]
DRAWN = {"band"}
"""Styles of the chart's lines, which are no text."""
STATES = (
    ("negative", "neutral", "positive", "unsure"),
    ("urgent", "high", "normal", "low"),
    ("good", "warn", "bad"),
    ("watch", "warning", "crisis"),
    ("volume", "chart-neg"),
)
APART = 20.0
"""Least difference in CIE L*a*b* (CIE 1976), where about 2.3 can just be noticed side by side."""
MACHADO = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Matrices for linear RGB at severity 1.0: Machado, Oliveira, Fernandes, IEEE TVCG 15(6), 2009, table 1."""


def linear(channel: int) -> float:
    """sRGB to linear light (IEC 61966-2-1)."""
    part = channel / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def luminance(colour: Rgb) -> float:
    red, green, blue = map(linear, colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    """WCAG 2.2: lighter and darker relative luminance, each with 0.05 of flare."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def shown(colour: Color, system: ColorSystem) -> Rgb:
    found = colour.downgrade(system) if system is not ColorSystem.TRUECOLOR else colour
    return tuple(found.get_truecolor())  # type: ignore[return-value]


def texts(theme: str) -> list[tuple[str, Color, Color]]:
    """Each style that writes, with each ground that it may stand on."""
    names = styles(THEMES[theme])
    parsed = {name: Style.parse(text) for name, text in names.items()}
    found = []
    for name, style in parsed.items():
        if style.color is None or name in DRAWN:
            continue
        grounds = (
            [style.bgcolor]
            if style.bgcolor
            else [parsed[one].bgcolor for one in ("", "cursor", "cursor-off")]
        )
        found += [(name, style.color, ground) for ground in grounds if ground is not None]
    return found


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT])
def test_the_high_contrast_theme_has_seven_to_one_everywhere(system: ColorSystem) -> None:
    for name, text, ground in texts("contrast"):
        ratio = contrast(shown(text, system), shown(ground, system))
        assert ratio >= 7, f"{name} on {ground.name}: {ratio:.2f}"


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_can_be_read(theme: str) -> None:
    for name, text, ground in texts(theme):
        ratio = contrast(shown(text, ColorSystem.TRUECOLOR), shown(ground, ColorSystem.TRUECOLOR))
        assert ratio >= 4.5, f"{name} on {ground.name}: {ratio:.2f}"


def lab(light: tuple[float, float, float]) -> tuple[float, float, float]:
    """Linear RGB to CIE L*a*b* under D65."""
    red, green, blue = light
    rows = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in rows)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: Rgb, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    light = [linear(channel) for channel in colour]
    mixed = [min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in matrix]
    return lab((mixed[0], mixed[1], mixed[2]))


def apart(theme: str, one: str, other: str, matrix: tuple[tuple[float, ...], ...]) -> float:
    names = styles(THEMES[theme])
    pair = []
    for name in (one, other):
        style = Style.parse(names[name])
        colour = style.bgcolor or style.color
        assert colour is not None
        pair.append(seen(shown(colour, ColorSystem.TRUECOLOR), matrix))
    return float(sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5)


@pytest.mark.parametrize("kind", MACHADO)
def test_the_colour_blind_theme_keeps_all_states_apart(kind: str) -> None:
    for states in STATES:
        for one, other in combinations(states, 2):
            found = apart("colour-blind", one, other, MACHADO[kind])
            assert found >= APART, f"{one} and {other}: {found:.1f}"


def test_the_plain_theme_would_not_have_passed() -> None:
    assert apart("dark", "negative", "positive", MACHADO["deuteranopia"]) < APART


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("dress", ["rich", "ansi", "mono"])
def test_every_style_exists_in_every_theme_and_dress(theme: str, dress: str) -> None:
    palette = Palette(dress, theme)
    for name in styles(THEMES[theme]):
        for over in ("", "cursor", "bar"):
            assert palette.strip((Span("text", name),), 10, over).cell_length == 10
    assert set(SIXTEEN[theme]) <= set(styles(THEMES[theme]))


@pytest.mark.parametrize("theme", THEMES)
def test_without_colours_no_theme_writes_one(theme: str) -> None:
    palette = Palette("mono", theme)
    for name in styles(THEMES[theme]):
        style = palette.style(name)
        assert style.color is None
        assert style.bgcolor is None
