"""One module per place. A place shows, asks and calls commands; it decides nothing about the trade."""
