"""An alert as a Norwegian session raised it, with all that explains it."""

from datetime import datetime, timedelta

from console.model.alert import Finding, Phrase, Signal
from console.model.explanation import Ending, Evidence, Explanation, Numbers, Source, WaveBehind
from console.model.safe import SafeText
from console.model.words import Flag, Level


def explained(now: datetime) -> Finding:
    numbers = Numbers(
        measure="negatives",
        stream="all",
        value=24,
        expected=3.1,
        minutes=15,
        channels=2,
        share=0.61,
        usual_share=0.12,
        angry=True,
        flags=(Flag.OUTAGE,),
        every_days=40.0,
        history_days=28.0,
        upper=9.2,
    )
    return Finding(
        episode="20261123T0800",
        level=Level.CRISIS,
        at=now,
        text=SafeText("24 negative meldinger på 5 min mot vanligvis 3 (opptil 9)"),
        signals=(
            Signal("all", "negatives", now, 24, 3.1, 9.2, 6.1, 7.2, 15),
            Signal("kind:dm", "volume", now, 11, 1.2, 4.8, 4.4, 3.0, 10),
            Signal("flag:outage", "volume", now, 9, 0.0, 1.1, 5.0, 5.1, 15),
        ),
        phrases=(Phrase(SafeText("can't log in"), 14, 0.4),),
        samples=(1, 4),
        flags=(Flag.OUTAGE,),
        explanation=Explanation(
            numbers=numbers,
            looked_at=64,
            sources=(
                Source(SafeText("@avisa@presse.example"), "mastodon/@nordbank", 120_400, 2, 1),
                Source(SafeText("@kari"), "mastodon/@nordbank", 900, 1, 1),
            ),
            wave=WaveBehind(17, 22, 20, SafeText("Nordbank is down again, share this!")),
            ending=Ending("all", "negatives", 9.2, 60, now + timedelta(hours=24)),
            evidence=(Evidence("authors", {"authors": 51, "busiest": 3, "by_busiest": 9}),),
        ),
    )
