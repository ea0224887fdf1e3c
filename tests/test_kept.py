"""What was made is kept within its bounds, and made once however many want it at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from dashboard.kept import Kept


def test_what_was_not_asked_for_longest_gives_way() -> None:
    kept: Kept[bytes] = Kept(10, len)
    kept.keep("a", b"four")
    kept.keep("b", b"four")
    assert kept.find("a") == b"four"  # which makes b the one that nobody asked for longest
    kept.keep("c", b"four")
    assert (kept.find("a"), kept.find("b"), kept.find("c")) == (b"four", None, b"four")
    kept.keep("d", b"too long to be kept")
    assert kept.find("d") is None and kept.find("a") == b"four"


def _together(kept: Kept[bytes], make: Callable[[], bytes], readers: int) -> list[Future[bytes]]:
    """What so many who ask at once were told."""
    with ThreadPoolExecutor(readers) as threads:
        return [threads.submit(kept.get, "view", make) for _ in range(readers)]


def test_what_several_want_at_once_is_made_once() -> None:
    kept: Kept[bytes] = Kept(100, len)
    made: list[int] = []

    def make() -> bytes:
        made.append(threading.get_ident())
        time.sleep(0.1)  # the others come meanwhile, or later and find it
        return b"view"

    assert [one.result() for one in _together(kept, make, 6)] == [b"view"] * 6
    assert len(made) == 1


def test_what_one_could_not_make_the_others_try_themselves() -> None:
    kept: Kept[bytes] = Kept(100, len)
    tried: list[int] = []

    def make() -> bytes:
        tried.append(threading.get_ident())
        if len(tried) == 1:
            time.sleep(0.1)
            raise ValueError("the first fails")
        return b"view"

    told = _together(kept, make, 4)
    faults = [one.exception() for one in told if one.exception()]
    assert [str(fault) for fault in faults] == ["the first fails"]
    assert [one.result() for one in told if not one.exception()] == [b"view"] * 3


def test_what_is_not_good_is_handed_out_and_not_kept() -> None:
    kept: Kept[bytes] = Kept(100, len)
    assert kept.get("view", lambda: b"failed", lambda made: made != b"failed") == b"failed"
    assert kept.find("view") is None
    assert kept.get("view", lambda: b"view") == b"view"
    assert kept.find("view") == b"view"
