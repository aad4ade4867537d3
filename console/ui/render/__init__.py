"""Pure functions from data to lines. Only `paint` knows colours; nothing here knows widgets."""
