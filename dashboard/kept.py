"""What was made is kept for the next who asks, within a bound, and made once however many ask for it at the same time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """What was asked for last, of at most a size together; `size` says that of one, in bytes or any other unit. Safe to be used by
    many threads."""

    def __init__(self, most: int, size: Callable[[T], int]):
        self._most, self._size, self._held = most, size, 0
        self._found: OrderedDict[Hashable, T] = OrderedDict()
        self._making: dict[Hashable, Future[T]] = {}
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> T | None:
        """What is kept under a key, which then counts as the newest; None if nothing is."""
        with self._lock:
            if key not in self._found:
                return None
            self._found.move_to_end(key)
            return self._found[key]

    def keep(self, key: Hashable, made: T) -> None:
        """Keep something; whatever was not asked for longest gives way. What alone is too large is not kept."""
        size = self._size(made)
        if size > self._most:
            return
        with self._lock:
            if key in self._found:
                self._held -= self._size(self._found.pop(key))
            self._found[key] = made
            self._held += size
            while self._held > self._most:
                self._held -= self._size(self._found.popitem(last=False)[1])

    def get(self, key: Hashable, make: Callable[[], T], is_good: Callable[[T], bool] = lambda made: True) -> T:
        """What is kept under a key, made if nothing is, and kept if it is good. What one thread makes the others wait for; should
        it fail, they try themselves."""
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
                return found
            waited = self._making.get(key)
            if waited is None:
                mine: Future[T] = Future()
                self._making[key] = mine
        if waited is not None:
            return waited.result() if waited.exception() is None else make()
        try:
            made = make()
            if is_good(made):
                self.keep(key, made)
            mine.set_result(made)
            return made
        except BaseException as fault:
            mine.set_exception(fault)
            raise
        finally:
            with self._lock:
                del self._making[key]
