"""Make `world_110m.json` from the topology of that name in plotly.js, with no more points than can be seen.

    python assets/geo/build.py plotly-geo-assets.js
"""

from __future__ import annotations

import heapq
import json
import re
import sys
from itertools import accumulate, pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

Point = tuple[float, float]
LEAST_AREA = 0.1
"""Square degrees of the triangle that a point makes with its neighbours, below which it is left out: a map as wide as a window
gives a degree four dots."""
LEAST_POINTS = 6
"""Points that a line keeps however small it is, so that no island is lost."""


def area(a: Point, b: Point, c: Point) -> float:
    """Square degrees of a triangle, degrees of longitude as wide as they are at its latitude."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2 * cos(radians(b[1]))


def simplified(line: list[Point]) -> list[int]:
    """Which points of a line stay (Visvalingam and Whyatt): the one that changes it least goes first. Its ends, where it meets
    others, stay."""
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    least = [0.0] * len(line)
    queue: list[tuple[float, int]] = []

    def weigh(at: int, floor: float) -> None:
        least[at] = max(floor, area(line[before[at]], line[at], line[after[at]]))
        heapq.heappush(queue, (least[at], at))

    for at in range(1, len(line) - 1):
        weigh(at, 0)
    stays = set(range(len(line)))
    while queue and len(stays) > LEAST_POINTS:
        found, at = heapq.heappop(queue)
        if at not in stays or found != least[at]:
            continue
        if found >= LEAST_AREA:
            break
        stays.remove(at)
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for beside in (left, right):
            if 0 < beside < len(line) - 1:
                weigh(beside, found)
    return sorted(stays)


def built(told: dict[str, Any]) -> dict[str, Any]:
    """A topology with its lines simplified."""
    (width, height), (west, south) = told["transform"]["scale"], told["transform"]["translate"]
    arcs = []
    for steps in told["arcs"]:
        line = list(accumulate(steps, lambda at, step: [at[0] + step[0], at[1] + step[1]]))
        kept = [line[at] for at in simplified([(x * width + west, y * height + south) for x, y in line])]
        arcs.append([kept[0], *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(kept))])
    return {**told, "arcs": arcs}


def main() -> None:
    """Write the file beside this one."""
    source = Path(sys.argv[1]).read_text(encoding="utf-8")
    if not source.lstrip().startswith("{"):
        found = re.search(r"\bworld_110m\"?\s*[:=]\s*(?=\{)", source)
        assert found, "no topology world_110m"
        source = source[found.end():]
    told, _ = json.JSONDecoder().raw_decode(source)
    target = Path(__file__).with_name("world_110m.json")
    target.write_text(json.dumps(built(told), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
