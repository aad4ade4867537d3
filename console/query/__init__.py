"""The filter language of screens, commands, rules and triggers."""
