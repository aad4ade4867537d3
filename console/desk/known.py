"""What a desk answers at once, from what it knows: the playbooks, and what each channel can do."""

from collections.abc import Mapping, Sequence

from console.desk.answers import Length
from console.model.alert import Alert
from console.model.channel import Capabilities, Health
from console.model.incident import Run
from console.model.playbook import Library, Playbook, Statement
from console.model.safe import SafeText
from console.text import clean, length

NOTHING = Capabilities()


class Known:
    """The same on both sides of a socket.

    A console that attaches is not kept waiting for the readers of playbooks: most that it asks needs none.
    """

    library: Library
    abilities: Mapping[str, Capabilities]
    """By channel."""

    def sick(self) -> Sequence[Health]:
        """How the channels are, as far as it is known now."""
        raise NotImplementedError

    def capabilities(self, channel: str) -> Capabilities:
        return self.abilities.get(channel, NOTHING)

    def length(self, channel: str, text: str) -> Length:
        from console.reply.preflight import prepare

        return Length(*length(prepare(text), self.capabilities(channel).limit))

    def playbooks(self) -> Sequence[Playbook]:
        return self.library.playbooks

    def playbook_of(self, run: Run) -> Playbook:
        from console.playbooks import parse

        return parse(run.source, run.playbook_id)

    def suggest(self, alert: Alert | None) -> Sequence[Playbook]:
        from console.playbooks import TriggerFacts, facts_of, trigger_holds

        health = {line.state for line in self.sick()}
        facts = facts_of(alert, health) if alert else TriggerFacts(health=frozenset(health))
        return sorted(self.library.playbooks, key=lambda book: not trigger_holds(book.trigger, facts))

    def statement(self, name: str, lang: str = "en") -> Statement | None:
        return self.library.statement(name, lang) or self.library.statement(name)

    def safe(self, text: str) -> SafeText:
        """The gate, for what an operator typed and wants to see again."""
        return clean(text)
