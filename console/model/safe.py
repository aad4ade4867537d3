"""The type of text that may reach a terminal."""

from typing import NewType

SafeText = NewType("SafeText", str)
"""Text that passed the gate (`console.text.clean`): the only type that widgets accept for data.

A slice or a join of it is a plain `str` again and must pass the gate once more.
"""
