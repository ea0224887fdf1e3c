"""The command line: measure this app against the plain one and write one table.

    python -m bench                        all of it, 100k, 1M and 10M rows, in less than 20 minutes
    python -m bench --quick                100k rows only and fewer repetitions, in less than 3 minutes
    python -m bench --sizes 1M --only change,cpu
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bench.measure import PARTS, SIZES, Bench
from bench.report import as_markdown

RESULTS = Path(__file__).parent / "results.md"


def main() -> int:
    """Run the parts asked for; 0 if all were measured, whether or not a target was reached."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the dashboard against a plainly written app.")
    parser.add_argument("--quick", action="store_true", help="100k rows only, fewer repetitions")
    parser.add_argument("--sizes", default="", help=f"some of {','.join(SIZES)}")
    parser.add_argument("--only", default="", help=f"some of {','.join(PARTS)}")
    chosen = parser.parse_args()
    sizes = chosen.sizes.split(",") if chosen.sizes else ["100k"] if chosen.quick else ["100k", "1M", "10M"]
    parts = chosen.only.split(",") if chosen.only else list(PARTS)
    if unknown := [*(set(sizes) - set(SIZES)), *(set(parts) - set(PARTS))]:
        parser.error(f"unknown: {', '.join(unknown)}")
    begun = time.monotonic()
    with Bench(sizes, chosen.quick) as bench:
        for part in parts:
            bench.run(part)
    table = as_markdown(bench.rows, sizes, chosen.quick, time.monotonic() - begun)
    print("\n" + table)
    if not chosen.only and not chosen.sizes and not chosen.quick:
        RESULTS.write_text(table + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
