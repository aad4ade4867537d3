"""What was found out about words, so that it is found out once."""

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")


class Kept(dict[K, T], Generic[K, T]):
    """A dictionary that asks for what it does not have, bounded.

    Args:
        most: Words that are kept; all are forgotten when one more comes, and the common ones soon are back.
        look: Finds out about one word.
    """

    def __init__(self, most: int, look: Callable[[K], T]) -> None:
        super().__init__()
        self._most = most
        self._look = look

    def __missing__(self, word: K) -> T:
        if len(self) >= self._most:
            self.clear()
        found = self[word] = self._look(word)
        return found
