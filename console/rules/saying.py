"""Why a term does not hold, in a few words."""

from console.model.item import ItemRow
from console.query import Query, Term


def source(query: Query, term: Term) -> str:
    """A term as it was written."""
    ends = [other.at for other in query.terms if other.at > term.at]
    return query.source[term.at : min(ends, default=len(query.source))].strip()


def failed(query: Query, term: Term, row: ItemRow) -> str:
    """Such as `lang:nb: the message is en`."""
    return f"{source(query, term)}: {_instead(term, row)}"


def _instead(term: Term, row: ItemRow) -> str:
    match term.key:
        case "lang":
            return f"the message is {row.lang}" if row.lang else "its language is not known"
        case "sentiment":
            if row.unsure:
                return "its sentiment is not sure"
            return f"its sentiment is {row.compound:+.2f} ({row.label.value})"
        case "channel":
            return f"it came in {row.channel}"
        case "network":
            return f"it came from {row.network}"
        case "kind":
            return f"it is a {row.kind.value}"
        case "flag":
            return f"its flags are {', '.join(row.flags)}" if row.flags else "it has no flag"
        case "author":
            return f"{row.author_handle} wrote it"
        case "tag":
            return f"the item's tags are {', '.join(row.tags)}" if row.tags else "the item has no tag"
        case "holder":
            return f"{row.holder} holds it" if row.holder else "nobody holds it"
        case "wave":
            return "it stands alone" if row.wave <= 1 else f"its wave has {row.wave} messages"
        case "is" if term.value == "unsure":
            return "its sentiment is not sure" if row.unsure else "its sentiment is sure"
        case "is":
            return f"the item is {row.state.value}"
        case _:
            return "the message says it" if term.negated else "the message does not say it"
