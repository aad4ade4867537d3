"""One stored message in the form that `beredt ingest` takes, with what became of it."""

from collections.abc import Mapping

from console.model.item import StoredMessage


def message_json(stored: StoredMessage) -> Mapping[str, object]:
    """The ingest contract's fields, then ours: `item, compound, label, unsure, flags, …`."""
    message = stored.message
    return {
        "network": message.network,
        "channel": message.channel,
        "id": message.remote_id,
        "kind": message.kind,
        "author": message.author,
        "text": message.text,
        "created_at": message.created_at,
        "thread_id": message.thread_id,
        "parent_id": message.parent_id,
        "lang": stored.lang,
        "reach": message.reach,
        "url": message.url,
        "edited_at": message.edited_at,
        "deleted": message.deleted,
        "ours": message.ours,
        "received_at": message.received_at,
        "message": stored.id,
        "item": stored.item_id,
        "compound": stored.compound,
        "label": stored.label,
        "unsure": stored.unsure,
        "flags": stored.flags,
        "reasons": stored.reasons,
        "priority": stored.priority,
        "priority_reasons": stored.priority_reasons,
        "scorer": stored.scorer,
        "correction": stored.correction,
        "earlier": stored.earlier,
        "versions": stored.versions,
        "deleted_at": stored.deleted_at,
        "sent_by": stored.sent_by,
    }
