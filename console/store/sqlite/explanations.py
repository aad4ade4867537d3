"""An alert's explanation as one JSON text: numbers that each reader's language makes a sentence of."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from console.model.explanation import (
    ByRule,
    Content,
    Ending,
    Evidence,
    Explanation,
    Numbers,
    Source,
    WaveBehind,
)
from console.model.safe import SafeText
from console.model.words import Flag
from console.store.sqlite.db import from_json, from_us, to_json, to_us


def write(explanation: Explanation) -> str:
    return to_json(_plain(asdict(explanation)))


def _plain(value: object) -> object:
    """Times as microseconds since 1970."""
    if isinstance(value, datetime):
        return to_us(value)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def read(text: str) -> Explanation:
    """What `write` wrote."""
    told = cast("dict[str, Any]", from_json(text))
    numbers = told["numbers"]
    numbers |= {"flags": tuple(Flag(flag) for flag in numbers["flags"]), "since": _time(numbers["since"])}
    ending, wave, rule = told["ending"], told["wave"], told.get("rule")
    content = told.get("content")
    return Explanation(
        numbers=Numbers(**numbers),
        looked_at=told["looked_at"],
        sources=tuple(
            Source(**(source | {"handle": SafeText(source["handle"])})) for source in told["sources"]
        ),
        wave=WaveBehind(**(wave | {"text": SafeText(wave["text"])})) if wave else None,
        ending=Ending(**(ending | {"not_before": _time(ending["not_before"])})) if ending else None,
        evidence=tuple(
            Evidence(one["kind"], one["numbers"], None if one["text"] is None else SafeText(one["text"]))
            for one in told["evidence"]
        ),
        rule=ByRule(**(rule | {"filter": SafeText(rule["filter"])})) if rule else None,
        content=Content(**content) if content else None,
    )


def _time(at: int | None) -> datetime | None:
    return None if at is None else from_us(at)
