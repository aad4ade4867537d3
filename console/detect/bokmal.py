"""What the detector says, in Norwegian (bokmål)."""

from collections.abc import Callable
from datetime import datetime

from console.detect.figures import counted, listed, percent, span, usual
from console.model.explanation import ByRule, Ending, Evidence, Numbers, Source, WaveBehind
from console.model.flagnames import FLAG_NAMES
from console.model.stream import ALL, FLAG, KIND, TOPIC, WORD, facet_of
from console.model.words import Flag, Kind

_FLAGS = FLAG_NAMES["nb"]
_KINDS = {
    Kind.COMMENT: "kommentarer",
    Kind.DM: "direktemeldinger",
    Kind.MENTION: "omtaler",
    Kind.REPLY: "svar",
    Kind.REVIEW: "anmeldelser",
}
_BROKEN = {
    "unreachable": "nettverket kan ikke nås",
    "auth": "tilgangen mangler, er utløpt eller avvist",
    "broken": "forbindelsen er brutt",
    "silent": "forbindelsen gir ikke livstegn",
    "limited": "nettverket har bedt oss vente",
    "behind": "vi henter fortsatt inn etterslepet",
    "starting": "forbindelsen er ikke oppe ennå",
}


def place(stream: str) -> str:
    """Where the messages of a stream are, as a part of a sentence; empty for all."""
    facet = facet_of(stream)
    if facet is None:
        return "" if stream == ALL else f" på {stream}"
    prefix, what = facet
    if prefix == KIND:
        return f" blant {_KINDS[Kind(what)]}" if what in set(Kind) else f" av typen {what}"
    if prefix == FLAG:
        return f" om {_FLAGS[Flag(what)].about}" if what in set(Flag) else f" med flagget {what}"
    if prefix == TOPIC:
        return f" merket {what}"
    return f" med «{what}»" if prefix == WORD else f" i bølge {what}"


def everywhere() -> str:
    """The place of all messages, where a place must be named."""
    return " overalt"


def raised(numbers: Numbers) -> str:
    expected = usual(numbers.expected, ",")
    most = f" (opptil {usual(numbers.upper, ',')})" if numbers.upper is not None else ""
    where = place(numbers.stream)
    match numbers.measure:
        case "share":
            of = f" (av {counted(numbers.share_of, 'melding', 'meldinger')})" if numbers.share_of else ""
            known = percent(numbers.expected)
            head = f"{percent(numbers.value)} % negative{where}{of} mot vanligvis {known} %"
        case "reach_negatives":
            head = (
                f"negative meldinger{where} veier {numbers.value:.0f} etter rekkevidde på 5 min "
                f"mot vanligvis {expected}{most}"
            )
        case measure:
            one, many = (
                ("omtale", "omtaler") if measure == "volume" else ("negativ melding", "negative meldinger")
            )
            noun = one if round(numbers.value) == 1 else many
            head = f"{_whole(numbers.value)} {noun}{where} på 5 min mot vanligvis {expected}{most}"
    head += f", forhøyet i {span(numbers.minutes, 'min', 't', 'd')}"
    if numbers.channels > 1:
        head += f" på {numbers.channels} kanaler"
    parts = [head]
    if numbers.share is not None and numbers.measure != "share":
        share = f"{percent(numbers.share)} % negative"
        if numbers.usual_share is not None:
            known = percent(numbers.usual_share)
            share += f" mot vanligvis {known} %" if numbers.angry else f", vanligvis {known} %"
        parts.append(share)
    if numbers.flags:
        parts.append("meldingene handler om " + listed([_FLAGS[flag].about for flag in numbers.flags], "og"))
    if numbers.every_days is not None:
        if numbers.every_days >= numbers.history_days:
            history = counted(numbers.history_days, "dag", "dager")
            parts.append(f"ikke sett så sterkt på {history} med historikk")
        else:
            parts.append(f"så sterkt ventes det omtrent hver {max(1, round(numbers.every_days))}. dag")
    return "; ".join(parts)


def settled(numbers: Numbers) -> str:
    """The end of an episode whose level is what is usual now."""
    return (
        f"et nytt nivå{place(numbers.stream)} i {span(numbers.minutes, 'min', 't', 'd')}: omtrent "
        f"{usual(numbers.value, ',')} omtaler på 5 min mot {usual(numbers.expected, ',')} før; fra nå av er "
        "det det vanlige, og dette varselet er over"
    )


def silent(numbers: Numbers) -> str:
    parts = [
        f"ingen melding{place(numbers.stream)} på {span(numbers.minutes, 'min', 't', 'd')}, "
        f"der {usual(numbers.expected, ',')} er vanlig på den tiden"
    ]
    if numbers.every_days is not None:
        if numbers.every_days >= numbers.history_days:
            history = counted(numbers.history_days, "dag", "dager")
            parts.append(f"så usannsynlig stillhet ventes ikke én gang på {history} med historikk")
        else:
            often = max(1, round(numbers.every_days))
            parts.append(f"så usannsynlig stillhet ventes omtrent hver {often}. dag")
    if numbers.health is None:
        parts.append("om forbindelsen virker, er ukjent")
    elif numbers.health == "ok":
        works = "alle forbindelser virker" if numbers.stream == ALL else "forbindelsen virker"
        parts.append(f"{works}, så det er folk som ikke skriver")
    else:
        parts.append(f"{_BROKEN.get(numbers.health, numbers.health)}, så meldinger kan mangle")
    return "; ".join(parts)


