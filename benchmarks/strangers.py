"""Texts that look alike and were not copied from one another: what a wave must not take in."""

import random
from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeVar

TINY = ("takk!", "when?", "hei", "Love it!", "❤️", "😂😂😂", "Tusen takk for hjelpen", "5/5", "ok",
        "same here",
        "great", "Når åpner dere?", "hvorfor?", "👍", "请问几点开门", "谢谢", "شكرا جزيلا", "متى تفتحون غدا",
        "Tack så mycket!",
        "hello?", "Any news?", "Takk for svar", "Ring meg", "why", "🇳🇴🇳🇴", "ありがとうございます",
        "mange tak")  # fmt: skip
SLOTTED = (
    ("when do you {} tomorrow", ("open", "close", "deliver", "answer", "restock")),
    ("when does the shop in {} open on Saturday", ("Bergen", "Oslo", "Molde", "Bodø", "Hamar", "Tromsø")),
    ("do you have this jacket in {}", ("red", "blue", "green", "medium", "large", "black", "size 42")),
    ("når {} butikken på lørdag", ("åpner", "stenger", "flytter", "tømmes")),
    ("har dere denne jakka i {}", ("rødt", "blått", "grønt", "medium", "large", "størrelse 42", "svart")),
    ("åpner dere på {} i påska", ("mandag", "tirsdag", "onsdag", "torsdag", "søndag")),
    ("når {} de i morgon kveld", ("opnar", "stengjer", "svarar", "leverer")),
    ("när {} ni i morgon kväll", ("öppnar", "stänger", "svarar", "levererar")),
    ("hvornår {} I i morgen aften", ("åbner", "lukker", "svarer", "leverer")),
    ("my {} has not arrived yet", ("refund", "parcel", "invoice", "receipt", "jacket", "voucher")),
    ("where can I {} this in Norway", ("buy", "return", "repair", "recycle", "rent")),
    ("I want to {} my subscription please", ("cancel", "renew", "pause", "change", "upgrade")),
    ("kan jeg {} med Vipps hos dere", ("betale", "refundere", "splitte", "tipse")),
    ("{} er utsolgt på nettsida deres igjen", ("teltet", "primusen", "jakka", "sekken", "soveposen")),
    ("is the {} safe for small children", ("stove", "bottle", "tent", "seat", "cream")),
)
NUMBERED = ("where is my order {}", "hvor er pakken min {}", "order {} has not arrived",
            "var är min beställning {}",
            "sak {} er ikke besvart", "hvor er min ordre {} nu")  # fmt: skip
