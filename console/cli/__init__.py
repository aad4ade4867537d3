"""`beredt NOUN VERB`: one module per noun; parse, call, print. Only `screen` starts the screens."""