def by_rule(found: ByRule) -> str:
    what = f" som passer med «{found.filter}»" if found.filter else ""
    within = span(found.minutes, "min", "t", "d")
    if found.measure == "share":
        messages = counted(found.volume, "melding", "meldinger")
        head = f"{percent(found.value)} % av {messages}{what} på {within} er negative"
        normal = f"{percent(found.usual)} %" if found.usual is not None else ""
        least = f"{percent(found.threshold)} %"
    else:
        one, many = (
            ("melding", "meldinger")
            if found.measure == "volume"
            else ("negativ melding", "negative meldinger")
        )
        noun = one if round(found.value) == 1 else many
        head = f"{_whole(found.value)} {noun}{what} på {within}"
        normal = usual(found.usual, ",") if found.usual is not None else ""
        least = _whole(found.threshold)
    if found.usual is not None:
        head += f", vanlig på denne tiden av uken er {normal}"
        least = f"{found.threshold:g} ganger det vanlige".replace(".", ",")
    return (
        f"varslingsregelen {found.name} (nummer {found.id}, versjon {found.version}): {head}; "
        f"den slår til fra {least}"
    )


def rule_ending(found: ByRule) -> str:
    quiet = span(found.cooldown_minutes, "min", "t", "d")
    return f"Det er over når regelen ikke har holdt på {quiet}; da kan den slå til igjen."


def rule_ended(found: ByRule, when: str) -> str:
    quiet = span(found.cooldown_minutes, "min", "t", "d")
    return f"Over siden {when}: regelen hadde ikke holdt på {quiet}."


def ending(found: Ending, when: Callable[[datetime], str]) -> str:
    if found.measure == "silence":
        return f"Det slutter av seg selv med neste melding{place(found.stream)}."
    noun = "negative meldinger" if found.measure == "negatives" else "meldinger"
    if found.measure == "reach_negatives":
        noun = "av vektede negative"
    share = found.measure == "share"
    what = f"{percent(found.below)} % negative" if share else f"{usual(found.below, ',')} {noun}"
    text = (
        f"Opptil {what}{place(found.stream)} på 5 min vokser det ikke mer, og jo lavere, jo før faller det; "
        f"det er over når ingenting har vært forhøyet på {span(found.quiet_minutes, 'min', 't', 'd')}"
    )
    return f"{text}, tidligst {when(found.not_before)}." if found.not_before else f"{text}."


def ended(found: Ending, when: str) -> str:
    quiet = span(found.quiet_minutes, "min", "t", "d")
    return f"Over siden {when}: ingenting var forhøyet{place(found.stream)} de siste {quiet} før det."


def evidence(found: Evidence, looked_at: int) -> str:
    n = found.numbers
    match found.kind:
        case "burst":
            return (
                f"tetthet: {n['most']:.0f} av {looked_at} meldinger kom innen {n['minutes']:.0f} min "
                f"av {span(n['span'], 'min', 't', 'd')}"
            )
        case "alike":
            return f"likhet: {n['messages']:.0f} av {looked_at} meldinger gjentar nesten en annen" + (
                f", den største bølgen har {n['largest']:.0f}" if n["messages"] else ""
            )
        case "authors":
            return (
                f"avsendere: {n['authors']:.0f} skrev {looked_at} meldinger; "
                + ("den ivrigste" if n["busiest"] == 1 else f"de {n['busiest']:.0f} ivrigste")
                + f" skrev {n['by_busiest']:.0f}"
            )
        case "ages":
            return _ages(found)
        case kind:
            what = "lenke" if kind == "link" else "emneknagg"
            return (
                f"samme {what}: {found.text or ''} er i {n['messages']:.0f} av {looked_at} meldinger fra "
                + counted(n["authors"], "avsender", "avsendere")
            )


def _ages(found: Evidence) -> str:
    n = found.numbers
    known, unknown = n.get("known", 0), n.get("unknown", 0)
    if not known:
        return "kontoenes alder: ukjent, ingen nettverk forteller oss når disse kontoene ble laget"
    age = counted(n["median"], "dag", "dager")
    young = f"{n['young']:.0f} av {known:.0f} yngre enn {n['days']:.0f} dager"
    text = f"kontoenes alder: {young}, halvparten høyst {age} gamle"
    return text + (f"; for {unknown:.0f} til er den ukjent" if unknown else "")


def wave(found: WaveBehind, looked_at: int) -> str:
    return (
        f"bølge {found.id}: {found.messages} av {looked_at} meldinger gjentar nesten én tekst, fra "
        f"{counted(found.authors, 'avsender', 'avsendere')}"
    )


def source(found: Source) -> str:
    return (
        f"rekkevidde {_whole(found.reach)}, {counted(found.messages, 'melding', 'meldinger')}, "
        f"{found.negatives} negative"
    )


def _whole(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u00a0")