OPPOSITE = (
    ("I will buy from this shop again", "I will never buy from this shop again"),
    ("this stove is safe to use indoors", "this stove is not safe to use indoors"),
    ("they answered my question today", "they never answered my question today"),
    ("jeg anbefaler denne butikken til andre", "jeg anbefaler ikke denne butikken til andre"),
    ("dette var bra service fra dere", "dette var ikke bra service fra dere"),
    ("eg fekk svar på spørsmålet mitt", "eg fekk ikkje svar på spørsmålet mitt"),
    ("jag fick svar på min fråga", "jag fick inte svar på min fråga"),
    ("jeg fik svar på mit spørgsmål", "jeg fik aldrig svar på mit spørgsmål"),
    ("the refund was paid on time", "the refund wasn't paid on time"),
    ("we can use the voucher online", "we can't use the voucher online"),
    ("det är säkert att använda köket", "det är inte säkert att använda köket"),
    ("du bør kjøpe dette teltet nå", "du bør ikke kjøpe dette teltet nå"),
)
OPENINGS = (
    "I am really disappointed with your customer service",
    "Hi, I bought a tent from you last summer and",
    "Hei, jeg kjøpte et telt av dere i fjor sommer og",
    "Jeg er veldig skuffet over kundeservicen deres,",
    "Dear Sir or Madam, I am writing to complain about",
    "Hej! Jag har varit kund hos er i många år och",
    "Hei! Eg har vore kunde hos dykk i mange år, men",
    "Good morning, can somebody please help me with this:",
)
COMPLAINTS = (
    "the zip broke on the very first night", "nobody ever calls me back about the loan",
    "my card was charged twice for one coffee", "the parcel went to a neighbour in another town",
    "the app logs me out whenever I open it", "your driver shouted at my mother",
    "sausages in the package smelled of petrol", "glasset var knust da jeg åpnet esken",
    "fakturaen kom to ganger med ulikt beløp", "ingen tar telefonen når jeg ringer om lånet",
    "sømmen røk før vi kom til fjells", "appen logger meg ut hele tida",
    "sjåføren deres kjørte på gjerdet vårt",
    "pølsene luktet bensin", "kvitteringa forsvann frå profilen min", "knivbladet rusta etter ei veke",
    "paketet hamnade hos grannen i Kiruna", "min tröja krympte i första tvätten",
    "chefen i Malmö var otrevlig",
    "the lamp flickers and gets far too hot", "the voucher from Christmas is not accepted anywhere",
    "you sent me two left shoes", "the colour faded within a week of rain",
    "my grandson is allergic to the filling",
)  # fmt: skip
SIGNATURES = (
    "Med vennlig hilsen Kari Nordmann, pressekontakt, Fjellmat AS, Storgata 1, 0155 Oslo. Denne "
    "meldingen kan inneholde fortrolige opplysninger og er bare ment for mottakeren.",
    "Best regards, Ola Hansen, Press Officer, Nordbank ASA. This message may contain confidential "
    "information and is intended for the addressee only. If you received it in error, please delete "
    "it and tell the sender.",
    "For more information contact our media desk around the clock. About us: we are a leading Nordic "
    "supplier of outdoor equipment with stores in four countries.",
    "Pressmeddelande från Turglo AB. För mer information, kontakta presstjänsten vardagar mellan "
    "åtta och fem.",
)
THINGS = ("the tent", "my jacket", "the stove", "this rucksack", "the lamp", "our canoe", "the sleeping bag")
FAULTS = (
    "leaked",
    "fell apart",
    "arrived broken",
    "lost its colour",
    "smells of smoke",
    "was the wrong size",
)
TIMES = (
    "on the first night",
    "after two weeks",
    "before we even used it",
    "in the rain",
    "during our holiday",
)
WISHES = ("and I want my money back", "and nobody answers my calls", "so please send a new one",
          "which I did not expect from you", "and my kids were crying")  # fmt: skip

Some = TypeVar("Some")
Maker = Callable[[int, Sequence[str], random.Random], list[str]]


def tiny(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    return [rng.choice(TINY) for _ in range(count)]


def slotted(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    """Short questions that differ in the one word that counts, each wording once."""
    return _some([form.format(word) for form, words in SLOTTED for word in words], count, rng)


def numbered(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    return [rng.choice(NUMBERED).format(rng.randrange(10_000, 100_000)) for _ in range(count)]


def opposite(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    return _some([text for pair in OPPOSITE for text in pair], count, rng)


def opened_alike(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    return _some([f"{one} {other}" for one, other in product(OPENINGS, COMPLAINTS)], count, rng)


def signed_alike(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    """Different paragraphs with one of a few endings, each paragraph once."""
    bodies = _some([text for text in known if len(text) > 60] or list(COMPLAINTS), count, rng)
    return [f"{body} {rng.choice(SIGNATURES)}" for body in bodies]


def about_the_same(count: int, known: Sequence[str], rng: random.Random) -> list[str]:
    """Complaints built alike, of which two share one part of the four at most."""
    found: list[tuple[int, ...]] = []
    parts = (THINGS, FAULTS, TIMES, WISHES)
    for one in _some([*product(*(range(len(part)) for part in parts))], 10**6, rng):
        if all(sum(a == b for a, b in zip(one, other, strict=True)) <= 1 for other in found):
            found.append(one)
    return [" ".join(part[at] for part, at in zip(parts, one, strict=True)) for one in found[:count]]


STRANGERS: dict[str, Maker] = {
    "tiny": tiny, "one word differs": slotted, "numbers": numbered, "opposites": opposite,
    "same opening": opened_alike, "same signature": signed_alike, "same subject": about_the_same,
}  # fmt: skip


def _some(of: list[Some], count: int, rng: random.Random) -> list[Some]:
    return rng.sample(of, min(count, len(of)))
