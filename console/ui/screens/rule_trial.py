"""A rule that was typed is tried on history, and saved once the operator saw what it would have done."""

from typing import TYPE_CHECKING

from console.commands import REGISTRY, Args
from console.commands.rules import read_rule
from console.query import QueryError
from console.rules import check
from console.ui.render.rules import trial_text
from console.ui.screens import asking
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.base import Place

DAYS = 90


def try_first(place: "Place", line: str, args: Args) -> None:
    """Raises InputError at once for what is no rule, and QueryError with its place in the line."""
    rule = read_rule(str(args["name"]), str(args["rule"]))
    try:
        check(rule)
    except QueryError as error:
        raise error.moved(line.find(rule.query)) from None
    words, app = place.words, place.console_app

    def save(answer: str) -> None:
        if answer:
            asking.do(place, REGISTRY["rule add"], args)

    async def work() -> None:
        try:
            found = await place.desk.try_rule(
                rule,
                days=DAYS,
                progress=lambda looked: app.tell(words("rule.trying", count=looked), "bar-dim"),
            )
        except Exception as error:
            app.trouble(error)
            return
        app.said.hush(all=True)
        place.show_foot()
        keys = {"y": (words("rule.yes"), "y"), "n": (words("undo.no"), "")}
        text = trial_text(rule, found, DAYS, place.size.width - 2, words)
        place.ask_if_free(Question(text, save, keys=keys))

    place.run_worker(work(), group="rule", exclusive=True, exit_on_error=False)
