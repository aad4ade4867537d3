"""Doctor: can each target be rung, as far as that shows without ringing it."""

from collections.abc import Iterator

from console.cli.check import Check
from console.config import Settings
from console.errors import BeredtError
from console.watch.apprising import Apprising


def check_ringing(settings: Settings) -> Iterator[Check]:
    """In the order of the configuration. Nothing is sent; `beredt ring test` does that."""
    services = Apprising(settings.ringing.targets)
    used = {
        target
        for steps in settings.ringing.plan.ladders.values()
        for step in steps
        for target in step.targets
    }
    if not services.names:
        yield Check("ringing", True, "the terminal's bell alone; docs/ringing.md shows how to add more")
    for name in services.names:
        check = f"ringing {name}"
        try:
            service = services.check(name)
        except BeredtError as error:
            yield Check(check, False, error.what, error.fix)
            continue
        if name not in used:
            yield Check(check, False, f"{service}, but no ladder rings it", "name it in a step, or remove it")
        else:
            yield Check(check, True, f"{service}; `beredt ring test --to {name}` rings it")
