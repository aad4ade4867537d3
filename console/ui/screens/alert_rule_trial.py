"""An alert rule that was typed is tried on history, and saved once the operator saw when it would have
fired."""

from typing import TYPE_CHECKING

from console.commands import REGISTRY, Args, Command
from console.commands.alertrules import read_alert_rule
from console.desk.answers import Done
from console.query import QueryError
from console.rules.levels import check
from console.ui.render.alertrules import tested_text
from console.ui.widgets.ask import Question

if TYPE_CHECKING:
    from console.ui.screens.base import Place

ADD = "alertrule add"
CHANGE = "alertrule change"


def try_first(place: "Place", command: Command, line: str, args: Args) -> None:
    """Raises InputError at once for what is no rule, and QueryError with its place in the line."""
    named = str(args["name"] if command.name == ADD else args["rule"])
    rule = read_alert_rule(named, str(args["count"]))
    try:
        check(rule)
    except QueryError as error:
        raise error.moved(line.find(rule.filter)) from None
    words, app = place.words, place.console_app

    def save(rule_id: int | None) -> None:
        async def work() -> Done:
            if rule_id is None:
                return await place.desk.add_alert_rule(rule)
            return await place.desk.change_alert_rule(rule_id, rule)

        app.act(work, lambda: place.after(REGISTRY[command.name]))

    def progress(share: float) -> None:
        app.tell(words("alertrule.testing", name=rule.name, share=round(100 * share)), "bar-dim")

    async def work() -> None:
        try:
            rule_id = None if command.name == ADD else (await place.desk.find_alert_rule(named)).id
            found = await place.desk.back_test(rule, progress=progress)
        except Exception as error:
            app.trouble(error)
            return
        finally:
            app.long.end()
        app.said.hush(all=True)
        place.show_foot()
        keys = {"y": (words("rule.yes"), "y"), "n": (words("undo.no"), "")}
        text = tested_text(rule, found, place.size.width - 2, app.now(), words)

        def then(answer: str) -> None:
            if answer:
                save(rule_id)

        place.ask_if_free(Question(text, then, keys=keys))

    if app.long.running:
        app.tell(words("alertrule.busy"), "bar-key")
        return
    running = place.run_worker(work(), group="alertrule", exit_on_error=False)

    def stop() -> None:
        running.cancel()
        app.tell(words("alertrule.stopped", name=rule.name), "bar")

    app.long.begin(stop)
    progress(0.0)
