"""A threat to take one's own life is found however it is put; ages, wishes and handicaps are told apart."""

import pytest

from console.judge.flags import Flags
from console.model.words import Flag

FLAGS = Flags()


def found(text: str, lang: str) -> set[Flag]:
    return {one.flag for one in FLAGS.find(text, lang)}


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("no", "Jeg kommer til å ta livet mitt"),
        ("no", "Jeg vurderer å ta livet mitt på grunn av gjelda"),
        ("no", "Jeg kommer til å ta livet av meg"),
        ("no", "Jeg tar livet av meg når dere sender dette til inkasso"),
        ("no", "I kveld tar jeg livet av meg"),
        ("no", "Sønnen min vil ta livet av seg"),
        ("no", "nå gjør jeg slutt på alt"),
        ("no", "vil ikke leve lenger"),
        ("no", "Jeg orker ikke mer av livet"),
        ("no", "Da vil jeg ikke leve"),
        ("no", "har ikke lyst til å leve"),
        ("no", "Jeg skal dø i natt"),
        ("no", "Eg vil ta livet mitt"),
        ("no", "Eg kjem til å ta livet mitt"),
        ("no", "Eg kjem til å ta livet av meg"),
        ("no", "Eg tek livet mitt"),
        ("no", "no tek eg livet av meg"),
        ("no", "no vil eg døy"),
        ("no", "eg ønskjer ikkje å leve"),
        ("no", "eg gjer slutt på livet"),
        ("sv", "jag tar mitt liv ikväll"),
        ("sv", "Jag kommer ta livet av mig i kväll"),
        ("sv", "Jag kommer att ta livet av mig"),
        ("sv", "ikväll tar jag livet av mig"),
        ("sv", "Jag ska ta mitt eget liv"),
        ("sv", "vill inte leva"),
        ("sv", "orkar inte leva"),
        ("sv", "då vill jag inte leva"),
        ("sv", "nu gör jag slut på allt"),
        ("sv", "begå självmord"),
        ("da", "jeg tager mit liv i aften"),
        ("da", "I aften tager jeg livet af mig"),
        ("da", "Jeg tager livet af mig"),
        ("da", "vil ikke leve mere"),
        ("da", "så vil jeg ikke leve"),
        ("da", "begå selvmord"),
        ("da", "jeg gør en ende på det hele"),
        ("en", "I will end my life"),
        ("en", "I ended up wanting to kill myself"),
        ("en", "I don't want to live"),
        ("en", "I do not wish to live any longer"),
        ("en", "no reason to live"),
        ("en", "there is nothing to live for"),
        ("en", "better off dead"),
        ("en", "thinking about offing myself"),
        ("en", "I might off myself"),
        ("en", "I can't live anymore"),
        ("en", "going to unalive"),
        ("en", "kill yourself"),
        ("no", "hvis dere ikke hjelper meg tar jeg livet av meg"),
        ("no", "om eg ikkje får hjelp no tek eg livet mitt"),
        ("no", "hvis ikke dere svarer skal jeg ta livet av meg"),
        ("sv", "om ni inte hjälper mig tar jag livet av mig"),
        ("sv", "om ni inte svarar ska jag ta mitt liv"),
        ("da", "Hvis I ikke hjælper tager jeg mit liv"),
        ("en", "If you don't help me I'll kill myself"),
        ("en", "if you don't refund me I will end my life"),
    ],
)
def test_a_threat_to_take_ones_life_is_found(lang: str, text: str) -> None:
    assert Flag.SELF_HARM in found(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("no", "Køen tar livet av meg"),
        ("no", "Denne køen kommer til å ta livet av meg"),
        ("no", "Varmen holder på å ta livet av meg"),
        ("no", "Treneren min kommer til å ta livet av meg"),
        ("no", "Eksamen tek livet av meg"),
        ("no", "jeg dør av latter"),
        ("no", "jeg vil dø av latter"),
        ("no", "Kampen var over etter ti minutter, vi slaktet dem"),
        ("no", "Filmen er til å dø for"),
        ("no", "La deigen leve litt før den skal i ovnen"),
        ("no", "Jeg tar styringen over mitt eget liv"),
        ("no", "Jeg avslutter alt hos dere"),
        ("no", "Ta livet med ro"),
        ("no", "Jeg skal ikke ta livet av meg"),
        ("sv", "Jag ska inte ta livet av mig"),
        ("da", "Jeg vil ikke tage livet af mig"),
        ("en", "I'm not going to kill myself"),
        ("no", "Karakteren min døde igjen i spillet"),
        ("sv", "Kön kommer ta livet av mig"),
        ("sv", "Den här kön tar livet av mig"),
        ("sv", "Plugget håller på att ta livet av mig"),
        ("sv", "jag dör av skratt"),
        ("sv", "Matchen tar livet av mig"),
        ("sv", "Jag avslutar allt hos er"),
        ("da", "Køen tager livet af mig"),
        ("da", "Ventetiden kommer til at tage livet af mig"),
        ("da", "jeg dør af grin"),
        ("da", "tage livet med ro"),
        ("en", "This queue is killing me"),
        ("en", "You guys are killing it"),
        ("en", "She was killing it on stage"),
        ("en", "I died laughing"),
        ("en", "The soup is to die for"),
        ("en", "Our striker killed the game"),
        ("en", "my character died in level 3"),
        ("en", "they took my life savings"),
        ("en", "I turned it off myself"),
        ("en", "I can't live without this app"),
        ("en", "kill the heat and let the sauce rest"),
    ],
)
def test_an_idiom_with_its_context_is_none(lang: str, text: str) -> None:
    assert Flag.SELF_HARM not in found(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("no", "Selger dere deler til Tesla Model 3?"),
        ("no", "Vi selger til 3 kommuner"),
        ("no", "Vil du se kampen på 7 skadet spillere"),
        ("sv", "Säljer ni delar till Tesla Model 3?"),
        ("da", "Sælger I løse stænger til Låvo 4?"),
        ("en", "Do you sell parts to fit a Model 3?"),
        ("en", "stop messaging my 2 phones"),
    ],
)
def test_a_number_without_years_is_no_age(lang: str, text: str) -> None:
    assert Flag.MINORS not in found(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("no", "Dere selger øl til 15-åringer"),
        ("no", "solgte snus til en på 14 år"),
        ("no", "gutt på 7 ble skadet"),
        ("sv", "de sålde öl till en 15-åring"),
        ("da", "I solgte øl til en på 14 år"),
        ("en", "they sold beer to a 14 year old"),
    ],
)
def test_a_number_of_years_is_one(lang: str, text: str) -> None:
    assert Flag.MINORS in found(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("no", "Kan jeg få slettet kontoen min"),
        ("no", "Jeg ønsker å slette kontoen min"),
        ("sv", "Kan ni radera mitt konto?"),
        ("da", "Kan I slette min konto?"),
        ("en", "Can you delete my account?"),
        ("en", "I would like to delete my account"),
    ],
)
def test_who_wants_an_account_deleted_boycotts_nobody(lang: str, text: str) -> None:
    assert Flag.BOYCOTT not in found(text, lang)


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("no", "Jeg sletter kontoen min i protest"),
        ("no", "Nå er det nok så jeg sletter kontoen"),
        ("sv", "raderar kontot i protest"),
        ("da", "sletter kontoen i protest"),
        ("en", "deleting my account in protest"),
        ("en", "Deleted my account because enough is enough"),
    ],
)
def test_in_protest_it_is_a_boycott(lang: str, text: str) -> None:
    assert Flag.BOYCOTT in found(text, lang)


def test_who_cannot_hear_cannot_use_the_phone_and_nothing_is_down() -> None:
    assert Flag.OUTAGE not in found("Jeg er hørselshemmet og får ikke brukt telefonen", "no")
    assert Flag.OUTAGE not in found("Hun er døv og kan ikke bruke telefonen", "no")
    assert Flag.OUTAGE in found("Vi får ikke brukt telefonen", "no")
    assert Flag.OUTAGE in found("Jeg får ikke brukt appen", "no")
