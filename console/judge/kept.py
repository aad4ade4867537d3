"""What was found out about words, so that it is found out once."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(dict[str, T], Generic[T]):
    """A dictionary that asks for what it does not have, bounded.

    Args:
        most: Words that are kept; all are forgotten when one more comes, and the common ones soon are back.
        look: Finds out about one word.
    """

    def __init__(self, most: int, look: Callable[[str], T]) -> None:
        super().__init__()
        self._most = most
        self._look = look

    def __missing__(self, word: str) -> T:
        if len(self) >= self._most:
            self.clear()
        found = self[word] = self._look(word)
        return found
