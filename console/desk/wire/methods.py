"""What can be asked across the socket, and the types of what is given and answered.

Derived from the desk: each method of the protocol that is awaited or iterated, with its own annotations.
"""

import inspect
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Raw, Struct

from console.desk import permits
from console.desk.deeds import Deed
from console.desk.protocol import offered
from console.errors import InputError

PROGRESS = "progress"
"""The argument through which a method tells how far it is; it stays on its side of the socket."""


class Wrapped(Struct, frozen=True, forbid_unknown_fields=True):
    """A deed: which, and its fields."""

    deed: str
    fields: Raw = Raw(b"{}")


MOST_AT_ONCE = 10_000
"""Rows of one answer."""


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    order: Sequence[str]
    """Its arguments, as they may be given by position."""
    given: type[Struct]
    answer: Any
    """The type of its answer, or of each part if it is iterated."""
    iterated: bool
    reports: Any
    """The type of what its `progress` is told; None if it has none."""

    def pack(self, args: Sequence[object], kwargs: Mapping[str, object]) -> bytes:
        named = {**dict(zip(self.order, args, strict=False)), **kwargs}
        return msgspec.json.encode({name: _wrapped(value) for name, value in named.items()})

    def unpack(self, given: Raw) -> dict[str, Any]:
        """Raises InputError for what the method does not take."""
        try:
            read = msgspec.json.decode(given, type=self.given)
            named = {name: getattr(read, name) for name in self.order}
            if isinstance(limit := named.get("limit"), int) and limit > MOST_AT_ONCE:
                raise InputError(
                    f"{self.name} answers with at most {MOST_AT_ONCE} at once", fix="ask for a part"
                )
            return {name: _unwrapped(value) for name, value in named.items() if value is not UNSET}
        except msgspec.ValidationError as error:
            raise InputError(f"{self.name} does not take this: {error}") from error


UNSET = msgspec.UNSET

DEEDS: Mapping[str, type] = {kind.__name__: kind for kind in permits.DEEDS}
"""Those that somebody may do, by name."""


@cache
def methods() -> Mapping[str, Method]:
    """By name."""
    found = {}
    for name, declared in offered().items():
        if name.startswith("_") or not callable(declared):
            continue
        if inspect.iscoroutinefunction(declared) or _iterates(declared):
            found[name] = _method(name, declared)
    return found


def _iterates(declared: Callable[..., Any]) -> bool:
    return str(declared.__annotations__.get("return", "")).startswith("AsyncIterator")


def _method(name: str, method: Callable[..., Any]) -> Method:
    hints = get_type_hints(method)
    answer = hints.pop("return")
    iterated = get_origin(answer) is AsyncIterator
    order: list[str] = []
    wanted: list[Any] = []
    reports = None
    for parameter in list(inspect.signature(method).parameters.values())[1:]:
        kind = hints[parameter.name]
        if parameter.name == PROGRESS:
            [[reports], _] = get_args(_some(kind))
            continue
        order.append(parameter.name)
        kind = Wrapped if kind is Deed else kind
        if parameter.default is inspect.Parameter.empty:
            wanted.append((parameter.name, kind))
        else:
            wanted.append((parameter.name, kind | msgspec.UnsetType, UNSET))
    given = msgspec.defstruct(f"{name} given", wanted, frozen=True, forbid_unknown_fields=True, kw_only=True)
    return Method(name, order, given, get_args(answer)[0] if iterated else answer, iterated, reports)


def _some(kind: Any) -> Any:
    """What is there if anything is."""
    return next(one for one in get_args(kind) if one is not type(None))


def _wrapped(value: object) -> object:
    kind = type(value).__name__
    if DEEDS.get(kind) is not type(value):
        return value
    held = {field.name: getattr(value, field.name) for field in fields(value)}  # type: ignore[arg-type]
    return Wrapped(kind, Raw(msgspec.json.encode(held)))


def _unwrapped(value: object) -> object:
    """Raises ValidationError."""
    if not isinstance(value, Wrapped):
        return value
    kind = DEEDS.get(value.deed)
    if kind is None:
        raise msgspec.ValidationError(f"no deed is called {value.deed!r}")
    return msgspec.json.decode(value.fields, type=kind)
