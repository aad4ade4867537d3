"""What a store offers, by topic; `console.store.protocol` puts it together."""
