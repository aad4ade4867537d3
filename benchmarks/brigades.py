"""Brigades as they come: calls of six words to a paragraph, and what hands do to them when they pass them
on."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

CALLS = (
    "Boycott Nordbank, they stole our savings",
    "Shame on Turglo, children were burned",
    "Fjellmat lyver om innholdet i pølsene",
    "Ingen bør handle hos Nordbank lenger",
    "Nordbank stel pengane frå vanlege folk",
    "Krev pengene tilbake fra Fjellmat nå",
    "Bojkotta Turglo tills chefen har avgått",
    "Hold jer langt væk fra Nordbank",
    "Turglo must answer for these injuries",
    "Everybody cancel your Nordbank accounts today",
    "Stopp salget av farlige brennere nå",
    "Who paid Nordbank to stay silent?",
    "Boycott this company now, they burned my friend's tent and then refused every refund",
    "They knew that the stove was leaking for months and they still sold it to families",
    "Del dette videre: selskapet har visst om feilen i et halvt år uten å si fra til noen",
    "Jeg har ventet i seks uker på svar om reklamasjonen, og nå sletter de kommentarene våre",
    "Eg kjøpte to av desse og begge var øydelagde etter ein tur, og ingen svarar på telefonen",
    "De raderar våra kommentarer i stället för att svara på frågan om återbetalning",
    "De har kendt til fejlen hele tiden, og alligevel blev den ved med at være i butikkerne",
    "Diese Firma beantwortet seit Wochen keine einzige Beschwerde und löscht unsere Kommentare",
    "Cette marque efface nos commentaires au lieu de répondre à une question très simple",
    "Esta empresa borra nuestros comentarios en lugar de contestar una pregunta muy sencilla",
    "Ask them why the recall notice was hidden at the bottom of a page nobody reads",
    "Spør dem hvorfor tilbakekallingen ble gjemt nederst på en side som ingen leser",
    "Nordbank fires whistleblowers and calls it a reorganisation, share before it is removed",
    "My grandmother lost her pension because Nordbank changed the terms overnight",
    "Bestemora mi mista heile pensjonen fordi banken endra vilkåra over natta",
    "Fjellmat pumper vann i kyllingen og tar betalt for det, sjekk vekta selv",
    "Hvor mange må skades før Turglo trekker brenneren fra markedet?",
    "Hur många måste skadas innan Turglo drar tillbaka brännaren från marknaden?",
    "Hvor mange skal komme til skade før Turglo trækker brænderen tilbage?",
    "Write to the minister today and demand that Nordbank loses its licence",
    "I worked there for nine years and I can tell you that they test nothing before it ships. "
    "We were told to sign the papers and look away. Ask for the test reports, they do not exist.",
    "Jeg jobbet der i ni år og kan fortelle at ingenting testes før det sendes ut. Vi fikk beskjed om å "
    "signere papirene og se en annen vei. Be om testrapportene, de finnes ikke.",
    "Kopier og lim inn: Jeg krever at Fjellmat legger fram alle prøver som er tatt på anlegget siden nyttår, "
    "og at de som ble syke får svar før helga. Vi gir oss ikke før noen tar ansvar. "
    "Send denne til tre venner.",
)
NAMES = (
    "Kari",
    "Ola",
    "Anna",
    "Nordlys",
    "Sofie",
    "Lars",
    "Emma",
    "Vestkraft",
    "Mikkel",
    "Ingrid",
    "Solvang",
)
FILLERS = ("really", "please", "just", "actually", "bare", "virkelig", "også", "faktisk", "verkligen",
           "jo", "så",
           "now", "nå", "folkens", "seriously", "berre", "lige", "still")  # fmt: skip
SYNONYMS = {
    "boycott": "avoid", "company": "firm", "stole": "took", "savings": "money", "refused": "denied",
    "today": "tonight", "families": "people", "months": "ages", "hidden": "buried", "demand": "insist",
    "share": "spread", "removed": "deleted", "injuries": "accidents", "selskapet": "firmaet",
    "feilen": "mangelen",
    "lenger": "mer", "lyver": "juger", "handle": "kjøpe", "sletter": "fjerner", "salget": "handelen",
    "gjemt": "skjult", "visst": "kjent", "pengane": "pengar", "øydelagde": "knuste", "raderar": "tar bort",
    "frågan": "undran", "fejlen": "manglen", "butikkerne": "handlen", "tilbake": "igjen", "skades": "rammes",
    "skadas": "drabbas", "sjekk": "kontroller", "everybody": "everyone", "answer": "respond",
    "silent": "quiet",
    "folk": "menneske", "testes": "prøves", "ansvar": "skylda", "look": "turn",
}  # fmt: skip
EMOJI = ("😡", "🔥🔥", "‼️", "👎👎👎", "🤬", "💔", "🙏🏽", "⚠️")
TAGS = ("#boikott", "#boycott", "#turglo", "#delvidere", "#shame", "#fjellmat", "#nordbank", "#skam")
NEAR = {"a": "sq", "e": "wr", "i": "uo", "o": "ip", "r": "et", "s": "ad", "t": "ry", "n": "bm", "l": "kø"}
"""Neighbours on a Nordic keyboard."""

Change = Callable[[list[str], random.Random], list[str]]


def renamed(words: list[str], rng: random.Random) -> list[str]:
    """Another name where one stands, else a greeting of one."""
    named = [at for at, word in enumerate(words) if at and word[:1].isupper() and word[1:].islower()]
    if not named:
        return [f"{rng.choice(NAMES)}:", *words]
    at = rng.choice(named)
    return [*words[:at], rng.choice(NAMES), *words[at + 1 :]]


def addressed(words: list[str], rng: random.Random) -> list[str]:
    return [
        rng.choice(("@user{n}", "@venn{n}@sosial.example", ".@post{n}")).format(n=rng.randrange(10**6)),
        *words,
    ]


def passed_on(words: list[str], rng: random.Random) -> list[str]:
    return ["RT", f"@user{rng.randrange(10**6)}:", *words]


def tagged(words: list[str], rng: random.Random) -> list[str]:
    return [*words, *rng.sample(TAGS, rng.randint(1, 3))]


def decorated(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randint(0, len(words))
    return [*words[:at], rng.choice(EMOJI), *words[at:]]


def linked(words: list[str], rng: random.Random) -> list[str]:
    """Another address where one stands, or none; else one at the end."""
    kept = [word for word in words if "://" not in word]
    if len(kept) < len(words) and rng.random() < 0.4:
        return kept
    return [
        *kept,
        f"https://{rng.choice(('t.co', 'example.org/sak', 'kort.example'))}/{rng.randrange(10**8):x}",
    ]


def cased(words: list[str], rng: random.Random) -> list[str]:
    how = rng.choice((str.upper, str.lower, str.title))
    return [how(word) for word in words]


def filled(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randint(0, len(words))
    return [*words[:at], rng.choice(FILLERS), *words[at:]]


def dropped(words: list[str], rng: random.Random) -> list[str]:
    at = rng.randrange(len(words))
    return words[:at] + words[at + 1 :] if len(words) > 4 else words


def reworded(words: list[str], rng: random.Random) -> list[str]:
    """A word of about the same meaning, else any other in its place."""
    known = [at for at, word in enumerate(words) if word.strip(",.!?").lower() in SYNONYMS]
    at = rng.choice(known) if known else rng.randrange(len(words))
    word = words[at].strip(",.!?").lower()
    return [*words[:at], SYNONYMS.get(word, rng.choice(FILLERS)), *words[at + 1 :]]


def mistyped(words: list[str], rng: random.Random) -> list[str]:
    long = [at for at, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long:
        return words
    at = rng.choice(long)
    word, place = words[at], rng.randrange(len(words[at]) - 1)
    letter = word[place]
    slip = rng.choice((
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + word[place + 1] + letter + word[place + 2 :],
        word[:place] + rng.choice(NEAR.get(letter.lower(), "xy")) + word[place + 1 :],
    ))  # fmt: skip
    return [*words[:at], slip, *words[at + 1 :]]


def cut_short(words: list[str], rng: random.Random) -> list[str]:
    """As a network or a screenshot cuts it: at least six tenths and five words, perhaps inside one."""
    text = " ".join(words)
    left = text[: rng.randint(int(0.6 * len(text)), len(text))]
    return [*left.split()[:-1], left.split()[-1] + "…"] if len(left.split()) >= 5 else words


def punctuated(words: list[str], rng: random.Random) -> list[str]:
    return [word.strip(",.!?:") or word for word in words[:-1]] + [
        words[-1].rstrip(".!?") + rng.choice("!.?") * 3
    ]


CHANGES: dict[str, Change] = {
    "name": renamed, "handle": addressed, "RT": passed_on, "hashtags": tagged, "emoji": decorated,
    "address": linked,
    "casing": cased, "word put in": filled, "word left out": dropped, "synonym": reworded, "typo": mistyped,
    "cut short": cut_short, "punctuation": punctuated,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copy:
    """One text of a brigade."""

    text: str
    changes: tuple[str, ...]


def brigade(call: str, count: int, most: int, drifts: bool, rng: random.Random) -> list[Copy]:
    """Copies in the order in which they are written.

    Args:
        call: The first text.
        count: How many copies, the call itself among them in about one of ten.
        most: Changes of one hand at most, at least one.
        drifts: Each is made from one of those before, and not from the call.
    """
    copies: list[Copy] = []
    fewest = max(5, len(call.split()) // 2)
    while len(copies) < count:
        source = rng.choice(copies) if drifts and copies else Copy(call, ())
        words, changes = source.text.split(), []
        if rng.random() > 0.1:
            for name in rng.sample(sorted(CHANGES), rng.randint(1, most)):
                changed = CHANGES[name](words, rng)
                if len(changed) >= fewest or name != "cut short":
                    words = changed
                    changes.append(name)
        copies.append(Copy(" ".join(words), tuple(changes)))
    return copies


def calls(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    """Calls of our own and as many of what people wrote, which have six words at least."""
    ours = list(CALLS)
    rng.shuffle(ours)
    theirs = [text for text in known if 6 <= sum(word.isalpha() for word in text.split()) <= 60]
    return [*ours[: count - count // 2], *rng.sample(theirs, min(len(theirs), count // 2))]
